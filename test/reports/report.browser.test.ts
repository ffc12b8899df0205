/** The report in a real browser: drawn, silent, alone (no request leaves), accessible in both themes, narrow and wide. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderComparison, renderReport, renderSweep } from '../../reports/report.ts';
import { launchBrowser } from '../support/browser.ts';
import { comparisonFixture } from '../support/comparisonFixture.ts';
import { sweepFixture } from '../support/sweepFixture.ts';
import { runFixture } from '../support/runFixture.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let browser: Browser | null = null;
let folder = '';
let html = '';
let url = '';
let comparisonUrl = '';
let sweepUrl = '';

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function open(theme: 'light' | 'dark', width: number, address = url): Promise<Opened> {
  // Past the report's own policy, since axe is a script from outside.
  const context = await browser!.newContext({ locale: 'en-US', viewport: { width, height: 900 }, colorScheme: theme, bypassCSP: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(address);
  await page.waitForSelector('html[data-ready]');
  return { page, complaints, requests };
}

/** Share of the pixels of a canvas that were drawn on. */
function drawnShares(page: Page): Promise<number[]> {
  return page.$$eval('figure.chart canvas', (canvases) =>
    (canvases as HTMLCanvasElement[]).map((canvas) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let drawn = 0;
      for (let pixel = 3; pixel < data.length; pixel += 4) if (data[pixel]! > 0) drawn += 1;
      return drawn / (data.length / 4);
    }),
  );
}

