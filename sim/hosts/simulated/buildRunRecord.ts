/**
 * Turns what a run measured into its result. Everything covers the time from the end of the warm-up to the end of the run, unless the result's format says
 * otherwise.
 */
import { Histogram } from '../../base/histogram.ts';
import { deviceCountersBetween } from '../../devices/device.ts';
import type { DeviceCounters } from '../../devices/device.ts';
import type { VmCounters } from '../../engine/protocol.ts';
import { IoAmount } from '../../metrics/ioMeter.ts';
import type { IoMeter } from '../../metrics/ioMeter.ts';
import type { LevelMeter } from '../../metrics/levelMeter.ts';
import { latencyCdf, latencyFigures } from '../../results/latencyFigures.ts';
import type { RunRecord, SimulatedResult } from '../../results/runRecord.ts';
import type { BookmarkFigures, DeviceFigures, IoFigures, LevelFigures } from '../../results/runResult.ts';
import type { StationFigures } from '../../results/stationFigures.ts';
import { DeviceNumber } from './commandRouter.ts';
import type { EndedRun } from './endedRun.ts';
import { flashFigures } from './flashFigures.ts';
import { hypervisorFigures } from './hypervisorFigures.ts';
import { runChecks } from './runChecks.ts';
import type { SimulationConfig } from './simulationConfig.ts';

export function buildRunRecord(run: EndedRun): RunRecord {
  const { config, recorder, end, memory } = run;
  const elapsedNs = Math.max(1, end.atNs - recorder.warmup.atNs);
  const devices = end.devices.map((counters, number) => deviceCountersBetween(recorder.warmup.devices[number], counters));
  const figures = devices.map((counters, number) => deviceFigures(config, counters, number, elapsedNs));
  const vms = recorder.meters.all().map((meter, vm) => vmFigures(run, meter, vm, elapsedNs));
  const array = figures[DeviceNumber.Array];
  const result: SimulatedResult = {
    schemaVersion: 1,
    scenario: config.scenario,
    seed: config.seed,
    digest: run.digest,
    simulatedNs: end.atNs,
    warmupNs: recorder.warmup.atNs,
    blockBytes: config.engineConfig.blockBytes,
    ios: run.counts.ios,
    events: run.counts.events,
    partial: run.partial,
    oracle: oracleFigures(run),
    total: totalFigures(run, elapsedNs),
    vms,
    cache: cacheFigures(run),
    flash: flashFigures(devices[DeviceNumber.Flash], run.wear, figures[DeviceNumber.Flash].utilisation, elapsedNs),
    array: {
      reads: array.reads,
      writes: array.writes,
      bytesRead: array.bytesRead,
      bytesWritten: array.bytesWritten,
      utilisation: array.utilisation,
      queueLengthMean: array.queueLengthMean,
    },
    devices: figures,
    hypervisor: hypervisorFigures(run),
    stations: stationFigures(run, elapsedNs),
    partition: run.partition,
    engineMemory: { slotsBytes: memory.slots, indexBytes: memory.index, logBytes: memory.log, totalBytes: memory.total },
    rollbacks: run.rollbacks,
    changes: run.changes,
    crashes: run.crashes,
    damage: damageFigures(run),
    slowdown: null,
    bookmarks: bookmarkFigures(run),
    stalls: recorder.stalls(end.atNs),
    checks: runChecks(run),
  };
  return { result, series: recorder.series.series(), rollbacks: run.traces, recording: config.recorder?.recording() ?? null };
}

function damageFigures({ end }: EndedRun): SimulatedResult['damage'] {
  const sum = (field: 'lostBlocks' | 'lostAnswers'): number => end.vms.reduce((total, counters) => total + counters[field], 0);
  return { lostVersions: sum('lostBlocks'), lostAnswers: sum('lostAnswers') };
}

function oracleFigures({ oracle, config }: EndedRun): SimulatedResult['oracle'] {
  if (oracle === null) return { mode: 'off', checkedReads: 0, checkedRollbacks: 0, violations: 0, firstViolations: [] };
  return {
    mode: config.oracleMode,
    checkedReads: oracle.checkedReads,
    checkedRollbacks: oracle.checkedRollbacks + oracle.checkedUndos,
    violations: oracle.violations,
    firstViolations: oracle.violationTexts,
  };
}

/** Counters of a VM between the end of the warm-up and the end. */
function vmCounts({ recorder, end }: EndedRun, vm: number, field: keyof VmCounters): number {
  return end.vms[vm][field] - recorder.warmup.vms[vm][field];
}

function allCounts(run: EndedRun, field: keyof VmCounters): number {
  return run.end.vms.reduce((sum, _, vm) => sum + vmCounts(run, vm, field), 0);
}

