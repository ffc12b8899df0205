/**
 * What the log keeps, and what it gives up: settling records as the durable point passes them, retention, making room, redo, bookmarks that lose what they
 * need.
 *
 * Rules (ENGINE.md, *The log*, *Durable point*, *Making room*):
 * - A record is kept for the durable point until that has passed the superseding write; only then may it be given up, oldest first.
 * - With granularity `bookmark` or `interval` a record that no bookmark needs lives only that long (not `Kept`). One whose version arose after the point that
 *   the durable point is to reach next is needed by nobody and gets no record at all: see `durable.ts` on gaps. (ENGINE.md keeps it until the durable point
 *   has passed; nothing can ever refer to it, and keeping it would cost a flash write for every overwrite.)
 * - Records that are given up take with them every bookmark before the write that superseded; the window then starts at that write.
 */
import { assert } from '../base/assert.ts';
import { FLASH, Flag, Role } from './cells.ts';
import type { EngineCore } from './core.ts';
import { NoticeKind } from './protocol.ts';
import type { Space } from './protocol.ts';
import { INDEX_ABSENT, INDEX_NONE, indexToNode } from './locationIndex.ts';
import { lookAhead, touchPlaces } from './lookAhead.ts';
import { retireRecord } from './metadata.ts';
import { PLACE_ARRAY, RecordFlag, snapshotOfPlace } from './undoLog.ts';
import type { UndoLog } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

export function spaceOfRecord(log: UndoLog, at: number): Space {
  return (log.flagsOf(at) & RecordFlag.Memory) as Space;
}

/** Does the log keep anything at all? */
export function keepsLog(vm: VmCache): boolean {
  return vm.hasFlash && vm.config.retention.records > 0 && vm.config.retention.timeNs > 0;
}

/** Does the granularity want a version that arose at `madeAt` and is superseded by the next write? 0 where it is not known. */
export function isWanted(vm: VmCache, madeAt: number): boolean {
  if (!keepsLog(vm)) return false;
  return vm.config.granularity === 'every-write' || vm.bookmarks.newestSequence() >= madeAt;
}

/** Is it needed for where the durable point is or is to be next? */
export function isNeededForDurability(vm: VmCache, space: Space, madeAt: number): boolean {
  return vm.hasFlash && madeAt <= Math.max(vm.durablePoint[space], vm.wanted[space]);
}

/** Frees what a place holds. */
export function releasePlace(core: EngineCore, vm: VmCache, place: number): void {
  if (place >= 0) core.freeVersion(place);
  else if (place < PLACE_ARRAY - 1) core.releaseSnapshot(vm, snapshotOfPlace(place));
}

/** Is the record's version in a flash slot? */
function holdsFlash(core: EngineCore, place: number): boolean {
  return place >= core.cells.dramCells;
}

/** Passes records whose superseding write the durable point has reached: what only it needed goes. */
export function settleRecords(core: EngineCore, vm: VmCache): void {
  const log = vm.log;
  while (log.settled < log.head) {
    const at = log.at(log.settled);
    const flags = log.flagsOf(at);
    if (log.sequenceOf(at) > vm.durablePoint[(flags & RecordFlag.Memory) as Space]) break;
    if ((flags & RecordFlag.Dead) === 0) {
      if ((flags & RecordFlag.Kept) === 0) killRecord(core, vm, log.settled, false);
      else if (holdsFlash(core, log.placeOf(at))) vm.settledFlash++;
    }
    log.settled++;
  }
  popExpired(core, vm);
  core.pokeRoom(vm);
}

/** A record that nobody needs any more, wherever it lies in the log: its version goes, its place in the ring stays until the tail passes. */
function killRecord(core: EngineCore, vm: VmCache, position: number, isExpired: boolean): void {
  const log = vm.log;
  const at = log.at(position);
  const space = spaceOfRecord(log, at);
  const isNamed = (log.flagsOf(at) & RecordFlag.Named) !== 0 || ((log.flagsOf(at) & RecordFlag.Kept) !== 0 && log.sequenceOf(at) <= vm.logged[space]);
  if ((log.flagsOf(at) & RecordFlag.Kept) !== 0) {
    log.keptCount--;
    if (position >= log.expired) vm.liveKept--;
    if (holdsFlash(core, log.placeOf(at))) {
      if (position < log.settled) vm.settledFlash--;
      if (position < log.expired) vm.expiredFlash--;
    }
  }
  if (isNamed) retireRecord(core, vm, space, log.blockOf(at), log.placeOf(at), log.sequenceOf(at), isExpired);
  else releasePlace(core, vm, log.placeOf(at));
  log.setFlags(at, RecordFlag.Dead);
  log.deadCount++;
}

