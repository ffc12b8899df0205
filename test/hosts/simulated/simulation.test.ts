import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { Simulation } from '../../../sim/hosts/simulated/simulation.ts';
import type { TimelineEvent } from '../../../sim/hosts/simulated/simulationConfig.ts';
import type { RunRecord } from '../../../sim/results/runRecord.ts';
import { seriesColumn } from '../../../sim/results/series.ts';
import { standInConfig, standInSimulation } from '../../support/standInSimulation.ts';
import { closedLoop, pacingOf } from '../../support/workloadOf.ts';
import type { StandInOptions } from '../../support/standInSimulation.ts';

function runAll(options: StandInOptions): RunRecord {
  const simulation = standInSimulation(options);
  while (!simulation.finished) simulation.run(10_000);
  return simulation.finish();
}

const constant = (valueNs: number) => ({ kind: 'constant', valueNs }) as const;

describe('Simulation', () => {
  test('a closed loop keeps its queue depth: throughput and latency follow', () => {
    const { result, series } = runAll({ vms: 1, durationNs: 1e7, dramLatency: constant(1000), parallel: 2 });
    // 4 in flight on 2 places of 1 us: 2 per us, each waits once.
    expect(result.total.latencyNs.read.p50).toBe(2000);
    // The four in flight at the end are answered, too.
    expect(result.ios).toBe(20_002);
    expect(result.total.reads + result.total.writes).toBe(result.ios);
    expect(result.total.iops).toBeCloseTo(2e6, -3);
    expect(result.devices[0]).toMatchObject({ utilisation: 1, queueLengthMean: expect.closeTo(4, 2) as number });
    expect(result.checks.filter((check) => !check.passed)).toEqual([]);
    const reads = series.columns[seriesColumn(series, 'readsPerSecond', 0)]!;
    const writes = series.columns[seriesColumn(series, 'writesPerSecond', 0)]!;
    expect(reads[3]! + writes[3]!).toBeCloseTo(2e6, 5);
    expect(series.columns[seriesColumn(series, 'dramUtilisation', -1)]![3]).toBeCloseTo(1, 9);
  });

  test('open loop: M/D/1 from the workload to the result, latency from the intended arrival', () => {
    const pacing = pacingOf('poisson', { ratePerSecond: 0.8e6 });
    const { result } = runAll({ vms: 1, durationNs: 2e8, pacing, dramLatency: constant(1000), parallel: 1 });
    const mean = (result.total.latencyNs.read.mean * result.total.reads + result.total.latencyNs.write.mean * result.total.writes) / result.ios;
    expect(mean / 1000).toBeGreaterThan(2.9);
    expect(mean / 1000).toBeLessThan(3.1);
    expect(result.devices[0]!.utilisation).toBeCloseTo(0.8, 2);
  });

  test('the same run however it is sliced, sampled, or which seed is another', () => {
    const options: StandInOptions = { durationNs: 3e6, pacing: closedLoop(3, { kind: 'exponential', meanNs: 2000 }) };
    const digest = runAll(options).result.digest;
    const sliced = standInSimulation({ ...options, sampleNs: 1e5 });
    const random = new RandomStream(1, 'slices');
    while (!sliced.finished) sliced.run(random.nextInt(50));
    expect(sliced.finish().result.digest).toBe(digest);
    expect(runAll({ ...options, seed: 2 }).result.digest).not.toBe(digest);
  });

  test('goes on the same after save and restore at any event', () => {
    const timeline: readonly TimelineEvent[] = [
      { atNs: 1e5, vms: [0], do: 'bookmark', name: 'a' },
      { atNs: 9e5, vms: [0], do: 'rollback', target: { by: 'bookmark', name: 'a' }, waiting: 'drop', workload: 'rewind' },
      { atNs: 11e5, vms: [0, 1], do: 'rollback', target: { by: 'time', timeNs: 1e6 }, waiting: 'keep', workload: 'hold' },
      { atNs: 13e5, vms: [0, 1], do: 'undo' },
    ];
    const options: StandInOptions = {
      durationNs: 2e6,
      warmupNs: 5e5,
      sampleNs: 2e5,
      timeline,
      dramLatency: { kind: 'lognormal', meanNs: 1000, sigma: 1 },
      pacing: pacingOf('poisson', { ratePerSecond: 2e6 }),
      scheduler: { inFlightPerVmMax: 4, queuedPerVmMax: 16 },
    };
    const straight = runAll(options);
    const random = new RandomStream(7, 'instants');
    let simulation = standInSimulation(options);
    while (!simulation.finished) {
      simulation.run(1 + random.nextInt(400));
      const saved = structuredClone(simulation.save());
      simulation.run(100);
      simulation = standInSimulation({ ...options, seed: options.seed ?? 1 });
      simulation.restore(saved);
    }
    const again = simulation.finish();
    expect(again.result).toEqual(straight.result);
    expect(again.series).toEqual(straight.series);
  });

  test('ends before its time when there is nothing left to do; the warm-up does not count', () => {
    const all = runAll({ vms: 1, ios: 500, durationNs: 1e12, dramLatency: constant(1000) }).result;
    expect(all).toMatchObject({ ios: 500, partial: false });
    expect(all.simulatedNs).toBeLessThan(1e6);
    const warm = runAll({ vms: 1, ios: 500, durationNs: 1e12, warmupNs: 5e4, dramLatency: constant(1000) }).result;
    expect(warm.ios).toBe(500);
    expect(warm.total.reads + warm.total.writes).toBe(500 - 4 * 50 + 4);
    expect(warm.digest).toBe(all.digest);
  });

  test('stopped early: what was taken is answered, and the result is said to be partial', () => {
    const simulation = standInSimulation({ durationNs: 1e12 });
    simulation.run(5000);
    const { result } = simulation.finish();
    expect(result.partial).toBe(true);
    expect(result.simulatedNs).toBeLessThan(1e8);
    expect(result.checks.find((check) => check.name === 'conservation of IOs')!.passed).toBe(true);
  });

  test('a full queue of the hypervisor makes the guest wait, and nothing is lost', () => {
    const { result } = runAll({
      vms: 3,
      ios: 3000,
      durationNs: 1e12,
      pacing: pacingOf('poisson', { ratePerSecond: 1e9 }),
      scheduler: { inFlightMax: 5, inFlightPerVmMax: 2, queuedPerVmMax: 3 },
    });
    expect(result.ios).toBe(9000);
    expect(result.devices[0]!.queueLengthMean).toBeLessThanOrEqual(5);
    expect(result.total.latencyNs.read.max).toBeGreaterThan(9000 * 100);
  });
});

