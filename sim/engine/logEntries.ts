/**
 * What is in the appends to the log on flash: the engine's state at a durable point, as entries (`logFormat.ts`). Only for hosts that keep the bytes.
 */
import { assert } from '../base/assert.ts';
import { unknownChecksum } from './arrayChecksums.ts';
import { Flag, Role } from './cells.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { INDEX_ABSENT, INDEX_NONE, indexToNode } from './locationIndex.ts';
import { EntryKind, nowhere, onArray } from './logFormat.ts';
import { MetadataKind } from './metadataQueue.ts';
import type { Space } from './protocol.ts';
import { portionEntry } from './portionEntry.ts';
import { SegmentWriter } from './segmentWriter.ts';
import type { EntryWriter, SegmentHeader } from './segmentWriter.ts';
import { isLostPlace, PLACE_ARRAY, PLACE_NONE, placeOfSnapshot, RecordFlag, snapshotOfPlace } from './undoLog.ts';
import type { Resizing, VmCache } from './vmCache.ts';
import { stateTimeNs } from './window.ts';

/** Writes the command's bytes, if the host keeps them. */
function write(core: EngineCore, vm: VmCache, command: Command, entries: (writer: SegmentWriter) => void, hasOthers = false): void {
  if (core.image === null) return;
  const writer = new SegmentWriter(command.lengthBytes);
  entries(writer);
  writer.seal({ ...headerOf(core, vm, command), hasOthers });
  command.bytes = writer.bytes;
}

/** The header of the segment that an append is. */
export function headerOf(core: EngineCore, vm: VmCache, { segment, lease }: Command): SegmentHeader {
  return { number: segment, vm: vm.id, settled: core.logArea.settled(), lease, tail: core.logArea.tailNumber };
}

/** A step of the durable point of a space from `from` to `to`; the journal still has its writes. */
export function writeStep(core: EngineCore, vm: VmCache, space: Space, command: Command, from: number, to: number): void {
  write(core, vm, command, (writer) => {
    writeRecords(core, vm, space, writer, from, to);
    const journal = vm.journal[space];
    const end = journal.firstAfter(to);
    const newest = new Map<number, number>();
    for (let i = journal.start; i < end; i++) newest.set(journal.blockOf(i), journal.sequenceOf(i));
    const versions = versionsAt(vm, space, to);
    for (const [block, sequence] of newest) writeIndex(core, vm, space, writer, block, versions.positionOf(block), sequence);
    if (vm.windowOnFlash < vm.windowStart) writeWindow(vm, writer);
    for (const { name, sequence, number } of vm.goneBookmarks) {
      writer.named(EntryKind.BookmarkGone, name);
      writer.f64(8, sequence);
      writer.f64(16, number);
    }
    const other = vm.journal[1 - space];
    const isWhole = !vm.appending[1 - space] && other.firstAfter(to) === other.start;
    writer.entry(EntryKind.Step, space);
    writer.u32(4, isWhole ? 1 : 0);
    writer.f64(8, to);
    writer.f64(16, vm.steppedNs[space]);
  });
}

/** Instead of a record's position: the version is the current one. Or it was superseded without a record, since the array holds it, and does so still
 * (memory: there was none). */
const current = -1;
const unrecorded = -2;

/** Which versions of a space were current at some point that the log on flash was told of, but not of what came after. */
export interface VersionsAt {
  isSuperseded(block: number): boolean;
  superseded(): Iterable<number>;
  /** For `writeIndex`. */
  positionOf(block: number): number;
}

export function versionsAt(vm: VmCache, space: Space, sequence: number): VersionsAt {
  const { log } = vm;
  const journal = vm.journal[space];
  const next = new Map<number, number>();
  for (let i = journal.end - 1, first = journal.firstAfter(sequence); i >= first; i--) next.set(journal.blockOf(i), journal.sequenceOf(i));
  const records = new Map<number, number>();
  for (let position = next.size === 0 ? log.head : log.firstAfter(sequence); position < log.head; position++) {
    const at = log.at(position);
    const block = log.blockOf(at);
    if ((log.flagsOf(at) & RecordFlag.Dead) !== 0 || (log.flagsOf(at) & RecordFlag.Memory) !== space) continue;
    // A block's first record may be that of a later write than the next.
    if (log.sequenceOf(at) === next.get(block)) records.set(block, position);
  }
  return {
    isSuperseded: (block) => next.has(block),
    superseded: () => next.keys(),
    positionOf: (block) => (next.has(block) ? (records.get(block) ?? unrecorded) : current),
  };
}

