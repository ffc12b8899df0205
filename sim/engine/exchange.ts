/**
 * The effect of a rollback, and of undoing it: record by record, from the head of the log to the target (or from there back to the former head), the place in
 * the record and the one that is current are exchanged. No data is moved; whether a block is dirty is found anew: unless the array holds the version that is
 * now current. A rule local to each exchange, since a record knows whether the array holds its version.
 *
 * What a block's version is on the way matters to nobody. So when the walk meets a block for the second time, the index is made to name an entry among those
 * met instead of the version; from then on the exchanges are with that entry, and only where the walk ends for the block becomes current: each version in
 * between costs one change of its role, in the order of the log.
 */
import { assert } from '../base/assert.ts';
import { Flag, Role } from './cells.ts';
import { traceEntriesMax, traceNumbers } from './core.ts';
import type { EngineCore } from './core.ts';
import { findDirty, loseDirty } from './damage.ts';
import { enterFlashPolicy, leaveFlashPolicy, settleRecords } from './history.ts';
import { INDEX_ABSENT, INDEX_NONE, indexToNode, nodeToIndex } from './locationIndex.ts';
import { MetBlocks, firstMet, onArray } from './metBlocks.ts';
import { lookAhead, touchMet, touchRecords } from './lookAhead.ts';
import { noteBookmarks } from './metadata.ts';
import { NoticeKind } from './protocol.ts';
import type { Space } from './protocol.ts';
import { forgetDrop } from './room.ts';
import { LOST_SNAPSHOT, PLACE_ARRAY, PLACE_NONE, placeOfSnapshot, RecordFlag, snapshotOfPlace } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';
import { stateTimeNs } from './window.ts';

/** What a walk is about. One object, reused. */
interface Walk {
  /** `sinceSequence` of the nodes of blocks that the walk makes dirty. */
  readonly key: number;
  /** Mark of clean cells (and cells of memory) that the walk makes current. */
  readonly mark: number;
  /** DRAM cells that came back from redo: a power cut would lose them. */
  readonly volatile: number[];
  readonly leavingRole: 4 | 5;
  /** Where it leads: versions without a cell that it makes current arose then or before. */
  readonly sequence: number;
  /** Blocks whose version is not the one from before the walk any more. */
  restored: number;
}

/** Blocks that the walk under way has met more than once, by space; kept for the next, which then needs not ask for memory. */
const met: readonly [MetBlocks, MetBlocks] = [new MetBlocks(), new MetBlocks()];

function newWalk(vm: VmCache, leavingRole: 4 | 5, sequence: number): Walk {
  for (const blocks of met) blocks.clear();
  const key = vm.nextSequence++;
  return { key, mark: -2 - (key % 0x3fffffff), volatile: [], leavingRole, sequence, restored: 0 };
}

