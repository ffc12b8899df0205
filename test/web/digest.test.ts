/**
 * The simulation in the page is the one on the command line: for every scenario that ships the Run screen shows the digest that Node has at the same instant.
 *
 * `HINDCAST_DIGESTS=whole` compares them at the end of each run instead, which takes some minutes.
 */
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { projectFolder, startDashboard } from './dashboardPage.ts';
import type { Dashboard } from './dashboardPage.ts';

const names = (await readdir(join(projectFolder, 'workloads/scenarios')))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

/** Looked at there, with a rollback behind it; the others, which go on as they began, after this share of their duration. */
const instantsNs: ReadonlyMap<string, number> = new Map([
  ['quickstart', 3.2e9],
  ['overwrite-and-rollback', 4.2e9],
  ['bench-oltp', 15e6],
]);
const otherShare = 0.05;
const isWhole = process.env['HINDCAST_DIGESTS'] === 'whole';
const timeout = isWhole ? 1_800_000 : 120_000;

interface Looked {
  readonly atNs: number;
  readonly digest: string;
}

async function lookInNode(name: string): Promise<Looked> {
  const sourceName = `workloads/scenarios/${name}.yaml`;
  const scenario = parseScenario(await readFile(join(projectFolder, sourceName), 'utf8'), sourceName, []);
  const inputs = await loadInputs(scenario, (path) => Promise.resolve(createReadStream(join(projectFolder, path)) as AsyncIterable<Uint8Array>));
  const simulation = buildSimulation(scenario, inputs, { oracle: 'off' });
  const atNs = isWhole ? Infinity : (instantsNs.get(name) ?? Math.round(scenario.durationNs * otherShare));
  simulation.run(Infinity, atNs);
  return { atNs, digest: simulation.digest() };
}

describe('the run in the page', () => {
  let dashboard: Dashboard | null = null;
  beforeAll(async () => {
    dashboard = await startDashboard();
  }, 90_000);
  afterAll(async () => {
    await dashboard?.close();
  });
  beforeEach((context) => context.skip(dashboard === null, 'no browser'));

  it('finds the scenarios that ship', () => expect(names).toContain('quickstart'));

  it.each(names)('%s has the digest that it has in Node', { timeout }, async (name) => {
    const { atNs, digest } = await lookInNode(name);
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
