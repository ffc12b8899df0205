/** A run that never took place, with all that a report can show: three VMs, one garbled and rolled back, a stall, an undo, a refused rollback. */
import { flashFixture } from './flashFixture.ts';
import type { RollbackTrace } from '../../sim/results/rollbackTrace.ts';
import { noDamage } from '../../sim/results/damageFigures.ts';
import type { IoFigures, LatencyCdf, LatencyFigures, RunResult } from '../../sim/results/runResult.ts';
import type { SeriesTable, SeriesUnit } from '../../sim/results/series.ts';
import { seriesMetrics } from '../../sim/results/series.ts';

export interface RunFixture {
  readonly result: RunResult;
  readonly series: SeriesTable;
  readonly rollbacks: readonly RollbackTrace[];
}

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function latency(medianNs: number, count: number): { figures: LatencyFigures; cdf: LatencyCdf } {
  const upToNs: number[] = [];
  const fractions: number[] = [];
  for (let step = 0; step <= 120; step += 1) {
    const fraction = step < 90 ? step / 100 : 1 - 0.1 / 10 ** ((step - 90) / 7.5);
    upToNs.push(Math.round(medianNs * (0.4 + 1.2 * fraction + 0.12 / (1.0001 - fraction) ** 0.7)));
    fractions.push(fraction);
  }
  const at = (fraction: number): number => upToNs[fractions.findIndex((value) => value >= fraction)] ?? upToNs.at(-1)!;
  return {
    figures: { count, mean: medianNs * 1.4, p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), p9999: at(0.9999), max: upToNs.at(-1)! * 1.3 },
    cdf: { upToNs, fractions },
  };
}

function figures(name: string, scale: number): IoFigures {
  const read = latency(92_000 / scale ** 0.3, 120_000 * scale);
  const write = latency(140, 52_000 * scale);
  return {
    name,
    reads: 120_000 * scale,
    writes: 52_000 * scale,
    flushes: 320,
    discards: 12,
    bytesRead: 491_520_000 * scale,
    bytesWritten: 212_992_000 * scale,
    iops: 17_233 * scale,
    bytesPerSecond: 70_451_200 * scale,
    stallNs: name === 'web' ? 0 : 412_000_000,
    hitRatio: { dram: 0.412, flash: 0.388 },
    latencyNs: { read: read.figures, write: write.figures },
    latencyCdf: { read: read.cdf, write: write.cdf },
  };
}

