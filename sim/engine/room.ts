/**
 * Making room: dropping and demoting from DRAM, reclaiming flash in the order of the contract, and the copies from DRAM to flash that both need.
 *
 * - DRAM is kept a little ahead of the need: `reclaimDram` frees cells until a small reserve is free or on its way to be.
 * - Flash: clean current blocks, then redo, then the oldest log records; what is left (dirty blocks) becomes clean by destaging, which is asked for.
 * - A version that is being copied to flash is read from DRAM until the copy is complete; whoever refers to it already names the flash cell.
 */
import { Cause } from './cause.ts';
import { DRAM, FLASH, Flag, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { dropRedo, enterFlashPolicy, giveUpOldest } from './history.ts';
import { needsLease } from './logWriter.ts';
import { retireDropped, wantMetadata } from './metadata.ts';
import { CommandKind } from './protocol.ts';
import type { Space } from './protocol.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

/** Makes `count` flash cells of the VM free at once, if what may be given up suffices. */
export function ensureFlash(core: EngineCore, vm: VmCache, count: number): boolean {
  if (core.freeFlashCount(vm) >= count) return true;
  const wanted = count + flashReserve(vm);
  while (core.freeFlashCount(vm) < count && core.freeFlashCount(vm) + vm.retired < wanted) {
    const victim = vm.evictFlash.selectVictim();
    if (victim >= 0) dropCleanFlash(core, vm, victim);
    else if (core.freeFlashCount(vm) + vm.retired >= count) break;
    else if (vm.frames.length > 0 && !vm.isFrozen) dropRedo(core, vm);
    else if (!giveUpOldest(core, vm)) break;
  }
  if (core.freeFlashCount(vm) >= count) return true;
  if (vm.retired > 0) {
    vm.waitsForFlash = true;
    wantMetadata(core, vm);
  }
  return false;
}

/**
 * Flash slots that are given up beyond the need, so that slots on their way to be free are so before they are needed: 1/128 of the portion; of small ones more, as each
 * append to the log frees what was given up by then, and writes would wait for one append after the other.
 */
function flashReserve(vm: VmCache): number {
  const { flashBlocks } = vm.portion;
  return Math.max(flashBlocks >>> 7, Math.min(64, flashBlocks >>> 5));
}

/** A flash slot for a copy that makes a version durable. It leaves those to writes that they need until more are free, if more are on their way. */
export function ensureFlashForPersist(core: EngineCore, vm: VmCache): boolean {
  reclaimFlash(core, vm);
  if (vm.retired === 0 || !vm.waitsForFlash || core.freeFlashCount(vm) > flashReserve(vm) >>> 2) return ensureFlash(core, vm, 1);
  wantMetadata(core, vm);
  return false;
}

/** After a write: sees to it that slots are free, or on their way to be, before they are needed, and that the log on flash knows what it must. */
export function keepAhead(core: EngineCore, vm: VmCache, space: Space): void {
  if (core.freeDramCount(vm) < vm.dramReserve()) reclaimDram(core, vm, vm.dramReserve());
  if (!vm.hasFlash) return;
  reclaimFlash(core, vm);
  if (vm.journal[space].hasGrown) vm.journal[space].compact(vm.gapEnd[space], vm.wanted[space]);
  if (needsLease(vm)) wantMetadata(core, vm);
}

/** Gives up a few flash slots before they are needed, if there was ever a wait for some: clean copies and the oldest records, no redo. */
function reclaimFlash(core: EngineCore, vm: VmCache): void {
  if (!vm.waitsForFlash) return;
  const reserve = flashReserve(vm);
  if (core.freeFlashCount(vm) + vm.retired >= reserve) {
    if (core.freeFlashCount(vm) < reserve >>> 1) wantMetadata(core, vm);
    return;
  }
  let givesUp = false;
  while (core.freeFlashCount(vm) + vm.retired < 2 * reserve) {
    const victim = vm.evictFlash.selectVictim();
    if (victim >= 0) {
      dropCleanFlash(core, vm, victim);
      continue;
    }
    givesUp = true;
    if (vm.frames.length > 0 || !giveUpOldest(core, vm)) break;
  }
  if (vm.retired > 0) wantMetadata(core, vm);
  if (givesUp) settleAhead(core, vm);
}

/**
 * Has the durable point move before there are no records left that may be given up. Its copies take a slot for each version that a power cut would lose, and
 * meanwhile writes go on: about as many for each copy, since both wait for the same flash.
 */
function settleAhead(core: EngineCore, vm: VmCache): void {
  const { log } = vm;
  const volatile = vm.volatile[0].count + vm.volatile[1].count;
  if (log.settled - log.expired < 2 * flashReserve(vm) + 4 * volatile && log.head - log.settled >= volatile) wantDurablePoints(core, vm);
}

function wantDurablePoints(core: EngineCore, vm: VmCache): void {
  for (const space of [0, 1] as const) {
    if (vm.want(space)) core.poke(vm, Poke.Durable);
  }
}

/** Drops the flash copy of a clean current block; if that was its only copy here, it is on the array from now on. */
function dropCleanFlash(core: EngineCore, vm: VmCache, cell: number): void {
  vm.evictFlash.onEvict(cell);
  forgetCleanFlash(core, vm, cell);
}

/** The same of a copy that the eviction policy does not know any more. */
export function forgetCleanFlash(core: EngineCore, vm: VmCache, cell: number): void {
  const { cells } = core;
  const dramCell = cells.twinOf(cell);
  if (dramCell >= 0) cells.unlink(dramCell, cell);
  else vm.index[0].delete(cells.blockOf(cell));
  retireDropped(core, vm, cell);
}

/** Flash that could be free at once or when the log was told: what is, and what may be given up. */
export function availableFlash(core: EngineCore, vm: VmCache): number {
  const { cells } = core;
  return core.freeFlashCount(vm) + vm.retired + cells.count(vm.id, FLASH, Role.Clean) + cells.count(vm.id, FLASH, Role.Redo) + vm.settledFlash;
}

/** Frees DRAM cells until `count` are free, or as many as are missing are on their way. False when nothing more can be done now. */
export function reclaimDram(core: EngineCore, vm: VmCache, count: number): boolean {
  while (core.freeDramCount(vm) + vm.copiesToDrop < count) {
    if (!reclaimRedoDram(core, vm)) {
      const victim = vm.evictDram.selectVictim();
      if (victim < 0) return false;
      if (!evictDram(core, vm, victim)) return false;
    }
  }
  return true;
}

/** Makes room with redo that is only in DRAM: demotes it, or gives it up. False when there is none, or no flash for it. */
function reclaimRedoDram(core: EngineCore, vm: VmCache): boolean {
  const { cells } = core;
  const { log } = vm;
  while (vm.redoDram.length > 0 && !vm.isFrozen) {
    const cell = vm.redoDram[vm.redoDram.length - 1];
    const position = cells.roleOf(cell) === Role.Redo && cells.vmOf(cell) === vm.id && cells.twinOf(cell) < 0 ? log.position(cells.auxOf(cell)) : -1;
    if (position < 0 || log.placeOf(log.at(position)) !== cell) {
      vm.redoDram.pop();
      continue;
    }
    const at = log.at(position);
    if (core.freeFlashCount(vm) + vm.retired === 0 && vm.evictFlash.selectVictim() < 0) {
      dropRedo(core, vm);
      return true;
    }
    if (!ensureFlash(core, vm, 1)) return false;
    log.setPlace(at, takeCopy(core, vm, cell, Role.Redo, Cause.Demotion));
    vm.counters.demotions++;
    vm.copiesToDrop++;
    cells.setFlags(cell, Flag.DropWhenBacked);
    vm.redoDram.pop();
    return true;
  }
  return false;
}

/** Drops a current version from DRAM if flash or array has it, else demotes it. False when there is no flash for it. */
function evictDram(core: EngineCore, vm: VmCache, cell: number): boolean {
  const { cells } = core;
  const backup = cells.twinOf(cell);
  if (backup >= 0) {
    dropDramCopy(core, vm, cell, backup);
    return true;
  }
  if (cells.roleOf(cell) === Role.Clean) {
    if (vm.isExclusive && takeFlashForClean(core, vm)) {
      demote(core, vm, cell, Role.Clean);
      return true;
    }
    vm.evictDram.onEvict(cell);
    vm.index[0].delete(cells.blockOf(cell));
    core.freeCell(cell);
    return true;
  }
  if (!ensureFlash(core, vm, 1)) {
    wantRoom(core, vm);
    return false;
  }
  demote(core, vm, cell, Role.Dirty);
  return true;
}

/** Moves a current version to flash, where a slot is free: it leaves DRAM when it is there. */
function demote(core: EngineCore, vm: VmCache, cell: number, role: Role): void {
  const copy = takeCopy(core, vm, cell, role, Cause.Demotion);
  if (role === Role.Clean) core.cells.setFlags(copy, Flag.Unnamed);
  core.cells.setFlags(cell, Flag.DropWhenBacked);
  vm.copiesToDrop++;
  vm.counters.demotions++;
}

/** Is a flash slot free, or can be by dropping a clean block there? For what is nice to have in flash nothing else is given up. */
function takeFlashForClean(core: EngineCore, vm: VmCache): boolean {
  if (core.freeFlashCount(vm) > 0) return true;
  const victim = vm.evictFlash.selectVictim();
  if (victim < 0) return false;
  dropCleanFlash(core, vm, victim);
  return core.freeFlashCount(vm) > 0;
}

/** The flash copy is the current version's only place from now on. */
function dropDramCopy(core: EngineCore, vm: VmCache, cell: number, backup: number): void {
  const { cells } = core;
  vm.evictDram.onEvict(cell);
  vm.index[cells.spaceOf(cell)].set(cells.blockOf(cell), backup);
  const node = cells.roleOf(cell) === Role.Dirty ? cells.auxOf(cell) : -1;
  cells.setAux(backup, node);
  if (node >= 0 && cells.spaceOf(cell) === 0) vm.dirty.setCell(node, backup);
  cells.unlink(cell, backup);
  core.freeCell(cell);
}

/** Asks for what frees flash in time: the durable point moves on, dirty blocks are destaged. Pokes only what was not yet asked. */
export function wantRoom(core: EngineCore, vm: VmCache): void {
  wantDurablePoints(core, vm);
  if (vm.urgentDestages > 0 || vm.dirty.count === vm.dirty.busyCount + vm.dirty.lostCount) return;
  vm.urgentDestages = core.config.ioBlocksMax * 2;
  core.poke(vm, Poke.Destage);
}

/** Takes a flash cell (there is one) as the second place of the version in a DRAM cell, and starts the copy as soon as the data is there. Returns it. */
export function takeCopy(core: EngineCore, vm: VmCache, cell: number, role: Role, cause: number): number {
  const { cells } = core;
  const copy = core.takeCell(vm, FLASH, role, Flag.Writing, cells.spaceOf(cell) as 0 | 1, cells.blockOf(cell), cells.sequenceOf(cell));
  cells.link(cell, copy);
  if ((cells.flagsOf(cell) & Flag.Writing) !== 0) cells.setFlags(cell, Flag.CopyPending);
  else startCopy(core, vm, cell, copy, cause);
  return copy;
}

export function startCopy(core: EngineCore, vm: VmCache, cell: number, copy: number, cause: number): void {
  const { cells } = core;
  const command = core.command(CommandKind.CopyDramToFlash, Purpose.Copy, vm, cells.spaceOf(cell) as 0 | 1);
  command.slot = cells.slot(cell);
  command.toSlot = cells.slot(copy);
  command.block = cells.blockOf(cell);
  command.blockCount = 1;
  command.cause = cause;
  command.isPrevious = cells.roleOf(copy) === Role.Previous || cells.roleOf(copy) === Role.Redo;
  command.cell = cell;
  command.cell2 = copy;
  core.pin(cell);
  core.pin(copy);
  vm.copies++;
}

export function onCopyDone(core: EngineCore, command: Command, status: number): void {
  const { cells } = core;
  const vm = core.vms[command.vm];
  const { cell, cell2: copy } = command;
  const isWantedStill = cells.twinOf(copy) === cell;
  vm.copies--;
  if (isWantedStill && status !== 0) {
    startCopy(core, vm, cell, copy, command.cause);
  } else {
    if (command.cause === Cause.Write) vm.persistsInFlight--;
    if (isWantedStill) flashCopyComplete(core, vm, cell, copy);
  }
  core.pokeDurable(vm, command.space);
  if (vm.isHeld) core.poke(vm, Poke.Job);
  core.unpin(cell);
  core.unpin(copy);
}

/** A version's flash copy is there. Its DRAM cell stays only while it is current and not wanted back. */
export function flashCopyComplete(core: EngineCore, vm: VmCache, cell: number, copy: number): void {
  const { cells } = core;
  cells.clearFlags(copy, Flag.Writing);
  if ((cells.flagsOf(cell) & Flag.Volatile) !== 0) vm.volatile[cells.spaceOf(cell)].remove(cell);
  const role = cells.roleOf(cell);
  if (role === Role.Clean || role === Role.Dirty) {
    enterFlashPolicy(core, vm, copy);
    if ((cells.flagsOf(cell) & Flag.DropWhenBacked) !== 0) {
      forgetDrop(core, vm, cell);
      dropDramCopy(core, vm, cell, copy);
    }
  } else {
    forgetDrop(core, vm, cell);
    cells.unlink(cell, copy);
    core.freeCell(cell);
  }
}

/** The cell is not on its way out any more (used again, superseded, or out). */
export function forgetDrop(core: EngineCore, vm: VmCache, cell: number): void {
  if ((core.cells.flagsOf(cell) & Flag.DropWhenBacked) === 0) return;
  core.cells.clearFlags(cell, Flag.DropWhenBacked);
  vm.copiesToDrop--;
}

/** A DRAM cell for data that is nice to have there (a read miss, a promotion), or −1. */
export function takeDramForFill(core: EngineCore, vm: VmCache, role: Role, flags: number, space: 0 | 1, block: number, sequence: number): number {
  if (core.freeDramCount(vm) <= vm.dramReserve() || vm.waiting.count > 0) {
    vm.evictDram.onMiss(space, block, 1);
    reclaimDram(core, vm, vm.dramReserve() + 1);
    if (core.freeDramCount(vm) === 0 || vm.waiting.count > 0) return -1;
  }
  return core.takeCell(vm, DRAM, role, flags, space, block, sequence);
}
