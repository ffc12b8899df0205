import type { Stateful } from '../base/stateful.ts';

/** What a device is asked to do. Integers, since arrays hold them. */
export const TransferOp = { Read: 0, Write: 1, Discard: 2 } as const;
export type TransferOp = (typeof TransferOp)[keyof typeof TransferOp];

/** Why flash is written: `flash.bytesWritten` in the result is kept by these. Reads carry `None`. */
export const WriteCause = { None: 0, Demotion: 1, Write: 2, Promotion: 3, Preimage: 4, Log: 5, Metadata: 6, Gc: 7 } as const;
export type WriteCause = (typeof WriteCause)[keyof typeof WriteCause];
export const writeCauseNames = ['none', 'demotion', 'write', 'promotion', 'preimage', 'log', 'metadata', 'gc'] as const;

/** Which data belongs together, since it dies together: flash may keep streams apart. */
export const WriteStream = { Current: 0, Previous: 1, Log: 2 } as const;
export type WriteStream = (typeof WriteStream)[keyof typeof WriteStream];

/** One operation on a device. Owned and reused by the caller: a model copies what it keeps. `tag` comes back with the completion. */
export interface Transfer {
  tag: number;
  op: TransferOp;
  /** Byte address on the device; may pass 2^31. */
  offsetBytes: number;
  lengthBytes: number;
  cause: WriteCause;
  /** Of writes to flash; left out: current data. */
  stream?: WriteStream;
  /** A write to the array that has to be done all or none. */
  isAtomic?: boolean;
  /** A write or discard on the array that has to keep the former content (a snapshot). */
  keepsFormer?: boolean;
}

/** `ok`, or failed: the device could not do it (link down, media error). Integers, since rings hold them. */
export const CompletionStatus = { Ok: 0, Failed: 1 } as const;
export type CompletionStatus = (typeof CompletionStatus)[keyof typeof CompletionStatus];

/** Where a model puts what is done. Owned by the host, reused; the model appends in the order of completion, the host consumes and sets `count` to 0. */
export interface CompletionList {
  count: number;
  readonly tags: number[];
  readonly statuses: number[];
}

/** What a device did since the run began; the source of utilisation and queue length in the result. Operations and bytes count when they are submitted. */
export interface DeviceCounters {
  reads: number;
  writes: number;
  discards: number;
  bytesRead: number;
  bytesWritten: number;
  /** Indexed by WriteCause. */
  readonly bytesWrittenByCause: Float64Array;
  /** Sum over operations of the time in service, in ns; divided by (time × parallel places) it is the utilisation. */
  busyNs: number;
  /** Integral over time of the number of operations in the device (waiting and in service), in operation-nanoseconds. */
  occupancyNs: number;
  /** Operations that are done. */
  completed: number;
  /**
   * Sum over the operations done of the time from submission to completion, in ns. Little's law: `occupancyNs` is this plus what those still inside have
   * spent there.
   */
  sojournNs: number;
  /** The same sum over the operations still inside, up to now. */
  residentNs: number;
  /** Operations inside now, and the most that there ever were. */
  inside: number;
  insideMax: number;
  /** Flash blocks that were erased. */
  erases: number;
  /** What was really written on the medium: with what the device moved by itself and what it had to fill up; without what was overwritten in its buffer. */
  bytesProgrammed: number;
}

/** Counters at 0. */
export function zeroDeviceCounters(): DeviceCounters {
  return {
    reads: 0,
    writes: 0,
    discards: 0,
    bytesRead: 0,
    bytesWritten: 0,
    bytesWrittenByCause: new Float64Array(writeCauseNames.length),
    busyNs: 0,
    occupancyNs: 0,
    completed: 0,
    sojournNs: 0,
    residentNs: 0,
    inside: 0,
    insideMax: 0,
    erases: 0,
    bytesProgrammed: 0,
  };
}

/** A copy that later calls of `counters()` do not change. */
export function copyDeviceCounters(counters: DeviceCounters): DeviceCounters {
  return { ...counters, bytesWrittenByCause: counters.bytesWrittenByCause.slice() };
}

/** Levels of a flash device that wears: how full it is, and how worn. */
export interface FlashWear {
  /** What the host may address, and what the medium holds. */
  readonly logicalBytes: number;
  readonly physicalBytes: number;
  /** What the host has written and not discarded; and that which can be found on the medium, counted page by page: the same, unless a page was forgotten. */
  readonly mappedBytes: number;
  readonly foundBytes: number;
  readonly blocks: number;
  readonly blocksFree: number;
  /** Erase cycles of a block. */
  readonly cyclesMin: number;
  readonly cyclesMean: number;
  readonly cyclesMax: number;
  /** How many a block stands. */
  readonly cyclesRated: number;
}

/** `later` − `earlier`, field by field; what is a level (`inside`, `insideMax`, `residentNs`) is that of `later`. */
export function deviceCountersBetween(earlier: DeviceCounters, later: DeviceCounters): DeviceCounters {
  return {
    reads: later.reads - earlier.reads,
    writes: later.writes - earlier.writes,
    discards: later.discards - earlier.discards,
    bytesRead: later.bytesRead - earlier.bytesRead,
    bytesWritten: later.bytesWritten - earlier.bytesWritten,
    bytesWrittenByCause: later.bytesWrittenByCause.map((bytes, cause) => bytes - earlier.bytesWrittenByCause[cause]),
    busyNs: later.busyNs - earlier.busyNs,
    occupancyNs: later.occupancyNs - earlier.occupancyNs,
    completed: later.completed - earlier.completed,
    sojournNs: later.sojournNs - earlier.sojournNs,
    residentNs: later.residentNs,
    inside: later.inside,
    insideMax: later.insideMax,
    erases: later.erases - earlier.erases,
    bytesProgrammed: later.bytesProgrammed - earlier.bytesProgrammed,
  };
}

/** A part of a device where operations wait and are served: the same laws hold there as for the whole. A `DeviceModel` is one, too. */
export interface DeviceStation {
  readonly name: string;
  /** Number of operations that are served at the same time. */
  readonly parallel: number;
  counters(nowNs: number): DeviceCounters;
}

/**
 * A device model: operations go in with the time, completions come out with the time.
 *
 * Knows no event queue: the host calls `wake` at `nextWakeNs()`. Calling `wake` early or twice is harmless.
 * Equal completion times come out in the order of submission.
 */
export interface DeviceModel extends Stateful<unknown> {
  readonly name: string;
  /** Number of operations that are served at the same time. */
  readonly parallel: number;
  submit(nowNs: number, transfer: Transfer): void;
  wake(nowNs: number): void;
  /** Earliest time at which something completes, or has completed that was not drained yet; Infinity when nothing is in the device. */
  nextWakeNs(): number;
  /** Appends what has completed. */
  drain(completions: CompletionList): void;
  /** Counters up to `nowNs`. The same object each time. */
  counters(nowNs: number): DeviceCounters;
  /** What it is made of, where that is worth a look. */
  readonly stations?: readonly DeviceStation[];
  /** The way to the device is lost or comes back, for devices that have one. Saying the same twice is harmless. */
  setLink?(nowNs: number, isUp: boolean): void;
  /**
   * A parameter that the model's Spec calls `live` (of an array also `networkLatency`) is another from now on; what was submitted before keeps what it drew.
   * The value is within the parameter's range.
   */
  change?(nowNs: number, param: string, value: unknown): void;
  /** Of flash with blocks that wear; else left out. Takes a look at every page. */
  wear?(): FlashWear;
}
