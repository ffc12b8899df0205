/** A run of ten simulated minutes and ten million IOs: does memory stay level while it goes on, and can it be scrolled and zoomed without a stall? */
import type { CDPSession, Page } from 'playwright-core';
import type { Figure, Measurement } from './measurement.ts';
import { setsHash, waitForPhase } from './measurement.ts';

const minutes = 10;
const iosMin = 10e6;
const sets = { vms: '[{ name: vm, count: 8, workload: { type: oltp, rate: 2100/s } }]', duration: '600s', timeline: '[]', oracle: 'off' };
/** From here on the worker has to stay level: its rings have been filled once. The page's charts go on filling until the end: of each line a point every three seconds. */
const settledMinute = 3;
const minuteTimeoutMs = 900_000;
const MiB = 1024 ** 2;

interface Heaps {
  readonly page: number;
  readonly worker: number;
}

export const longRun: Measurement = {
  name: 'long-run',
  measure: async (open) => {
    const page = await open(`run?scenario=quickstart${setsHash(sets)}`);
    await waitForPhase(page, 'paused');
    const heaps = await heapMeter(page);
    const samples: Heaps[] = [];
    for (let minute = 1; minute <= minutes; minute += 1) {
      await jumpTo(page, minute);
      samples.push(await heaps());
    }
    // The same ten minutes once more, with charts that are full.
    await jumpTo(page, 0);
    await jumpTo(page, minutes);
    const again = await heaps();
    await page.locator('#play').click();
    await waitForPhase(page, 'finished');
    const ios = Number((await page.textContent('[data-testid=ios]'))!.replaceAll(',', ''));
    const stall = await longestStall(page);
    await page.close();
    return [
      { what: 'IOs of the long run', value: ios, unit: 'IOs', limit: { kind: 'at least', value: iosMin } },
      ...(['page', 'worker'] as const).flatMap((where): Figure[] => {
        const [settled, last] = [samples[settledMinute - 1]![where], samples.at(-1)![where]];
        return [
          {
            what: `heap of the ${where}, minute ${String(settledMinute)} to ${String(minutes)}`,
            value: (100 * (last - settled)) / settled,
            unit: '% more',
            limit: { kind: 'at most', value: 10 },
          },
          {
            what: `heap of the ${where}, the same ${String(minutes)} minutes once more`,
            value: (100 * (again[where] - last)) / last,
            unit: '% more',
            limit: { kind: 'at most', value: 10 },
          },
          { what: `heap of the ${where} at the end`, value: again[where] / MiB, unit: 'MiB', limit: null },
        ];
      }),
      { what: 'longest task while it is scrolled and zoomed', value: stall, unit: 'ms', limit: { kind: 'at most', value: 100 } },
    ];
  },
};

/** The end of a minute, by the scrubber; 0 is the start. */
async function jumpTo(page: Page, minute: number): Promise<void> {
  await page.locator('.scrubber').evaluate((element, atNs) => {
    (element as HTMLInputElement).value = String(atNs);
    element.dispatchEvent(new Event('change'));
  }, minute * 60e9);
  const clock = new RegExp(`^\\s*(${String(minute * 60)}|${String(Math.max(0, minute * 60 - 1))})\\.`);
  await page.locator('.clock[data-phase=paused]', { hasText: clock }).waitFor({ timeout: minuteTimeoutMs });
}

/** Used bytes after a collection. A worker is a target of its own, which is spoken to through the page's session. */
async function heapMeter(page: Page): Promise<() => Promise<Heaps>> {
  const session = await page.context().newCDPSession(page);
  let workerSession = '';
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workerSession = sessionId;
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    await askWorker(session, workerSession, 'HeapProfiler.collectGarbage');
    return { page: usedSize, worker: (await askWorker(session, workerSession, 'Runtime.getHeapUsage')).usedSize ?? NaN };
  };
}

let lastId = 0;

function askWorker(session: CDPSession, sessionId: string, method: string): Promise<{ readonly usedSize?: number }> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    const hear = ({ message }: { message: string }): void => {
      const answer = JSON.parse(message) as { readonly id?: number; readonly result?: { readonly usedSize?: number } };
      if (answer.id !== id) return;
      session.off('Target.receivedMessageFromTarget', hear);
      resolve(answer.result ?? {});
    };
    session.on('Target.receivedMessageFromTarget', hear);
    session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params: {} }) }).catch(reject);
  });
}

/** In ms. */
async function longestStall(page: Page): Promise<number> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
    Object.assign(window, { longTasks: tasks });
  });
  await zoomCharts(page);
  await page.mouse.wheel(0, 4000);
  await page.mouse.wheel(0, -4000);
  await page.evaluate(() => (location.hash = location.hash.replace('#/run', '#/swimlanes')));
  await page.locator('main[data-screen=swimlanes] .lanes').waitFor();
  for (const name of ['all that are kept', 'Zoom in', 'Zoom in', 'Zoom in', 'Earlier', 'Later', 'Zoom out', 'latest']) {
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForTimeout(200);
  }
  return page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks));
}

/** Ever closer, and back. */
async function zoomCharts(page: Page): Promise<void> {
  const canvas = page.locator('.live-chart canvas').first();
  const { x, y, width, height } = (await canvas.boundingBox())!;
  for (let zoom = 0; zoom < 6; zoom += 1) {
    await page.mouse.move(x + width * 0.3, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.7, y + height / 2, { steps: 8 });
    await page.mouse.up();
    await page.waitForTimeout(200);
  }
  await canvas.dblclick();
  await page.waitForTimeout(200);
}
