/**
 * A read of one block for hosts whose devices complete at once: what `submit`, the commands and their completions come to, in one step.
 *
 * It uses the same index, cells, free slots, policies and counters, and leaves them as the long way does; only requests and commands are never made. It does
 * what needs no device's answer to go on: a hit in DRAM, a miss that is kept where a slot is free or a clean version can be dropped for it, a block that
 * reads as zeros. Anything else (flash, a snapshot, room that takes a demotion) it leaves to the long way, and has changed nothing then.
 */
import { assert } from '../base/assert.ts';
import { Flag, Role } from './cells.ts';
import type { EngineCore } from './core.ts';
import { INDEX_ABSENT, indexToNode } from './locationIndex.ts';
import type { Space } from './protocol.ts';
import { hitDram } from './readPath.ts';
import { takeDramForFill } from './room.ts';
import type { VmCache } from './vmCache.ts';

/** Where the block was found. */
export const Touched = {
  /** Not to be done at once: nothing has changed; submit it. */
  NotAtOnce: -1,
  Dram: 0,
  Array: 1,
  /** Never written or discarded: reads as zeros. */
  None: 2,
} as const;
export type Touched = (typeof Touched)[keyof typeof Touched];

export function touch(core: EngineCore, vm: VmCache, space: Space, block: number): Touched {
  assert(core.isSettled() && vm.waiting.count === 0 && !vm.isHeld, 'touch: nothing is in flight');
  const value = vm.index[space].get(block);
  if (value >= 0) {
    if (value >= core.cells.dramCells) return Touched.NotAtOnce;
    assert((core.cells.flagsOf(value) & Flag.Writing) === 0, 'touch: nothing is on its way');
    hitDram(core, vm, value);
    return Touched.Dram;
  }
  if (value !== INDEX_ABSENT || space !== 0) {
    if (value <= indexToNode(0) && value !== INDEX_ABSENT && vm.dirty.snapshotOf(indexToNode(value)) >= 0) return Touched.NotAtOnce;
    vm.counters.readBlocksNone++;
    return Touched.None;
  }
  if (vm.hasFlash && core.freeDramCount(vm) <= vm.dramReserve()) return Touched.NotAtOnce;
  vm.counters.readBlocksArray++;
  if (vm.config.admitReadMisses && vm.admission.admits(core.nowNs, space, block, 1)) {
    const cell = takeDramForFill(core, vm, Role.Clean, 0, 0, block, 0);
    if (cell >= 0) {
      core.cells.setAux(cell, -1);
      vm.index[0].set(block, cell);
      vm.evictDram.onInsert(cell);
    }
  }
  return Touched.Array;
}
