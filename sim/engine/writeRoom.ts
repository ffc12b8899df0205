/**
 * Room for a write, before it is admitted: DRAM slots for its data; flash slots for what it supersedes, with enough left to move the durable point; places in
 * the log. What is missing is made free where that can be done at once, asked for where not.
 */
import { Flag, Role } from './cells.ts';
import type { EngineCore } from './core.ts';
import { ensureLogRoom, isNeededForDurability, isWanted } from './history.ts';
import type { IoOp } from './ioOp.ts';
import { Op } from './protocol.ts';
import { availableFlash, ensureFlash, reclaimDram, wantRoom } from './room.ts';
import type { VmCache } from './vmCache.ts';

/** Makes DRAM cells free for the write. Without flash nothing that it supersedes is kept: the cells of that are its own. */
export function makeDramRoom(core: EngineCore, vm: VmCache, op: IoOp): boolean {
  announceMisses(vm, op);
  for (;;) {
    const missing = op.blockCount - core.freeDramCount(vm) - (vm.hasFlash ? 0 : countReusable(core, vm, op));
    if (missing <= 0) return true;
    if (!reclaimDram(core, vm, core.freeDramCount(vm) + missing) || vm.hasFlash) return core.freeDramCount(vm) >= op.blockCount;
  }
}

function announceMisses(vm: VmCache, op: IoOp): void {
  for (let block = op.firstBlock; block < op.firstBlock + op.blockCount; block++) {
    if (vm.index[op.space].get(block) < 0) vm.evictDram.onMiss(op.space, block, 1);
  }
}

/** DRAM cells that are free as soon as the write supersedes what is in them. */
function countReusable(core: EngineCore, vm: VmCache, op: IoOp): number {
  let count = 0;
  for (let block = op.firstBlock; block < op.firstBlock + op.blockCount; block++) {
    const cell = vm.index[op.space].get(block);
    if (cell >= 0 && core.cells.pinsOf(cell) === 0) count++;
  }
  return count;
}

/**
 * Sees to it that the flash slots that the write needs are free, that the log has room, and that what is left suffices to move the durable point.
 * Otherwise asks for room and says no.
 */
export function makeFlashRoom(core: EngineCore, vm: VmCache, op: IoOp, persists: boolean): boolean {
  const { cells } = core;
  const blocks = op.blockCount;
  // At most two slots a block are taken or lost, and one more version needs a backup: mostly there is plenty, and no need to look at the blocks.
  const isPlenty = core.freeFlashCount(vm) >= 2 * blocks && availableFlash(core, vm) >= cells.unbacked[vm.id] + 3 * blocks;
  if (isPlenty && vm.log.head - vm.log.tail + blocks <= vm.portion.logRecords) return true;
  for (;;) {
    const slots = countFlash(core, vm, op, persists);
    const needed = slots.taken;
    const isEnough = availableFlash(core, vm) - slots.taken - slots.lost >= cells.unbacked[vm.id] + slots.unbacked;
    if (!isEnough || !ensureFlash(core, vm, needed) || !ensureLogRoom(core, vm, op.blockCount)) {
      // Slots on their way to be free come by themselves.
      const comes = isEnough && core.freeFlashCount(vm) < needed && core.freeFlashCount(vm) + vm.retired >= needed;
      if (!comes) wantRoom(core, vm);
      return false;
    }
    const after = countFlash(core, vm, op, persists);
    if (core.freeFlashCount(vm) >= after.taken) return true;
  }
}

const flashCount = { taken: 0, lost: 0, unbacked: 0 };

/** What the write would take of flash: slots, slots that could have been given up, and by how much it changes what moving the durable point needs. */
function countFlash(core: EngineCore, vm: VmCache, op: IoOp, persists: boolean): typeof flashCount {
  const { cells } = core;
  const index = vm.index[op.space];
  flashCount.taken = 0;
  flashCount.lost = 0;
  flashCount.unbacked = 0;
  for (let block = op.firstBlock; block < op.firstBlock + op.blockCount; block++) {
    if (op.op === Op.Write) {
      if (persists) flashCount.taken++;
      else flashCount.unbacked++;
    }
    const cell = index.get(block);
    if (cell < 0 || (cells.flagsOf(cell) & Flag.Filling) !== 0) continue;
    const isDram = cells.isDram(cell);
    const isDirty = cells.roleOf(cell) === Role.Dirty;
    const isKept = isWanted(vm, cells.sequenceOf(cell)) || (isDirty && isNeededForDurability(vm, op.space, cells.sequenceOf(cell)));
    if (isDram && cells.twinOf(cell) < 0) {
      if (isDirty) flashCount.unbacked--;
      if (isKept) flashCount.taken++;
    } else if (!isDirty && isKept) {
      flashCount.lost++;
    }
  }
  return flashCount;
}
