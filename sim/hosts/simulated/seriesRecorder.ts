/** Fills the time series: one row per sample, the columns that `sim/results/series.ts` names for each VM and for the server. */
import type { Stateful } from '../../base/stateful.ts';
import { copyDeviceCounters, WriteCause } from '../../devices/device.ts';
import type { DeviceCounters, DeviceModel } from '../../devices/device.ts';
import type { Portion, VmCounters, VmId } from '../../engine/protocol.ts';
import { IoAmount } from '../../metrics/ioMeter.ts';
import type { IoMeter } from '../../metrics/ioMeter.ts';
import type { IoMeters } from '../../metrics/ioMeters.ts';
import { SampleTable } from '../../metrics/sampleTable.ts';
import type { SampleMerge, SampleTableState } from '../../metrics/sampleTable.ts';
import { seriesMetrics } from '../../results/series.ts';
import type { SeriesMetric, SeriesTable } from '../../results/series.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';
import { DeviceNumber } from './commandRouter.ts';

export interface SeriesRecorderState {
  readonly table: SampleTableState;
  readonly sampledNs: number;
  readonly vms: readonly VmCounters[];
  readonly devices: readonly DeviceCounters[];
}

/** The table holds at most so many values, and between these numbers of rows. */
const CELLS_MAX = 4_000_000;
const ROWS_MIN = 64;
const ROWS_MAX = 2048;

/** What each VM has, where portions move. */
export interface PortionReader {
  portion(vm: number): Portion;
}

/** Everything that one value of a VM may be made of: an interval's worth. */
interface VmInterval {
  seconds: number;
  nowNs: number;
  meter: IoMeter;
  before: VmCounters;
  now: VmCounters;
  windowNs: number;
  /** Null: portions stay as they are. */
  portion: Portion | null;
}

interface ServerInterval {
  elapsedNs: number;
  before: readonly DeviceCounters[];
  now: readonly DeviceCounters[];
  parallel: readonly number[];
}

/** How each metric of a VM is read. */
const vmReadings: Readonly<Record<string, (of: VmInterval) => number>> = {
  readsPerSecond: (of) => of.meter.sinceSample(IoAmount.Reads) / of.seconds,
  writesPerSecond: (of) => of.meter.sinceSample(IoAmount.Writes) / of.seconds,
  bytesReadPerSecond: (of) => of.meter.sinceSample(IoAmount.BytesRead) / of.seconds,
  bytesWrittenPerSecond: (of) => of.meter.sinceSample(IoAmount.BytesWritten) / of.seconds,
  readLatencyP50Ns: (of) => of.meter.readInterval.percentile(50),
  readLatencyP99Ns: (of) => of.meter.readInterval.percentile(99),
  writeLatencyP50Ns: (of) => of.meter.writeInterval.percentile(50),
  writeLatencyP99Ns: (of) => of.meter.writeInterval.percentile(99),
  dirtyBlocks: (of) => of.now.dirtyBlocks,
  logRecords: (of) => of.now.logRecords,
  windowNs: (of) => of.windowNs,
  stalledRatio: (of) => (of.now.stallNs - of.before.stallNs) / (of.seconds * 1e9),
  dramHitRatio: (of) => (of.now.readBlocksDram - of.before.readBlocksDram) / blocksRead(of),
  flashHitRatio: (of) => (of.now.readBlocksFlash - of.before.readBlocksFlash) / blocksRead(of),
};

/** Recorded only where portions move. */
const portionReadings: Readonly<Record<string, (of: VmInterval) => number>> = {
  dramPortionBlocks: ({ portion }) => (portion === null ? NaN : portion.dramBlocks),
  flashPortionBlocks: ({ portion }) => (portion === null ? NaN : portion.flashBlocks),
  logPortionRecords: ({ portion }) => (portion === null ? NaN : portion.logRecords),
};

const serverReadings: Readonly<Record<string, (of: ServerInterval) => number>> = {
  flashDemotionBytesPerSecond: (of) => flashRate(of, WriteCause.Demotion),
  flashWriteBytesPerSecond: (of) => flashRate(of, WriteCause.Write),
  flashPromotionBytesPerSecond: (of) => flashRate(of, WriteCause.Promotion),
  flashPreimageBytesPerSecond: (of) => flashRate(of, WriteCause.Preimage),
  flashLogBytesPerSecond: (of) => flashRate(of, WriteCause.Log),
  flashMetadataBytesPerSecond: (of) => flashRate(of, WriteCause.Metadata),
  flashGcBytesPerSecond: (of) => flashRate(of, WriteCause.Gc),
  dramUtilisation: (of) => utilisation(of, DeviceNumber.Dram),
  flashUtilisation: (of) => utilisation(of, DeviceNumber.Flash),
  arrayUtilisation: (of) => utilisation(of, DeviceNumber.Array),
  flashQueue: (of) => queueMean(of, DeviceNumber.Flash),
  arrayQueue: (of) => queueMean(of, DeviceNumber.Array),
};

export class SeriesRecorder implements Stateful<SeriesRecorderState> {
  readonly #engine: SimulatedEngine;
  readonly #devices: readonly DeviceModel[];
  readonly #vmNames: readonly string[];
  readonly #meters: IoMeters;
  readonly #portions: PortionReader | null;
  readonly #vmMetrics: readonly SeriesMetric[];
  readonly #serverMetrics = seriesMetrics.filter((metric) => metric.scope === 'server' && metric.name in serverReadings);
  readonly #vmReads: readonly ((of: VmInterval) => number)[];
  readonly #serverReads = this.#serverMetrics.map((metric) => serverReadings[metric.name]);
  readonly #table: SampleTable;
  #sampledNs = 0;
  /** Counters at the last sample. */
  #vms: VmCounters[];
  #deviceCounters: DeviceCounters[];

