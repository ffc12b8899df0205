/**
 * The durable point: what a power cut at this instant would leave of a space.
 *
 * It moves in steps: everything current at the wanted point is brought to flash (unless it is there, or on the array), then one append to the log carries
 * records and index entries of the step; when that is durable, the point has moved, and what waited for it is answered in sequence order. So many writes
 * share an append (group commit).
 *
 * Without flash there is no durable point of its own: what the array has is durable, and what waits is answered when the array has it.
 *
 * Gaps: a version that no bookmark needs and that arose after the wanted point is dropped when it is superseded, without a record. The durable point then
 * can't stop between the two writes (`gapEnd`); the wanted points never lie there, since they are set at what is current and kept for from then on.
 */
import { Cause } from './cause.ts';
import { Flag } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import { answerStatus } from './damage.ts';
import type { EngineCore, PendingControl } from './core.ts';
import { settleRecords } from './history.ts';
import { OpPhase } from './ioOp.ts';
import type { IoOp } from './ioOp.ts';
import { writeStep } from './logEntries.ts';
import { appendSegment, stepBytes } from './logWriter.ts';
import { noteBookmarks } from './metadata.ts';
import { NoticeKind } from './protocol.ts';
import type { Space } from './protocol.ts';
import { ensureFlashForPersist, takeCopy } from './room.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';
import { windowOf } from './window.ts';

/** Copies that make versions durable, in flight at the same time per VM. */
const persistsInFlightMax = 64;
/** Asks that the durable point reach what is current. */
export function wantDurable(core: EngineCore, vm: VmCache, space: Space): void {
  if (vm.want(space)) core.poke(vm, Poke.Durable);
}

/** Moves both durable points on as far as they are wanted and can. */
export function pumpDurable(core: EngineCore, vm: VmCache): void {
  if (!vm.hasFlash || vm.isFrozen) return;
  pumpSpace(core, vm, 0);
  pumpSpace(core, vm, 1);
}

function pumpSpace(core: EngineCore, vm: VmCache, space: Space): void {
  while (!vm.appending[space] && !vm.isCheckpointDue && vm.wanted[space] > vm.durablePoint[space]) {
    persistVolatile(core, vm, space);
    const reachable = vm.stopAt(space, Math.min(vm.sequence, vm.volatile[space].firstKey() - 1));
    if (reachable <= vm.durablePoint[space]) return;
    if (reachable < vm.wanted[space] && !isStepUseful(vm, space, reachable)) return;
    if (vm.journal[space].firstAfter(reachable) === vm.journal[space].start) setDurable(core, vm, space, reachable);
    else appendLog(core, vm, space, reachable);
  }
}

/** A step that falls short of what is wanted is worth its append when it answers somebody, or frees room: for those that wait, or for what is wanted itself. */
function isStepUseful(vm: VmCache, space: Space, reachable: number): boolean {
  const first = vm.awaitingDurable[space].peek();
  return (first !== undefined && first.sequence <= reachable) || vm.waiting.count > 0 || vm.isPersistBlocked;
}

/** Starts the copies that the wanted point needs. */
function persistVolatile(core: EngineCore, vm: VmCache, space: Space): void {
  const { cells } = core;
  const list = vm.volatile[space];
  while (vm.persistsInFlight < persistsInFlightMax) {
    const cell = list.next(vm.wanted[space]);
    if (cell < 0) return;
    if (cells.twinOf(cell) < 0) {
      if ((cells.flagsOf(cell) & Flag.Writing) !== 0) return;
      if (!ensureFlashForPersist(core, vm)) {
        if (vm.isPersistBlocked) return;
        if (vm.retired > 0) {
          vm.isPersistBlocked = true;
          return;
        }
        vm.urgentDestages = Math.max(vm.urgentDestages, 1);
        vm.isPersistBlocked = true;
        core.poke(vm, Poke.Destage);
        return;
      }
      takeCopy(core, vm, cell, cells.roleOf(cell) as 2 | 3, Cause.Write);
      vm.persistsInFlight++;
    }
    list.passNext();
  }
}

function appendLog(core: EngineCore, vm: VmCache, space: Space, sequence: number): void {
  if (sequence > vm.wanted[space]) {
    // What is current there must be kept from now on, although nobody asked for so much.
    vm.wanted[space] = sequence;
    vm.wantedGapEnd[space] = vm.gapEnd[space];
  }
  const journal = vm.journal[space];
  if (journal.hasGrown) journal.compact(vm.gapEnd[space], vm.wanted[space]);
  const blocks = journal.firstAfter(sequence) - journal.start;
  const command = appendSegment(core, vm, space, Purpose.DurableLog, stepBytes(vm, blocks));
  command.sequence = sequence;
  vm.stepped[space] = journal.sequenceOf(journal.start + blocks - 1);
  vm.steppedNs[space] = journal.timeNsOf(journal.start + blocks - 1);
  writeStep(core, vm, space, command, vm.logged[space], sequence);
  vm.logged[space] = sequence;
  journal.dropThrough(sequence);
  vm.appending[space] = true;
  vm.appends++;
}

