/**
 * Everything that a run measures: IO by VM, levels of the cache over time, the time series, and where the counters of engine and devices stood when the
 * warm-up ended. It only looks: nothing in the run depends on it.
 */
import type { Stateful } from '../../base/stateful.ts';
import { copyDeviceCounters } from '../../devices/device.ts';
import type { DeviceCounters, DeviceModel } from '../../devices/device.ts';
import type { VmCounters, VmId } from '../../engine/protocol.ts';
import type { IoMeterState } from '../../metrics/ioMeter.ts';
import { IoMeters } from '../../metrics/ioMeters.ts';
import { LevelMeter } from '../../metrics/levelMeter.ts';
import type { LevelMeterState } from '../../metrics/levelMeter.ts';
import { WaitMeter } from '../../metrics/waitMeter.ts';
import type { WaitMeterState } from '../../metrics/waitMeter.ts';
import type { StallFigures } from '../../results/runResult.ts';
import { SeriesRecorder } from './seriesRecorder.ts';
import type { PortionReader, SeriesRecorderState } from './seriesRecorder.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';

export interface RunRecorderState {
  readonly meters: readonly IoMeterState[];
  readonly levels: readonly LevelMeterState[];
  readonly waits: WaitMeterState;
  readonly series: SeriesRecorderState;
  readonly warmup: Baseline;
  readonly stallNs: Float64Array;
  readonly stalls: readonly StallFigures[];
  readonly openStalls: Float64Array;
}

/** Counters at an instant. */
export interface Baseline {
  readonly atNs: number;
  readonly vms: readonly VmCounters[];
  readonly devices: readonly DeviceCounters[];
  /** Of the stations of all devices, one behind the other. */
  readonly stations: readonly DeviceCounters[];
}

/**
 * Levels are looked at this many times per sample, fewer with many VMs; the interval is stretched by an odd amount so that it does not beat with a flush
 * interval.
 */
const LOOKS_PER_SAMPLE = 8;
const LOOKS_PER_SAMPLE_ALL_VMS = 512;
const LOOK_STRETCH = 1.0186;
/** Stalls that are listed: the longest ones. */
const STALLS_MAX = 1000;
const NO_STALL = -1;

export class RunRecorder implements Stateful<RunRecorderState> {
  readonly meters: IoMeters;
  readonly waits: WaitMeter;
  readonly dirtyBlocks = new LevelMeter();
  readonly logRecords = new LevelMeter();
  /** The shortest of the VMs' windows. */
  readonly windowNs = new LevelMeter();
  readonly series: SeriesRecorder;
  readonly #engine: SimulatedEngine;
  readonly #devices: readonly DeviceModel[];
  readonly #vmNames: readonly string[];
  #warmup: Baseline;
  /** Per VM: its stall time at the last look, and when the stall under way began. */
  readonly #stallNs: Float64Array;
  readonly #openStalls: Float64Array;
  #stalls: StallFigures[] = [];

  constructor(engine: SimulatedEngine, devices: readonly DeviceModel[], vmNames: readonly string[], portions: PortionReader | null, seriesRowsMax?: number) {
    this.#engine = engine;
    this.#devices = devices;
    this.#vmNames = vmNames;
    this.meters = new IoMeters(vmNames.length);
    this.waits = new WaitMeter(vmNames.length);
    this.series = new SeriesRecorder(engine, devices, vmNames, this.meters, portions, seriesRowsMax);
    this.#stallNs = new Float64Array(vmNames.length);
    this.#openStalls = new Float64Array(vmNames.length).fill(NO_STALL);
    this.#warmup = this.baseline(0);
  }

  get warmup(): Baseline {
    return this.#warmup;
  }

