/**
 * Every scenario that ships has the same digest in Node and in the worker of the page, in a real browser. In Node without oracle: it changes nothing in a run.
 * The page is the built one, as `npm run build` makes it; that `npm run dev` serves it too is tried with one scenario.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build, createServer, preview } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { launchBrowser } from '../support/browser.ts';

const folder = fileURLToPath(new URL('../../', import.meta.url));
const webFolder = join(folder, 'web');
const configFile = join(folder, 'vite.config.ts');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const names = (await readdir(join(folder, 'workloads/scenarios'))).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length));

/** Scenarios that are too long for a test are run for this long on both sides. */
const shortened: ReadonlyMap<string, string> = new Map([['bench-oltp', '20ms']]);

async function digestInNode(name: string): Promise<string> {
  const sourceName = `workloads/scenarios/${name}.yaml`;
  const duration = shortened.get(name);
  const sets = duration === undefined ? [] : [{ path: 'duration', value: duration, cwdRelative: true }];
  const scenario = parseScenario(await readFile(join(folder, sourceName), 'utf8'), sourceName, sets);
  const inputs = await loadInputs(scenario, (path) => Promise.resolve(createReadStream(join(folder, path)) as AsyncIterable<Uint8Array>));
  const simulation = buildSimulation(scenario, inputs, { oracle: 'off' });
  while (!simulation.finished) simulation.run(1_000_000);
  return simulation.digest();
}

function addressOf(origin: string, name: string): string {
  const query = new URLSearchParams({ scenario: name, run: '' });
  const duration = shortened.get(name);
  if (duration !== undefined) query.append('set', `duration=${duration}`);
  return `${origin}?${query.toString()}`;
}

describe('the page', () => {
  let browser: Browser | null = null;
  let built = '';
  let origin = '';
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    if (browser === null) return;
    built = await mkdtemp(join(tmpdir(), 'hindcast-page-'));
    await build({ configFile, root: webFolder, logLevel: 'error', build: { outDir: built, emptyOutDir: true } });
    const served = await preview({ configFile, root: webFolder, logLevel: 'error', build: { outDir: built }, preview: { port: 0, host: '127.0.0.1' } });
    closers.push(() => served.close());
    origin = served.resolvedUrls!.local[0]!;
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    for (const close of closers) await close();
    if (built !== '') await rm(built, { recursive: true, force: true });
  });
  beforeEach((context) => context.skip(browser === null, 'no browser'));

  async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser!.newContext({ locale: 'en-US', viewport: { width: 1200, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on(
      'request',
      (request) =>
        new URL(request.url()).origin === new URL(url).origin || request.url().startsWith('data:') || complaints.push(`asks elsewhere: ${request.url()}`),
    );
    await page.goto(url);
    return { page, complaints };
  }

  it('finds the scenarios that ship', () => expect(names).toContain('quickstart'));

  it.each(names)('%s has the same digest in its worker as in Node', { timeout: 120_000 }, async (name) => {
    const { page, complaints } = await open(addressOf(origin, name));
    const inNode = await digestInNode(name);
    await page.waitForSelector('body[data-run=finished], body[data-run=failed]', { timeout: 110_000 });
    expect(await page.textContent('#status')).not.toContain('bug');
    expect(await page.textContent('[data-testid=digest]')).toBe(inNode);
    expect(await page.textContent('[data-testid=oracle]')).not.toBe('BROKEN');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is accessible by axe in both themes, narrow and wide, and draws its charts', { timeout: 120_000 }, async () => {
    const { page, complaints } = await open(addressOf(origin, 'quickstart'));
    await page.waitForSelector('body[data-run=finished]', { timeout: 110_000 });
    expect(await page.locator('figure.chart canvas').count()).toBeGreaterThan(5);
    // Past the page's policy: through the debugger, not as a script element.
    await page.evaluate(await readFile(axePath, 'utf8'));
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 400],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const violations = await page.evaluate(
        "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.target).join(' ')}`))",
      );
      expect(violations).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('stops when told, says what is wrong with a scenario, and goes on working', { timeout: 120_000 }, async () => {
    const { page } = await open(`${origin}?scenario=quickstart&set=${encodeURIComponent('duration=1h')}&run`);
    await page.locator('#status', { hasText: 'simulated' }).waitFor();
    await page.click('#stop');
    await page.waitForSelector('body[data-run=finished]');
    expect(await page.textContent('#status')).toContain('stopped early');
    await page.goto(`${origin}?scenario=quickstart&set=${encodeURIComponent('duration=3')}&run`);
    await page.waitForSelector('body[data-run=failed]');
    expect(await page.textContent('#status')).toContain('duration');
    expect(await page.isEnabled('#start')).toBe(true);
    await page.context().close();
  });

  it('is served by npm run dev too', { timeout: 120_000 }, async () => {
    const cacheDir = await mkdtemp(join(tmpdir(), 'hindcast-dev-'));
    const server = await createServer({ configFile, root: webFolder, cacheDir, logLevel: 'error', server: { port: 0, host: '127.0.0.1' } });
    closers.push(
      () => server.close(),
      () => rm(cacheDir, { recursive: true, force: true }),
    );
    await server.listen();
    const { page } = await open(addressOf(server.resolvedUrls!.local[0]!, 'bench-oltp'));
    await page.waitForSelector('body[data-run=finished], body[data-run=failed]', { timeout: 60_000 });
    expect(await page.textContent('#status')).toContain('IOs in');
    expect(await page.textContent('[data-testid=digest]')).toMatch(/^[0-9a-f]{16}$/);
    await page.context().close();
  });
});
