/** How fast the simulation is in the page's worker beside the command line, in the same minute: pairs of runs, each from its start to its end by the clock on the wall. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { Figure, Measurement } from './measurement.ts';
import { setsHash, waitForPhase } from './measurement.ts';

const program = fileURLToPath(new URL('../../sim/cli/hindcast.mjs', import.meta.url));
const pairs = 3;
const runs = [
  { scenario: 'bench-oltp', sets: { duration: '300ms' } },
  { scenario: 'quickstart', sets: { duration: '8s' } },
] as const;

export const simulationRate: Measurement = {
  name: 'rate',
  measure: async (open) => {
    const figures: Figure[] = [];
    for (const { scenario, sets } of runs) {
      const rates: { readonly node: number; readonly page: number }[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        const { ios, wallSeconds } = await runInNode(scenario, sets);
        const pageSeconds = await runInPage(await open(`run?scenario=${scenario}${setsHash(sets)}`));
        rates.push({ node: ios / wallSeconds, page: ios / pageSeconds });
      }
      const middle = rates.sort((one, other) => one.page / one.node - other.page / other.node)[Math.floor(pairs / 2)]!;
      figures.push(
        { what: `${scenario}: rate in the worker beside Node’s`, value: middle.page / middle.node, unit: '×', limit: { kind: 'at least', value: 0.6 } },
        { what: `${scenario}: IOs per second in the worker`, value: middle.page, unit: '/s', limit: null },
      );
    }
    return figures;
  },
};

async function runInNode(scenario: string, sets: Readonly<Record<string, string>>): Promise<{ readonly ios: number; readonly wallSeconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-rate-'));
  const flags = Object.entries(sets).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'run', scenario, ...flags, '--json', '--quiet', '--out', folder], {
    maxBuffer: 64 * 1024 * 1024,
  });
  await rm(folder, { recursive: true, force: true });
  return JSON.parse(stdout) as { ios: number; wallSeconds: number };
}

async function runInPage(page: Page): Promise<number> {
  await waitForPhase(page, 'paused');
  const startMs = performance.now();
  await page.locator('#play').click();
  await waitForPhase(page, 'finished', 120_000);
  const seconds = (performance.now() - startMs) / 1000;
  await page.close();
  return seconds;
}
