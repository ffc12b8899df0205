/**
 * `npm run measure:page [NAME…]`: what the dashboard costs, in a real browser at 1440 × 900 on this machine, beside what it may cost. Prints a table; the status is 1 when something is missed.
 *
 * Not a test: the figures are those of the machine, which should have nothing else to do. All of it takes about seven minutes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { readableCount } from '../../reports/text/readable.ts';
import { startDashboardServer } from '../../sim/cli/dashboardServer.ts';
import { launchAny } from '../support/launchFound.ts';
import { firstUse } from './firstUse.ts';
import { longRun } from './longRun.ts';
import { mainThread } from './mainThread.ts';
import { holds } from './measurement.ts';
import type { Figure } from './measurement.ts';
import { simulationRate } from './simulationRate.ts';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const measurements = [firstUse, mainThread, simulationRate, longRun];
const size = { width: 1440, height: 900 };

export async function measurePage(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => measurements.every((measurement) => measurement.name !== name));
  if (unknown !== undefined) {
    process.stderr.write(`measure:page: there is no measurement ${unknown}; there are ${measurements.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-measured-'));
  await build({ configFile: join(projectFolder, 'vite.config.ts'), root: join(projectFolder, 'web'), logLevel: 'error', build: { outDir: folder } });
  const server = await startDashboardServer({ pageFolder: folder, outFolder: join(folder, 'none') }, 0);
  const browser = await launchAny();
  const figures: Figure[] = [];
  try {
    for (const measurement of measurements) {
      if (names.length > 0 && !names.includes(measurement.name)) continue;
      const measured = await measurement.measure(async (hash) => {
        const page = await browser.newPage({ locale: 'en-US', viewport: size });
        await page.goto(`${server.url}#/${hash}`);
        return page;
      });
      for (const figure of measured) process.stdout.write(`${lineOf(figure)}\n`);
      figures.push(...measured);
    }
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
  return figures.every(holds) ? 0 : 1;
}

function lineOf(figure: Figure): string {
  const { what, value, unit, limit } = figure;
  const asked = limit === null ? '' : `${limit.kind} ${readableCount(limit.value)} ${unit}`;
  return `${what.padEnd(54)} ${`${readableCount(value)} ${unit}`.padStart(14)}   ${asked.padEnd(22)} ${limit === null ? '' : holds(figure) ? 'held' : 'MISSED'}`;
}
