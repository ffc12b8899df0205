import type { BookmarkListing, RollbackWindow, SlotCounts, Space, VmId } from '../../sim/engine/protocol.ts';
import type { EngineReader, LocatedVersion } from '../../sim/oracle/engineReader.ts';

/** The engine that runs at present, for those who look at it: after a crash another one sits here. */
export class EngineSeat implements EngineReader {
  current: EngineReader;

  constructor(engine: EngineReader) {
    this.current = engine;
  }

  locate(vm: VmId, space: Space, block: number): LocatedVersion {
    return this.current.locate(vm, space, block);
  }

  slotOwner(tier: 'dram' | 'flash', slot: number): number {
    return this.current.slotOwner(tier, slot);
  }

  slotCounts(vm: VmId, tier: 'dram' | 'flash'): SlotCounts {
    return this.current.slotCounts(vm, tier);
  }

  isArrayChecked(vm: VmId, block: number, snapshot: number): boolean {
    return this.current.isArrayChecked(vm, block, snapshot);
  }

  window(vm: VmId, nowNs: number): RollbackWindow {
    return this.current.window(vm, nowNs);
  }

  bookmarks(vm: VmId): readonly BookmarkListing[] {
    return this.current.bookmarks(vm);
  }
}
