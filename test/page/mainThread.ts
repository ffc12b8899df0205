/** How busy the page's main thread is while the simulation plays as fast as it goes, and whether frames come in time. */
import type { Page } from 'playwright-core';
import type { Figure, Measurement } from './measurement.ts';
import { setsHash, waitForPhase } from './measurement.ts';

const screens = [
  ['run', 'six charts of eight lines'],
  ['cache-map', 'cache map'],
  ['swimlanes', 'swimlanes'],
] as const;
/** So long that it never ends while it is looked at. */
const scenario = `scenario=quickstart${setsHash({ vms: '8', duration: '600s', timeline: '[]' })}`;
const startMs = 3000;
const lookMs = 10_000;
const framePart = 0.99;

export const mainThread: Measurement = {
  name: 'main-thread',
  measure: async (open) => {
    const figures: Figure[] = [];
    for (const [screen, what] of screens) figures.push(...(await look(await open(`${screen}?${scenario}&run`), what)));
    return figures;
  },
};

async function look(page: Page, what: string): Promise<readonly Figure[]> {
  await waitForPhase(page, 'playing');
  await page.waitForTimeout(startMs);
  const [spent, passed] = [await taskSeconds(page, 'threadTicks'), await taskSeconds(page, 'timeTicks')];
  const [spentBefore, passedBefore] = [await spent(), await passed()];
  const startedMs = performance.now();
  const frames = await page.evaluate<readonly number[]>(framesScript);
  const share = (after: number, before: number): number => (1e5 * (after - before)) / (performance.now() - startedMs);
  const [busy, busyByClock] = [share(await spent(), spentBefore), share(await passed(), passedBefore)];
  await page.close();
  const sorted = [...frames].sort((one, other) => one - other);
  return [
    { what: `${what}: main thread busy, its own time`, value: busy, unit: '%', limit: { kind: 'at most', value: 15 } },
    { what: `${what}: and with what it waits for a core`, value: busyByClock, unit: '%', limit: null },
    { what: `${what}: 99 % of the frames`, value: sorted[Math.floor(framePart * sorted.length)]!, unit: 'ms', limit: { kind: 'at most', value: 34 } },
  ];
}

/** Seconds that the tasks of the main thread have taken: its own, or by the clock, with the time in which something else had the core. */
async function taskSeconds(page: Page, timeDomain: 'threadTicks' | 'timeTicks'): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
}

/** In the page: the time from frame to frame, in ms. */
const framesScript = `new Promise((resolve) => {
  const frames = [];
  const startedMs = performance.now();
  let lastMs = startedMs;
  requestAnimationFrame(function next() {
    const nowMs = performance.now();
    frames.push(nowMs - lastMs);
    lastMs = nowMs;
    if (nowMs - startedMs < ${String(lookMs)}) requestAnimationFrame(next);
    else resolve(frames);
  });
})`;
