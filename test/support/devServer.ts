/** What `npm run dev` starts, as a program of its own: a test runner would have it serve something else. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const viteProgram = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));

export interface DevServer {
  /** Ends with `/`. */
  readonly url: string;
  stop(): void;
}

/** Resolves when it listens, on some free port. */
export async function startDevServer(): Promise<DevServer> {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST') && name !== 'NODE_ENV');
  const server = spawn(process.execPath, [viteProgram, '--port', '0'], {
    cwd: projectFolder,
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: await urlOf(server.stdout), stop: () => void server.kill() };
}

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