/** Marks the record at `log.expired` as past the log's reach. */
function expireNext(core: EngineCore, vm: VmCache): void {
  const log = vm.log;
  const at = log.at(log.expired);
  if ((log.flagsOf(at) & RecordFlag.Kept) !== 0) {
    vm.liveKept--;
    vm.counters.recordsGivenUp++;
    if (holdsFlash(core, log.placeOf(at))) vm.expiredFlash++;
    startWindowAt(core, vm, log.sequenceOf(at), log.timeNsOf(at));
  }
  log.expired++;
}

/** Points before `sequence` are gone. */
export function startWindowAt(core: EngineCore, vm: VmCache, sequence: number, timeNs: number): void {
  if (sequence <= vm.windowStart) return;
  vm.windowStart = sequence;
  vm.windowStartNs = timeNs;
  core.notice(NoticeKind.WindowShrunk, vm, 0, -1, sequence, -1, null);
  for (const bookmark of vm.bookmarks.expireBefore(sequence)) core.notice(NoticeKind.BookmarkGone, vm, 0, -1, bookmark.sequence, -1, bookmark.name);
}

/** Expires the records of one write: those with the sequence of the first that has not expired. */
function expireOldestWrite(core: EngineCore, vm: VmCache): void {
  const log = vm.log;
  const sequence = log.sequenceOf(log.at(log.expired));
  while (log.expired < log.head && log.sequenceOf(log.at(log.expired)) === sequence) expireNext(core, vm);
}

/** Frees expired records from the tail on, as far as the durable point allows. */
function popExpired(core: EngineCore, vm: VmCache): void {
  const log = vm.log;
  while (log.tail < log.expired) {
    const at = log.at(log.tail);
    const flags = log.flagsOf(at);
    if (log.tail >= log.settled) return;
    if ((flags & RecordFlag.Dead) === 0) killRecord(core, vm, log.tail, true);
    log.deadCount--;
    log.advanceTail();
  }
}

/** Gives up the oldest records to make room: those of at least one write, about 1/1024 of the portion at once, or (log-full: invalidate) all that may go. False when none may. */
export function giveUpOldest(core: EngineCore, vm: VmCache): boolean {
  const log = vm.log;
  if (vm.isFrozen) return false;
  let batch = vm.config.logFull === 'invalidate' ? Infinity : 1 + (vm.portion.flashBlocks >>> 10);
  const tailBefore = log.tail;
  touchPlaces(core, vm, log.expired, Math.min(log.settled, log.expired + Math.min(batch, lookAhead)));
  while (batch-- > 0 && log.expired < log.settled) {
    expireOldestWrite(core, vm);
    popExpired(core, vm);
  }
  return log.tail > tailBefore;
}

/** Gives up all records up to and including those of `sequence`, which the durable point has passed. */
export function giveUpThrough(core: EngineCore, vm: VmCache, sequence: number): void {
  const log = vm.log;
  while (log.expired < log.head && log.sequenceOf(log.at(log.expired)) <= sequence) expireNext(core, vm);
  popExpired(core, vm);
}

/** Gives up what is past its retention at `nowNs`: before a write, and after it, as what it put into the log counts from then on. */
export function applyRetention(core: EngineCore, vm: VmCache, nowNs: number): void {
  if (!vm.hasRetention || vm.isFrozen) return;
  const { log, config } = vm;
  const { retention } = config;
  const before = log.expired;
  const oldestNs = nowNs - retention.timeNs;
  while (log.expired < log.head) {
    const at = log.at(log.expired);
    if (log.timeNsOf(at) >= oldestNs && vm.liveKept <= retention.records && liveFlash(core, vm) <= retention.flashBlocks) break;
    expireOldestWrite(core, vm);
  }
  if (log.expired !== before) popExpired(core, vm);
}

function liveFlash(core: EngineCore, vm: VmCache): number {
  return core.cells.count(vm.id, FLASH, Role.Previous) - vm.expiredFlash;
}

/** Makes room for `count` records more. False when the log is full of records that must be kept for the durable point. */
export function ensureLogRoom(core: EngineCore, vm: VmCache, count: number): boolean {
  const log = vm.log;
  const limit = vm.portion.logRecords;
  while (log.head - log.tail + count > limit) {
    if (vm.frames.length > 0) {
      dropRedo(core, vm);
    } else if (log.deadCount === 0 || log.deadCount < (log.head - log.tail) >>> 2) {
      if (giveUpOldest(core, vm)) continue;
      if (log.deadCount === 0) return false;
      compact(core, vm);
    } else {
      compact(core, vm);
    }
  }
  return true;
}

