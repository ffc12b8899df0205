/**
 * Destaging: dirty blocks of the disk go to the array, in the order of the flush policy, within the rules:
 *
 * - The array's version of a block is written over only when the durable point has passed the write that superseded it (of the choices that ENGINE.md gives,
 *   "the durable point moves first"): so no crash needs an array version that is gone. What it then recovers to may be older than what the array holds.
 * - At most one destage of a block is under way. From its issue until it has completed the array counts as holding no known version.
 * - A preimage that only the array holds is dealt with first, by the preimage strategy; redo is copied whatever the strategy.
 * - A copied preimage is recorded durably (one append for all that are waiting) before the array's copy is written over.
 *
 * What makes room (urgent), or is to be complete (`destageThrough`), goes first, oldest first; then what the policy names.
 */
import { Flag, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { damaged, loseSnapshotVersion, loseVersion } from './damage.ts';
import { endDestage, endUnwritten } from './destageEnd.ts';
import { DestagePhase } from './destageJob.ts';
import type { Destage } from './destageJob.ts';
import { answerControls, answerDurable, wantDurable } from './durable.ts';
import { enterFlashPolicy, leaveFlashPolicy, recordOnArray, setCurrentRole } from './history.ts';
import { INDEX_NONE } from './locationIndex.ts';
import { tellArray } from './logWriter.ts';
import { dropClean, noteDestaged, retireSnapshot, wantMetadata } from './metadata.ts';
import { isAsked, needsSnapshot, planSnapshot, startPreimageCopy } from './preimageCopy.ts';
import { CommandKind, NoticeKind } from './protocol.ts';
import { forgetDrop } from './room.ts';
import { PLACE_ARRAY, placeOfSnapshot, RecordFlag } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

/** Starts destages as long as some are due and may start. */
export function pumpDestage(core: EngineCore, vm: VmCache): void {
  if (vm.isFrozen || (vm.retryDestageNs !== Infinity && core.nowNs < vm.retryDestageNs)) return;
  if (vm.isHeld && vm.awaitingDurable[0].count === 0 && vm.controlsPending === 0) return;
  while (vm.destagesInFlight < core.config.destagesInFlightMax) {
    const node = choose(core, vm);
    if (node < 0 || !startDestage(core, vm, node)) break;
  }
  core.wakeAt(vm.flush.nextWakeNs());
}

function choose(core: EngineCore, vm: VmCache): number {
  const { dirty } = vm;
  const oldest = dirty.first;
  if (oldest < 0) {
    vm.urgentDestages = 0;
    return -1;
  }
  if (vm.isPersistBlocked) return oldestDurable(core, vm);
  if (vm.urgentDestages > 0 || dirty.sinceSequenceOf(oldest) <= vm.destageThrough) return oldest;
  return vm.flush.next(core.nowNs, vm);
}

/** The durable point can't move for want of flash: what may be destaged without makes room. */
function oldestDurable(core: EngineCore, vm: VmCache): number {
  const { dirty } = vm;
  let node = dirty.first;
  while (node >= 0 && !mayOverwriteArray(core, vm, node)) node = dirty.nextOf(node);
  return node;
}

/** Starts the destage of a block, or the copy that it needs first. False when it has to wait. */
function startDestage(core: EngineCore, vm: VmCache, node: number): boolean {
  const { dirty } = vm;
  const { cells } = core;
  const cell = dirty.cellOf(node);
  const isComing = cell >= 0 && (cells.flagsOf(cell) & Flag.Writing) !== 0;
  if (isComing || core.isReadFromArray(vm, dirty.blockOf(node))) {
    vm.isDestageBlocked = true;
    return false;
  }
  if (!mayOverwriteArray(core, vm, node)) {
    wantDurable(core, vm, 0);
    return false;
  }
  const position = recordOnArray(vm, node);
  if (position >= 0 && vm.log.placeOf(vm.log.at(position)) === PLACE_ARRAY && vm.config.preimage !== 'array-snapshot') {
    const isCopying = startPreimageCopy(core, vm, node, position);
    if (isCopying !== 'not needed') return isCopying === 'started';
  }
  if (isHeldOnArray(core, vm, node)) return false;
  if (position >= 0 && needsSnapshot(vm, node, position)) {
    planSnapshot(core, vm, node, position);
    return true;
  }
  const destage = core.takeDestage();
  destage.vm = vm.id;
  destage.node = node;
  destage.sequence = versionSequence(core, vm, node);
  destage.cell = cell;
  destage.buffer = -1;
  destage.record = -1;
  destage.redirtySequence = -1;
  destage.copyRecord = -1;
  destage.copyCell = -1;
  destage.snapshot = -1;
  vm.setDirtyBusy(node, destage.id);
  vm.destagesInFlight++;
  vm.arrayOps++;
  if (vm.urgentDestages > 0) vm.urgentDestages--;
  if ((cell >= 0 && !cells.isDram(cell)) || dirty.snapshotOf(node) >= 0) readVersion(core, vm, destage);
  else writeVersion(core, vm, destage);
  return true;
}

/**
 * Would a crash now do without the array's version of the block? It would, once the durable point has passed the write that superseded it, or (a block that a
 * rollback restored) the version that is current.
 */
function mayOverwriteArray(core: EngineCore, vm: VmCache, node: number): boolean {
  const reached = vm.durablePoint[0];
  const arose = Math.min(versionSequence(core, vm, node), vm.sequence);
  return !vm.hasFlash || vm.dirty.sinceSequenceOf(node) <= reached || arose <= reached;
}

/**
 * Does the log on flash still name what the array holds of the block, for a record that was given up? Then it is told first: by the metadata, or (a record that
 * is given up, but can't go before the durable point of the other space has passed) by the start of the window.
 */
export function isHeldOnArray(core: EngineCore, vm: VmCache, node: number): boolean {
  const isRetired = vm.arrayHolds.size > 0 && vm.arrayHolds.has(vm.dirty.blockOf(node));
  if (!isRetired && !isNamedStill(vm, node)) return false;
  vm.isDestageBlocked = true;
  wantDurable(core, vm, 1);
  wantMetadata(core, vm);
  return true;
}

function isNamedStill(vm: VmCache, node: number): boolean {
  const position = recordOnArray(vm, node);
  if (position < 0 || position >= vm.log.head || vm.log.placeOf(vm.log.at(position)) !== PLACE_ARRAY || isAsked(vm, position)) return false;
  const at = vm.log.at(position);
  const isNamed = (vm.log.flagsOf(at) & (RecordFlag.Kept | RecordFlag.Named)) !== 0 && vm.log.sequenceOf(at) <= vm.logged[0];
  return isNamed && vm.log.sequenceOf(at) > vm.windowOnFlash;
}

export function versionSequence(core: EngineCore, vm: VmCache, node: number): number {
  const cell = vm.dirty.cellOf(node);
  return cell >= 0 ? core.cells.sequenceOf(cell) : vm.dirty.sequenceOf(node);
}

/** The version is in flash, or in a snapshot of the array: it goes through a transfer buffer. */
function readVersion(core: EngineCore, vm: VmCache, destage: Destage): void {
  destage.phase = DestagePhase.Read;
  destage.buffer = core.takeBuffer();
  const snapshot = vm.dirty.snapshotOf(destage.node);
  const command = core.command(snapshot >= 0 ? CommandKind.ReadSnapshot : CommandKind.ReadFlash, Purpose.DestageRead, vm, 0);
  command.owner = destage.id;
  command.block = vm.dirty.blockOf(destage.node);
  command.blockCount = 1;
  command.buffer = destage.buffer;
  command.bufferBlock = 0;
  command.snapshot = snapshot;
  if (snapshot >= 0) core.startArrayRead(command);
  if (destage.cell >= 0) {
    command.slot = core.cells.slot(destage.cell);
    core.pin(destage.cell);
  }
}

export function onDestageRead(core: EngineCore, command: Command, status: number): void {
  if (command.snapshot >= 0) core.endArrayRead(command);
  const destage = core.destages[command.owner];
  const vm = core.vms[destage.vm];
  const { cell, node, sequence } = destage;
  destage.cell = -1;
  if (status === 0) writeVersion(core, vm, destage);
  else endUnwritten(core, vm, destage, status !== damaged);
  if (status === damaged) {
    if (cell >= 0) loseVersion(core, vm, node, cell, sequence);
    else loseSnapshotVersion(core, vm, node, command.snapshot);
    answerDurable(core, vm, 0);
    answerControls(core);
  }
  if (cell >= 0) core.unpin(cell);
}

/** Writes over what the array holds. */
function writeVersion(core: EngineCore, vm: VmCache, destage: Destage): void {
  const { dirty, log } = vm;
  const { node } = destage;
  const block = dirty.blockOf(node);
  if (core.isReadFromArray(vm, block) || isHeldOnArray(core, vm, node)) {
    vm.isDestageBlocked = true;
    endUnwritten(core, vm, destage, false);
    return;
  }
  const position = recordOnArray(vm, node);
  let snapshot = -1;
  if (position >= 0) {
    const at = log.at(position);
    if (log.placeOf(at) === PLACE_ARRAY && isAsked(vm, position)) {
      if (vm.config.preimage !== 'array-snapshot') {
        endUnwritten(core, vm, destage, false);
        return;
      }
      snapshot = dirty.plannedSnapshotOf(node);
      if (snapshot < 0) {
        endUnwritten(core, vm, destage, false);
        return;
      }
      log.setPlace(at, placeOfSnapshot(snapshot));
    }
    log.setFlags(at, log.flagsOf(at) & ~RecordFlag.OnArray);
  }
  dirty.setArrayRecord(node, -1);
  core.notice(NoticeKind.DestageIssued, vm, 0, -1, destage.sequence, block, null);
  destage.phase = DestagePhase.Write;
  const isDiscard = destage.cell < 0 && destage.buffer === -1;
  const command = core.command(isDiscard ? CommandKind.DiscardArray : CommandKind.WriteArray, Purpose.DestageWrite, vm, 0);
  command.owner = destage.id;
  command.block = block;
  command.blockCount = 1;
  command.buffer = destage.buffer;
  command.bufferBlock = destage.buffer === -1 ? -1 : 0;
  command.snapshot = snapshot;
  tellArray(core, command);
  if (destage.cell >= 0) {
    command.slot = core.cells.slot(destage.cell);
    core.pin(destage.cell);
  }
}

export function onDestageWrite(core: EngineCore, command: Command, status: number): void {
  const destage = core.destages[command.owner];
  const vm = core.vms[destage.vm];
  const { dirty } = vm;
  const { node } = destage;
  if (destage.cell >= 0) core.unpin(destage.cell);
  if (status !== 0) {
    endUnwritten(core, vm, destage, true);
    return;
  }
  vm.counters.destages++;
  core.notice(NoticeKind.Destaged, vm, 0, -1, destage.sequence, dirty.blockOf(node), null);
  noteDestaged(core, vm, dirty.blockOf(node), destage.sequence);
  if (versionSequence(core, vm, node) === destage.sequence) {
    becomeClean(core, vm, node);
  } else {
    dirty.setSinceNs(node, destage.redirtyNs);
    dirty.setSinceSequence(node, destage.redirtySequence);
    markOnArray(vm, node, destage.record);
    vm.clearDirtyBusy(node, false);
  }
  endDestage(core, vm, destage);
  answerDurable(core, vm, 0);
  answerControls(core);
}

/** The array holds the version in the record of this reference, if it lives still. */
export function markOnArray(vm: VmCache, node: number, reference: number): void {
  const { log } = vm;
  const position = log.position(reference);
  if (position < 0) return;
  const at = log.at(position);
  if ((log.flagsOf(at) & (RecordFlag.Dead | RecordFlag.Memory)) !== 0 || log.blockOf(at) !== vm.dirty.blockOf(node)) return;
  log.setFlags(at, log.flagsOf(at) | RecordFlag.OnArray);
  vm.dirty.setArrayRecord(node, reference);
}

/** The array holds the current version. */
export function becomeClean(core: EngineCore, vm: VmCache, node: number): void {
  const { dirty } = vm;
  const { cells } = core;
  const cell = dirty.cellOf(node);
  const block = dirty.blockOf(node);
  if (cell >= 0) {
    cells.setAux(cell, -1);
    setCurrentRole(core, cell, Role.Clean);
    const flashCell = cells.isDram(cell) ? cells.twinOf(cell) : cell;
    if (flashCell >= 0) {
      cells.clearFlags(flashCell, Flag.Unnamed);
      enterFlashPolicy(core, vm, flashCell);
    }
    if (cells.isDram(cell) && (cells.flagsOf(cell) & Flag.Volatile) !== 0 && flashCell < 0) vm.volatile[0].remove(cell);
  } else if (dirty.snapshotOf(node) >= 0) {
    retireSnapshot(core, vm, block, dirty.snapshotOf(node));
    vm.index[0].delete(block);
  } else {
    vm.index[0].set(block, INDEX_NONE);
  }
  dirty.dropBusy(node);
  if (cell >= 0 && vm.dropsDestaged) dropDestaged(core, vm, cell);
}

/** A version that the array has got by a destage is not kept (write-around). */
function dropDestaged(core: EngineCore, vm: VmCache, cell: number): void {
  const { cells } = core;
  const block = cells.blockOf(cell);
  const flashCell = cells.isDram(cell) ? cells.twinOf(cell) : cell;
  if (cells.isDram(cell)) {
    vm.evictDram.onRemove(cell);
    forgetDrop(core, vm, cell);
  }
  if (flashCell >= 0) leaveFlashPolicy(core, vm, flashCell);
  vm.index[0].delete(block);
  dropClean(core, vm, cell);
}
