/**
 * What the log on flash is told of a VM besides its writes: which slots and records it names that are given up, where the window starts, bookmarks, what the
 * array holds.
 *
 * A slot (or snapshot, or the array's version of a block) that index or log would refer to if recovered now is given up in two steps: it is retired, and is
 * free for others when an append that says so is durable (I2). Retired slots count as free slots on their way: appends for them go out in time, many at once.
 * One such append of a VM is under way at a time; without need it waits until there is much to say.
 */
import { keptChecksum, unknownChecksum } from './arrayChecksums.ts';
import type { Bookmark } from './bookmarks.ts';
import { Flag } from './cells.ts';
import type { Command } from './command.ts';
import { Purpose } from './command.ts';
import type { EngineCore } from './core.ts';
import { writeMetadata } from './logEntries.ts';
import { appendSegment, metadataBytes, needsLease } from './logWriter.ts';
import { lookAhead } from './lookAhead.ts';
import { MetadataKind } from './metadataQueue.ts';
import type { MetadataQueue } from './metadataQueue.ts';
import { NoticeKind } from './protocol.ts';
import { PLACE_ARRAY, PLACE_NONE, placeOfSnapshot, snapshotOfPlace } from './undoLog.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

/** So many entries go out whether or not somebody waits for them. */
const entriesMax = 4096;

/** Asks for an append of what there is to say. */
export function wantMetadata(core: EngineCore, vm: VmCache): void {
  if (vm.isMetadataWanted) return;
  vm.isMetadataWanted = true;
  core.poke(vm, Poke.Metadata);
}

/** A current version that the array holds too loses its flash slot. It has left the index, the policies and its twin. */
export function retireDropped(core: EngineCore, vm: VmCache, cell: number): void {
  const { cells } = core;
  const space = cells.spaceOf(cell);
  const sequence = cells.sequenceOf(cell);
  if (sequence > vm.logged[space] || (cells.flagsOf(cell) & Flag.Unnamed) !== 0) {
    core.freeCell(cell);
    return;
  }
  note(core, vm, MetadataKind.Dropped, space, cells.blockOf(cell), cell, sequence);
  retireCell(core, vm, cell);
}

/** Frees the places of a current version that the array holds too, and that has left the index and the policies. */
export function dropClean(core: EngineCore, vm: VmCache, cell: number): void {
  const { cells } = core;
  const other = cells.twinOf(cell);
  const flashCell = cells.isDram(cell) ? other : cell;
  if (other >= 0) cells.unlink(flashCell === other ? cell : other, flashCell);
  if (flashCell !== cell) core.freeCell(cell);
  else if (other >= 0) core.freeCell(other);
  if (flashCell >= 0) retireDropped(core, vm, flashCell);
}

/** A record that the log on flash names is given up, in turn (`isExpired`: the window says so) or out of turn. */
export function retireRecord(core: EngineCore, vm: VmCache, space: number, block: number, place: number, sequence: number, isExpired: boolean): void {
  const { cells } = core;
  let held = place;
  if (place >= 0) {
    const other = cells.twinOf(place);
    if (other >= 0) {
      cells.unlink(cells.isDram(place) ? place : other, cells.isDram(place) ? other : place);
      core.freeCell(cells.isDram(place) ? place : other);
      held = cells.isDram(place) ? other : place;
    }
  }
  note(core, vm, isExpired ? MetadataKind.RecordExpired : MetadataKind.RecordGone, space, block, held, sequence);
  if (held >= 0) retireCell(core, vm, held);
  else if (held === PLACE_ARRAY) vm.arrayHolds.set(block, (vm.arrayHolds.get(block) ?? 0) + 1);
}

function retireCell(core: EngineCore, vm: VmCache, cell: number): void {
  core.pin(cell);
  core.freeCell(cell);
  vm.retired++;
}

/** What was current in this snapshot has gone back to the array: it may forget the snapshot when the log on flash has been told. */
export function retireSnapshot(core: EngineCore, vm: VmCache, block: number, snapshot: number): void {
  note(core, vm, MetadataKind.RecordExpired, 0, block, placeOfSnapshot(snapshot), 0);
}

/** What was current in this snapshot of the array is lost: the array may forget it when the log on flash has been told. */
export function retireLostSnapshot(core: EngineCore, vm: VmCache, block: number, snapshot: number, sequence: number): void {
  note(core, vm, MetadataKind.Lost, 0, block, placeOfSnapshot(snapshot), sequence);
}

/** What was current in this flash cell is lost: the cell is free when the log on flash has been told, where it names it. It has left the index. */
export function retireLost(core: EngineCore, vm: VmCache, block: number, cell: number): void {
  const sequence = core.cells.sequenceOf(cell);
  if (sequence > vm.logged[0]) {
    core.freeCell(cell);
    return;
  }
  note(core, vm, MetadataKind.Lost, 0, block, cell, sequence);
  retireCell(core, vm, cell);
}

/** The array holds this version of the block: by the command that completes. */
export function noteDestaged(core: EngineCore, vm: VmCache, block: number, sequence: number): void {
  if (!vm.hasFlash) return;
  const checksum = core.image?.arrayChecksum(vm.id, block) ?? unknownChecksum;
  core.arrayChecksums[vm.id].note(block, checksum);
  note(core, vm, MetadataKind.Destaged, 0, block, core.image === null ? unknownChecksum : keptChecksum(checksum), sequence);
}