export function writeRecords(core: EngineCore, vm: VmCache, space: Space, writer: EntryWriter, from: number, to: number): void {
  const { log } = vm;
  const end = log.firstAfter(to);
  for (let position = log.firstAfter(from); position < end; position++) {
    const at = log.at(position);
    const flags = log.flagsOf(at);
    if ((flags & (RecordFlag.Dead | RecordFlag.Kept)) !== RecordFlag.Kept || (flags & RecordFlag.Memory) !== space) continue;
    writer.entry(EntryKind.Record, space, (flags & RecordFlag.OnArray) !== 0);
    writer.f64(16, log.sequenceOf(at));
    writer.f64(24, log.timeNsOf(at));
    writer.f64(32, log.placeOf(at) >= 0 ? core.cells.sequenceOf(log.placeOf(at)) : 0);
    writePlace(core, vm, writer, log.blockOf(at), plannedPlace(core, vm, position));
  }
}

/** Where the record's version is; what only the array holds, the log may have been told to look for in a snapshot. */
function plannedPlace(core: EngineCore, vm: VmCache, position: number): number {
  const { log, dirty } = vm;
  const at = log.at(position);
  if (log.placeOf(at) !== PLACE_ARRAY || vm.config.preimage !== 'array-snapshot') return log.placeOf(at);
  const value = vm.index[0].get(log.blockOf(at));
  let node = value <= indexToNode(0) && value !== INDEX_ABSENT ? indexToNode(value) : -1;
  if (value >= 0 && core.cells.roleOf(value) === Role.Dirty) node = core.cells.auxOf(value);
  const isPlanned = node >= 0 && dirty.plannedSnapshotOf(node) >= 0 && dirty.arrayRecordOf(node) === log.reference(position);
  return isPlanned ? placeOfSnapshot(dirty.plannedSnapshotOf(node)) : PLACE_ARRAY;
}

/** Where the version of the block is that is in the record at `position`, or is `current` or `unrecorded`. */
export function writeIndex(core: EngineCore, vm: VmCache, space: Space, writer: EntryWriter, block: number, position: number, sequence: number): void {
  const { cells } = core;
  const { log } = vm;
  const value = position === current ? vm.index[space].get(block) : 0;
  let place: number;
  let isOnArray: boolean;
  if (position === unrecorded) {
    place = space === 0 ? PLACE_ARRAY : PLACE_NONE;
    isOnArray = true;
  } else if (position >= 0) {
    place = log.placeOf(log.at(position));
    isOnArray = (log.flagsOf(log.at(position)) & RecordFlag.OnArray) !== 0;
    // Its copy to flash is still on the way: until that is there, no durable point passes the write that superseded it.
    if (place >= 0 && (cells.flagsOf(place) & Flag.Writing) !== 0) {
      assert(isOnArray, 'what the durable point has reached is on flash or array');
      place = PLACE_ARRAY;
    }
  } else if (value >= 0) {
    isOnArray = cells.roleOf(value) === Role.Clean;
    place = (cells.flagsOf(value) & Flag.Filling) !== 0 ? PLACE_ARRAY : flashPlace(core, value);
  } else {
    const node = value === INDEX_ABSENT || value === INDEX_NONE ? -1 : indexToNode(value);
    isOnArray = node < 0;
    place = value === INDEX_ABSENT && space === 0 ? PLACE_ARRAY : PLACE_NONE;
    if (node >= 0 && vm.dirty.snapshotOf(node) >= 0) place = placeOfSnapshot(vm.dirty.snapshotOf(node));
  }
  writer.entry(EntryKind.Index, space, isOnArray);
  writer.f64(16, place >= 0 ? cells.sequenceOf(place) : sequence);
  writePlace(core, vm, writer, block, place);
}