  constructor(
    engine: SimulatedEngine,
    devices: readonly DeviceModel[],
    vmNames: readonly string[],
    meters: IoMeters,
    portions: PortionReader | null,
    rowsMax = ROWS_MAX,
  ) {
    const readings = portions === null ? vmReadings : { ...vmReadings, ...portionReadings };
    this.#vmMetrics = seriesMetrics.filter((metric) => metric.scope === 'vm' && metric.name in readings);
    this.#vmReads = this.#vmMetrics.map((metric) => readings[metric.name]);
    this.#portions = portions;
    this.#engine = engine;
    this.#devices = devices;
    this.#vmNames = vmNames;
    this.#meters = meters;
    const merges = [...vmNames.flatMap(() => this.#vmMetrics.map(mergeOf)), ...this.#serverMetrics.map(mergeOf)];
    const rows = Math.min(rowsMax, Math.max(ROWS_MIN, Math.floor(CELLS_MAX / merges.length / 2) * 2));
    this.#table = new SampleTable(merges, rows);
    this.#vms = vmNames.map((_, vm) => ({ ...engine.counters(vm as VmId, 0) }));
    this.#deviceCounters = devices.map((device) => copyDeviceCounters(device.counters(0)));
  }

  /** Adds a row for the time since the last; nothing when that is no time. True: from now on sample half as often. O(VMs × metrics). */
  sample(nowNs: number): boolean {
    const elapsedNs = nowNs - this.#sampledNs;
    if (elapsedNs <= 0) return false;
    let column = 0;
    for (let vm = 0; vm < this.#vmNames.length; vm += 1) {
      const of = this.#vmInterval(vm, nowNs, elapsedNs);
      for (const read of this.#vmReads) this.#table.set(column++, read(of));
      Object.assign(this.#vms[vm], of.now);
      of.meter.beginInterval();
    }
    const now = this.#devices.map((device) => copyDeviceCounters(device.counters(nowNs)));
    const server: ServerInterval = { elapsedNs, before: this.#deviceCounters, now, parallel: this.#devices.map((device) => device.parallel) };
    for (const read of this.#serverReads) this.#table.set(column++, read(server));
    this.#deviceCounters = now;
    this.#sampledNs = nowNs;
    return this.#table.endRow(nowNs);
  }

  series(): SeriesTable {
    return { ...this.#columnHeads(), timesNs: this.#table.times(), columns: this.#table.columns() };
  }

  /** The same without copying: what is seen changes with the next sample. */
  view(): SeriesTable {
    return { ...this.#columnHeads(), ...this.#table.view() };
  }

  save(): SeriesRecorderState {
    return { table: this.#table.save(), sampledNs: this.#sampledNs, vms: this.#vms.map((counters) => ({ ...counters })), devices: this.#deviceCounters };
  }

  restore(state: SeriesRecorderState): void {
    this.#table.restore(state.table);
    this.#sampledNs = state.sampledNs;
    this.#vms = state.vms.map((counters) => ({ ...counters }));
    this.#deviceCounters = [...state.devices];
  }

  #columnHeads(): Omit<SeriesTable, 'timesNs' | 'columns'> {
    const perVm = this.#vmNames.flatMap((_, vm) => this.#vmMetrics.map((metric) => ({ metric, vm })));
    const all = [...perVm, ...this.#serverMetrics.map((metric) => ({ metric, vm: -1 }))];
    return {
      vmNames: this.#vmNames,
      names: all.map(({ metric }) => metric.name),
      units: all.map(({ metric }) => metric.unit),
      vms: all.map(({ vm }) => vm),
    };
  }

  #vmInterval(vm: number, nowNs: number, elapsedNs: number): VmInterval {
    const windowNs = this.#engine.window(vm as VmId, nowNs).windowNs;
    const portion = this.#portions === null ? null : this.#portions.portion(vm);
    return {
      seconds: elapsedNs / 1e9,
      nowNs,
      meter: this.#meters.of(vm),
      before: this.#vms[vm],
      now: this.#engine.counters(vm as VmId, nowNs),
      windowNs,
      portion,
    };
  }
}

function mergeOf(metric: SeriesMetric): SampleMerge {
  if (metric.name.includes('P99')) return 'max';
  return metric.unit === 'blocks' || metric.unit === 'records' || metric.name === 'windowNs' ? 'last' : 'mean';
}

function blocksRead(of: VmInterval): number {
  const { before, now } = of;
  const cached = now.readBlocksDram - before.readBlocksDram + now.readBlocksFlash - before.readBlocksFlash;
  return cached + now.readBlocksArray - before.readBlocksArray + now.readBlocksNone - before.readBlocksNone;
}

function flashRate(of: ServerInterval, cause: WriteCause): number {
  const bytes = of.now[DeviceNumber.Flash].bytesWrittenByCause[cause] - of.before[DeviceNumber.Flash].bytesWrittenByCause[cause];
  return bytes / (of.elapsedNs / 1e9);
}

function utilisation(of: ServerInterval, device: DeviceNumber): number {
  return (of.now[device].busyNs - of.before[device].busyNs) / (of.elapsedNs * of.parallel[device]);
}

function queueMean(of: ServerInterval, device: DeviceNumber): number {
  return (of.now[device].occupancyNs - of.before[device].occupancyNs) / of.elapsedNs;
}
