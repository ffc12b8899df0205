/** What a simulation is made of. Whoever builds one (the scenario's builder) makes the parts; the simulation owns them from then on. */
import type { DeviceModel } from '../../devices/device.ts';
import type { DeviceRole, ServiceDemand } from '../../devices/deviceSpec.ts';
import type { Durability, EngineConfig, PolicyChoice, Portion, RollbackTarget } from '../../engine/protocol.ts';
import type { IoScheduler, IoShare } from '../../hypervisor/ioScheduler.ts';
import type { CutFate } from '../../oracle/cutFate.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { PacingLaw } from '../../../workloads/generators/pacing.ts';
import type { IoRecorder } from './ioRecorder.ts';
import type { CrashParts } from './crashParts.ts';
import type { MovingPartition } from './movingPartition.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';
import type { IoSource } from '../../../workloads/ioSource.ts';

/** One workload of one VM. A VM may have several. */
export interface SimulatedSource {
  readonly vm: number;
  readonly source: IoSource;
  /** What it was told to do, where a law follows from that; the run's checks hold it to it. */
  readonly law?: SourceLaw | null;
}

/** A workload that goes on from `startNs` to `stopNs`, or to the end of the run (Infinity). */
export type SourceLaw = PacingLaw & { readonly startNs: number; readonly stopNs: number };

/** What happens at `atNs` to the VMs with these numbers: a group at one instant, all or none. `destage`, `resize`, `set-…` act on each VM by itself. */
export type TimelineEvent = { readonly atNs: number; readonly vms: readonly number[] } & TimelineDeed;

export type TimelineDeed =
  | { readonly do: 'bookmark'; readonly name: string }
  | { readonly do: 'unbookmark'; readonly name: string }
  | {
      readonly do: 'rollback';
      readonly target: RollbackTarget;
      readonly waiting: 'keep' | 'drop';
      /** What the workloads do afterwards. `rewind` needs a bookmark as target, set by an earlier event of the timeline for the same VMs. */
      readonly workload: 'continue' | 'rewind' | 'hold';
    }
  | { readonly do: 'undo' }
  /** Lets workloads go on that a rollback held. */
  | { readonly do: 'resume' }
  | { readonly do: 'destage' }
  /** A stretch of the VM's disk is overwritten, as fast as the cache takes it; what lies beyond the end of the disk is left out. */
  | { readonly do: 'damage'; readonly offsetBytes: number; readonly lengthBytes: number }
  | { readonly do: 'resize'; readonly portion: Portion }
  | { readonly do: 'set-flush'; readonly flush: PolicyChoice }
  | { readonly do: 'set-durability'; readonly durability: Durability }
  /** Of the server, with all VMs. `inFlight`: what becomes of what was being written to flash and array. */
  | { readonly do: 'crash'; readonly inFlight: CutFate }
  /** Bytes of the flash device hold something else from now on; what lies beyond its end is left out. */
  | { readonly do: 'damage-flash'; readonly offsetBytes: number; readonly lengthBytes: number }
  /** The same of the VM's disk on the array, of those blocks whose checksums the engine knows. */
  | { readonly do: 'damage-array'; readonly offsetBytes: number; readonly lengthBytes: number }
  /** `path` and `shown` say for people what becomes what. A device is the same for all VMs. */
  | { readonly do: 'change'; readonly path: string; readonly shown: string; readonly change: LiveChange };

/** What can change while a run goes on. Plain: it is saved with a run that it was put into. */
export type LiveChange =
  | { readonly kind: 'flush'; readonly flush: PolicyChoice }
  | { readonly kind: 'durability'; readonly durability: Durability }
  /** See `DeviceModel.change`. */
  | { readonly kind: 'device'; readonly device: DeviceRole; readonly param: string; readonly value: unknown };

export interface SimulationConfig {
  /** For the result. */
  readonly scenario: string;
  readonly seed: number;
  readonly engineConfig: EngineConfig;
  readonly engine: SimulatedEngine;
  /** Completions of `dram`, `flash` and `array` carry the tags of the engine's commands. */
  readonly devices: { readonly dram: DeviceModel; readonly flash: DeviceModel; readonly array: DeviceModel };
  /** What their operations are to cost, by the book; null or left out where that can't be said in a few numbers. */
  readonly demands?: { readonly dram: ServiceDemand | null; readonly flash: ServiceDemand | null; readonly array: ServiceDemand | null };
  readonly scheduler: IoScheduler;
  /** What an IO costs in the hypervisor, as a station between scheduler and engine; null: nothing. */
  readonly overhead: DeviceModel | null;
  /** For portions that move while the VMs run; null: they stay. */
  readonly partition: MovingPartition | null;
  /** Where the server may crash: then `engine` is an EngineSeat, and the oracle keeps images. */
  readonly crashes?: CrashParts | null;
  /** For the result: the names of the policies, and what each VM is to get of the IO. */
  readonly hypervisor: { readonly scheduler: string; readonly partition: string; readonly shares: readonly IoShare[] };
  readonly sources: readonly SimulatedSource[];
  /** In order of time. */
  readonly timeline: readonly TimelineEvent[];
  readonly oracle: Oracle | null;
  /** Records single IOs; without it none are recorded. The engine must be observed then: it makes no notices otherwise. */
  readonly recorder?: IoRecorder | null;
  readonly oracleMode: 'full' | 'sampled' | 'off';
  /** Arrivals end here; what is in flight then is still answered. */
  readonly durationNs: number;
  /** Figures count from here. */
  readonly warmupNs: number;
  /** Interval of the time series; it doubles, and rows are merged in pairs, when the table is full. */
  readonly sampleNs: number;
  /** Rows at which it is full; even. Left out: as a result has them. */
  readonly seriesRowsMax?: number;
}