/** `instants` rows of series, ten seconds of simulated time. */
export function runFixture(instants = 400): RunFixture {
  const vmNames = ['web', 'mail', 'database'];
  const random = generator(7);
  const durationNs = 10e9;
  const timesNs = Float64Array.from({ length: instants }, (_, row) => Math.round(((row + 1) * durationNs) / instants));
  const names: string[] = [];
  const units: SeriesUnit[] = [];
  const vms: number[] = [];
  const columns: Float64Array[] = [];
  for (const metric of seriesMetrics) {
    const subjects = metric.scope === 'vm' ? [0, 1, 2] : [-1];
    for (const vm of subjects) {
      const base: Record<SeriesUnit, number> = {
        perSecond: 9000,
        bytesPerSecond: 36e6,
        ns: 120_000,
        blocks: 12_000,
        records: 40_000,
        ratio: 0.4,
        operations: 6,
      };
      const level = metric.name === 'windowNs' ? 4e9 : base[metric.unit];
      let walk = 1;
      columns.push(
        timesNs.map((timeNs) => {
          walk = Math.max(0.3, Math.min(1.4, walk + (random() - 0.5) * 0.08));
          const isHeld = vm === 2 && timeNs > 6.2e9 && timeNs < 6.5e9 && metric.unit === 'perSecond';
          if (isHeld) return 0;
          if (metric.name === 'windowNs') return Math.min(timeNs, level * walk);
          if (metric.unit === 'ratio') return Math.min(1, level * walk);
          return Math.round(level * walk * (1 + Math.max(0, vm) * 0.35) * (random() > 0.995 ? 1.8 : 1));
        }),
      );
      names.push(metric.name);
      units.push(metric.unit);
      vms.push(vm);
    }
  }
  const entries = Array.from({ length: 1800 }, (_, index) => ({
    sequence: 52_410 - index,
    timeNs: Math.round(6.2e9 - index * 700_000),
    space: index % 7 === 0 ? ('memory' as const) : ('disk' as const),
    block: Math.floor(random() * 2_000_000),
    before: `dram ${Math.floor(random() * 60_000)}`,
    after: index % 5 === 0 ? 'array' : `flash ${Math.floor(random() * 900_000)}`,
  }));
  const rollbacks: RollbackTrace[] = [
    {
      vm: 'database',
      kind: 'rollback',
      target: 'bookmark before-attack',
      atNs: 6.2e9,
      answeredNs: 6.201e9,
      sequence: 50_011,
      recordsWalked: 2399,
      blocksRestored: 1800,
      refused: false,
      entries,
      entriesLeftOut: 599,
    },
    {
      vm: 'mail',
      kind: 'rollback',
      target: 'time 7 s',
      atNs: 7.4e9,
      answeredNs: 7.400_2e9,
      sequence: 31_200,
      recordsWalked: 31,
      blocksRestored: 24,
      refused: false,
      entries: entries.slice(0, 24),
      entriesLeftOut: 0,
    },
    {
      vm: 'mail',
      kind: 'undo',
      target: 'the latest rollback',
      atNs: 7.6e9,
      answeredNs: 7.600_1e9,
      sequence: 31_231,
      recordsWalked: 31,
      blocksRestored: 24,
      refused: false,
      entries: entries.slice(0, 24),
      entriesLeftOut: 0,
    },
  ];
  const result: RunResult = {
    schemaVersion: 1,
    scenario: 'ransomware',
    seed: 42,
    digest: '9f3c1a7702be44d1',
    simulatedNs: durationNs,
    warmupNs: 1e9,
    blockBytes: 4096,
    wallSeconds: 2.71,
    ios: 1_284_771,
    events: 5_211_034,
    partial: false,
    oracle: { mode: 'full', checkedReads: 902_114, checkedRollbacks: 3, violations: 0, firstViolations: [] },
    total: figures('total', 3.6),
    vms: [figures('web', 1), figures('mail', 1.2), figures('database', 1.4)],
    cache: {
      dirtyBlocks: { mean: 33_120, max: 61_004, end: 30_002 },
      logRecords: { mean: 120_044, max: 148_003, end: 141_900 },
      windowNs: { min: 0.8e9, mean: 3.6e9, end: 4.4e9 },
      destages: 410_332,
      demotions: 220_118,
      promotions: 90_332,
      preimageReads: 12_008,
      recordsGivenUp: 55_020,
      stalls: 3,
    },
    flash: flashFixture,
    array: { reads: 220_000, writes: 410_332, bytesRead: 901_120_000, bytesWritten: 1_680_719_872, utilisation: 0.482, queueLengthMean: 7.71 },
    devices: [
      { name: 'dram', reads: 610_000, writes: 402_000, bytesRead: 2.5e9, bytesWritten: 1.6e9, utilisation: 0.0123, queueLengthMean: 0.1 },
      { name: 'flash', reads: 420_000, writes: 310_000, bytesRead: 1.7e9, bytesWritten: 1.3e9, utilisation: 0.231, queueLengthMean: 3.2 },
      { name: 'array', reads: 220_000, writes: 410_332, bytesRead: 901_120_000, bytesWritten: 1_680_719_872, utilisation: 0.482, queueLengthMean: 7.71 },
    ],
    hypervisor: { scheduler: 'fifo', waitingMean: 0, waitingMax: 0, overheadMean: 0, overheadUtilisation: 0, vms: [] },
    stations: [{ device: 'array', name: 'disk 1', places: 1, operations: 100, utilisation: 0.5, queueLengthMean: 0.75, residenceMeanNs: 7_500_000 }],
    partition: {
      policy: 'static',
      plans: 0,
      plansLeftOut: 0,
      moves: 0,
      movesRefused: 0,
      dramBlocksMoved: 0,
      flashBlocksMoved: 0,
      vms: [],
      firstMoves: [],
    },
    engineMemory: { slotsBytes: 33_554_432, indexBytes: 16_777_216, logBytes: 4_194_304, totalBytes: 54_525_952 },
    rollbacks: [
      ...rollbacks.map((trace) => ({
        vm: trace.vm,
        kind: trace.kind,
        target: trace.target,
        atNs: trace.atNs,
        sequence: trace.sequence,
        recordsWalked: trace.recordsWalked,
        blocksRestored: trace.blocksRestored,
        rtoNs: trace.answeredNs - trace.atNs,
        refused: false,
        reason: null,
        checked: true,
      })),
      {
        vm: 'web',
        kind: 'rollback',
        target: 'time 1 s',
        atNs: 9e9,
        sequence: 20_113,
        recordsWalked: 0,
        blocksRestored: 0,
        rtoNs: 0,
        refused: true,
        reason: 'outside-window',
        checked: false,
      },
    ],
    changes: [],
    crashes: [],
    damage: noDamage,
    slowdown: null,
    bookmarks: [
      { vm: 'database', name: 'before-attack', sequence: 50_011, atNs: 4e9, state: 'valid' },
      { vm: 'mail', name: 'before-attack', sequence: 28_440, atNs: 4e9, state: 'expired' },
    ],
    stalls: [
      { vm: 'mail', fromNs: 5.1e9, toNs: 5.3e9 },
      { vm: 'database', fromNs: 5.12e9, toNs: 5.32e9 },
    ],
    checks: [
      {
        name: "Little's law at the array",
        summary: 'operations in the device = rate × time in it',
        expected: 7.71,
        measured: 7.708,
        tolerance: 0.01,
        passed: true,
      },
      { name: 'conservation of IOs', summary: 'issued = acknowledged + in flight', expected: 1_284_803, measured: 1_284_803, tolerance: 0, passed: true },
    ],
  };
  return { result, series: { vmNames, names, units, vms, timesNs, columns }, rollbacks };
}
