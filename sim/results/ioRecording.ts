/**
 * What became of single IOs: when each came, went to the cache, was admitted and was answered, and the device commands of that time. By columns, in typed arrays, so that it is handed to a
 * worker's page or written as Parquet as it is.
 *
 * A recording is bounded: it holds the last IOs of a run, or the first from an instant on. Times are simulated ns; NaN stands for what had not happened when the recording ended.
 */

/** One row per request of a guest, in the order in which they came. */
export interface IoSpans {
  readonly count: number;
  /** Number of the request in the run, from 0. */
  readonly id: Float64Array;
  /** Index into `vmNames`. */
  readonly vm: Int32Array;
  /** Index into `recordedOps`. */
  readonly op: Uint8Array;
  /** 0 disk, 1 memory. */
  readonly space: Uint8Array;
  readonly offsetBytes: Float64Array;
  readonly lengthBytes: Float64Array;
  /** Intended arrival: what its latency counts from. */
  readonly arrivalNs: Float64Array;
  /** Left the hypervisor for the cache; NaN: dropped before. */
  readonly submittedNs: Float64Array;
  /** Given slots by the cache (a read: its versions chosen); NaN: there is no such instant (a flush), or it never came to it. */
  readonly admittedNs: Float64Array;
  /** NaN: it was still under way. */
  readonly answeredNs: Float64Array;
  /** 0 ok, 1 failed, 2 dropped by a rollback. */
  readonly status: Uint8Array;
}

/** One row per command to a device, in the order in which they were given. */
export interface CommandSpans {
  readonly count: number;
  readonly id: Float64Array;
  /** Index into `recordedCommands`. */
  readonly kind: Uint8Array;
  readonly vm: Int32Array;
  /** Index into `recordedDevices`, or -1: it takes no device. */
  readonly device: Int8Array;
  /** First block on the disk (or in memory), -1 where a command has none. */
  readonly block: Float64Array;
  readonly bytes: Float64Array;
  /** Why flash is written, as in the engine's protocol; 0: it is not. */
  readonly cause: Uint8Array;
  /** `id` of the request that it is part of, or -1: the cache's own work (demotion, destage, log, …). */
  readonly io: Float64Array;
  readonly issuedNs: Float64Array;
  readonly completedNs: Float64Array;
}

export interface IoRecording {
  readonly vmNames: readonly string[];
  readonly ios: IoSpans;
  readonly commands: CommandSpans;
  /** Seen, but not kept. */
  readonly iosLeftOut: number;
  readonly commandsLeftOut: number;
}

export const recordedOps = ['read', 'write', 'flush', 'discard'] as const;
export const recordedDevices = ['DRAM', 'flash', 'array'] as const;
export const recordedCommands = [
  'read-dram',
  'write-dram',
  'read-flash',
  'write-flash',
  'copy-dram-to-flash',
  'read-array',
  'write-array',
  'discard-array',
  'read-snapshot',
  'release-snapshot',
  'append-log',
  'read-log',
  'fill-zeros',
  'stage-array',
  'commit-array',
] as const;