/** Closes the gaps that dead records left. O(records). References to records are mended. */
function compact(core: EngineCore, vm: VmCache): void {
  const log = vm.log;
  assert(log.end === log.head, 'compact: no redo');
  let to = log.tail;
  let { expired, settled } = log;
  const moved = new Map<number, number>();
  for (let from = log.tail; from < log.head; from++) {
    if (from === log.expired) expired = to;
    if (from === log.settled) settled = to;
    const source = log.at(from);
    if ((log.flagsOf(source) & RecordFlag.Dead) !== 0) {
      moved.set(log.reference(from), -1);
      continue;
    }
    if (from !== to) {
      moved.set(log.reference(from), log.reference(to));
      log.copyRecord(source, log.at(to));
    }
    to++;
  }
  if (log.expired === log.head) expired = to;
  if (log.settled === log.head) settled = to;
  core.recordsMoved(vm, moved);
  log.expired = expired;
  log.settled = settled;
  log.head = to;
  log.end = to;
  log.deadCount = 0;
  log.generation++;
}

/** Forgets what rollbacks took away. */
export function dropRedo(core: EngineCore, vm: VmCache): void {
  const log = vm.log;
  if (vm.frames.length === 0) return;
  for (let position = log.head; position < log.end; position++) {
    const at = log.at(position);
    if ((log.flagsOf(at) & RecordFlag.Dead) === 0) {
      if ((log.flagsOf(at) & RecordFlag.Kept) !== 0) log.keptCount--;
      releasePlace(core, vm, log.placeOf(at));
    } else {
      log.deadCount--;
    }
    log.setFlags(at, RecordFlag.Dead);
  }
  log.end = log.head;
  log.generation++;
  for (const frame of vm.frames) {
    for (const bookmark of frame.bookmarks) core.notice(NoticeKind.BookmarkGone, vm, 0, -1, bookmark.sequence, -1, bookmark.name);
  }
  vm.frames.length = 0;
  vm.redoDram.length = 0;
  core.notice(NoticeKind.RedoGone, vm, 0, -1, vm.sequence, -1, null);
}

/** After a bookmark was removed: records that no other bookmark needs are kept only as long as the durable point needs them. O(records). */
export function reviewRecords(core: EngineCore, vm: VmCache, sequence: number): void {
  if (vm.config.granularity === 'every-write') return;
  const log = vm.log;
  for (let position = log.head - 1; position >= log.tail; position--) {
    const at = log.at(position);
    if (log.sequenceOf(at) <= sequence) break;
    if ((log.flagsOf(at) & RecordFlag.Kept) === 0) continue;
    const place = log.placeOf(at);
    const madeAt = place >= 0 ? core.cells.sequenceOf(place) : 0;
    if (vm.bookmarks.hasWithin(madeAt, log.sequenceOf(at))) continue;
    if (position < log.settled) {
      killRecord(core, vm, position, false);
    } else {
      log.setFlags(at, log.flagsOf(at) & ~RecordFlag.Kept);
      if (log.sequenceOf(at) <= vm.logged[spaceOfRecord(log, at)]) log.setFlags(at, log.flagsOf(at) | RecordFlag.Named);
      log.keptCount--;
      if (position >= log.expired) vm.liveKept--;
      else if (holdsFlash(core, place)) vm.expiredFlash--;
    }
  }
}

/** The record whose version the array holds of the block of `node`, as a position; −1 when no log or redo refers to it. */
export function recordOnArray(vm: VmCache, node: number): number {
  const position = vm.log.position(vm.dirty.arrayRecordOf(node));
  if (position < 0) return -1;
  const at = vm.log.at(position);
  const flags = vm.log.flagsOf(at);
  const isIt = (flags & (RecordFlag.OnArray | RecordFlag.Dead | RecordFlag.Memory)) === RecordFlag.OnArray && vm.log.blockOf(at) === vm.dirty.blockOf(node);
  return isIt ? position : -1;
}

/** A clean version stops being the array's, or comes to be: the flash policy sees only what may be dropped. */
export function enterFlashPolicy(core: EngineCore, vm: VmCache, cell: number): void {
  if (core.cells.roleOf(cell) === Role.Clean && (core.cells.flagsOf(cell) & Flag.Writing) === 0) vm.evictFlash.onInsert(cell);
}

export function leaveFlashPolicy(core: EngineCore, vm: VmCache, cell: number): void {
  if (core.cells.roleOf(cell) === Role.Clean && (core.cells.flagsOf(cell) & Flag.Writing) === 0) vm.evictFlash.onRemove(cell);
}

/** Sets the role of a current version in both its places. */
export function setCurrentRole(core: EngineCore, cell: number, role: Role): void {
  const other = core.cells.twinOf(cell);
  core.cells.setRole(cell, role);
  if (other >= 0) core.cells.setRole(other, role);
}

/** Does the block read as zeros? */
export function isNone(vm: VmCache, space: Space, block: number): boolean {
  const value = vm.index[space].get(block);
  if (value === INDEX_ABSENT) return space === 1;
  return value === INDEX_NONE || (value <= indexToNode(0) && vm.dirty.snapshotOf(indexToNode(value)) < 0);
}