/** The flash cell of a current version, or the array where that holds it alone. */
function flashPlace(core: EngineCore, cell: number): number {
  const { cells } = core;
  const flashCell = cells.isDram(cell) ? cells.twinOf(cell) : cell;
  if (flashCell >= 0 && cells.roleOf(cell) === Role.Clean && (cells.flagsOf(flashCell) & Flag.Unnamed) !== 0) return PLACE_ARRAY;
  if (flashCell >= 0 && (cells.flagsOf(flashCell) & Flag.Writing) === 0) return flashCell;
  assert(cells.roleOf(cell) === Role.Clean, 'what the durable point has reached is on flash or array');
  return PLACE_ARRAY;
}

/** Block, place and checksum of an entry. */
function writePlace(core: EngineCore, vm: VmCache, writer: EntryWriter, block: number, place: number): void {
  writer.u32(4, block);
  if (place >= 0) {
    const slot = core.cells.slot(place);
    assert(!core.cells.isDram(place), 'the log on flash names no DRAM');
    writer.i32(8, slot);
    writer.u32(12, core.slotChecksums[slot]);
    return;
  }
  writer.i32(8, place === PLACE_ARRAY ? onArray : place === PLACE_NONE ? nowhere : place);
  const known = core.arrayChecksums[vm.id];
  writer.u32(12, place === PLACE_ARRAY ? known.of(block) : place === PLACE_NONE ? unknownChecksum : known.ofSnapshot(snapshotOfPlace(place)));
}

/** The metadata that was taken for this append. `windowBefore`: what the log was told of the window before. */
export function writeMetadata(core: EngineCore, vm: VmCache, command: Command, windowBefore: number): void {
  write(core, vm, command, (writer) => {
    writeTaken(core, vm, writer, 0, vm.metadata.taken);
    if (windowBefore < vm.windowStart) writeWindow(vm, writer);
  });
}

/** Entries `from` to `to` − 1 of those that were taken. */
function writeTaken(core: EngineCore, vm: VmCache, writer: SegmentWriter, from: number, to: number): void {
  const { metadata } = vm;
  let bookmarks = 0;
  for (let entry = 0; entry < to; entry++) {
    const kind = metadata.kindOf(entry);
    if (entry < from) {
      if (kind === MetadataKind.Bookmarked || kind === MetadataKind.BookmarkGone) bookmarks++;
      continue;
    }
    const space = metadata.spaceOf(entry);
    const block = metadata.blockOf(entry);
    const sequence = metadata.sequenceOf(entry);
    if (kind === MetadataKind.Bookmarked || kind === MetadataKind.BookmarkGone) {
      const { name, timeNs, stateNs, number } = metadata.bookmarks[bookmarks++];
      writer.named(kind === MetadataKind.Bookmarked ? EntryKind.Bookmark : EntryKind.BookmarkGone, name);
      writer.f64(8, sequence);
      writer.f64(16, kind === MetadataKind.BookmarkGone ? number : timeNs);
      if (kind === MetadataKind.BookmarkGone) continue;
      writer.f64(24, stateNs);
      writer.f64(32, number);
    } else if (kind === MetadataKind.Dropped || kind === MetadataKind.Lost) {
      writer.entry(kind === MetadataKind.Lost ? EntryKind.LostBlock : EntryKind.Dropped, space);
      writer.u32(4, block);
      const place = metadata.placeOf(entry);
      writer.i32(8, place >= 0 ? core.cells.slot(place) : place);
      writer.f64(16, sequence);
    } else if (kind === MetadataKind.RecordGone) {
      writer.entry(EntryKind.RecordGone, space);
      writer.u32(4, block);
      writer.f64(16, sequence);
    } else if (kind === MetadataKind.Destaged) {
      writer.entry(EntryKind.Destaged);
      writer.u32(4, block);
      writer.u32(12, metadata.placeOf(entry));
      writer.f64(16, sequence);
    }
  }
}

function writeWindow(vm: VmCache, writer: SegmentWriter): void {
  writer.entry(EntryKind.Window);
  writer.f64(8, vm.windowStart);
  writer.f64(16, vm.windowStartNs);
}

