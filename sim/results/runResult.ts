/**
 * `result.json`: what one run found. Version 1 of the format: fields may be added, none is renamed or changes its meaning.
 *
 * Times are in ns, sizes in bytes, ratios 0…1. Figures cover the measured time (after the warm-up) unless a field says otherwise.
 * Nothing here but `wallSeconds` depends on the machine. JSON has no infinity and no NaN: what does not exist is 0 where it is an amount, null where it is not.
 */
import { changeShape } from './changeFigures.ts';
import type { ChangeFigures } from './changeFigures.ts';
import { crashFiguresShape, noLoss } from './crashFigures.ts';
import type { CrashFigures } from './crashFigures.ts';
import { damageFiguresShape, noDamage } from './damageFigures.ts';
import type { DamageFigures } from './damageFigures.ts';
import { flashFiguresShape } from './flashFigures.ts';
import type { FlashFigures } from './flashFigures.ts';
import { hypervisorShape } from './hypervisorFigures.ts';
import type { HypervisorFigures } from './hypervisorFigures.ts';
import { partitionShape } from './partitionFigures.ts';
import type { PartitionFigures } from './partitionFigures.ts';
import { flag, list, nullable, number, oneOf, record, text } from './shape.ts';
import { slowdownShape } from './slowdownFigures.ts';
import type { SlowdownFigures } from './slowdownFigures.ts';
import type { Shape } from './shape.ts';
import { stationShape, type StationFigures } from './stationFigures.ts';

/** Latency from the intended arrival of an IO to its acknowledgement, of the IOs acknowledged in the measured time. All 0 when `count` is 0. */
export interface LatencyFigures {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
}

/** Points of the cumulative distribution, ascending: `fractions[i]` of the IOs took at most `upToNs[i]`. At most some hundred points. */
export interface LatencyCdf {
  readonly upToNs: readonly number[];
  readonly fractions: readonly number[];
}

/** Figures of one VM, or (with `name` "total") of all together. */
export interface IoFigures {
  readonly name: string;
  readonly reads: number;
  readonly writes: number;
  readonly flushes: number;
  readonly discards: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Reads and writes, flushes and discards per second of simulated time. */
  readonly iops: number;
  readonly bytesPerSecond: number;
  /** Time during which at least one request waited for room; in `total` the sum over the VMs. */
  readonly stallNs: number;
  /** Of the blocks read: the share found in DRAM and in flash. */
  readonly hitRatio: { readonly dram: number; readonly flash: number };
  readonly latencyNs: { readonly read: LatencyFigures; readonly write: LatencyFigures };
  readonly latencyCdf: { readonly read: LatencyCdf; readonly write: LatencyCdf };
}

/** Of a gauge: mean over time, largest, at the end. */
export interface LevelFigures {
  readonly mean: number;
  readonly max: number;
  readonly end: number;
}

export interface RollbackFigures {
  readonly vm: string;
  readonly kind: 'rollback' | 'undo';
  /** As a reader would say it: `bookmark before-attack`, `time 4 s`, `sequence 1200`. */
  readonly target: string;
  readonly atNs: number;
  /** Sequence at which the VM stands afterwards; when refused, the oldest that could have been reached. */
  readonly sequence: number;
  readonly recordsWalked: number;
  readonly blocksRestored: number;
  /** From the request to the VM's resumption. */
  readonly rtoNs: number;
  readonly refused: boolean;
  /** Why it was refused; null when it was not. */
  readonly reason: string | null;
  /** The oracle compared every block of both spaces afterwards. */
  readonly checked: boolean;
}

export interface BookmarkFigures {
  readonly vm: string;
  readonly name: string | null;
  readonly sequence: number;
  readonly atNs: number;
  /** At the end of the run. */
  readonly state: 'valid' | 'expired' | 'removed' | 'undone';
}

/** A time during which requests of a VM waited for room. */
export interface StallFigures {
  readonly vm: string;
  readonly fromNs: number;
  readonly toNs: number;
}

/** A law that must hold of the figures (Little's law, conservation of IOs, …) and how well it did. */
export interface CheckFigures {
  readonly name: string;
  readonly summary: string;
  readonly expected: number;
  readonly measured: number;
  /** Relative difference that is allowed. */
  readonly tolerance: number;
  readonly passed: boolean;
}

export interface DeviceFigures {
  readonly name: string;
  readonly reads: number;
  readonly writes: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Share of its parallel places that were busy. */
  readonly utilisation: number;
  /** Operations in the device, waiting and in service, mean over time. */
  readonly queueLengthMean: number;
}

