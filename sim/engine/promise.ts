/**
 * Destaging under a promise: the array always holds the disk as it was at one point in time.
 *
 * Versions are transferred to the array's journal in the order of the promise, several at a time (`StageArray`); when a set is there as a whole, and all sets before
 * it, one `CommitArray` makes it the content of the disk, all or none. Before a commit goes out, for each of its blocks what holds for any destage holds: the durable
 * point has passed the point that the array is taken to, and preimages that only the array has are copied, recorded or given up.
 *
 * A policy that promises every write (`ordered`) has each write held when it is admitted; of the others `next` says when a set is due, which then has all that is
 * dirty. When the promise can't be kept up (a rollback, a new policy, recovery) it is given up and begins anew with a set of everything that is dirty: the array holds
 * the last point committed until then.
 *
 * Snapshots of the array (preimage strategy `array-snapshot`) are taken block by block as it is written, so they don't go with commits: refused where it is configured.
 */
import { Flag, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { damaged, loseVersion } from './damage.ts';
import { answerControls, answerDurable, wantDurable } from './durable.ts';
import { becomeClean, isHeldOnArray, markOnArray, versionSequence } from './destage.ts';
import { retryLater } from './destageEnd.ts';
import { recordOnArray } from './history.ts';
import { HeldPhase } from './heldVersions.ts';
import type { HeldVersion, HeldVersions } from './heldVersions.ts';
import type { IoOp } from './ioOp.ts';
import { INDEX_ABSENT, INDEX_NONE, indexToNode } from './locationIndex.ts';
import { tellArray } from './logWriter.ts';
import { noteDestaged } from './metadata.ts';
import { startPreimageCopy } from './preimageCopy.ts';
import { CommandKind, NoticeKind } from './protocol.ts';
import { PLACE_ARRAY, RecordFlag } from './undoLog.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

/** A write or discard has been admitted. */
export function holdWrite(core: EngineCore, vm: VmCache, held: HeldVersions, op: IoOp): void {
  if (op.space !== 0 || held.isBroken || vm.flush.promises !== 'every-write') return;
  let last: HeldVersion | null = null;
  held.beginSet();
  for (let block = op.firstBlock; block < op.firstBlock + op.blockCount; block++) {
    const node = dirtyNodeOf(core, vm, block);
    if (node >= 0 && versionSequence(core, vm, node) === op.sequence) last = hold(core, vm, held, node);
  }
  if (last === null) return;
  last.point = op.sequence;
  core.poke(vm, Poke.Destage);
}

/** The block's dirty node, or −1. */
function dirtyNodeOf(core: EngineCore, vm: VmCache, block: number): number {
  const value = vm.index[0].get(block);
  if (value >= 0) return core.cells.roleOf(value) === Role.Dirty ? core.cells.auxOf(value) : -1;
  return value === INDEX_ABSENT || value === INDEX_NONE ? -1 : indexToNode(value);
}

function hold(core: EngineCore, vm: VmCache, held: HeldVersions, node: number): HeldVersion {
  const cell = vm.dirty.cellOf(node);
  if (cell >= 0) core.pin(cell);
  return held.add(node, vm.dirty.blockOf(node), versionSequence(core, vm, node), cell);
}

/** Does what is due. False when the VM's policy promises nothing, and nothing promised is under way: then blocks are destaged one by one. */
export function pumpPromise(core: EngineCore, vm: VmCache, held: HeldVersions): boolean {
  if (vm.flush.promises === undefined) return held.committing.length > 0;
  if (vm.isFrozen || (vm.retryDestageNs !== Infinity && core.nowNs < vm.retryDestageNs)) return true;
  if (vm.isHeld && vm.awaitingDurable[0].count === 0 && vm.controlsPending === 0) return true;
  if (isFreezeDue(core, vm, held)) freeze(core, vm, held);
  stage(core, vm, held);
  commit(core, vm, held);
  core.wakeAt(vm.flush.nextWakeNs());
  return true;
}

function isFreezeDue(core: EngineCore, vm: VmCache, held: HeldVersions): boolean {
  const { dirty } = vm;
  if (held.queue.length > 0 || held.committing.length > 0) return false;
  if (dirty.count === dirty.lostCount) {
    held.isBroken = false;
    vm.urgentDestages = 0;
    return false;
  }
  // What another policy began ends first.
  if (dirty.busyCount > 0 || (vm.flush.promises === 'every-write' && !held.isBroken)) return false;
  if (vm.urgentDestages > 0 || vm.isPersistBlocked || dirty.sinceSequenceOf(dirty.first) <= vm.destageThrough) return true;
  return vm.flush.next(core.nowNs, vm) >= 0;
}

/** Everything that is dirty now is the next set. */
function freeze(core: EngineCore, vm: VmCache, held: HeldVersions): void {
  const { dirty } = vm;
  let last: HeldVersion | null = null;
  held.beginSet();
  for (let node = dirty.first; node >= 0; node = dirty.nextOf(node)) last = hold(core, vm, held, node);
  if (last !== null) last.point = vm.sequence;
  held.isBroken = false;
  vm.urgentDestages = 0;
  wantDurable(core, vm, 0);
}

// To the journal.

function stage(core: EngineCore, vm: VmCache, held: HeldVersions): void {
  const most = Math.min(core.config.destagesInFlightMax, vm.flush.stagesMax ?? Infinity);
  while (held.cursor < held.queue.length && vm.destagesInFlight < most) {
    const entry = held.queue[held.cursor];
    if (entry.phase !== HeldPhase.Waiting) {
      held.cursor++;
      continue;
    }
    if (entry.cell >= 0 && (core.cells.flagsOf(entry.cell) & Flag.Writing) !== 0) return;
    held.cursor++;
    vm.destagesInFlight++;
    vm.arrayOps++;
    if (entry.cell >= 0 && !core.cells.isDram(entry.cell)) readHeld(core, vm, entry);
    else stageHeld(core, vm, entry);
  }
}

function readHeld(core: EngineCore, vm: VmCache, entry: HeldVersion): void {
  entry.phase = HeldPhase.Reading;
  entry.buffer = core.takeBuffer();
  const command = core.command(CommandKind.ReadFlash, Purpose.HeldRead, vm, 0);
  command.owner = entry.id;
  command.block = entry.block;
  command.blockCount = 1;
  command.slot = core.cells.slot(entry.cell);
  command.buffer = entry.buffer;
  command.bufferBlock = 0;
}

function stageHeld(core: EngineCore, vm: VmCache, entry: HeldVersion): void {
  entry.phase = HeldPhase.Staging;
  const command = core.command(CommandKind.StageArray, Purpose.HeldStage, vm, 0);
  command.owner = entry.id;
  command.block = entry.block;
  command.blockCount = 1;
  command.transaction = entry.transaction;
  if (entry.buffer !== -1) {
    command.buffer = entry.buffer;
    command.bufferBlock = 0;
  } else if (entry.cell >= 0) {
    command.slot = core.cells.slot(entry.cell);
  }
}

export function onHeldRead(core: EngineCore, command: Command, status: number): void {
  const vm = core.vms[command.vm];
  const entry = heldOf(vm).get(command.owner);
  if (status === 0 && !entry.isDropped) stageHeld(core, vm, entry);
  else if (status === damaged && !entry.isDropped) onHeldLost(core, vm, entry);
  else endTransfer(core, vm, entry, false);
}

/** It can't be staged, so nothing that was promised with it or after it can be committed: the next set has what is left. */
function onHeldLost(core: EngineCore, vm: VmCache, entry: HeldVersion): void {
  const { node, cell, sequence } = entry;
  dropPromise(core, vm);
  if (vm.dirty.isInUse(node) && vm.dirty.destageOf(node) < 0) loseVersion(core, vm, node, cell, sequence);
  endTransfer(core, vm, entry, false);
  answerDurable(core, vm, 0);
  answerControls(core);
}

export function onHeldStage(core: EngineCore, command: Command, status: number): void {
  const vm = core.vms[command.vm];
  command.transaction = -1;
  endTransfer(core, vm, heldOf(vm).get(command.owner), status === 0);
}

function endTransfer(core: EngineCore, vm: VmCache, entry: HeldVersion, isStaged: boolean): void {
  const held = heldOf(vm);
  vm.destagesInFlight--;
  vm.arrayOps--;
  if (entry.buffer !== -1) core.releaseBuffer(entry.buffer);
  entry.buffer = -1;
  if (isStaged || entry.isDropped) {
    if (isStaged) vm.counters.destages++;
    entry.phase = HeldPhase.Staged;
    letGo(core, entry);
    if (entry.isDropped) held.forget(entry);
  } else {
    entry.phase = HeldPhase.Waiting;
    held.cursor = 0;
    while (held.cursor < held.queue.length && held.queue[held.cursor].phase !== HeldPhase.Waiting) held.cursor++;
    retryLater(core, vm);
  }
  core.poke(vm, Poke.Destage | Poke.Job);
  core.pokeRoom(vm);
}

function letGo(core: EngineCore, entry: HeldVersion): void {
  const { cell } = entry;
  entry.cell = -1;
  if (cell >= 0) core.unpin(cell);
}

// To the disk.

function commit(core: EngineCore, vm: VmCache, held: HeldVersions): void {
  if (held.committing.length > 0) return;
  if (held.group === 0) held.group = committable(held);
  if (held.group === 0) return;
  if (vm.hasFlash && vm.durablePoint[0] < held.queue[held.group - 1].point) {
    wantDurable(core, vm, 0);
    return;
  }
  for (; held.prepared < held.group; held.prepared++) if (prepare(core, vm, held.queue[held.prepared].node) === 'waits') return;
  if (vm.dirty.busyCount > 0) return;
  // Once more all together: what was true of one may not be so any more.
  for (let i = 0; i < held.group; i++) {
    if (prepare(core, vm, held.queue[i].node) === 'ready') continue;
    held.prepared = i;
    return;
  }
  issueCommit(core, vm, held);
}

/** Entries from the front on that make whole sets and are in the journal. */
function committable(held: HeldVersions): number {
  let count = 0;
  for (let i = 0; i < held.queue.length && held.queue[i].phase === HeldPhase.Staged; i++) if (held.queue[i].point >= 0) count = i + 1;
  return count;
}

/** May what the array holds of the block be written over? Sees to it that it may: 'soon', or 'waits' when nothing more can be done for any block now. */
function prepare(core: EngineCore, vm: VmCache, node: number): 'ready' | 'soon' | 'waits' {
  if (vm.dirty.destageOf(node) >= 0) return 'soon';
  if (core.isReadFromArray(vm, vm.dirty.blockOf(node))) {
    vm.isDestageBlocked = true;
    return 'soon';
  }
  const position = recordOnArray(vm, node);
  if (position >= 0 && vm.log.placeOf(vm.log.at(position)) === PLACE_ARRAY) {
    if (vm.destagesInFlight >= core.config.destagesInFlightMax) return 'waits';
    const isCopying = startPreimageCopy(core, vm, node, position);
    if (isCopying !== 'not needed') return isCopying === 'started' ? 'soon' : 'waits';
  }
  return isHeldOnArray(core, vm, node) ? 'soon' : 'ready';
}

function issueCommit(core: EngineCore, vm: VmCache, held: HeldVersions): void {
  const entries = held.queue.splice(0, held.group);
  held.cursor -= held.group;
  held.group = 0;
  held.prepared = 0;
  held.committing = entries;
  for (const { node, block, sequence } of entries) {
    const position = recordOnArray(vm, node);
    if (position >= 0) vm.log.setFlags(vm.log.at(position), vm.log.flagsOf(vm.log.at(position)) & ~RecordFlag.OnArray);
    vm.dirty.setArrayRecord(node, -1);
    core.notice(NoticeKind.DestageIssued, vm, 0, -1, sequence, block, null);
  }
  vm.arrayOps++;
  const command = core.command(CommandKind.CommitArray, Purpose.HeldCommit, vm, 0);
  command.block = entries[0].block;
  command.transaction = entries[0].transaction;
  command.throughTransaction = entries[entries.length - 1].transaction;
  command.sequence = entries[entries.length - 1].point;
  tellArray(core, command);
}

export function onHeldCommit(core: EngineCore, command: Command, status: number): void {
  const vm = core.vms[command.vm];
  const held = heldOf(vm);
  const { sequence: point } = command;
  command.transaction = -1;
  command.throughTransaction = -1;
  vm.arrayOps--;
  core.poke(vm, Poke.Destage | Poke.Job);
  core.pokeRoom(vm);
  if (status !== 0) {
    // Whether the array has it is not known: it has the one point or the other. It is told again.
    held.queue.unshift(...held.committing);
    held.cursor += held.committing.length;
    held.committing = [];
    if (vm.flush.promises === undefined) dropPromise(core, vm);
    retryLater(core, vm);
    return;
  }
  const last = new Map<number, HeldVersion>();
  for (const entry of held.committing) last.set(entry.node, entry);
  for (const entry of held.committing) held.forget(entry);
  held.committing = [];
  vm.counters.commits++;
  for (const entry of last.values()) arrived(core, vm, entry);
  if (point >= vm.wholeFrom) core.notice(NoticeKind.ArrayPoint, vm, 0, -1, point, -1, null);
  answerDurable(core, vm, 0);
  answerControls(core);
}

/** The array holds this version of its block. */
function arrived(core: EngineCore, vm: VmCache, { node, block, sequence, nextSequence, nextNs, record }: HeldVersion): void {
  const { dirty } = vm;
  core.notice(NoticeKind.Destaged, vm, 0, -1, sequence, block, null);
  noteDestaged(core, vm, block, sequence);
  vm.setDirtyBusy(node, 0);
  if (versionSequence(core, vm, node) === sequence) {
    becomeClean(core, vm, node);
    return;
  }
  dirty.setSinceNs(node, nextNs);
  dirty.setSinceSequence(node, nextSequence);
  markOnArray(vm, node, record);
  vm.clearDirtyBusy(node, false);
}

/** The promise is given up: what was not committed is let go. What is being committed ends as it will. */
export function dropPromise(core: EngineCore, vm: VmCache): void {
  const held = vm.heldVersions;
  if (held === null) return;
  held.isBroken = true;
  for (const entry of held.queue) {
    if (entry.phase === HeldPhase.Reading || entry.phase === HeldPhase.Staging) {
      entry.isDropped = true;
    } else {
      letGo(core, entry);
      held.forget(entry);
    }
  }
  held.queue = [];
  held.cursor = 0;
  held.group = 0;
  held.prepared = 0;
}

function heldOf(vm: VmCache): HeldVersions {
  return vm.heldVersions as HeldVersions;
}