/** Preimages that were copied from the array to flash, or of which the array is to keep a snapshot, by the jobs that wait for this append. */
export function writeMoved(core: EngineCore, vm: VmCache, command: Command, jobs: readonly number[]): void {
  write(core, vm, command, (writer) => {
    for (const id of jobs) {
      const position = vm.log.position(core.destages[id].copyRecord);
      if (position < 0 || position >= vm.log.head) continue;
      const at = vm.log.at(position);
      const { snapshot } = core.destages[id];
      if (snapshot < 0 && vm.log.placeOf(at) < 0 && !isLostPlace(vm.log.placeOf(at))) continue;
      writer.entry(EntryKind.Moved, vm.log.flagsOf(at) & RecordFlag.Memory);
      writer.f64(16, vm.log.sequenceOf(at));
      writePlace(core, vm, writer, vm.log.blockOf(at), snapshot < 0 ? vm.log.placeOf(at) : placeOfSnapshot(snapshot));
    }
  });
}

/** What an append of a rollback or undo says of one of its VMs. */
export interface TurnOfVm {
  readonly vm: VmCache;
  /** Of a rollback. */
  readonly target: number;
  /** The start of the window that the log was told last. */
  readonly windowBefore: number;
  /** So many entries of the metadata were noted before the undo took effect: they tell of the versions of before. */
  readonly noted: number;
}

/** A rollback that is going to be, or an undo that has taken effect, of all the job's VMs. */
export function writeTurn(core: EngineCore, kind: 'rollback' | 'undo', command: Command, turns: readonly TurnOfVm[]): void {
  const entries = (writer: SegmentWriter): void => {
    for (const { vm, target, windowBefore, noted } of turns) {
      writer.vm(vm.id);
      writeTaken(core, vm, writer, 0, noted);
      if (kind === 'undo') writeUndo(core, vm, writer);
      writeTaken(core, vm, writer, noted, vm.metadata.taken);
      if (windowBefore < vm.windowStart) writeWindow(vm, writer);
      if (kind === 'undo') continue;
      writer.entry(EntryKind.Rollback);
      writer.f64(8, target);
      writer.f64(16, vm.nextSequence);
      writer.f64(24, stateTimeNs(vm, target));
    }
  };
  write(core, turns[0].vm, command, entries, turns.length > 1);
}

/** The newest write that no crash would lose, and when it was admitted. */
export function newestDurable(vm: VmCache): { readonly sequence: number; readonly timeNs: number } {
  const isWhole = Math.max(vm.durablePoint[0], vm.durablePoint[1]) >= vm.sequence;
  return isWhole ? { sequence: vm.sequence, timeNs: vm.lastWriteNs } : { sequence: vm.durableSequence, timeNs: vm.durableNs };
}

/** What the undo has brought back, as far as the durable points go. */
function writeUndo(core: EngineCore, vm: VmCache, writer: SegmentWriter): void {
  const { log } = vm;
  writer.entry(EntryKind.Undo);
  const { sequence, timeNs } = newestDurable(vm);
  writer.f64(8, sequence);
  writer.f64(16, vm.durablePoint[0]);
  writer.f64(24, vm.durablePoint[1]);
  writer.f64(32, timeNs);
  for (const space of [0, 1] as const) {
    const to = vm.durablePoint[space];
    writeRecords(core, vm, space, writer, vm.undoneFrom, to);
    const versions = versionsAt(vm, space, to);
    const blocks = new Set<number>();
    const end = log.firstAfter(to);
    for (let position = log.firstAfter(vm.undoneFrom); position < end; position++) {
      const at = log.at(position);
      const isOfSpace = (log.flagsOf(at) & (RecordFlag.Memory | RecordFlag.Dead)) === space;
      if (isOfSpace) blocks.add(log.blockOf(at));
    }
    // When a version arose that has no slot is not known, but that it did so by then: no other version of the block has this number.
    for (const block of blocks) writeIndex(core, vm, space, writer, block, versions.positionOf(block), Math.min(to, sequence));
  }
}

/** The portion that a resize leads to. */
export function writePortion(core: EngineCore, vm: VmCache, command: Command, resizing: Resizing): void {
  const ranges = core.freeFlash.rangesAfter(vm.id, resizing.flashGiven, resizing.flashTaken);
  write(core, vm, command, (writer) => {
    portionEntry(writer, resizing.portion, ranges);
  });
}