function vmFigures(run: EndedRun, meter: IoMeter, vm: number, elapsedNs: number): IoFigures {
  const amount = (which: number): number => meter.measured(which);
  return ioFigures(run.config.engineConfig.vms[vm].name, amount, (field) => vmCounts(run, vm, field), meter.readLatency, meter.writeLatency, elapsedNs);
}

function totalFigures(run: EndedRun, elapsedNs: number): IoFigures {
  const reads = new Histogram();
  const writes = new Histogram();
  const meters = run.recorder.meters.all();
  for (const meter of meters) {
    reads.merge(meter.readLatency);
    writes.merge(meter.writeLatency);
  }
  const amount = (which: number): number => meters.reduce((sum, meter) => sum + meter.measured(which), 0);
  return ioFigures('total', amount, (field) => allCounts(run, field), reads, writes, elapsedNs);
}

function ioFigures(
  name: string,
  amount: (which: number) => number,
  count: (field: keyof VmCounters) => number,
  reads: Histogram,
  writes: Histogram,
  elapsedNs: number,
): IoFigures {
  const seconds = elapsedNs / 1e9;
  const ios = amount(IoAmount.Reads) + amount(IoAmount.Writes) + amount(IoAmount.Flushes) + amount(IoAmount.Discards);
  const blocks = count('readBlocksDram') + count('readBlocksFlash') + count('readBlocksArray') + count('readBlocksNone');
  return {
    name,
    reads: amount(IoAmount.Reads),
    writes: amount(IoAmount.Writes),
    flushes: amount(IoAmount.Flushes),
    discards: amount(IoAmount.Discards),
    bytesRead: amount(IoAmount.BytesRead),
    bytesWritten: amount(IoAmount.BytesWritten),
    iops: ios / seconds,
    bytesPerSecond: (amount(IoAmount.BytesRead) + amount(IoAmount.BytesWritten)) / seconds,
    stallNs: count('stallNs'),
    hitRatio: { dram: ratio(count('readBlocksDram'), blocks), flash: ratio(count('readBlocksFlash'), blocks) },
    latencyNs: { read: latencyFigures(reads), write: latencyFigures(writes) },
    latencyCdf: { read: latencyCdf(reads), write: latencyCdf(writes) },
  };
}

function cacheFigures(run: EndedRun): SimulatedResult['cache'] {
  const { recorder } = run;
  return {
    dirtyBlocks: levelFigures(recorder.dirtyBlocks),
    logRecords: levelFigures(recorder.logRecords),
    windowNs: { min: recorder.windowNs.min(), mean: recorder.windowNs.mean(), end: recorder.windowNs.end() },
    destages: allCounts(run, 'destages'),
    demotions: allCounts(run, 'demotions'),
    promotions: allCounts(run, 'promotions'),
    preimageReads: allCounts(run, 'preimageReads'),
    recordsGivenUp: allCounts(run, 'recordsGivenUp'),
    stalls: allCounts(run, 'stalls'),
  };
}

function levelFigures(level: LevelMeter): LevelFigures {
  return { mean: level.mean(), max: level.max(), end: level.end() };
}

function deviceFigures(config: SimulationConfig, counters: DeviceCounters, number: number, elapsedNs: number): DeviceFigures {
  const device = [config.devices.dram, config.devices.flash, config.devices.array][number];
  return {
    name: device.name,
    reads: counters.reads,
    writes: counters.writes,
    bytesRead: counters.bytesRead,
    bytesWritten: counters.bytesWritten,
    utilisation: counters.busyNs / (elapsedNs * device.parallel),
    queueLengthMean: counters.occupancyNs / elapsedNs,
  };
}

function stationFigures({ config, recorder, end }: EndedRun, elapsedNs: number): StationFigures[] {
  const { dram, flash, array } = config.devices;
  const stations = [dram, flash, array].flatMap((device) => (device.stations ?? []).map((station) => ({ device: device.name, station })));
  return stations.map(({ device, station }, index) => {
    const counters = deviceCountersBetween(recorder.warmup.stations[index], end.stations[index]);
    return {
      device,
      name: station.name,
      places: station.parallel,
      operations: counters.completed,
      utilisation: counters.busyNs / (elapsedNs * station.parallel),
      queueLengthMean: counters.occupancyNs / elapsedNs,
      residenceMeanNs: ratio(counters.sojournNs, counters.completed),
    };
  });
}

function bookmarkFigures({ bookmarks, config }: EndedRun): BookmarkFigures[] {
  return bookmarks.flatMap((ofVm, vm) =>
    ofVm.map(({ name, sequence, timeNs, state }) => ({ vm: config.engineConfig.vms[vm].name, name, sequence, atNs: timeNs, state })),
  );
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
