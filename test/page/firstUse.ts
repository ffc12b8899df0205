/** How soon the page can be used after `npm run dev` is called: from the start of the program to the first screen with its scenarios, in a browser that has never seen it. */
import type { Page } from 'playwright-core';
import { startDevServer } from '../support/devServer.ts';
import type { Measurement } from './measurement.ts';

export const firstUse: Measurement = {
  name: 'first-use',
  measure: async (open) => {
    const page = await open('about');
    const startMs = performance.now();
    const server = await startDevServer();
    const listeningMs = performance.now() - startMs;
    try {
      const usableMs = await untilUsable(page, () => page.goto(`${server.url}#/scenarios`));
      const againMs = await untilUsable(page, () => page.reload());
      return [
        { what: 'npm run dev: until it listens', value: listeningMs / 1000, unit: 's', limit: null },
        { what: 'the page from then on until it is usable', value: usableMs / 1000, unit: 's', limit: { kind: 'at most', value: 2 } },
        { what: 'the page when it is loaded again', value: againMs / 1000, unit: 's', limit: { kind: 'at most', value: 2 } },
      ];
    } finally {
      server.stop();
      await page.close();
    }
  },
};

/** Scenarios are listed: the worker has answered. */
async function untilUsable(page: Page, go: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await go();
  await page.getByRole('link', { name: 'Open quickstart' }).waitFor({ timeout: 60_000 });
  return performance.now() - startMs;
}
