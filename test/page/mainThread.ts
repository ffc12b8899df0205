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
/** Ten times a second, but for half a second now and then in which the worker keeps a snapshot. */
const drawsMin = 9;

export const mainThread: Measurement = {
  name: 'main-thread',
  measure: async (open) => {
    const figures: Figure[] = [];
    for (const [screen, what] of screens) figures.push(...(await look(await open(`${screen}?${scenario}&run`), screen, what)));
    return figures;
  },
};

async function look(page: Page, screen: string, what: string): Promise<readonly Figure[]> {
  await waitForPhase(page, 'playing');
  await page.waitForTimeout(startMs);
  const [spent, passed] = [await taskSeconds(page, 'threadTicks'), await taskSeconds(page, 'timeTicks')];
  const [spentBefore, passedBefore] = [await spent(), await passed()];
  const startedMs = performance.now();
  const { frames, pictures } = await page.evaluate<Seen>(framesScript);
  const share = (after: number, before: number): number => (1e5 * (after - before)) / (performance.now() - startedMs);
  const [busy, busyByClock] = [share(await spent(), spentBefore), share(await passed(), passedBefore)];
  await page.close();
  const sorted = [...frames].sort((one, other) => one - other);
  return [
    { what: `${what}: main thread busy, its own time`, value: busy, unit: '%', limit: { kind: 'at most', value: 15 } },
    { what: `${what}: and with what it waits for a core`, value: busyByClock, unit: '%', limit: null },
    {
      what: `${what}: drawn anew`,
      value: (1000 * pictures) / lookMs,
      unit: 'times/s',
      limit: screen === 'swimlanes' ? null : { kind: 'at least', value: drawsMin },
    },
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

interface Seen {
  /** The time from each frame to the next, in ms. */
  readonly frames: readonly number[];
  /** How often the canvas that was drawn least often was drawn. */
  readonly pictures: number;
}

/** In the page: gives `Seen`. */
const framesScript = `new Promise((resolve) => {
  const frames = [];
  const draws = new Map();
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    if (this.canvas.isConnected && args[0] === 0 && args[1] === 0) draws.set(this.canvas, (draws.get(this.canvas) ?? 0) + 1);
    clearRect.apply(this, args);
  };
  const startedMs = performance.now();
  let lastMs = startedMs;
  requestAnimationFrame(function next() {
    const nowMs = performance.now();
    frames.push(nowMs - lastMs);
    lastMs = nowMs;
    if (nowMs - startedMs < ${String(lookMs)}) requestAnimationFrame(next);
    else resolve({ frames, pictures: Math.min(...draws.values()) });
  });
})`;