/** Takes the VM back to `target`. Returns the number of blocks restored. */
export function rollBack(core: EngineCore, vm: VmCache, target: number): number {
  const { log } = vm;
  if (target === vm.sequence) return 0;
  const walk = newWalk(vm, Role.Redo, target);
  const head = log.head;
  const newHead = log.firstAfter(target);
  for (let position = head - 1; position >= newHead; position--) {
    if ((head - 1 - position) % lookAhead === 0) touchRecords(core, vm, met, Math.max(newHead, position - lookAhead + 1), position + 1);
    const at = log.at(position);
    if ((log.flagsOf(at) & (RecordFlag.Kept | RecordFlag.Dead)) !== RecordFlag.Kept) {
      setUnwantedRole(core, vm, at, Role.Redo);
      continue;
    }
    vm.liveKept--;
    if (position < log.settled && log.placeOf(at) >= core.cells.dramCells) vm.settledFlash--;
    exchange(core, vm, position, walk);
  }
  enterMet(core, vm, walk);
  vm.frames.push({
    head,
    sequence: vm.sequence,
    lastWriteNs: vm.lastWriteNs,
    durablePoint: [...vm.durablePoint],
    gapEnd: [...vm.gapEnd],
    durableSequence: vm.durableSequence,
    durableNs: vm.durableNs,
    journal: [vm.journal[0].cutAfter(target), vm.journal[1].cutAfter(target)],
    bookmarks: vm.bookmarks.takeNewerThan(target),
  });
  log.head = newHead;
  log.settled = Math.min(log.settled, newHead);
  log.generation++;
  vm.lastWriteNs = stateTimeNs(vm, target);
  if (vm.durableSequence > target) {
    vm.durableSequence = target;
    vm.durableNs = vm.lastWriteNs;
  }
  vm.sequence = target;
  for (const space of [0, 1] as const) {
    vm.durablePoint[space] = Math.min(vm.durablePoint[space], target);
    vm.wanted[space] = Math.min(vm.wanted[space], target);
    vm.gapEnd[space] = Math.min(vm.gapEnd[space], target);
    vm.wantedGapEnd[space] = Math.min(vm.wantedGapEnd[space], target);
    vm.logged[space] = Math.min(vm.logged[space], target);
  }
  core.notice(NoticeKind.RolledBack, vm, 0, -1, target, -1, null);
  return walk.restored;
}

/** Takes back the latest rollback. Returns the number of blocks restored. */
export function undoRollback(core: EngineCore, vm: VmCache): number {
  const { log } = vm;
  const frame = vm.frames.pop();
  assert(frame !== undefined, 'undo: there is something to undo');
  const walk = newWalk(vm, Role.Previous, frame.sequence);
  for (let position = log.head; position < frame.head; position++) {
    if ((position - log.head) % lookAhead === 0) touchRecords(core, vm, met, position, Math.min(frame.head, position + lookAhead));
    const at = log.at(position);
    if ((log.flagsOf(at) & (RecordFlag.Kept | RecordFlag.Dead)) !== RecordFlag.Kept) {
      setUnwantedRole(core, vm, at, Role.Previous);
      continue;
    }
    exchange(core, vm, position, walk);
    vm.liveKept++;
  }
  enterMet(core, vm, walk);
  appendVolatile(core, vm, walk);
  log.head = frame.head;
  log.generation++;
  vm.sequence = frame.sequence;
  vm.lastWriteNs = frame.lastWriteNs;
  if (frame.durableSequence > vm.durableSequence) {
    vm.durableSequence = frame.durableSequence;
    vm.durableNs = frame.durableNs;
  }
  vm.bookmarks.putBack(frame.bookmarks);
  for (const bookmark of frame.bookmarks) {
    bookmark.isQueued = false;
    bookmark.isLogged = false;
    vm.hasUnloggedBookmarks = true;
  }
  for (const space of [0, 1] as const) {
    vm.durablePoint[space] = Math.max(vm.durablePoint[space], frame.durablePoint[space]);
    vm.wanted[space] = vm.durablePoint[space];
    vm.gapEnd[space] = Math.max(vm.gapEnd[space], frame.gapEnd[space]);
    vm.logged[space] = vm.durablePoint[space];
    vm.journal[space].putBack(frame.journal[space], vm.durablePoint[space]);
  }
  if (vm.frames.length === 0) vm.redoDram.length = 0;
  settleRecords(core, vm);
  noteBookmarks(core, vm, false);
  core.notice(NoticeKind.Undone, vm, 0, -1, vm.sequence, -1, null);
  for (const space of [0, 1] as const) core.notice(NoticeKind.DurablePoint, vm, space, -1, vm.durablePoint[space], -1, null);
  return walk.restored;
}

