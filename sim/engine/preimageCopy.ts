/**
 * Preimages that only the array holds, when a destage is about to write over them: copied to flash and recorded there durably (one append for all that are
 * waiting), or given up, as the strategy and the room say. Redo is copied whatever the strategy.
 */
import { Cause } from './cause.ts';
import { FLASH, Flag, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { damaged } from './damage.ts';
import { endUnwritten } from './destageEnd.ts';
import { DestagePhase } from './destageJob.ts';
import type { Destage } from './destageJob.ts';
import { dropRedo, giveUpOldest, giveUpThrough, recordOnArray } from './history.ts';
import { writeMoved } from './logEntries.ts';
import { appendSegment, movedBytes } from './logWriter.ts';
import { wantMetadata } from './metadata.ts';
import { CommandKind } from './protocol.ts';
import { availableFlash, ensureFlash, wantRoom } from './room.ts';
import { LOST_SNAPSHOT, PLACE_ARRAY, placeOfSnapshot, RecordFlag } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

/**
 * Deals with a preimage that only the array holds, where the array keeps no snapshot of it: starts its copy to flash, or gives up what it may.
 * 'not needed' when the destage may go on at once, 'waiting' when there is no room for now.
 */
export function startPreimageCopy(core: EngineCore, vm: VmCache, node: number, position: number): 'started' | 'waiting' | 'not needed' {
  const { log } = vm;
  const at = log.at(position);
  const isRedo = position >= log.head;
  if (!isAsked(vm, position)) return 'not needed';
  if (!isRedo && vm.config.preimage === 'none') {
    giveUpThrough(core, vm, log.sequenceOf(at));
    return 'not needed';
  }
  while (availableFlash(core, vm) <= core.cells.unbacked[vm.id] || (core.freeFlashCount(vm) === 0 && !ensureCleanFlash(core, vm))) {
    if (core.freeFlashCount(vm) === 0 && vm.retired > 0 && availableFlash(core, vm) > core.cells.unbacked[vm.id]) {
      vm.isDestageBlocked = true;
      wantMetadata(core, vm);
      return 'waiting';
    }
    if (vm.frames.length > 0) {
      dropRedo(core, vm);
      if (isRedo) return 'not needed';
    } else if (log.expired >= log.head || log.sequenceOf(log.at(log.expired)) >= log.sequenceOf(at)) {
      giveUpThrough(core, vm, log.sequenceOf(at));
      return 'not needed';
    } else if (!giveUpOldest(core, vm)) {
      vm.isDestageBlocked = true;
      wantRoom(core, vm);
      return 'waiting';
    }
    if (recordOnArray(vm, node) !== position || position < log.expired) return 'not needed';
  }
  const destage = core.takeDestage();
  destage.vm = vm.id;
  destage.node = node;
  destage.sequence = -1;
  destage.cell = -1;
  destage.record = -1;
  destage.redirtySequence = -1;
  destage.copyRecord = log.reference(position);
  destage.snapshot = -1;
  destage.copyCell = core.takeCell(vm, FLASH, Role.InFlight, Flag.Writing, 0, vm.dirty.blockOf(node), 0);
  destage.phase = DestagePhase.PreimageRead;
  destage.buffer = core.takeBuffer();
  vm.setDirtyBusy(node, destage.id);
  vm.destagesInFlight++;
  vm.arrayOps++;
  const command = core.command(CommandKind.ReadArray, Purpose.PreimageRead, vm, 0);
  command.owner = destage.id;
  command.block = vm.dirty.blockOf(node);
  command.blockCount = 1;
  command.buffer = destage.buffer;
  command.bufferBlock = 0;
  return 'started';
}

/** Is the array to keep a snapshot of the version in this record, and the log on flash was not yet told? */
export function needsSnapshot(vm: VmCache, node: number, position: number): boolean {
  if (vm.config.preimage !== 'array-snapshot' || vm.log.placeOf(vm.log.at(position)) !== PLACE_ARRAY) return false;
  return isAsked(vm, position) && vm.dirty.plannedSnapshotOf(node) < 0;
}

/** Tells the log on flash which snapshot is going to hold the version: recovery then finds it there, or still on the array. */
export function planSnapshot(core: EngineCore, vm: VmCache, node: number, position: number): void {
  const destage = core.takeDestage();
  destage.vm = vm.id;
  destage.node = node;
  destage.sequence = -1;
  destage.cell = -1;
  destage.buffer = -1;
  destage.record = -1;
  destage.redirtySequence = -1;
  destage.copyRecord = vm.log.reference(position);
  destage.copyCell = -1;
  destage.snapshot = core.takeSnapshot();
  core.arrayChecksums[vm.id].snapshotPlanned(destage.snapshot, vm.dirty.blockOf(node));
  vm.setDirtyBusy(node, destage.id);
  vm.destagesInFlight++;
  vm.arrayOps++;
  tellPreimage(core, vm, destage);
}

/** May somebody ask for the version in this record: a target within the window, or undo? Otherwise only the durable point needed it, and has passed it. */
export function isAsked(vm: VmCache, position: number): boolean {
  const { log } = vm;
  return position >= log.head || (position >= log.expired && (log.flagsOf(log.at(position)) & RecordFlag.Kept) !== 0);
}

function ensureCleanFlash(core: EngineCore, vm: VmCache): boolean {
  return vm.evictFlash.selectVictim() >= 0 && ensureFlash(core, vm, 1);
}

/** The record whose preimage is being copied, as an index into the log; −1 when it was given up meanwhile. */
function copiedRecord(vm: VmCache, destage: Destage): number {
  const position = recordOnArray(vm, destage.node);
  return position >= 0 && vm.log.reference(position) === destage.copyRecord && position >= Math.min(vm.log.expired, vm.log.head) ? vm.log.at(position) : -1;
}

export function onPreimageRead(core: EngineCore, command: Command, status: number): void {
  const destage = core.destages[command.owner];
  const vm = core.vms[destage.vm];
  const at = copiedRecord(vm, destage);
  if (status !== 0 || at < 0) {
    core.freeCell(destage.copyCell);
    if (status === damaged && at >= 0) {
      losePreimage(core, vm, destage, at);
      return;
    }
    endUnwritten(core, vm, destage, status !== 0);
    return;
  }
  vm.counters.preimageReads++;
  writePreimage(core, vm, destage);
}

/** The array has lost it. The log on flash is told, like of a copy, before the array's block is written over. */
function losePreimage(core: EngineCore, vm: VmCache, destage: Destage, at: number): void {
  vm.log.setPlace(at, placeOfSnapshot(LOST_SNAPSHOT));
  vm.counters.lostBlocks++;
  destage.copyCell = -1;
  tellPreimage(core, vm, destage);
}

function tellPreimage(core: EngineCore, vm: VmCache, destage: Destage): void {
  destage.phase = DestagePhase.PreimageLog;
  vm.preimagesToLog.push(destage.id);
  logPreimages(core, vm);
}

function writePreimage(core: EngineCore, vm: VmCache, destage: Destage): void {
  destage.phase = DestagePhase.PreimageWrite;
  const write = core.command(CommandKind.WriteFlash, Purpose.PreimageWrite, vm, 0);
  write.owner = destage.id;
  write.slot = core.cells.slot(destage.copyCell);
  write.block = vm.dirty.blockOf(destage.node);
  write.blockCount = 1;
  write.buffer = destage.buffer;
  write.bufferBlock = 0;
  write.cause = Cause.Preimage;
  core.pin(destage.copyCell);
}

export function onPreimageWrite(core: EngineCore, command: Command, status: number): void {
  const destage = core.destages[command.owner];
  const vm = core.vms[destage.vm];
  const { log } = vm;
  const cell = destage.copyCell;
  const at = copiedRecord(vm, destage);
  if (at >= 0 && status !== 0) {
    writePreimage(core, vm, destage);
    core.unpin(cell);
    return;
  }
  core.cells.clearFlags(cell, Flag.Writing);
  core.unpin(cell);
  if (at < 0) {
    core.freeCell(cell);
    endUnwritten(core, vm, destage, false);
    return;
  }
  const position = log.position(destage.copyRecord);
  const isRedo = position >= log.head;
  log.setPlace(at, cell);
  core.cells.setRole(cell, isRedo ? Role.Redo : Role.Previous);
  if (!isRedo && (log.flagsOf(at) & RecordFlag.Kept) !== 0 && position < log.settled) vm.settledFlash++;
  destage.copyCell = -1;
  tellPreimage(core, vm, destage);
}

/** One append records where all copied preimages are that wait for it. */
export function logPreimages(core: EngineCore, vm: VmCache): void {
  if (vm.isLoggingPreimages || vm.isCheckpointDue || vm.preimagesToLog.length === 0) return;
  vm.isLoggingPreimages = true;
  const command = appendSegment(core, vm, 0, Purpose.PreimageLog, movedBytes(vm.preimagesToLog.length));
  command.owner = vm.preimagesToLog.length;
  writeMoved(core, vm, command, vm.preimagesToLog);
}

export function onPreimageLog(core: EngineCore, command: Command): void {
  const vm = core.vms[command.vm];
  vm.isLoggingPreimages = false;
  for (const id of vm.preimagesToLog.splice(0, command.owner)) {
    const destage = core.destages[id];
    if (destage.snapshot >= 0 && copiedRecord(vm, destage) >= 0) vm.dirty.setPlannedSnapshot(destage.node, destage.snapshot);
    endUnwritten(core, vm, destage, false);
  }
  logPreimages(core, vm);
}