  /** In the order of time; a stall under way ends now. */
  stalls(nowNs: number): readonly StallFigures[] {
    const stalls = [...this.#stalls];
    for (const [vm, name] of this.#vmNames.entries())
      if (this.#openStalls[vm] !== NO_STALL) stalls.push({ vm: name, fromNs: this.#openStalls[vm], toNs: nowNs });
    return longest(stalls).sort((a, b) => a.fromNs - b.fromNs);
  }

  baseline(nowNs: number): Baseline {
    return {
      atNs: nowNs,
      vms: this.#vmNames.map((_, vm) => ({ ...this.#engine.counters(vm as VmId, nowNs) })),
      devices: this.#devices.map((device) => copyDeviceCounters(device.counters(nowNs))),
      stations: this.#devices.flatMap((device) => (device.stations ?? []).map((station) => copyDeviceCounters(station.counters(nowNs)))),
    };
  }

  endWarmup(nowNs: number): void {
    this.look(nowNs);
    for (const meter of this.meters.all()) meter.endWarmup();
    this.waits.endWarmup();
    for (const level of this.#levels()) level.reset(nowNs);
    this.#stalls = [];
    this.#warmup = this.baseline(nowNs);
  }

  /** Looks at the levels. O(VMs). */
  look(nowNs: number): void {
    let dirtyBlocks = 0;
    let logRecords = 0;
    let windowNs = Infinity;
    for (let vm = 0; vm < this.meters.vmCount; vm += 1) {
      const counters = this.#engine.counters(vm as VmId, nowNs);
      dirtyBlocks += counters.dirtyBlocks;
      logRecords += counters.logRecords;
      this.#lookAtStall(vm, counters.stallNs, nowNs);
      windowNs = Math.min(windowNs, this.#engine.window(vm as VmId, nowNs).windowNs);
    }
    this.dirtyBlocks.look(nowNs, dirtyBlocks);
    this.logRecords.look(nowNs, logRecords);
    this.windowNs.look(nowNs, windowNs);
  }

  save(): RunRecorderState {
    return {
      meters: this.meters.save(),
      levels: this.#levels().map((level) => level.save()),
      waits: this.waits.save(),
      series: this.series.save(),
      warmup: this.#warmup,
      stallNs: this.#stallNs.slice(),
      stalls: [...this.#stalls],
      openStalls: this.#openStalls.slice(),
    };
  }

  restore(state: RunRecorderState): void {
    this.meters.restore(state.meters);
    for (const [number, level] of this.#levels().entries()) level.restore(state.levels[number]);
    this.waits.restore(state.waits);
    this.series.restore(state.series);
    this.#warmup = state.warmup;
    this.#stallNs.set(state.stallNs);
    this.#stalls = [...state.stalls];
    this.#openStalls.set(state.openStalls);
  }

  #levels(): readonly LevelMeter[] {
    return [this.dirtyBlocks, this.logRecords, this.windowNs];
  }

  /** Stalls are seen from one look to the next: one that began between two looks is placed at the end of the time between them. */
  #lookAtStall(vm: number, stallNs: number, nowNs: number): void {
    const addedNs = stallNs - this.#stallNs[vm];
    this.#stallNs[vm] = stallNs;
    const fromNs = this.#openStalls[vm];
    if (addedNs > 0) {
      if (fromNs === NO_STALL) this.#openStalls[vm] = nowNs - addedNs;
    } else if (fromNs !== NO_STALL) {
      this.#openStalls[vm] = NO_STALL;
      this.#stalls.push({ vm: this.#vmNames[vm], fromNs, toNs: nowNs });
      if (this.#stalls.length > 2 * STALLS_MAX) this.#stalls = longest(this.#stalls);
    }
  }
}

/** From one look to the next. */
export function lookIntervalNs(sampleNs: number, vmCount: number): number {
  const looks = Math.max(1, Math.min(LOOKS_PER_SAMPLE, Math.floor(LOOKS_PER_SAMPLE_ALL_VMS / vmCount)));
  return Math.max(1, Math.round((sampleNs / looks) * LOOK_STRETCH));
}

function longest(stalls: readonly StallFigures[]): StallFigures[] {
  return [...stalls].sort((a, b) => b.toNs - b.fromNs - (a.toNs - a.fromNs) || a.fromNs - b.fromNs).slice(0, STALLS_MAX);
}
