/**
 * Makes what was recovered of a VM the state of a fresh engine: slots, location index, undo log, dirty blocks, bookmarks. DRAM is empty; redo there is none.
 *
 * What is current in flash is dirty unless the log says that the array holds this very version. A version that a snapshot of the array held and that the array
 * no longer has as a snapshot is the array's own: the snapshot was not taken yet, or the version has gone back.
 */
import { assert } from '../../base/assert.ts';
import { considerCheckpoint } from '../checkpoint.ts';
import { DRAM, FLASH, Role } from '../cells.ts';
import type { EngineCore } from '../core.ts';
import { loseDirty } from '../damage.ts';
import { INDEX_NONE, LocationIndex, nodeToIndex } from '../locationIndex.ts';
import { firstLease, nowhere, onArray } from '../logFormat.ts';
import type { Space } from '../protocol.ts';
import { isLostPlace, LOST_SNAPSHOT, PLACE_ARRAY, PLACE_NONE, RecordFlag, snapshotOfPlace } from '../undoLog.ts';
import type { Superblock } from '../superblock.ts';
import { Poke } from '../vmCache.ts';
import type { VmCache } from '../vmCache.ts';
import { gone } from './recoveredVm.ts';
import type { RecoveredRows, RecoveredSpace, RecoveredVm } from './recoveredVm.ts';

/** What the array has besides the disks: snapshots of a VM, by number. */
export type Snapshots = ReadonlySet<number>;

/** A segment of the log: its number, and its place in the area. */
export interface LogStart {
  readonly number: number;
  readonly offset: number;
}

export interface RecoveredState {
  readonly nowNs: number;
  readonly vms: readonly RecoveredVm[];
  /** By VM. */
  readonly snapshots: readonly Snapshots[];
  /** By VM: the oldest segment that it needs. */
  readonly logStarts: readonly LogStart[];
  /** Where the log goes on. */
  readonly headBytes: number;
  readonly nextNumber: number;
  /** The superblock that is written before the engine is used. */
  readonly superblock: Superblock;
  /** Numbers of snapshots below this may be named by the log. */
  readonly nextSnapshot: number;
}

/** Into an engine that has done nothing yet. */
export function install(core: EngineCore, recovered: RecoveredState): void {
  core.nowNs = recovered.nowNs;
  const { superblock, headBytes, nextNumber } = recovered;
  core.logArea.continueAt({ headBytes, nextNumber, tailBytes: superblock.tailBytes, tailNumber: superblock.tailNumber, superblock: superblock.number });
  core.snapshotCount = recovered.nextSnapshot;
  installPortions(core, recovered.vms);
  recovered.vms.forEach((vm, id) => {
    installVm(core, core.vms[id], vm, recovered.snapshots[id]);
    forgetSnapshots(core, core.vms[id], recovered.snapshots[id]);
    core.vms[id].logStart = recovered.logStarts[id].number;
    core.vms[id].logStartBytes = recovered.logStarts[id].offset;
    core.vms[id].loggedBytes = vm.loggedBytes;
    considerCheckpoint(core, core.vms[id]);
    core.poke(core.vms[id], Poke.Destage);
  });
}

/** Gives slots to the VMs as the portions say. */
function installPortions(core: EngineCore, vms: readonly RecoveredVm[]): void {
  const reserve = core.vms.length;
  vms.forEach((recovered, id) => {
    const vm = core.vms[id];
    if (recovered.portion === null || recovered.ranges === null) return;
    core.moveSlots(FLASH, takeAll(core, vm.id, vm.portion.flashBlocks), vm.id, reserve);
    const dram = Math.max(0, vm.portion.dramBlocks - recovered.portion.dramBlocks);
    const given = Array.from({ length: dram }, () => core.freeDram.take(vm.id));
    core.moveSlots(DRAM, given, vm.id, reserve);
  });
  vms.forEach((recovered, id) => {
    const vm = core.vms[id];
    if (recovered.portion === null || recovered.ranges === null) return;
    const dram = Math.max(0, recovered.portion.dramBlocks - vm.portion.dramBlocks);
    core.moveSlots(DRAM, core.takeFromReserve(DRAM, dram), reserve, vm.id);
    const slots: number[] = [];
    for (let i = 0; i < recovered.ranges.length; i += 2) for (let slot = recovered.ranges[i]; slot < recovered.ranges[i + 1]; slot++) slots.push(slot);
    for (const slot of slots) core.freeFlash.takeSlot(slot, reserve);
    core.moveSlots(FLASH, slots, reserve, vm.id);
    vm.portion = recovered.portion;
  });
}