export function onDurableLog(core: EngineCore, command: Command): void {
  const vm = core.vms[command.vm];
  const space = command.space;
  vm.appending[space] = false;
  vm.appends--;
  if (vm.stepped[space] > vm.durableSequence) {
    vm.durableSequence = vm.stepped[space];
    vm.durableNs = vm.steppedNs[space];
  }
  setDurable(core, vm, space, command.sequence);
  core.poke(vm, Poke.Durable | Poke.Job);
}

function setDurable(core: EngineCore, vm: VmCache, space: Space, sequence: number): void {
  vm.durablePoint[space] = sequence;
  core.notice(NoticeKind.DurablePoint, vm, space, -1, sequence, -1, null);
  settleRecords(core, vm);
  noteBookmarks(core, vm, vm.controlsPending > 0);
  answerDurable(core, vm, space);
  answerControls(core);
  core.poke(vm, Poke.Destage | Poke.Admit);
}

/** Puts an admitted request in the row of those that wait for the durable point; its `sequence` is what must be reached. */
export function awaitDurable(core: EngineCore, vm: VmCache, op: IoOp): void {
  vm.awaitingDurable[op.space].push(op);
  core.poke(vm, Poke.Durable);
  if (vm.hasFlash) wantDurable(core, vm, op.space);
  op.destagedThrough = vm.newestSequence();
  if (!vm.hasFlash || (op.durability === 'array' && op.space === 0 && vm.flush.keepsDirty)) {
    vm.destageThrough = Math.max(vm.destageThrough, op.destagedThrough);
    core.poke(vm, Poke.Destage);
  }
}

/** Answers what waits and has been reached, in order. */
export function answerDurable(core: EngineCore, vm: VmCache, space: Space): void {
  const queue = vm.awaitingDurable[space];
  for (let op = queue.peek(); op !== undefined && op.pending === 0 && isReached(vm, op); op = queue.peek()) {
    queue.shift();
    core.acknowledge(op, answerStatus(vm, op));
  }
}

function isReached(vm: VmCache, op: IoOp): boolean {
  if (op.phase !== OpPhase.Durable) return false;
  if (!vm.hasFlash) return vm.dirty.oldestSinceSequence() > op.destagedThrough;
  if (vm.durablePoint[op.space] < op.sequence) return false;
  return op.durability !== 'array' || op.space !== 0 || vm.dirty.oldestSinceSequence() > op.destagedThrough;
}

/** Answers bookmarks and full destages that are complete. */
export function answerControls(core: EngineCore): void {
  if (core.pendingControls.length === 0) return;
  core.pendingControls = core.pendingControls.filter((pending) => {
    if (!isControlDone(core, pending)) return true;
    const isDamaged = pending.kind === 'destage' && pending.vms.some((id) => core.vms[id].dirty.lostCount > 0);
    core.outcomesOut.push({
      id: pending.id,
      kind: pending.kind,
      vms: pending.vms,
      ok: !isDamaged,
      reason: isDamaged ? 'damaged' : null,
      requestedNs: pending.requestedNs,
      answeredNs: core.nowNs,
      sequences: pending.sequences,
      oldestSequences: pending.vms.map((id) => windowOf(core.vms[id], core.nowNs).oldestSequence),
      recordsWalked: 0,
      blocksRestored: 0,
      view: -1,
    });
    for (const id of pending.vms) {
      core.vms[id].controlsPending--;
      core.poke(core.vms[id], Poke.Job);
    }
    return false;
  });
}

function isControlDone(core: EngineCore, pending: PendingControl): boolean {
  return pending.vms.every((id, i) => {
    const vm = core.vms[id];
    if (pending.kind === 'destage') return vm.dirty.oldestSinceSequence() > pending.sequences[i];
    if (vm.durablePoint[0] < pending.sequences[i] || vm.durablePoint[1] < pending.sequences[i]) return false;
    const bookmark = pending.name === null ? undefined : vm.bookmarks.find(pending.name);
    return bookmark === undefined || bookmark.sequence !== pending.sequences[i] || bookmark.isLogged;
  });
}
