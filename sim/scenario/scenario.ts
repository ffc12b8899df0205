/**
 * The type of a scenario that is fully resolved: every field present, ns and bytes only, plain JSON. It is stored with the result, and a run can be repeated from it.
 * The text form (units, omissions, short forms) is read by `parse.ts`.
 *
 * `null` stands for "no limit" (JSON knows no Infinity), and for a disk whose size is found from its trace.
 */
import type { Distribution } from '../base/distributions.ts';
import type { Outage } from '../devices/deviceSpec.ts';
import type { LiveChange } from '../hosts/simulated/simulationConfig.ts';
import type { WorkloadConfig } from '../../workloads/workloadConfig.ts';
import type { CutFate } from '../oracle/cutFate.ts';
import type { Durability, Granularity, LogFull, PolicyChoice, PreimageStrategy, RollbackTarget, Tiering } from '../engine/protocol.ts';

export type OracleMode = 'full' | 'sampled' | 'off';
export const oracleModes: readonly OracleMode[] = ['full', 'sampled', 'off'];

export interface Scenario {
  readonly schemaVersion: 1;
  readonly name: string;
  /** The question that it asks, in a sentence; may be empty. */
  readonly summary: string;
  readonly seed: number;
  readonly durationNs: number;
  /** Metrics begin here; the rest (engine, oracle, digest) runs from 0. */
  readonly warmupNs: number;
  readonly blockBytes: number;
  readonly oracle: OracleMode;
  /** Interval of the samples in the time series. */
  readonly sampleNs: number;
  readonly server: ServerScenario;
  readonly network: NetworkScenario;
  readonly array: ArrayScenario;
  readonly vms: readonly VmScenario[];
  /** In order of time; equal times in the order of the file. */
  readonly timeline: readonly TimelineEntry[];
  /** So many instants are sampled for what a crash of the server would leave. */
  readonly crashSample: number;
  /** Each VM is run alone as well, to tell how much the others slow it down. */
  readonly slowdown: boolean;
}

export interface ServerScenario {
  readonly dram: TierScenario;
  readonly flash: TierScenario;
  /** Between VMs. */
  readonly scheduler: PolicyChoice;
  /** Time that each IO takes before it reaches the cache, and how many take it at once. */
  readonly hypervisor: { readonly overhead: Distribution; readonly parallel: number };
  readonly partition: PolicyChoice;
  /** Records of all logs together, divided like DRAM and flash; null: each log is as large as its DRAM and flash ask for. */
  readonly logRecords: number | null;
  /** Of the engine as a whole; see EngineConfig. */
  readonly destagesInFlightMax: number;
  readonly logTailRecords: number;
  readonly walkNsPerRecord: number;
}

/** A device: which model, with which parameters. */
export interface DeviceScenario {
  /** A name of `deviceModels` in the device's role. */
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A device of the server: `sizeBytes` as a cache tier, and how it behaves. */
export interface TierScenario extends DeviceScenario {
  readonly sizeBytes: number;
}

export interface NetworkScenario {
  /** Round trip: is added once to each operation on the array. */
  readonly latency: Distribution;
  /** Of each operation in service, or of each direction of the link, as the array's model has it; null: transfers take no time. */
  readonly bytesPerSecond: number | null;
  /** When the link is lost; in order, apart from each other. */
  readonly outages: readonly Outage[];
  /** How long an operation waits for a lost link; null: for ever. */
  readonly timeoutNs: number | null;
}

export interface ArrayScenario extends DeviceScenario {
  readonly snapshots: boolean;
  readonly atomicWrites: boolean;
}

export interface VmScenario {
  readonly name: string;
  /** A multiple of the block; null: as large as its traces need. */
  readonly diskBytes: number | null;
  readonly memoryBytes: number;
  /** In the partition among VMs. */
  readonly weight: number;
  /** Between VMs, of the IO. */
  readonly ioWeight: number;
  /** What the VM gets at least (0: nothing is promised) and at most (null: no limit), where the policies keep to that. */
  readonly reservation: VmBounds<number>;
  readonly limit: VmBounds<number | null>;
  /** What this VM gets of the server, already resolved by the partition policy at the start. */
  readonly portion: { readonly dramBytes: number; readonly flashBytes: number; readonly logRecords: number };
  /** Which of these the scenario fixes: no policy moves them. */
  readonly portionFixed: { readonly dram: boolean; readonly flash: boolean; readonly logRecords: boolean };
  readonly cache: VmCacheScenario;
  readonly workloads: readonly WorkloadConfig[];
}

export interface VmBounds<Amount> {
  readonly ioPerSecond: Amount;
  readonly dramBytes: Amount;
  readonly flashBytes: Amount;
  readonly logRecords: Amount;
}

/** The server's cache settings with this VM's overrides. */
export interface VmCacheScenario {
  readonly eviction: PolicyChoice;
  readonly admission: { readonly readMisses: boolean; readonly misses: PolicyChoice; readonly promote: boolean };
  readonly tiering: Tiering;
  readonly flush: PolicyChoice;
  readonly durability: Durability;
  readonly granularity: Granularity;
  /** Of granularity `interval`. */
  readonly intervalNs: number;
  readonly retention: { readonly timeNs: number | null; readonly records: number | null; readonly flashBytes: number | null };
  readonly logFull: LogFull;
  readonly preimage: PreimageStrategy;
}

/** What happens at `atNs`, to the VMs with these numbers (a group: at one instant, all or none). */
export type TimelineEntry = { readonly atNs: number; readonly vms: readonly number[] } & TimelineAction;

export type TimelineAction =
  | { readonly do: 'bookmark'; readonly name: string }
  | { readonly do: 'unbookmark'; readonly name: string }
  | { readonly do: 'rollback'; readonly target: RollbackTarget; readonly waiting: 'keep' | 'drop'; readonly workload: AfterRollback }
  | { readonly do: 'undo' }
  /** Lets go on the workloads that a rollback held. */
  | { readonly do: 'resume' }
  | { readonly do: 'destage' }
  | { readonly do: 'damage'; readonly offsetBytes: number; readonly lengthBytes: number }
  | { readonly do: 'resize'; readonly portion: { readonly dramBytes: number; readonly flashBytes: number; readonly logRecords: number } }
  | { readonly do: 'set-flush'; readonly flush: PolicyChoice }
  | { readonly do: 'set-durability'; readonly durability: Durability }
  /** Of the server, with all its VMs. */
  | { readonly do: 'crash'; readonly inFlight: CutFate }
  /** Bytes of the flash device; of the VM's disk on the array. */
  | { readonly do: 'damage-flash' | 'damage-array'; readonly offsetBytes: number; readonly lengthBytes: number }
  /** `path` is one of `changes/changes.ts`; `shown` the value for people. */
  | { readonly do: 'change'; readonly path: string; readonly shown: string; readonly change: LiveChange };

/** What the VM's workload does after a rollback; `rewind` only to a bookmark. */
export type AfterRollback = 'continue' | 'rewind' | 'hold';
