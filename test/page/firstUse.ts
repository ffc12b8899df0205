/** How soon the page can be used after `npm run dev` is called: from the start of the program to the first screen with its scenarios, in a browser that has never seen it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Measurement } from './measurement.ts';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const viteProgram = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));

export const firstUse: Measurement = {
  name: 'first-use',
  measure: async (open) => {
    const page = await open('about');
    const startMs = performance.now();
    const server = spawn(process.execPath, [viteProgram, '--port', '5199', '--strictPort', '--force'], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = await urlOf(server.stdout);
      const listeningMs = performance.now() - startMs;
      const usableMs = await untilUsable(page, () => page.goto(`${url}#/scenarios`));
      const againMs = await untilUsable(page, () => page.reload());
      return [
        { what: 'npm run dev: until it listens', value: listeningMs / 1000, unit: 's', limit: null },
        { what: 'the page from then on until it is usable', value: usableMs / 1000, unit: 's', limit: { kind: 'at most', value: 2 } },
        { what: 'the page when it is loaded again', value: againMs / 1000, unit: 's', limit: { kind: 'at most', value: 2 } },
      ];
    } finally {
      server.kill();
      await page.close();
    }
  },
};

/** Where it says that it listens. */
function urlOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /https?:\/\/localhost:\d+\//.exec(text.replaceAll(/\u001b\[\d*m/g, ''));
      if (found !== null) resolve(found[0]);
    });
    output.on('end', () => reject(new Error(`vite has ended: ${text}`)));
  });
}

/** Scenarios are listed: the worker has answered. */
async function untilUsable(page: Page, go: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await go();
  await page.getByRole('link', { name: 'Open quickstart' }).waitFor({ timeout: 60_000 });
  return performance.now() - startMs;
}