/** In the order of their writes, which is that of the records unless some of a block's are not kept; all are newer than what is volatile now. */
function appendVolatile(core: EngineCore, vm: VmCache, walk: Walk): void {
  const { cells } = core;
  walk.volatile.sort((a, b) => cells.sequenceOf(a) - cells.sequenceOf(b));
  for (const cell of walk.volatile) {
    if (cells.roleOf(cell) === Role.Dirty) vm.volatile[cells.spaceOf(cell)].append(cell, cells.sequenceOf(cell));
  }
}

/** A record that no bookmark wants is not walked; its version, kept for the durable point, goes with the redo and comes back with it. */
function setUnwantedRole(core: EngineCore, vm: VmCache, at: number, role: 4 | 5): void {
  const place = vm.log.placeOf(at);
  if ((vm.log.flagsOf(at) & RecordFlag.Dead) === 0 && place >= 0) core.cells.setRole(place, role);
}

/** Exchanges the place in a record with that of the version that is current at this point of the walk. */
function exchange(core: EngineCore, vm: VmCache, position: number, walk: Walk): void {
  const { log } = vm;
  const at = log.at(position);
  const block = log.blockOf(at);
  const space = (log.flagsOf(at) & RecordFlag.Memory) as Space;
  const index = vm.index[space];
  const found = index.find(block);
  const value = found < 0 ? INDEX_ABSENT : index.valueAt(found);
  if (value >= firstMet) {
    exchangeMet(core, vm, position, value - firstMet, walk);
    return;
  }
  const place = log.placeOf(at);
  const isFirst = value < 0 || !cameByWalk(core, vm, space, value, walk);
  leaveCurrent(core, vm, space, value, position, walk);
  if (isFirst) walk.restored++;
  if (!isFirst || place < 0) {
    const entry = met[space].add(block, leaving.place, leaving.isOnArray ? onArray : leaving.arrayRecord, leaving.node);
    if (found < 0) index.set(block, firstMet + entry);
    else index.setAt(found, firstMet + entry);
    exchangeMet(core, vm, position, entry, walk);
    return;
  }
  const isOnArray = (log.flagsOf(at) & RecordFlag.OnArray) !== 0;
  if (core.traceCount < traceEntriesMax) record(core, vm, at, leaving.place);
  if (found < 0) index.set(block, place);
  else index.setAt(found, place);
  if (core.cells.isDram(place)) walk.volatile.push(place);
  enterCell(core, vm, space, block, place, isOnArray, leaving.isOnArray ? log.reference(position) : leaving.arrayRecord, walk);
  if (leaving.node >= 0) vm.dropDirty(leaving.node);
  log.setPlace(at, leaving.place);
  log.setFlags(at, (log.flagsOf(at) & ~RecordFlag.OnArray) | (leaving.isOnArray ? RecordFlag.OnArray : 0));
}

/** The same for a block that has an entry among those met. */
function exchangeMet(core: EngineCore, vm: VmCache, position: number, entry: number, walk: Walk): void {
  const { log } = vm;
  const at = log.at(position);
  const flags = log.flagsOf(at);
  const place = log.placeOf(at);
  const space = (flags & RecordFlag.Memory) as Space;
  const blocks = met[space];
  const leavingPlace = blocks.placeOf(entry);
  const wasOnArray = blocks.arrayRecordOf(entry) === onArray;
  if (core.traceCount < traceEntriesMax) record(core, vm, at, leavingPlace);
  if (space === 0 && ((flags & RecordFlag.OnArray) !== 0 || place === PLACE_ARRAY)) blocks.setArrayRecord(entry, onArray);
  else if (wasOnArray) blocks.setArrayRecord(entry, log.reference(position));
  blocks.setPlace(entry, place);
  if (place >= 0) {
    core.cells.setRole(place, walk.leavingRole);
    if (core.cells.isDram(place)) walk.volatile.push(place);
  }
  log.setPlace(at, leavingPlace);
  log.setFlags(at, (flags & ~RecordFlag.OnArray) | (wasOnArray ? RecordFlag.OnArray : 0));
}