export interface RunResult {
  readonly schemaVersion: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly digest: string;
  /** Simulated time reached, warm-up included. */
  readonly simulatedNs: number;
  readonly warmupNs: number;
  readonly blockBytes: number;
  readonly wallSeconds: number;
  /** Requests acknowledged, warm-up included. */
  readonly ios: number;
  /** Events of the kernel, warm-up included. */
  readonly events: number;
  /** The run was ended before its time. */
  readonly partial: boolean;
  readonly oracle: {
    readonly mode: 'full' | 'sampled' | 'off';
    readonly checkedReads: number;
    readonly checkedRollbacks: number;
    readonly violations: number;
    /** The first few, in words. */
    readonly firstViolations: readonly string[];
  };
  readonly total: IoFigures;
  readonly vms: readonly IoFigures[];
  readonly cache: {
    readonly dirtyBlocks: LevelFigures;
    readonly logRecords: LevelFigures;
    /** The shortest of the VMs' windows at each instant, over time. */
    readonly windowNs: { readonly min: number; readonly mean: number; readonly end: number };
    readonly destages: number;
    readonly demotions: number;
    readonly promotions: number;
    readonly preimageReads: number;
    readonly recordsGivenUp: number;
    readonly stalls: number;
  };
  readonly flash: FlashFigures;
  readonly array: {
    readonly reads: number;
    readonly writes: number;
    readonly bytesRead: number;
    readonly bytesWritten: number;
    readonly utilisation: number;
    readonly queueLengthMean: number;
  };
  readonly devices: readonly DeviceFigures[];
  readonly hypervisor: HypervisorFigures;
  /** What devices are made of, where their models say. */
  readonly stations: readonly StationFigures[];
  readonly partition: PartitionFigures;
  /** Memory that the engine's tables take, in bytes, and per cached block and log record that they have room for. */
  readonly engineMemory: {
    readonly slotsBytes: number;
    readonly indexBytes: number;
    readonly logBytes: number;
    readonly totalBytes: number;
  };
  readonly rollbacks: readonly RollbackFigures[];
  /** What was changed while the run went on. */
  readonly changes: readonly ChangeFigures[];
  readonly crashes: readonly CrashFigures[];
  readonly damage: DamageFigures;
  /** Where the scenario asks for it and has several VMs. */
  readonly slowdown: SlowdownFigures | null;
  readonly bookmarks: readonly BookmarkFigures[];
  /** The longest ones, at most a thousand, in order of time; `cache.stalls` counts all. */
  readonly stalls: readonly StallFigures[];
  readonly checks: readonly CheckFigures[];
}

const amount = (summary: string): Shape<number> => number(summary, 0);

const latencyFigures = record<LatencyFigures>(
  {
    count: amount('IOs measured'),
    mean: amount('ns'),
    p50: amount('ns'),
    p90: amount('ns'),
    p99: amount('ns'),
    p999: amount('99.9 %, ns'),
    p9999: amount('99.99 %, ns'),
    max: amount('ns'),
  },
  'latency from intended arrival to acknowledgement, ns',
);
const latencyCdf = record<LatencyCdf>(
  { upToNs: list(amount('ns'), 'ascending'), fractions: list(amount('share of the IOs'), 'ascending') },
  'cumulative distribution of the latency',
);
const ioFigures = record<IoFigures>(
  {
    name: text('the VM, or "total"'),
    reads: amount('count'),
    writes: amount('count'),
    flushes: amount('count'),
    discards: amount('count'),
    bytesRead: amount('bytes'),
    bytesWritten: amount('bytes'),
    iops: amount('requests per simulated second'),
    bytesPerSecond: amount('bytes per simulated second'),
    stallNs: amount('time during which a request waited for room, ns'),
    hitRatio: record({ dram: amount('share of blocks read'), flash: amount('share of blocks read') }, 'where the blocks read were found'),
    latencyNs: record({ read: latencyFigures, write: latencyFigures }, 'latency, ns'),
    latencyCdf: record({ read: latencyCdf, write: latencyCdf }, 'distribution of the latency'),
  },
  'figures of one VM, or of all',
);
const levelFigures = record<LevelFigures>({ mean: amount('over time'), max: amount('largest'), end: amount('at the end') }, 'a level over time');