function note(core: EngineCore, vm: VmCache, kind: MetadataKind, space: number, block: number, place: number, sequence: number): void {
  vm.metadata.push(kind, space, block, place, sequence);
  if (vm.metadata.count >= entriesMax) wantMetadata(core, vm);
}

/** Bookmarks that both durable points have reached are told to the log; with `isUrgent` at once. */
export function noteBookmarks(core: EngineCore, vm: VmCache, isUrgent: boolean): void {
  if (!vm.hasUnloggedBookmarks || !vm.hasFlash) return;
  const reached = Math.min(vm.durablePoint[0], vm.durablePoint[1]);
  let isLeft = false;
  for (const bookmark of vm.bookmarks.valid) {
    if (bookmark.isQueued) continue;
    if (bookmark.sequence > reached) {
      isLeft = true;
      continue;
    }
    bookmark.isQueued = true;
    vm.metadata.pushBookmark(MetadataKind.Bookmarked, bookmark);
    if (isUrgent) wantMetadata(core, vm);
  }
  vm.hasUnloggedBookmarks = isLeft;
}

export function noteBookmarkGone(core: EngineCore, vm: VmCache, bookmark: Bookmark): void {
  if (bookmark.isQueued) {
    vm.metadata.pushBookmark(MetadataKind.BookmarkGone, bookmark);
    vm.goneBookmarks.push(bookmark);
  } else core.notice(NoticeKind.BookmarkForgotten, vm, 0, -1, bookmark.sequence, -1, bookmark.name);
}

/** Sends what there is to say, if it is wanted or much. */
export function pumpMetadata(core: EngineCore, vm: VmCache): void {
  if (vm.isLoggingMetadata || vm.isCheckpointDue || vm.isFrozen || !vm.isMetadataWanted) return;
  vm.isMetadataWanted = false;
  if (vm.metadata.count === 0 && vm.windowLogged >= vm.windowStart && !needsLease(vm)) return;
  const windowBefore = vm.windowLogged;
  const command = appendSegment(core, vm, 0, Purpose.MetadataLog, metadataBytes(vm));
  takeMetadata(vm);
  writeMetadata(core, vm, command, windowBefore);
}

/** What there is to say goes with the append that is being issued. */
export function takeMetadata(vm: VmCache): void {
  vm.isLoggingMetadata = true;
  vm.metadata.takeAll();
  vm.windowLogged = vm.windowStart;
  vm.windowTaken = vm.windowStart;
}

export function onMetadataLog(core: EngineCore, command: Command): void {
  const vm = core.vms[command.vm];
  metadataLogged(core, vm);
  core.poke(vm, Poke.Job);
}

/** What was taken is on flash: what was retired by it is free. */
export function metadataLogged(core: EngineCore, vm: VmCache): void {
  const { metadata } = vm;
  let bookmark = 0;
  for (let entry = 0; entry < metadata.taken; entry++) {
    const kind = metadata.kindOf(entry);
    if (entry % lookAhead === 0) touchRetired(core, metadata, entry);
    if (kind === MetadataKind.Bookmarked) {
      metadata.bookmarks[bookmark++].isLogged = true;
    } else if (kind === MetadataKind.BookmarkGone) {
      const gone = metadata.bookmarks[bookmark++];
      const { name, sequence } = gone;
      vm.goneBookmarks.splice(vm.goneBookmarks.indexOf(gone), 1);
      core.notice(NoticeKind.BookmarkForgotten, vm, 0, -1, sequence, -1, name);
    } else if (kind !== MetadataKind.Destaged) release(core, vm, metadata.blockOf(entry), metadata.placeOf(entry));
  }
  metadata.dropTaken();
  if (vm.windowTaken > vm.windowOnFlash) core.notice(NoticeKind.WindowLogged, vm, 0, -1, vm.windowTaken, -1, null);
  vm.windowOnFlash = vm.windowTaken;
  vm.isLoggingMetadata = false;
  core.pokeRoom(vm);
  if (metadata.count >= entriesMax) vm.isMetadataWanted = true;
  if (vm.isMetadataWanted) core.poke(vm, Poke.Metadata);
}

/** Asks for the cells that the entries from `from` on are about to free. */
function touchRetired(core: EngineCore, metadata: MetadataQueue, from: number): void {
  const to = Math.min(metadata.taken, from + lookAhead);
  let touched = 0;
  for (let entry = from; entry < to; entry++) {
    const place = metadata.kindOf(entry) === MetadataKind.Destaged ? PLACE_NONE : metadata.placeOf(entry);
    if (place >= 0) touched += core.cells.roleOf(place);
  }
  core.touched = touched;
}

function release(core: EngineCore, vm: VmCache, block: number, place: number): void {
  if (place >= 0) {
    vm.retired--;
    core.unpin(place);
  } else if (place === PLACE_ARRAY) {
    const left = (vm.arrayHolds.get(block) ?? 0) - 1;
    if (left > 0) vm.arrayHolds.set(block, left);
    else vm.arrayHolds.delete(block);
  } else if (place !== PLACE_NONE) {
    core.releaseSnapshot(vm, snapshotOfPlace(place));
  }
}
