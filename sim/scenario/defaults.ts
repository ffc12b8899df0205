/**
 * Every default of a scenario that is not a parameter's own (those stand in the Spec of the policy, workload or device). Nowhere else is one.
 */
import type { OracleMode } from './scenario.ts';
import type { Durability, Granularity, LogFull, PreimageStrategy, Tiering } from '../engine/protocol.ts';

const kib = 1024;
const mib = 1024 * kib;
const gib = 1024 * mib;

export const defaults = {
  seed: 1,
  durationNs: 10e9,
  warmupNs: 0,
  blockBytes: 4 * kib,
  oracle: 'full' as OracleMode,
  crashSample: 0,
  slowdown: false,
  /** The time series gets about so many samples … */
  samples: 200,
  /** … but not more often than this. */
  sampleNsMin: 1e6,
  dram: { preset: 'dram', sizeBytes: 256 * mib },
  flash: { preset: 'flash', sizeBytes: 4 * gib },
  array: { preset: 'array', snapshots: true, atomicWrites: true },
  /** Of arrays whose preset says nothing of it: iSCSI, 10 GbE; see `devicePresets.ts`. */
  network: {
    latency: { kind: 'constant', valueNs: 200_000 },
    bytesPerSecond: 1.25e9,
    /** As long as Linux's SCSI disks wait for a command. */ timeoutNs: 30e9,
  },
  scheduler: 'fifo',
  /** Nothing by default: what a hypervisor costs depends on the machine. `parallel`: as many as a server has cores for it, own choice. */
  hypervisor: { overhead: { kind: 'constant', valueNs: 0 } as const, parallel: 8 },
  cache: {
    partition: 'static',
    eviction: 'lru',
    flush: 'periodic',
    admission: { readMisses: true, misses: 'always', promote: true },
    tiering: 'inclusive' as Tiering,
    /** As in the claim: a write is acknowledged when DRAM holds it. */
    durability: 'dram' as Durability,
    granularity: 'every-write' as Granularity,
    intervalNs: 1e9,
    logFull: 'shrink' as LogFull,
    preimage: 'copy-before-destage' as PreimageStrategy,
    destagesInFlightMax: 32,
    /** 128 KiB of records of 32 bytes per VM. */
    logTailRecords: 4096,
    /** A few cache misses: own estimate. */
    walkNsPerRecord: 100,
    /** Log records of a portion, per block of DRAM and flash. */
    logRecordsPerBlock: 2,
  },
  vm: {
    count: 4,
    name: 'vm',
    diskBytes: 8 * gib,
    memoryBytes: 256 * mib,
    /** Memory by default is at most this share of the portion. */
    memoryPortionRatio: 0.25,
    weight: 1,
  },
  workload: { type: 'zipf' },
  /** What a VM does of which nothing is said: as it would be written. */
  vmWorkloads: [
    { type: 'zipf', space: 'disk', queueDepth: 8, thinkTime: { kind: 'exponential', mean: '1ms' }, flushEvery: 128 },
    { type: 'zipf', space: 'memory', readRatio: 0.3, rate: '500/s' },
  ],
} as const;
