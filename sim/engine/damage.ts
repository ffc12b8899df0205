/**
 * Flash or array that gives back something else than was written, or nothing: found when it is read, by the checksum of each slot (`slotChecksums`) and of each block
 * and snapshot of the array that the server has written (`arrayChecksums.ts`), or by the device (status `damaged`), and never handed on.
 *
 * - A clean version is read from the array instead, which holds the same; its slot is given up. One that is in DRAM too is not read from flash.
 * - What only flash had is lost. A guest's read of it fails with a status of its own, as often as it is read. A dirty block of which nothing is left to be destaged gives up its slot;
 *   the log on flash is told, so that it stays lost after a crash. The array keeps what it has, and is not called complete until the block is written again:
 *   a full destage is refused, a flush says so once.
 * - What the array has lost is read there only where the cache has no copy of it: so it is lost. A guest's read fails as above, as often as it is read; so does a write that needs
 *   the rest of the block; a write of the whole block goes on. A preimage that was to be copied from there is lost, and the log on flash is told before the block is destaged over.
 * - Previous data that is damaged is found by whoever reads it after a rollback, or in a view: going back moves no data.
 *
 * Costs a comparison for each slot or block read, and nothing where the host knows no checksums.
 */
import { keptChecksum, unknownChecksum } from './arrayChecksums.ts';
import { Flag, Role } from './cells.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import type { DurableImage } from './durableImage.ts';
import type { IoOp } from './ioOp.ts';
import { indexToNode, INDEX_ABSENT, nodeToIndex } from './locationIndex.ts';
import { retireLost, retireLostSnapshot } from './metadata.ts';
import { CommandKind, lostStatus, Op } from './protocol.ts';
import { forgetCleanFlash } from './room.ts';
import { leaveFlashPolicy } from './history.ts';
import { LOST_SNAPSHOT } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

/** Status of a command: the medium has lost what was there; reading again does not help. */
export const damaged = 2;

/** Notes what was written to slots, and looks at what was read from slots and array. Returns the command's status. */
export function checkContents(core: EngineCore, command: Command, status: number): number {
  const { image } = core;
  if (image === null || status !== 0) return status;
  switch (command.kind) {
    case CommandKind.ReadFlash:
    case CommandKind.WriteFlash:
    case CommandKind.CopyDramToFlash:
      return checkSlots(core, image, command);
    case CommandKind.ReadArray:
      return checkArray(core, image, command);
    case CommandKind.ReadSnapshot: {
      const known = core.arrayChecksums[command.vm].ofSnapshot(command.snapshot);
      return isRight(known, image.snapshotChecksum(command.vm, command.snapshot)) ? 0 : damaged;
    }
    default:
      return 0;
  }
}

function checkArray(core: EngineCore, image: DurableImage, { vm, block: first, blockCount }: Command): number {
  const known = core.arrayChecksums[vm];
  for (let block = first; block < first + blockCount; block++) {
    if (!isRight(known.of(block), image.arrayChecksum(vm, block))) return damaged;
  }
  return 0;
}

function isRight(known: number, found: number): boolean {
  return known === unknownChecksum || known === keptChecksum(found);
}

function checkSlots({ slotChecksums }: EngineCore, image: DurableImage, command: Command): number {
  const { kind } = command;
  const first = kind === CommandKind.CopyDramToFlash ? command.toSlot : command.slot;
  for (let slot = first; slot < first + command.blockCount; slot++) {
    const checksum = image.slotChecksum(slot);
    if (kind !== CommandKind.ReadFlash) slotChecksums[slot] = checksum;
    else if (slotChecksums[slot] !== checksum) return damaged;
  }
  return 0;
}

/** May the version in this flash cell be read from the array instead? */
export function isOnArrayToo(core: EngineCore, vm: VmCache, cell: number): boolean {
  const { cells } = core;
  const isCurrent = cells.spaceOf(cell) === 0 && cells.roleOf(cell) === Role.Clean && (cells.flagsOf(cell) & (Flag.Writing | Flag.Filling)) === 0;
  if (!isCurrent) return false;
  const value = vm.index[0].get(cells.blockOf(cell));
  return value === cell || (value >= 0 && value === cells.twinOf(cell));
}

/** Gives up the damaged copy of what the array holds too, unless somebody else reads it just now: then the last one does. */
export function dropDamaged(core: EngineCore, vm: VmCache, cell: number): void {
  if (core.cells.pinsOf(cell) > 0 || vm.isHeld || !isOnArrayToo(core, vm, cell)) return;
  leaveFlashPolicy(core, vm, cell);
  forgetCleanFlash(core, vm, cell);
}

/** The current version of a dirty block, the one of `sequence` in this flash cell, can't be read: it is lost, unless there is another by now. The node is in the list. */
export function loseVersion(core: EngineCore, vm: VmCache, node: number, cell: number, sequence: number): void {
  const { cells } = core;
  const { dirty } = vm;
  if (dirty.cellOf(node) !== cell || cells.sequenceOf(cell) !== sequence || cells.isDram(cell)) return;
  const block = dirty.blockOf(node);
  cells.setAux(cell, -1);
  vm.index[0].set(block, nodeToIndex(node));
  dirty.setCell(node, -1);
  dirty.setSequence(node, sequence);
  dirty.setSnapshot(node, LOST_SNAPSHOT);
  vm.counters.lostBlocks++;
  loseDirty(vm, node);
  retireLost(core, vm, block, cell);
}

/** The current version of a dirty block, which only this snapshot of the array has, can't be read: it is lost, unless there is another by now. */
export function loseSnapshotVersion(core: EngineCore, vm: VmCache, node: number, snapshot: number): void {
  const { dirty } = vm;
  if (dirty.cellOf(node) >= 0 || dirty.snapshotOf(node) !== snapshot) return;
  dirty.setSnapshot(node, LOST_SNAPSHOT);
  vm.counters.lostBlocks++;
  loseDirty(vm, node);
  retireLostSnapshot(core, vm, dirty.blockOf(node), snapshot, dirty.sequenceOf(node));
}

/** The version of a listed node is lost. */
export function loseDirty(vm: VmCache, node: number): void {
  vm.unlistDirty(node);
  vm.dirty.setLost(node);
  vm.hasUnreportedLoss = true;
  vm.wholeFrom = Infinity;
}

/** The block of a node whose version was lost gets another one: the node is listed again. */
export function findDirty(vm: VmCache, node: number): void {
  vm.dirty.clearLost(node);
  vm.listDirty(node);
  if (vm.dirty.lostCount === 0) vm.wholeFrom = vm.nextSequence;
}

/** How a request that waited for durable point or array is answered: the array lacks what was lost. */
export function answerStatus(vm: VmCache, op: IoOp): number {
  if (vm.dirty.lostCount === 0 && !vm.hasUnreportedLoss) return 0;
  if (op.op === Op.Flush) {
    const isNews = vm.hasUnreportedLoss && op.space === 0;
    if (isNews) vm.hasUnreportedLoss = false;
    return isNews ? lostStatus : 0;
  }
  if (op.durability !== 'array' || op.space !== 0) return 0;
  for (let block = op.firstBlock; block < op.firstBlock + op.blockCount; block++) {
    const value = vm.index[0].get(block);
    if (value <= indexToNode(0) && value !== INDEX_ABSENT && vm.dirty.isLost(indexToNode(value))) return lostStatus;
  }
  return 0;
}