function takeAll(core: EngineCore, owner: number, count: number): number[] {
  return Array.from({ length: count }, () => core.freeFlash.take(owner));
}

/** Fills in a VM. */
function installVm(core: EngineCore, vm: VmCache, recovered: RecoveredVm, snapshots: Snapshots): void {
  const [disk, memory] = recovered.spaces;
  const { sequence } = recovered;
  const complete = Math.min(disk.point, memory.point);
  vm.sequence = sequence;
  vm.durableSequence = sequence;
  vm.nextSequence = recovered.nextSequence;
  vm.lease = recovered.nextSequence + firstLease;
  vm.lastWriteNs = Math.min(recovered.lastWriteNs, core.nowNs);
  vm.durableNs = vm.lastWriteNs;
  vm.nextBookmark = recovered.nextBookmark;
  const bookmarksFrom = recovered.windowStart;
  recovered.startWithin();
  vm.windowStart = recovered.windowStart;
  vm.windowStartNs = recovered.windowStartNs;
  vm.windowLogged = vm.windowStart;
  vm.windowTaken = vm.windowStart;
  vm.windowOnFlash = vm.windowStart;
  for (const space of [0, 1] as const) {
    vm.durablePoint[space] = sequence;
    vm.wanted[space] = sequence;
    vm.logged[space] = sequence;
    vm.gapEnd[space] = sequence;
    vm.wantedGapEnd[space] = sequence;
  }
  if (complete < sequence) recovered.addLost(complete, sequence);
  vm.lost.push(...recovered.lost);
  recovered.arrayChecksums.forEach((checksum, block) => {
    core.arrayChecksums[vm.id].note(block, checksum);
  });
  installRecords(core, vm, recovered, snapshots);
  for (const space of [0, 1] as const) installCurrent(core, vm, space, recovered.spaces[space], snapshots);
  for (const bookmark of [...recovered.bookmarks].sort((a, b) => a.sequence - b.sequence)) {
    const isValid = bookmark.sequence >= bookmarksFrom;
    (isValid ? vm.bookmarks.valid : vm.bookmarks.expired).push({ ...bookmark, isQueued: true, isLogged: true });
  }
}

/** The undo log: the records of both spaces in the order of their writes, from where the window starts. */
function installRecords(core: EngineCore, vm: VmCache, recovered: RecoveredVm, snapshots: Snapshots): void {
  const [disk, memory] = recovered.spaces.map((space) => space.records);
  let d = 0;
  let m = 0;
  while (d < disk.count || m < memory.count) {
    const isDisk = m >= memory.count || (d < disk.count && disk.sequence[d] <= memory.sequence[m]);
    const records = isDisk ? disk : memory;
    const row = isDisk ? d++ : m++;
    if (records.place[row] === gone || records.sequence[row] <= vm.windowStart) continue;
    installRecord(core, vm, isDisk ? 0 : 1, recovered.spaces[isDisk ? 0 : 1], row, snapshots);
  }
  vm.log.settled = vm.log.head;
}

function installRecord(core: EngineCore, vm: VmCache, space: Space, from: RecoveredSpace, row: number, snapshots: Snapshots): void {
  const { records } = from;
  const block = records.block[row];
  const place = placeHere(core, vm, records, row, snapshots);
  const isOnArray = space === 0 && place === PLACE_ARRAY;
  if (place >= 0) {
    takeFlashCell(core, vm, place, Role.Previous, space, block, records.made[row], records.checksum[row]);
    vm.settledFlash++;
  }
  vm.log.append(records.timeNs[row], records.sequence[row], block, place, space | RecordFlag.Kept | (isOnArray ? RecordFlag.OnArray : 0));
  vm.liveKept++;
}

/** A place of the log on flash as one of the engine's: a cell, or one of the PLACE_…. */
function placeHere(core: EngineCore, vm: VmCache, rows: RecoveredRows, row: number, snapshots: Snapshots): number {
  const place = rows.place[row];
  if (place >= 0) return core.cells.dramCells + place;
  if (place === onArray) return PLACE_ARRAY;
  if (place === nowhere) return PLACE_NONE;
  if (isLostPlace(place)) return place;
  const known = core.arrayChecksums[vm.id];
  if (snapshots.has(snapshotOfPlace(place))) {
    known.noteSnapshot(snapshotOfPlace(place), rows.checksum[row]);
    return place;
  }
  // What the log says of the array's block may be what was there before the version has gone back.
  known.correct(rows.block[row], rows.checksum[row]);
  return PLACE_ARRAY;
}

