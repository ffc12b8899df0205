/**
 * The simulation in the page is the one on the command line: for every scenario that ships the Run screen shows the digest that Node has at the same instant.
 *
 * `HINDCAST_DIGESTS=whole` compares them at the end of each run instead, which takes some minutes.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestAt, instantNs, scenarioNames } from '../support/scenarioDigests.ts';
import { startDashboard } from './dashboardPage.ts';
import type { Dashboard } from './dashboardPage.ts';

const isWhole = process.env['HINDCAST_DIGESTS'] === 'whole';
const timeout = isWhole ? 1_800_000 : 120_000;

describe('the run in the page', () => {
  let dashboard: Dashboard | null = null;
  beforeAll(async () => {
    dashboard = await startDashboard();
  }, 90_000);
  afterAll(async () => {
    await dashboard?.close();
  });
  beforeEach((context) => context.skip(dashboard === null, 'no browser'));

  it('finds the scenarios that ship', () => expect(scenarioNames).toContain('quickstart'));

  it.each(scenarioNames)('%s has the digest that it has in Node', { timeout }, async (name) => {
    const atNs = isWhole ? Infinity : await instantNs(name);
    const digest = await digestAt(name, atNs);
    const { page, complaints, close } = await dashboard!.open(`run?scenario=${name}&${isWhole ? 'run' : `at=${atNs}`}`);
    const shown = page.locator('[data-testid=digest]');
    // Paused at 0 first, then there: whoever looks in between sees the digest of the start.
    await expect.poll(() => shown.textContent({ timeout }), { timeout, interval: 100 }).toBe(digest);
    await expect.poll(() => page.locator('.clock').getAttribute('data-phase')).toBe(isWhole ? 'finished' : 'paused');
    expect(await page.locator('[data-testid=oracle]').textContent()).not.toMatch(/\d violation/);
    expect(complaints).toEqual([]);
    await close();
  });
});
