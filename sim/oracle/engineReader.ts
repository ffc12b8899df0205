import type { BookmarkListing, RollbackWindow, SlotCounts, Space, VmId } from '../engine/protocol.ts';

/** Where the current version of a block is: a slot of a tier, the array, a snapshot (`slot` is its number), nowhere (zeros), or lost with damaged flash. */
export interface LocatedVersion {
  readonly place: 'dram' | 'flash' | 'array' | 'snapshot' | 'none' | 'lost';
  readonly slot: number;
}

/**
 * What the oracle asks of an engine to look at its state between calls; the engine provides it, and nothing of it changes the engine.
 * All answers are those of the instant of the call. `locate` may return the same object each time.
 */
export interface EngineReader {
  locate(vm: VmId, space: Space, block: number): LocatedVersion;
  /** Whose portion the slot belongs to, or -1: nobody's. */
  slotOwner(tier: 'dram' | 'flash', slot: number): number;
  /** Slots of the VM's portion by state. */
  slotCounts(vm: VmId, tier: 'dram' | 'flash'): SlotCounts;
  /** Does it know what the server has written to the disk block on the array (or what is in this snapshot of it), so that it would notice damage there? */
  isArrayChecked(vm: VmId, block: number, snapshot: number): boolean;
  window(vm: VmId, nowNs: number): RollbackWindow;
  bookmarks(vm: VmId): readonly BookmarkListing[];
}
