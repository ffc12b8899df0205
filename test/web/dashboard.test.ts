/** The dashboard as someone uses it, in a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { screenTable } from '../../web/shell/screenTable.ts';
import { startDevServer } from '../support/devServer.ts';
import { axeViolations, startDashboard } from './dashboardPage.ts';
import type { Dashboard } from './dashboardPage.ts';

/** A small scenario: quick to load, to run and to go back in. */
const small = 'scenario=quickstart&set=duration%3D200ms&set=timeline%3D%5B%5D&set=server.flash.size%3D256MiB&set=server.dram.size%3D32MiB&set=vms%3D2';

async function phase(page: Page, wanted: 'paused' | 'playing' | 'finished'): Promise<void> {
  await page.locator(`.clock[data-phase=${wanted}]`).waitFor({ timeout: 30_000 });
}

/** Stopped there, and no longer at the start, where a run is paused before it goes to the instant of the address. */
async function pausedAt(page: Page, clock: string): Promise<void> {
  await page.locator('.clock[data-phase=paused]', { hasText: clock }).waitFor({ timeout: 30_000 });
}

const digestOf = async (page: Page): Promise<string> => (await page.locator('[data-testid=digest]').textContent()) ?? '';

describe('the dashboard', () => {
  let dashboard: Dashboard | null = null;
  beforeAll(async () => {
    dashboard = await startDashboard();
  }, 90_000);
  afterAll(async () => {
    await dashboard?.close();
  });
  beforeEach((context) => context.skip(dashboard === null, 'no browser'));

  it.each(screenTable.map(({ id }) => id))('%s opens without complaints, accessible in both themes, narrow and wide', { timeout: 60_000 }, async (id) => {
    const { page, complaints, close } = await dashboard!.open(`${id}?${small}&at=100000000`);
    await page.locator(`main[data-screen=${id}][data-ready=true]`).waitFor();
    if (screenTable.find((entry) => entry.id === id)!.isLive) await pausedAt(page, '0.100');
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 400],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await axeViolations(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('runs, pauses, steps and steps back by keyboard, and is where it was', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open(`run?${small}&at=50000000`);
    await pausedAt(page, '0.050');
    const before = await digestOf(page);
    for (const key of ['.', '.', ',', ',']) await page.keyboard.press(key);
    await expect.poll(() => digestOf(page)).toBe(before);
    await page.keyboard.press(' ');
    await phase(page, 'finished');
    const end = await digestOf(page);
    expect(await page.textContent('[data-testid=oracle]')).toContain('no violation');
    await page.keyboard.press(',');
    await phase(page, 'paused');
    await page.keyboard.press('.');
    await phase(page, 'finished');
    expect(await digestOf(page)).toBe(end);
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows the same view after a reload, and goes from screen to screen by keys', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open(`run?${small}`);
    await phase(page, 'paused');
    await page.keyboard.press('n');
    await expect.poll(() => page.textContent('[data-testid=ios]')).not.toBe('0');
    const [clock, digest] = [await page.textContent('.clock'), await digestOf(page)];
    await page.reload();
    await expect.poll(() => page.textContent('.clock')).toBe(clock);
    await phase(page, 'paused');
    expect(await digestOf(page)).toBe(digest);
    await page.keyboard.press('?');
    await page.locator('dialog.help').getByText('Run or pause').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog.help').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.locator('main[data-screen=scenarios] .scenario-card').first().waitFor();
    expect(await page.locator('main[data-screen=scenarios] .scenario-card').count()).toBeGreaterThan(10);
    expect(complaints).toEqual([]);
    await close();
  });

  it('bookmarks, damages, tries a rollback in a fork, does it, undoes it, changes a policy; and the command repeats it', { timeout: 90_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open(`run?${small}&at=50000000`);
    await pausedAt(page, '0.050');
    await page.getByRole('button', { name: 'Bookmark', exact: true }).click();
    await page.keyboard.press('b');
    await expect.poll(() => page.locator('.vm-card').first().textContent()).toContain('mark-1');
    await page.getByRole('button', { name: 'Damage' }).click();
    await expect.poll(() => page.url()).toContain('damage');
    await page.goto(page.url().replace('#/run', '#/rollback'));
    const handle = page.locator('.rb-handle');
    for (const target of ['io', 'io']) await page.keyboard.press(target === 'io' ? 'n' : '.');
    await handle.focus();
    await page.keyboard.press('PageUp');
    await expect.poll(() => handle.getAttribute('aria-valuetext')).toBe('mark-1');
    await page.locator('[data-testid=preview-blocks]').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=fork-oracle]').textContent({ timeout: 20_000 }), { timeout: 20_000 }).toBe('confirms every block');
    const band = (await page.locator('.rb-band').boundingBox())!;
    await page.mouse.move(band.x + band.width - 3, band.y + 20);
    await page.mouse.down();
    await page.mouse.move(band.x + band.width * 0.5, band.y + 20, { steps: 3 });
    await page.locator('[data-testid=preview]').waitFor();
    await page.mouse.up();
    await handle.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('PageUp');
    await page.getByRole('button', { name: 'Do it in this run' }).click();
    await page.locator('.rb-trace tbody tr').first().waitFor();
    await page.getByRole('button', { name: 'Undo the latest' }).click();
    await page.keyboard.press('r');
    await expect.poll(() => page.locator('.rb-traces button').count()).toBe(2);
    await page.goto(page.url().replace('#/rollback', '#/run'));
    await page.getByLabel('New value of server.cache.flush').fill('write-through');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await expect.poll(() => page.url()).toContain('write-through');
    await page.locator('#play').click();
    await phase(page, 'finished');
    const digest = await digestOf(page);
    expect(await page.textContent('[data-testid=oracle]')).toContain('no violation');
    await page.goto(page.url().replace(/&at=\d+/, ''));
    await page.reload();
    await phase(page, 'paused');
    await page.locator('#play').click();
    await phase(page, 'finished');
    expect(await digestOf(page)).toBe(digest);
    expect(complaints).toEqual([]);
    await close();
  });

  it('takes the tour of the first visit, which ends with a rollback that the oracle confirms', { timeout: 60_000 }, async () => {
    const { page, complaints, close } = await dashboard!.open('');
    await page.goto(dashboard!.origin);
    await page.getByRole('button', { name: 'Take the tour' }).click();
    for (const next of ['Overwrite', 'Set a bookmark', 'Damage the disk', 'Take it back']) await page.getByRole('button', { name: next }).click();
    await page.locator('[data-testid=tour-verdict].good', { hasText: 'confirms' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('says when the worker has died, and goes on with another', { timeout: 60_000 }, async () => {
    const { page, close } = await dashboard!.open(`run?${small}`);
    await phase(page, 'paused');
    await page.evaluate(
      "new Promise((resolve) => { const { postMessage } = Worker.prototype; Worker.prototype.postMessage = function () { this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })); Worker.prototype.postMessage = postMessage; resolve(null); }; document.querySelector('#play').click(); })",
    );
    await page.locator('.notice.error', { hasText: 'has died: out of memory' }).waitFor();
    await page.goto(`${dashboard!.origin}#/run?${small}&at=1000000`);
    await pausedAt(page, '0.001');
    await close();
  });

  it('says what is wrong with a scenario, and goes on working', { timeout: 60_000 }, async () => {
    const { page, close } = await dashboard!.open('run?scenario=quickstart&set=duration%3D3');
    await page.locator('.notice.error', { hasText: 'duration' }).waitFor();
    await page.goto(`${dashboard!.origin}#/run?${small}`);
    await phase(page, 'paused');
    await close();
  });

  it('is served by npm run dev too', { timeout: 120_000 }, async () => {
    const server = await startDevServer();
    const { page, close } = await dashboard!.open(`run?${small}`);
    await page.goto(`${server.url}#/run?${small}&at=1000000`);
    await pausedAt(page, '0.001');
    expect(await digestOf(page)).toMatch(/^[0-9a-f]{16}$/);
    await close();
    server.stop();
  });
});
