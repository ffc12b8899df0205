/** Single IOs on lanes, as the worker gives them to the page: true to the run, and bounded by the width of the screen. */
import { describe, expect, it } from 'vitest';
import { SteeredRun } from '../../sim/scenario/steeredRun.ts';
import { timesByPlace } from '../../web/worker/lanes/ioPath.ts';
import { LaneViewer } from '../../web/worker/lanes/laneViewer.ts';
import type { LanesRequest } from '../../web/worker/lanes/laneMessages.ts';

const text = `
duration: 100ms
oracle: off
server: { dram: { size: 4MiB }, flash: { size: 32MiB }, hypervisor: { overhead: 5us } }
vms: [{ name: office, count: 2, disk: 64MiB, workload: { type: zipf, footprint: 8MiB, readRatio: 0.5, queueDepth: 8 } }]
`;
const asked: LanesRequest = { range: null, pixels: 1000, filter: 'all', vm: -1, isRangeOnly: false };

async function runTo(atNs: number): Promise<SteeredRun> {
  const run = await SteeredRun.open({ text, name: 'lanes.yaml', sets: [] }, () => Promise.reject(new Error('no files')));
  run.run(Infinity, atNs);
  return run;
}

describe('lanes of IOs', () => {
  it('show the latest IOs, and where the time of the one at each percentile went', async () => {
    const run = await runTo(30e6);
    const view = new LaneViewer().view(run, asked);
    expect(view.lanes.map(({ title }) => title)).toEqual(['office1', 'office2', 'hypervisor', 'waits for room', 'DRAM', 'flash', 'array']);
    expect(view.iosKept + view.iosLeftOut).toBeGreaterThanOrEqual(run.ios);
    expect(view.range.toNs).toBe(run.nowNs);
    expect(view.percentiles.map(({ share }) => share)).toEqual([0.5, 0.9, 0.99, 0.999, 1]);
    const latencies = view.percentiles.map(({ path }) => path.answeredNs - path.arrivalNs);
    expect(latencies).toEqual([...latencies].sort((one, other) => one - other));
    for (const { path } of view.percentiles) {
      expect(path.timesNs.reduce((sum, ns) => sum + ns, 0)).toBe(path.answeredNs - path.arrivalNs);
      expect(path.timesNs[0]).toBeGreaterThanOrEqual(5000);
      expect(path.spans.map(({ place }) => place)).toContain('hypervisor');
    }
    // The slowest is a read of the array, the path shows it on the array's lane.
    const slowest = view.percentiles.at(-1)!.path;
    expect(slowest.spans.some(({ place, lane }) => place === 'array' && view.lanes[lane]!.title === 'array')).toBe(true);
  });

  it('have at most a box for each row and two pixels, whatever the range', async () => {
    const run = await runTo(60e6);
    const viewer = new LaneViewer();
    const whole = viewer.view(run, { ...asked, range: { fromNs: 0, toNs: run.nowNs }, pixels: 200 });
    expect(whole.spansInRange).toBeGreaterThan(3000);
    const rows = whole.lanes.reduce((sum, lane) => sum + lane.rows, 0);
    expect(whole.boxes.count).toBeLessThanOrEqual(rows * 101);
    expect(whole.boxes.spans.reduce((sum, spans) => sum + spans, 0)).toBe(whole.spansInRange);
    const near = viewer.view(run, { ...asked, range: { fromNs: run.nowNs - 1000, toNs: run.nowNs } });
    expect(near.boxes.count).toBe(near.spansInRange);
  });

  it('keep what is asked for: one VM, reads or writes, the range only; and what was answered stays where it is when the run goes on', async () => {
    const run = await runTo(20e6);
    const viewer = new LaneViewer();
    const [all, reads, writes] = (['all', 'reads', 'writes'] as const).map((filter) => viewer.view(run, { ...asked, filter }));
    expect(reads!.answered + writes!.answered).toBe(all!.answered);
    expect(viewer.view(run, { ...asked, isRangeOnly: true }).answered).toBeLessThan(all!.answered);
    const median = viewer.view(run, { ...asked, vm: 1, filter: 'writes' }).percentiles[0]!.path;
    expect([median.vm, median.name]).toEqual([1, 'write disk']);
    run.run(200);
    expect(viewer.path(run, median.id)).toMatchObject({ arrivalNs: median.arrivalNs, answeredNs: median.answeredNs, timesNs: median.timesNs });
    expect(viewer.path(run, 1e9)).toBeNull();
  });

  it('count each instant once, for the first place that was waited for', () => {
    const spans = [
      { place: 'hypervisor', fromNs: 0, toNs: 10 },
      { place: 'flash', fromNs: 20, toNs: 60 },
      { place: 'DRAM', fromNs: 20, toNs: 30 },
      { place: 'array', fromNs: 50, toNs: 200 },
    ] as const;
    expect(timesByPlace(spans, 0, 100)).toEqual([10, 0, 50, 30, 0, 10]);
  });
});