function takeFlashCell(core: EngineCore, vm: VmCache, cell: number, role: Role, space: Space, block: number, sequence: number, checksum: number): void {
  const { cells } = core;
  assert(cells.roleOf(cell) === Role.Free && cells.vmOf(cell) === vm.id, 'a slot that was recovered holds one version, of its VM');
  core.freeFlash.takeSlot(cells.slot(cell), vm.id);
  cells.occupy(cell, vm.id, role, 0, space, block, sequence);
  if (core.image !== null) core.slotChecksums[cells.slot(cell)] = checksum;
}

/** The current versions, in the order of their writes: that is the order in which dirty blocks are destaged. */
function installCurrent(core: EngineCore, vm: VmCache, space: Space, from: RecoveredSpace, snapshots: Snapshots): void {
  const { current } = from;
  const arrayRecords = space === 0 ? recordsOnArray(vm) : new LocationIndex();
  for (const row of inSequence(current.sequence, current.count)) {
    const block = current.block[row];
    const sequence = current.sequence[row];
    const place = placeHere(core, vm, current, row, snapshots);
    const isClean = space === 0 && (place === PLACE_ARRAY || (current.isOnArray[row] === 1 && (place >= 0 || place === PLACE_NONE)));
    const node = space === 1 || isClean ? -1 : vm.takeDirty(block, Math.max(-1, place), sequence, core.nowNs, sequence, Math.max(-1, arrayRecords.get(block)));
    if (place >= 0) {
      takeFlashCell(core, vm, place, isClean ? Role.Clean : Role.Dirty, space, block, sequence, current.checksum[row]);
      core.cells.setAux(place, node);
      vm.index[space].set(block, place);
      if (isClean) vm.evictFlash.onInsert(place);
    } else if (place === PLACE_NONE && isClean) {
      vm.index[0].set(block, INDEX_NONE);
    } else if (node >= 0) {
      if (place !== PLACE_NONE) vm.dirty.setSnapshot(node, -3 - place);
      vm.index[0].set(block, nodeToIndex(node));
      if (vm.dirty.snapshotOf(node) === LOST_SNAPSHOT) loseDirty(vm, node);
    }
  }
}

/** The rows in the order of their sequences (below 2^48), equal ones as they come: by their digits of 16 bits, the lowest first. O(rows). */
function inSequence(sequences: Float64Array, count: number): Int32Array {
  let rows = new Int32Array(count);
  let highest = 0;
  let isInOrder = true;
  for (let row = 0; row < count; row++) {
    rows[row] = row;
    if (sequences[row] >= highest) highest = sequences[row];
    else isInOrder = false;
  }
  if (isInOrder) return rows;
  let sorted = new Int32Array(count);
  for (let unit = 1; unit <= highest; unit *= 0x1_0000) {
    const ends = new Int32Array(0x1_0001);
    for (let row = 0; row < count; row++) ends[(Math.floor(sequences[row] / unit) & 0xffff) + 1]++;
    for (let digit = 0; digit < 0x1_0000; digit++) ends[digit + 1] += ends[digit];
    for (const row of rows) sorted[ends[Math.floor(sequences[row] / unit) & 0xffff]++] = row;
    [rows, sorted] = [sorted, rows];
  }
  return rows;
}

/** By disk block, the record whose version the array holds: it is copied before the array is written over. */
function recordsOnArray(vm: VmCache): LocationIndex {
  const { log } = vm;
  const found = new LocationIndex();
  for (let position = log.tail; position < log.head; position++) {
    const at = log.at(position);
    if ((log.flagsOf(at) & RecordFlag.OnArray) !== 0) found.set(log.blockOf(at), log.reference(position));
  }
  return found;
}

/** The array may forget the snapshots that nothing names. */
function forgetSnapshots(core: EngineCore, vm: VmCache, snapshots: Snapshots): void {
  if (snapshots.size === 0) return;
  const named = new Set<number>();
  const { log } = vm;
  for (let position = log.tail; position < log.head; position++) named.add(-3 - log.placeOf(log.at(position)));
  vm.dirty.forEach((node) => named.add(vm.dirty.snapshotOf(node)));
  for (const snapshot of [...snapshots].sort((a, b) => a - b)) {
    core.snapshotCount = Math.max(core.snapshotCount, snapshot + 1);
    if (!named.has(snapshot)) core.releaseSnapshot(vm, snapshot);
  }
}
