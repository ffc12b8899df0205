/** The screens beside the live run, as someone uses them, in a real browser: editor, comparison, sweep, cache map, workload, results, files. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDashboardServer, type DashboardServer } from '../../sim/cli/dashboardServer.ts';
import type { TraceEvent } from '../../reports/export/chromeTrace.ts';
import { runFixture } from '../support/runFixture.ts';
import { traceFaults } from '../support/traceFaults.ts';
import { axeViolations, startDashboard, type Dashboard } from './dashboardPage.ts';

const firstLoadBytesMax = 350 * 1024;
/** Quick to run, with all kinds of slots. */
const small = 'scenario=overwrite-and-rollback&set=duration%3D2500ms&set=timeline%3D%5B%5D';

async function ready(page: Page, screen: string): Promise<void> {
  await page.locator(`main[data-screen=${screen}][data-ready=true]`).waitFor();
}

/** Both themes, as the page is now. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page)).toEqual([]);
  }
}

/** As a file manager would: a drag over the page, and a drop. */
async function drop(page: Page, files: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
  await page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, text } of dropped) transfer.items.add(new File([text], name));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, files);
}

describe('the screens', () => {
  let dashboard: Dashboard | null = null;
  let server: DashboardServer;
  let outFolder = '';
  beforeAll(async () => {
    dashboard = await startDashboard();
    if (dashboard === null) return;
    outFolder = await mkdtemp(join(tmpdir(), 'hindcast-out-'));
    const { result, rollbacks } = runFixture();
    await mkdir(join(outFolder, 'fixture-1'));
    const manifest = {
      scenario: { name: 'fixture', summary: 'Is it shown?', vms: [] },
      seed: 7,
      startedAt: '2026-01-01T00:00:00.000Z',
      repeat: 'npx hindcast run out/fixture-1/manifest.json',
    };
    await writeFile(join(outFolder, 'fixture-1', 'result.json'), JSON.stringify({ ...result, wallSeconds: 1 }));
    await writeFile(join(outFolder, 'fixture-1', 'rollbacks.json'), JSON.stringify(rollbacks));
    await writeFile(join(outFolder, 'fixture-1', 'manifest.json'), JSON.stringify(manifest));
    server = await startDashboardServer({ pageFolder: dashboard.folder, outFolder }, 0);
  }, 90_000);
  afterAll(async () => {
    await dashboard?.close();
    if (outFolder === '') return;
    await server.close();
    await rm(outFolder, { recursive: true, force: true });
  });
  beforeEach((context) => context.skip(dashboard === null, 'no browser'));

  it('load first with at most 350 KB of gzip, the simulation included', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('');
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).pathname));
    await page.reload();
    await page.getByRole('link', { name: 'Open quickstart' }).waitFor();
    const files = [...asked].map((path) => join(dashboard!.folder, path === '/' ? 'index.html' : path));
    const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(file), { level: 9 }).length));
    expect(files.some((file) => file.includes('worker'))).toBe(true);
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(firstLoadBytesMax);
    expect(complaints).toEqual([]);
    await close();
  });

  it('edit a scenario as text and as a form, show mistakes where they are, and run what was written', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('scenarios?edit=quickstart', { width: 1440, height: 900 });
    const text = page.getByRole('textbox', { name: /Text of the scenario/ });
    await text.waitFor();
    const before = await text.inputValue();
    await text.fill(before.replace('duration: 4s', 'duration: 4'));
    await page.getByText(/Line 4, column 11/).waitFor();
    expect(await page.textContent('.text-editor .mistake')).toContain('a time with its unit is needed');
    expect(await page.locator('.gutter .wrong').count()).toBe(1);
    expect(await page.getByRole('textbox', { name: 'duration' }).getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await page.getByRole('textbox', { name: 'duration' }).fill('100ms');
    await page.getByRole('textbox', { name: 'duration' }).press('Tab');
    await expect.poll(() => text.inputValue()).toContain('duration: 100ms');
    await text.fill((await text.inputValue()).replace(/^timeline:.*$/m, 'timeline: []'));
    await page.getByRole('button', { name: 'New seed' }).click();
    await expect.poll(() => text.inputValue()).toMatch(/^seed: \d+$/m);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await ready(page, 'run');
    await expect.poll(() => page.evaluate('decodeURIComponent(location.hash)')).toContain('set=duration=100ms');
    await page.locator('.clock[data-phase=paused]').waitFor();
    expect(await page.textContent('.clock')).toContain('100');
    // One that is no change of a scenario that ships is in the address as a whole.
    await page.goto(`${dashboard!.origin}#/scenarios?edit=new`);
    await page
      .getByRole('textbox', { name: /Text of the scenario/ })
      .fill('name: mine\nduration: 70ms\nvms: 1\nserver: { dram: { size: 16MiB }, flash: { size: 64MiB } }\n');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('.bar-name', { hasText: 'mine' }).waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/run\?text=[\w-]+$/);
    await page.reload();
    await page.locator('.bar-name', { hasText: 'mine' }).waitFor();
    await page.getByRole('button', { name: 'Bookmark', exact: true }).click();
    await page.locator('summary', { hasText: 'Repeat it' }).click();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Save as scenario/ }).click()]);
    const written = await readFile(await saved.path(), 'utf8');
    expect(written).toContain('duration: 70ms');
    expect(written).toMatch(/do: bookmark, name: mark-1, vm: vm1/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('compare policies on workers in the page, and say plainly what is not shown', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('compare?scenario=quickstart&duration=100ms&n=2&values=periodic,age', {
      width: 1440,
      height: 900,
    });
    await page.getByRole('textbox', { name: 'Values' }).fill('periodic, write-through');
    await page.getByRole('textbox', { name: 'Values' }).press('Tab');
    await page.evaluate(() => history.replaceState(null, '', location.hash));
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.locator('table.comparison').waitFor({ timeout: 20_000 });
    expect(await page.textContent('table.comparison')).toMatch(/no evidence of a difference|the same/);
    expect(await page.textContent('table.comparison')).toContain('95 % CI, n = 2 seeds');
    expect(await page.locator('.compare-charts canvas').count()).toBeGreaterThanOrEqual(3);
    await expectAccessible(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save compare.json' }).click()]);
    const saved = await readFile(await download.path(), 'utf8');
    await drop(page, [{ name: 'mine.json', text: saved }]);
    await page.getByText('from the file mine.json').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('run a sweep in the page, and open the run of a cell', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('sweep', { width: 1440, height: 900 });
    const text = page.getByRole('textbox', { name: 'Text of the sweep' });
    await text.fill(
      'scenario: quickstart\nset: { duration: 60ms, timeline: [], vms: 1 }\ngrid:\n  server.dram.size: [64MiB, 128MiB]\n  blockSize: [4KiB, 8KiB]\nseeds: one\n',
    );
    await page.getByText(/a whole number is needed/).waitFor();
    expect(await page.getByRole('button', { name: 'Run the sweep' }).isDisabled()).toBe(true);
    await text.fill((await text.inputValue()).replace('seeds: one', 'seeds: 1'));
    await page.getByText('4 cells, 4 runs').waitFor();
    await page.getByRole('button', { name: 'Run the sweep' }).click();
    await page.locator('table.sweep-map').waitFor({ timeout: 20_000 });
    await expectAccessible(page);
    await page.getByRole('button', { name: /size=128MiB blockSize=8KiB/ }).click();
    await ready(page, 'run');
    await expect.poll(() => page.evaluate('decodeURIComponent(location.hash)')).toContain('set=server.dram.size=128MiB');
    expect(complaints).toEqual([]);
    await close();
  });

  it('show the slots of the cache, and the history of a block by mouse and by keys', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open(`cache-map?${small}&run`, { width: 1440, height: 900 });
    await page.locator('.clock[data-phase=finished]').waitFor({ timeout: 20_000 });
    const strip = page.getByRole('slider', { name: /Slots of writer in DRAM/ });
    await strip.waitFor();
    expect(await strip.getAttribute('aria-label')).toMatch(/current, (dirty|clean) [1-9]/);
    await strip.locator('canvas').click({ position: { x: 4, y: 4 } });
    await page.getByRole('region', { name: 'Slots that are marked' }).waitFor();
    await strip.focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => strip.getAttribute('aria-valuetext')).toMatch(/^slots from \d/);
    const slots = page.getByRole('region', { name: 'Slots that are marked' });
    await slots
      .getByRole('button', { name: /^(disk|memory) / })
      .first()
      .click();
    const history = page.getByRole('region', { name: 'History of the block' });
    await history.waitFor();
    expect(await history.textContent()).toContain('current');
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it(
    'show single IOs on lanes: one is found by its percentile and by keys, its way step by step, and the span of time is in the address',
    { timeout: 60_000 },
    async () => {
      const { page, complaints, close } = await dashboard!.open(`swimlanes?${small}&at=300000000`, { width: 1440, height: 900 });
      await page.locator('.clock[data-phase=paused]', { hasText: '0.300' }).waitFor();
      await page.getByRole('button', { name: '99 %', exact: true }).click();
      const steps = page.getByRole('region', { name: 'Steps of the IO' });
      await steps.getByText('whole IO').waitFor();
      await expect.poll(() => page.url()).toMatch(/from=\d+&to=\d+.*io=\d+|io=\d+.*from=\d+&to=\d+/);
      const lanes = page.getByRole('slider', { name: /IO that is shown/ });
      const shown = await lanes.getAttribute('aria-valuenow');
      await lanes.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => lanes.getAttribute('aria-valuenow')).toBe(String(Number(shown) + 1));
      await expectAccessible(page);
      await page.reload();
      await steps.getByText('whole IO').waitFor();
      await expect.poll(() => lanes.getAttribute('aria-valuenow')).toBe(String(Number(shown) + 1));
      expect(complaints).toEqual([]);
      await close();
    },
  );

  it('look at the workload of a VM and of a trace', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('workload?scenario=fio-jobs', { width: 1440, height: 900 });
    await page.locator('.workload-charts canvas').first().waitFor();
    expect(await page.locator('.workload-charts figure').count()).toBe(6);
    await expectAccessible(page);
    const lines = Array.from({ length: 200 }, (_, line) => `${String(line * 1e6)} 0 ${String((line * 37) % 64)} 8 ${String(line % 2)}`);
    await drop(page, [{ name: 'web.trace', text: `${lines.join('\n')}\n` }]);
    await page.getByText('Format mqsim').or(page.getByRole('alert')).first().waitFor();
    expect(await page.textContent('main')).toContain('web.trace');
    expect(complaints).toEqual([]);
    await close();
  });

  it('are saved as one page without scripts, with charts as pictures, and a run as its figures', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('workload?scenario=fio-jobs');
    await page.locator('.workload-charts canvas').first().waitFor();
    const save = async (item: RegExp): Promise<string> => {
      await page.locator('.screen-save summary').click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: item }).click()]);
      return readFile(await download.path(), 'utf8');
    };
    const saved = await save(/This screen/);
    expect(saved.match(/<img [^>]*alt="[^"]{20,}/g)).toHaveLength(6);
    expect(saved).not.toMatch(/<script|<button|<canvas|src="(?!data:)|url\((?!['"]?data:)/);
    expect(saved).toContain("default-src 'none'");
    expect(saved).toContain('Misses of an LRU cache');
    await page.locator('.screen-save summary').click();
    await page.getByRole('button', { name: /figures/ }).click();
    await page.getByText('No run is over yet').waitFor();
    await page.goto(`${dashboard!.origin}#/run?scenario=quickstart&set=duration%3D50ms&set=timeline%3D%5B%5D&run`);
    await page.locator('.clock[data-phase=finished]').waitFor();
    const result = JSON.parse(await save(/figures/)) as { digest: string; scenario: string };
    expect(result).toMatchObject({ scenario: 'quickstart', digest: await page.textContent('[data-testid=digest]') });
    const trace = JSON.parse(await save(/Perfetto/)) as { otherData: { digest: string }; traceEvents: readonly TraceEvent[] };
    expect(trace.otherData.digest).toBe(result.digest);
    expect(trace.traceEvents.filter(({ ph }) => ph === 'b').length).toBeGreaterThan(100);
    expect(traceFaults(trace.traceEvents)).toEqual([]);
    // What was saved is shown when it is dropped in again.
    await drop(page, [{ name: 'result.json', text: JSON.stringify(result) }]);
    await page.getByRole('heading', { name: 'What was found' }).waitFor();
    await drop(page, [{ name: 'saved.html', text: saved }]);
    await page.getByText('saved.html is nothing that can be shown here').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('list the results of the server, find them, and open them in place', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('', { width: 1440, height: 900 });
    await page.goto(`${server.url}#/reports`);
    await page.getByRole('link', { name: 'fixture-1' }).waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('no results of 1').waitFor();
    await page.getByRole('searchbox').fill('shown seed 7');
    await page.getByRole('link', { name: 'fixture-1' }).click();
    await page.getByRole('heading', { name: 'What was found' }).waitFor();
    expect(await page.textContent('main')).toContain('npx hindcast run out/fixture-1/manifest.json');
    await expectAccessible(page);
    await page.goto(`${server.url}#/reports?result=nowhere`);
    await page.getByText('nowhere: result.json is not there').waitFor();
    expect(complaints.filter((text) => !text.includes('404') && !text.startsWith('asks elsewhere: http://127.0.0.1'))).toEqual([]);
    await close();
  });

  it('take results that are dropped anywhere, say what is wrong with others, and go on working', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('about');
    const { result } = runFixture();
    await drop(page, [
      { name: 'photo.png', text: 'not even a picture' },
      { name: 'broken.json', text: '{ "a": ' },
    ]);
    await page.getByText('photo.png is nothing that can be shown here').waitFor();
    await page.getByText('broken.json is no JSON').waitFor();
    await drop(page, [{ name: 'result.json', text: JSON.stringify({ ...result, wallSeconds: 1 }) }]);
    await page.getByRole('heading', { name: 'What was found' }).waitFor();
    await drop(page, [{ name: 'own.yaml', text: 'duration: 3\n' }]);
    await page.getByText(/Line 1, column 11/).waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });
});