export const runResultShape: Shape<RunResult> = record<RunResult>(
  {
    schemaVersion: oneOf([1], 'version of this format'),
    scenario: text('name of the scenario'),
    seed: number('seed of the random numbers'),
    digest: text('hash over what went into the engine and came out, with times'),
    simulatedNs: amount('simulated time reached, warm-up included, ns'),
    warmupNs: amount('simulated time before measuring began, ns'),
    blockBytes: amount('bytes of a block'),
    wallSeconds: amount('time the run took on its machine, s'),
    ios: amount('requests acknowledged, warm-up included'),
    events: amount('events of the kernel, warm-up included'),
    partial: flag('the run was ended before its time'),
    oracle: record(
      {
        mode: oneOf(['full', 'sampled', 'off'], 'how much was checked'),
        checkedReads: amount('count'),
        checkedRollbacks: amount('count'),
        violations: amount('invariants found broken'),
        firstViolations: list(text('in words'), 'the first few'),
      },
      'what the oracle checked',
    ),
    total: ioFigures,
    vms: list(ioFigures, 'by VM'),
    cache: record(
      {
        dirtyBlocks: levelFigures,
        logRecords: levelFigures,
        windowNs: record({ min: amount('ns'), mean: amount('ns'), end: amount('ns') }, 'shortest rollback window of the VMs, over time'),
        destages: amount('blocks'),
        demotions: amount('blocks'),
        promotions: amount('blocks'),
        preimageReads: amount('blocks'),
        recordsGivenUp: amount('log records given up'),
        stalls: amount('times that a VM began to wait for room'),
      },
      'the cache',
    ),
    flash: flashFiguresShape,
    array: record(
      {
        reads: amount('count'),
        writes: amount('count'),
        bytesRead: amount('bytes'),
        bytesWritten: amount('bytes'),
        utilisation: amount('ratio'),
        queueLengthMean: amount('operations'),
      },
      'the storage array',
    ),
    devices: list(
      record<DeviceFigures>(
        {
          name: text('the device'),
          reads: amount('count'),
          writes: amount('count'),
          bytesRead: amount('bytes'),
          bytesWritten: amount('bytes'),
          utilisation: amount('ratio'),
          queueLengthMean: amount('operations'),
        },
        'one device',
      ),
      'every device',
    ),
    hypervisor: hypervisorShape,
    stations: list(stationShape, 'what devices are made of, where their models say'),
    partition: partitionShape,
    engineMemory: record(
      { slotsBytes: amount('bytes'), indexBytes: amount('bytes'), logBytes: amount('bytes'), totalBytes: amount('bytes') },
      'memory of the tables of the engine',
    ),
    rollbacks: list(
      record<RollbackFigures>(
        {
          vm: text('the VM'),
          kind: oneOf(['rollback', 'undo'], 'which'),
          target: text('in words'),
          atNs: amount('asked at, ns'),
          sequence: amount('where the VM stands afterwards'),
          recordsWalked: amount('count'),
          blocksRestored: amount('count'),
          rtoNs: amount('from the request until the VM ran again, ns'),
          refused: flag('nothing was changed'),
          reason: nullable(text('why it was refused')),
          checked: flag('every block was compared by the oracle'),
        },
        'one rollback or undo',
      ),
      'rollbacks and undos in order',
    ),
    changes: list(changeShape, 'what was changed while the run went on, in order'),
    crashes: list(crashFiguresShape, 'what crashes left: one entry for each image'),
    damage: damageFiguresShape,
    slowdown: nullable(slowdownShape),
    bookmarks: list(
      record<BookmarkFigures>(
        {
          vm: text('the VM'),
          name: nullable(text('null: set at an interval')),
          sequence: amount('the point'),
          atNs: amount('ns'),
          state: oneOf(['valid', 'expired', 'removed', 'undone'], 'at the end of the run'),
        },
        'one bookmark',
      ),
      'bookmarks in order',
    ),
    stalls: list(record<StallFigures>({ vm: text('the VM'), fromNs: amount('ns'), toNs: amount('ns') }, 'one stall'), 'the longest stalls in order of time'),
    checks: list(
      record<CheckFigures>(
        {
          name: text('the law'),
          summary: text('in words'),
          expected: number('value'),
          measured: number('value'),
          tolerance: amount('relative difference allowed'),
          passed: flag('whether it held'),
        },
        'one law',
      ),
      'laws that the figures must obey',
    ),
  },
  'Result of one run of Hindcast. Times in ns, sizes in bytes.',
);

/** Reads a result back. Throws ShapeError with the place and what was expected there. */
export function parseRunResult(value: unknown): RunResult {
  const whole = typeof value === 'object' && value !== null ? { slowdown: null, damage: noDamage, ...value, ...withLosses(value) } : value;
  runResultShape.check(whole, '');
  return whole as RunResult;
}

/** Files from before there were such fields have none of them. */
function withLosses(value: object): object {
  if (!('crashes' in value) || !Array.isArray(value.crashes)) return {};
  return { crashes: value.crashes.map((crash: unknown) => (typeof crash === 'object' ? { ...noLoss, ...crash } : crash)) };
}

/** JSON Schema of `result.json`. */
export function runResultJsonSchema(): Record<string, unknown> {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Hindcast run result, version 1', ...runResultShape.schema };
}
