import type { Stateful } from '../../base/stateful.ts';
import type {
  BookmarkListing,
  ControlRequest,
  DeviceCompletion,
  EngineOutbox,
  IoRequest,
  RollbackTarget,
  RollbackTraceEntry,
  RollbackWindow,
  SlotCounts,
  Space,
  VmCounters,
  VmId,
} from '../../engine/protocol.ts';
import type { RollbackPreview } from '../../engine/rollbackPreview.ts';
import type { BlockHistory, SlotListing, SlotStrip } from '../../engine/slotView.ts';

/** What the simulated host needs of a cache engine. */
export interface SimulatedEngine extends Stateful<unknown> {
  submit(nowNs: number, request: IoRequest): void;
  control(nowNs: number, request: ControlRequest): void;
  complete(nowNs: number, completion: DeviceCompletion): void;
  wake(nowNs: number): void;
  nextWakeNs(): number;
  drain(outbox: EngineOutbox): void;
  window(vm: VmId, nowNs: number): RollbackWindow;
  previewRollback?(vm: VmId, target: RollbackTarget): RollbackPreview | null;
  bookmarks(vm: VmId): readonly BookmarkListing[];
  counters(vm: VmId, nowNs: number): VmCounters;
  /** Slots of a VM by state, as the engine counts them. */
  slotCounts(vm: VmId, tier: 'dram' | 'flash'): SlotCounts;
  /** For those who look on: see `slotView.ts`. */
  slotStrips(binsMax: number): readonly SlotStrip[];
  listSlots(strip: Pick<SlotStrip, 'vm' | 'tier'>, from: number, count: number): readonly SlotListing[];
  blockHistory(vm: VmId, space: Space, block: number, versionsMax: number): BlockHistory;
  rollbackTrace(): readonly RollbackTraceEntry[];
  verifyInvariants(): void;
  memoryBytes(): EngineMemory;
}

/** What an engine shows of its slots, and of what it would do. */
export type SlotViewer = Pick<SimulatedEngine, 'slotStrips' | 'listSlots' | 'blockHistory' | 'previewRollback'>;

export interface EngineMemory {
  readonly slots: number;
  readonly index: number;
  readonly log: number;
  readonly total: number;
}
