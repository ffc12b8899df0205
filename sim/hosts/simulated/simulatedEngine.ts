import type { Stateful } from '../../base/stateful.ts';
import type {
  BookmarkListing,
  ControlRequest,
  DeviceCompletion,
  EngineOutbox,
  IoRequest,
  RollbackTraceEntry,
  RollbackWindow,
  SlotCounts,
  VmCounters,
  VmId,
} from '../../engine/protocol.ts';

/** What the simulated host needs of a cache engine. */
export interface SimulatedEngine extends Stateful<unknown> {
  submit(nowNs: number, request: IoRequest): void;
  control(nowNs: number, request: ControlRequest): void;
  complete(nowNs: number, completion: DeviceCompletion): void;
  wake(nowNs: number): void;
  nextWakeNs(): number;
  drain(outbox: EngineOutbox): void;
  window(vm: VmId, nowNs: number): RollbackWindow;
  bookmarks(vm: VmId): readonly BookmarkListing[];
  counters(vm: VmId, nowNs: number): VmCounters;
  /** Slots of a VM by state, as the engine counts them. */
  slotCounts(vm: VmId, tier: 'dram' | 'flash'): SlotCounts;
  rollbackTrace(): readonly RollbackTraceEntry[];
  verifyInvariants(): void;
  memoryBytes(): EngineMemory;
}

export interface EngineMemory {
  readonly slots: number;
  readonly index: number;
  readonly log: number;
  readonly total: number;
}