/** Everything is drawn, nothing sticks out, axe finds nothing. */
async function expectWhole(page: Page, width: number, chartsMin = 10): Promise<void> {
  const shares = await drawnShares(page);
  expect(shares.length).toBeGreaterThanOrEqual(chartsMin);
  for (const share of shares) expect(share).toBeGreaterThan(0.01);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  await page.$$eval('details', (all) => all.forEach((details) => (details.open = true)));
  await page.addScriptTag({ path: axePath });
  const violations = await page.evaluate(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.target).join(' ')}`))",
  );
  expect(violations).toEqual([]);
}

describe('report.html', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    folder = await mkdtemp(join(tmpdir(), 'hindcast-report-'));
    html = await renderReport({
      ...runFixture(4_000),
      origin: {
        version: '0.1.0',
        repeatCommand: 'npx hindcast run manifest.json',
        scenario: { name: 'x </script><!--' },
        summary: 'A question?',
        machine: { Node: 'v20' },
      },
    });
    url = pathToFileURL(join(folder, 'report.html')).href;
    await writeFile(join(folder, 'report.html'), html);
    const origin = { version: '0.1.0', repeatCommand: 'npx hindcast compare manifest.json', command: 'hindcast compare', summary: 'A question?', machine: {} };
    comparisonUrl = pathToFileURL(join(folder, 'comparison.html')).href;
    await writeFile(join(folder, 'comparison.html'), await renderComparison({ found: comparisonFixture(), origin }));
    sweepUrl = pathToFileURL(join(folder, 'sweep.html')).href;
    await writeFile(join(folder, 'sweep.html'), await renderSweep({ found: sweepFixture(), origin }));
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach((context) => context.skip(browser === null, 'no browser'));

  it('fetches nothing by itself', () => {
    expect(html).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(html.length).toBeLessThan(3_000_000);
  });

  it.each([
    ['light', 1440],
    ['dark', 400],
  ] as const)(
    'draws its charts in %s at %i pixels, says nothing on the console, asks for nothing, and axe finds nothing',
    { timeout: 60_000 },
    async (theme, width) => {
      const { page, complaints, requests } = await open(theme, width);
      await expectWhole(page, width);
      expect(complaints).toEqual([]);
      expect(requests.filter((request) => !request.startsWith('data:'))).toEqual([url]);
      await page.context().close();
    },
  );

  it('changes its theme, hides a line, turns the pages of a trace', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('light', 1200);
    const ground = (): Promise<string> => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    const before = await ground();
    await page.click('button[data-set-theme=dark]');
    expect(await ground()).not.toBe(before);
    const drawn = (await drawnShares(page))[0]!;
    const line = page.locator('figure.chart button[data-line]').first();
    await line.click();
    expect(await line.getAttribute('aria-pressed')).toBe('false');
    expect((await drawnShares(page))[0]).toBeLessThan(drawn);
    const trace = page.locator('[data-trace="0"]');
    const first = await trace.locator('tbody tr').first().textContent();
    await trace.locator('button[data-step="1"]').click();
    expect(await trace.locator('tbody tr').first().textContent()).not.toBe(first);
    expect(await trace.locator('.pager span').textContent()).toBe('26 – 50 of 1800');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('opens a run of a million recorded points in under two seconds, from under 3 MB', { timeout: 60_000 }, async () => {
    const { names } = runFixture(2).series;
    const run = runFixture(Math.ceil(1_000_000 / names.length));
    const origin = { version: '0.1.0', repeatCommand: 'npx hindcast run manifest.json', scenario: null, summary: '', machine: {} };
    const big = await renderReport({ ...run, origin });
    expect(big.length).toBeLessThan(3_000_000);
    const path = join(folder, 'big.html');
    await writeFile(path, big);
    const context = await browser!.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    // Time of the page's own thread: a machine that is busy with other tests is not the report's fault.
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector('html[data-ready]');
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Infinity;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(2);
    await context.close();
  });

  it('brushes and points at all charts over time together, and saves pictures and numbers', { timeout: 60_000 }, async () => {
    const { page, complaints, requests } = await open('light', 1200);
    const plot = page.locator('figure[data-chart=throughput] canvas');
    const box = (await plot.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    expect(await page.locator('.timebar span').textContent()).toMatch(/^Charts show [\d.]+\u202fs – [\d.]+\u202fs$/);
    // The packaged browser dies of downloads: what would be saved is looked at in the page.
    await page.evaluate('HTMLAnchorElement.prototype.click = function () { globalThis.saved = { name: this.download, href: this.href }; }');
    const saved = async (name: string, button: string): Promise<string> => {
      await page.click(`figure[data-chart=${name}] button[data-save=${button}]`);
      expect(await page.evaluate('saved.name')).toBe(`${name}.${button}`);
      return button === 'png' ? page.evaluate('saved.href') : page.evaluate('fetch(saved.href).then((answer) => answer.text())');
    };
    const csv = (await saved('window', 'csv')).trimEnd().split('\r\n');
    expect(csv[0]).toMatch(/^timeNs,.* \(ns\)/);
    expect(csv.length).toBeGreaterThan(20);
    const all = runFixture(4_000).series.timesNs;
    const span = all[all.length - 1]! - all[0]!;
    expect(Number(csv.at(-1)!.split(',')[0]) - Number(csv[1]!.split(',')[0])).toBeLessThan(span / 3);
    const png = await saved('window', 'png');
    expect(png.slice(0, 22)).toBe('data:image/png;base64,');
    expect(png.length).toBeGreaterThan(20_000);
    await page.keyboard.press('Escape');
    expect(await page.locator('.timebar').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => !/^(data|blob):/.test(request))).toEqual([url]);
    await page.context().close();
  });

  it.each([
    ['light', 1280],
    ['dark', 400],
  ] as const)('compares in %s at %i pixels: drawn, silent, alone, accessible', { timeout: 60_000 }, async (theme, width) => {
    const { page, complaints, requests } = await open(theme, width, comparisonUrl);
    const names = (): Promise<(string | null)[]> =>
      page.$$eval('table.answer tbody tr', (rows) => rows.map((row) => (row as HTMLElement).dataset['name'] ?? null));
    expect((await names())[0]).toBe('age');
    await page.fill('input[data-limit=rpoMean]', '1');
    expect(await page.locator('output.choice').textContent()).toBe('Best of those that meet it: write-through');
    expect((await names())[0]).toBe('write-through');
    expect(await page.locator('tr.unmet').count()).toBe(3);
    await expectWhole(page, width);
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => !request.startsWith('data:'))).toEqual([comparisonUrl]);
    await page.context().close();
  });

  it.each([
    ['light', 1280],
    ['dark', 400],
  ] as const)('shows a sweep in %s at %i pixels: drawn, silent, alone, accessible, and by other parameters', { timeout: 60_000 }, async (theme, width) => {
    const { page, complaints, requests } = await open(theme, width, sweepUrl);
    const titles = (): Promise<(string | null)[]> => page.$$eval('[data-parameter-charts] h3', (heads) => heads.map((head) => head.textContent));
    const all = 'Requests acknowledged per second, all VMs';
    expect((await titles()).slice(0, 2)).toEqual([`${all} (writeLatency 1ms)`, `${all}, over size (writeLatency 1ms)`]);
    await page.selectOption('select[name=across]', 'writeLatency');
    await page.selectOption('select[data-held=size]', '2GiB');
    expect((await titles()).slice(0, 2)).toEqual([`${all} (size 2GiB)`, `${all}, over writeLatency (size 2GiB)`]);
    await page.selectOption('select[name=x]', 'throughput');
    expect(await page.locator('[data-trade-off-chart] h3').textContent()).toBe('Write p99 against throughput');
    const rows = page.locator('table.answer tbody tr:visible');
    expect(await rows.count()).toBe(24);
    await page.selectOption('select[data-filter="0"]', { label: 'policy 2' });
    await page.fill('input[data-limit=writeP99]', '0.5');
    expect(await rows.count()).toBe(8);
    expect(await page.locator('output.choice').textContent()).toBe('Best of those that meet it: flush=policy 2 writeLatency=1ms size=1GiB');
    await expectWhole(page, width, 8);
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => !request.startsWith('data:'))).toEqual([sweepUrl]);
    await page.context().close();
  });

  it('prints on white, also from the dark theme', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('dark', 1200);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(50_000);
    expect(await page.getAttribute('html', 'data-theme')).toBeNull();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['a run', 1280],
    ['a comparison', 390],
    ['a sweep', 1440],
  ] as const)(
    'prints %s, opened at %i pixels, as the paper is wide: two charts beside each other, none over another',
    { timeout: 60_000 },
    async (kind, width) => {
      const { page, complaints } = await open('light', width, { 'a run': url, 'a comparison': comparisonUrl, 'a sweep': sweepUrl }[kind]);
      // The event comes while the page still has the size of the screen.
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.evaluate("document.querySelector('main').getBoundingClientRect().width")).toBe(688);
      const charts = await page.$$eval('.grid figure.chart', (figures) =>
        figures.map((figure) => {
          const canvas = figure.querySelector('canvas')!;
          const [own, plot, drawn] = [figure, figure.querySelector('.plot')!, canvas].map((element) => element.getBoundingClientRect());
          return {
            isWide: figure.parentElement!.classList.contains('wide'),
            top: own!.top,
            bottom: Math.min(own!.bottom, plot!.bottom),
            plotWidth: plot!.width,
            canvasWidth: drawn!.width,
            canvasBottom: drawn!.bottom,
            drawnWidth: canvas.width / devicePixelRatio,
          };
        }),
      );
      expect(charts.length).toBeGreaterThan(2);
      for (const { isWide, bottom, plotWidth, canvasWidth, canvasBottom, drawnWidth } of charts) {
        expect(Math.abs(canvasWidth - plotWidth)).toBeLessThan(2);
        expect(canvasBottom).toBeLessThanOrEqual(bottom + 1);
        // Drawn for this width, not squeezed into it.
        expect(Math.abs(drawnWidth / canvasWidth - 1)).toBeLessThan(0.02);
        expect(isWide ? canvasWidth > 600 : canvasWidth > 300 && canvasWidth < 344).toBe(true);
      }
      const pairs = charts.filter(({ isWide, top }) => !isWide && charts.filter((other) => other.top === top).length === 2);
      expect(pairs.length).toBeGreaterThanOrEqual(2);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await page.getAttribute('html', 'class')).toBe('');
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );
});