/** Has the walk made the version in this cell current? */
function cameByWalk(core: EngineCore, vm: VmCache, space: Space, cell: number, walk: Walk): boolean {
  const aux = core.cells.auxOf(cell);
  return aux === walk.mark || (aux >= 0 && space === 0 && core.cells.roleOf(cell) === Role.Dirty && vm.dirty.sinceSequenceOf(aux) === walk.key);
}

/** Where the version is that was current; `node`: the block's dirty node, which the version that comes may take over. */
const leaving = { place: PLACE_NONE, isOnArray: false, arrayRecord: -1, node: -1 };

/** The version that is current, `value` in the index, is not so any more; `leaving` says where it is. */
function leaveCurrent(core: EngineCore, vm: VmCache, space: Space, value: number, position: number, walk: Walk): void {
  leaving.arrayRecord = -1;
  leaving.node = -1;
  if (value >= 0) {
    leaveCell(core, vm, space, value, position, walk);
    return;
  }
  leaving.isOnArray = space === 0;
  leaving.place = space === 0 && value === INDEX_ABSENT ? PLACE_ARRAY : PLACE_NONE;
  if (value === INDEX_ABSENT || value === INDEX_NONE) return;
  const node = indexToNode(value);
  assert(vm.dirty.destageOf(node) < 0, 'no destage is under way during a walk');
  leaving.isOnArray = false;
  leaving.place = vm.dirty.snapshotOf(node) >= 0 ? placeOfSnapshot(vm.dirty.snapshotOf(node)) : PLACE_NONE;
  leaving.arrayRecord = vm.dirty.arrayRecordOf(node);
  leaving.node = node;
  if (vm.dirty.isLost(node)) findDirty(vm, node);
}

function leaveCell(core: EngineCore, vm: VmCache, space: Space, cell: number, position: number, walk: Walk): void {
  const { cells } = core;
  const { dirty } = vm;
  const isDirty = cells.roleOf(cell) === Role.Dirty;
  const node = isDirty && space === 0 ? cells.auxOf(cell) : -1;
  leaving.isOnArray = !isDirty;
  if (node >= 0) {
    leaving.arrayRecord = dirty.arrayRecordOf(node);
    leaving.node = node;
  }
  cells.setAux(cell, -1);
  if (!cells.isDram(cell)) {
    leaveFlashPolicy(core, vm, cell);
    cells.setRole(cell, walk.leavingRole);
    leaving.place = cell;
    return;
  }
  vm.evictDram.onRemove(cell);
  forgetDrop(core, vm, cell);
  const copy = cells.twinOf(cell);
  if (copy < 0) {
    leaveDramOnly(core, vm, cell, position, walk);
    return;
  }
  assert((cells.flagsOf(copy) & Flag.Writing) === 0, 'no copy is under way during a walk');
  leaveFlashPolicy(core, vm, copy);
  leaving.place = copy;
  cells.unlink(cell, copy);
  core.freeCell(cell);
  cells.setRole(copy, walk.leavingRole);
}

/** A version without a copy on flash. What the array has is left to it; redo that only DRAM has stays where it is. */
function leaveDramOnly(core: EngineCore, vm: VmCache, cell: number, position: number, walk: Walk): void {
  const { cells } = core;
  if ((cells.flagsOf(cell) & Flag.Volatile) !== 0) vm.volatile[cells.spaceOf(cell)].remove(cell);
  if (leaving.isOnArray) {
    leaving.place = PLACE_ARRAY;
    core.freeCell(cell);
    return;
  }
  assert(walk.leavingRole === Role.Redo, 'undo: what a rollback brought back is in flash or on the array');
  cells.setRole(cell, Role.Redo);
  cells.setAux(cell, vm.log.reference(position));
  vm.redoDram.push(cell);
  leaving.place = cell;
}

