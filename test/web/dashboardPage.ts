/** The built dashboard on a server of its own, in one browser: for tests. Built once per test file. */
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build, preview } from 'vite';
import { launchBrowser } from '../support/browser.ts';

export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const root = join(projectFolder, 'web');
const configFile = join(projectFolder, 'vite.config.ts');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export interface OpenPage {
  readonly page: Page;
  /** Whatever the console said, what was thrown, and requests to anywhere else. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

export interface Dashboard {
  readonly origin: string;
  readonly folder: string;
  /** `hash` is the address behind `#/`. */
  open(hash: string, size?: { readonly width: number; readonly height: number }): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Null: there is no browser, and that has been said. */
export async function startDashboard(): Promise<Dashboard | null> {
  const browser = await launchBrowser();
  if (browser === null) return null;
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-page-'));
  await buildPage(folder);
  const served = await preview({ configFile, root, logLevel: 'error', build: { outDir: folder }, preview: { port: 0, host: '127.0.0.1' } });
  const origin = served.resolvedUrls!.local[0]!;
  return {
    origin,
    folder,
    open: (hash, size = { width: 1280, height: 800 }) => openPage(browser, `${origin}#/${hash}`, size),
    close: async () => {
      await browser.close();
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As `npm run build` does, which is not run by a test runner. */
async function buildPage(folder: string): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ configFile, root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

export async function openPage(browser: Browser, url: string, size: { readonly width: number; readonly height: number }): Promise<OpenPage> {
  const context = await browser.newContext({ locale: 'en-US', viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const asked = request.url();
    if (new URL(asked).origin !== new URL(url).origin && !asked.startsWith('data:') && !asked.startsWith('blob:')) complaints.push(`asks elsewhere: ${asked}`);
  });
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/** What axe finds wrong with the page as it is seen now. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // Past the page's policy: through the debugger, not as a script element.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(await readFile(axePath, 'utf8'));
  return page.evaluate(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.target + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`))",
  );
}
