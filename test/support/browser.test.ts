import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchBrowser, openPage } from './browser.ts';
import { findBrowser } from './findBrowser.ts';

test('a browser starts, runs a module worker, and has the security that users have', async (context) => {
  const browser = await launchBrowser();
  if (browser === null) return context.skip('no browser');
  const server = createServer((request, response) => {
    const isScript = request.url === '/worker.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? 'postMessage([Math.exp(1.5), typeof crypto.subtle, typeof SharedArrayBuffer]); export {};' : '<title>page</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const page = await openPage(browser);
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    const answer = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = (event: MessageEvent) => {
            resolve(event.data);
          };
          worker.onerror = reject;
        }),
    );
    expect(answer).toEqual([Math.exp(1.5), 'object', 'undefined']);
  } finally {
    await browser.close();
    server.close();
  }
});

test('a CHROME_PATH that names nothing is said so', async () => {
  await expect(findBrowser({ CHROME_PATH: '/nowhere/chrome' })).rejects.toThrow('CHROME_PATH is /nowhere/chrome, but there is no such file');
});

test('CHROME_PATH goes before what is installed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-'));
  try {
    await expect(findBrowser({ CHROME_PATH: process.execPath, PATH: folder })).resolves.toMatchObject({ executablePath: process.execPath });
  } finally {
    await rm(folder, { recursive: true });
  }
});