/** The walk is over: where it has come to for each block that has an entry is current from now on. */
function enterMet(core: EngineCore, vm: VmCache, walk: Walk): void {
  for (const space of [0, 1] as const) {
    const blocks = met[space];
    for (let entry = 0; entry < blocks.count; entry++) {
      if (entry % lookAhead === 0) touchMet(core, vm, met[space], space, entry);
      leaving.node = blocks.nodeOf(entry);
      enterCurrent(core, vm, space, entry, walk);
      if (leaving.node >= 0) vm.dropDirty(leaving.node);
    }
  }
}

/** Makes the version of an entry the current one. */
function enterCurrent(core: EngineCore, vm: VmCache, space: Space, entry: number, walk: Walk): void {
  const index = vm.index[space];
  const block = met[space].blockOf(entry);
  const place = met[space].placeOf(entry);
  const arrayRecord = met[space].arrayRecordOf(entry);
  if (place >= 0) {
    index.set(block, place);
    enterCell(core, vm, space, block, place, arrayRecord === onArray, arrayRecord, walk);
  } else if (place === PLACE_ARRAY || space === 1) {
    index.delete(block);
  } else if (place === PLACE_NONE && arrayRecord === onArray) {
    index.set(block, INDEX_NONE);
  } else {
    const node = dirtyNode(core, vm, block, -1, arrayRecord, walk);
    if (place !== PLACE_NONE) vm.dirty.setSnapshot(node, snapshotOfPlace(place));
    index.set(block, nodeToIndex(node));
    if (vm.dirty.snapshotOf(node) === LOST_SNAPSHOT) loseDirty(vm, node);
  }
}

function dirtyNode(core: EngineCore, vm: VmCache, block: number, cell: number, arrayRecord: number, walk: Walk): number {
  const { dirty } = vm;
  const node = leaving.node;
  if (node < 0) {
    return vm.takeDirty(block, cell, walk.sequence, core.nowNs, walk.key, arrayRecord);
  }
  leaving.node = -1;
  dirty.setCell(node, cell);
  dirty.setSnapshot(node, -1);
  dirty.setSequence(node, walk.sequence);
  dirty.setArrayRecord(node, arrayRecord);
  if (dirty.sinceSequenceOf(node) !== walk.key) {
    vm.unlistDirty(node);
    dirty.setSinceNs(node, core.nowNs);
    dirty.setSinceSequence(node, walk.key);
    dirty.setLastWriteNs(node, core.nowNs);
    vm.listDirty(node);
  }
  return node;
}

/** Makes the version in a cell current: one in flash, or (undo) redo that only DRAM has. The index names it already. */
function enterCell(core: EngineCore, vm: VmCache, space: Space, block: number, cell: number, isOnArray: boolean, arrayRecord: number, walk: Walk): void {
  const { cells } = core;
  assert(cells.twinOf(cell) < 0, 'a version in the log has one place');
  const isClean = isOnArray && space === 0;
  cells.setRole(cell, isClean ? Role.Clean : Role.Dirty);
  cells.setAux(cell, isClean || space === 1 ? walk.mark : dirtyNode(core, vm, block, cell, arrayRecord, walk));
  if (cells.isDram(cell)) {
    vm.evictDram.onInsert(cell);
  } else {
    enterFlashPolicy(core, vm, cell);
  }
}

/** Notes in the trace where the block's version was and is, before the record changes. */
function record(core: EngineCore, vm: VmCache, at: number, leavingPlace: number): void {
  const { trace } = core;
  const { log } = vm;
  const from = core.traceCount * traceNumbers;
  trace[from] = vm.id;
  trace[from + 1] = log.sequenceOf(at);
  trace[from + 2] = log.timeNsOf(at);
  trace[from + 3] = log.flagsOf(at) & RecordFlag.Memory;
  trace[from + 4] = log.blockOf(at);
  trace[from + 5] = leavingPlace;
  trace[from + 6] = log.placeOf(at);
  core.traceCount++;
}