describe('after a rollback', () => {
  const at = 1e6;
  const rollback = { atNs: at, vms: [0], do: 'rollback', target: { by: 'bookmark', name: 'a' }, waiting: 'keep' } as const;
  const bookmark: TimelineEvent = { atNs: 5e5, vms: [0], do: 'bookmark', name: 'a' };
  const pacing = pacingOf('poisson', { ratePerSecond: 1e6 });
  const run = (timeline: readonly TimelineEvent[]): RunRecord =>
    runAll({ vms: 2, durationNs: 3e6, ios: 1500, pacing, timeline, dramLatency: constant(500), sampleNs: 1e5 });
  const rateAt = ({ series }: RunRecord, vm: number, ns: number): number => {
    const row = series.timesNs.findIndex((time) => time >= ns);
    return series.columns[seriesColumn(series, 'readsPerSecond', vm)]![row]! + series.columns[seriesColumn(series, 'writesPerSecond', vm)]![row]!;
  };

  test('continue: goes on from where it is', () => {
    const record = run([bookmark, { ...rollback, workload: 'continue' }]);
    expect(record.result.ios).toBe(3000);
    expect(record.result.rollbacks).toMatchObject([{ vm: 'vm0', kind: 'rollback', target: 'bookmark a', atNs: at, rtoNs: 1000, refused: false }]);
    expect(rateAt(record, 0, 13e5)).toBeGreaterThan(5e5);
  });

  test('rewind: the same requests come again, and count once', () => {
    const simulation = new Simulation(
      standInConfig({
        vms: 2,
        durationNs: 3e6,
        ios: 1500,
        pacing,
        timeline: [bookmark, { ...rollback, workload: 'rewind' }],
        dramLatency: constant(500),
      }),
    );
    while (!simulation.finished) simulation.run(1000);
    const { result } = simulation.finish();
    expect(result.ios).toBe(3000);
    const answered = result.checks.find((check) => check.name === 'conservation of IOs')!.measured;
    expect(answered).toBeGreaterThan(3400);
    expect(answered).toBeLessThan(3600);
  });

  test('hold: waits until resume, later arrivals move; other VMs go on', () => {
    const record = run([bookmark, { ...rollback, workload: 'hold' }, { atNs: 2e6, vms: [0], do: 'resume' }]);
    expect(rateAt(record, 0, 15e5)).toBe(0);
    expect(rateAt(record, 1, 13e5)).toBeGreaterThan(5e5);
    expect(rateAt(record, 0, 22e5)).toBeGreaterThan(5e5);
    expect(record.result.ios).toBe(3000);
    expect(record.result.total.latencyNs.read.max).toBeLessThan(1e5);
  });
});
