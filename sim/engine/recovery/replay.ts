/**
 * What the segments of the log say, one after the other: a fold over their entries into what is known of each VM. The meaning of the entries is in
 * `logFormat.ts`; none depends on a segment that may be missing.
 */
import { assert } from '../../base/assert.ts';
import { keptChecksum } from '../arrayChecksums.ts';
import { arrayBlockBytes, decodeName, entryBytes, EntryKind, firstLease, headerBytes, nowhere, onArray, onArrayBit, roundUp, spaceBit } from '../logFormat.ts';
import { isLostPlace, isSnapshotPlace, LOST_SNAPSHOT, placeOfSnapshot } from '../undoLog.ts';
import { gone, RecoveredVm } from './recoveredVm.ts';
import type { RecoveredSpace } from './recoveredVm.ts';
import type { FoundSegment } from './readLog.ts';

/** Where a block is that the log never named. */
const placeAtFirst = [onArray, nowhere] as const;

const lostPlace = placeOfSnapshot(LOST_SNAPSHOT);

export class Replay {
  readonly vms: readonly RecoveredVm[];
  entries = 0;
  /** Snapshots of the array that the log has named, or may name, have numbers below this. */
  nextSnapshot = 0;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private readonly lost: ReadonlySet<number>;

  /** `lost`: VMs of which something is missing. Nothing of them is taken over but their portion. */
  constructor(vmCount: number, bases: readonly number[], lost: ReadonlySet<number>) {
    this.lost = lost;
    this.vms = Array.from({ length: vmCount }, (_, id) => {
      const vm = new RecoveredVm();
      vm.nextSequence = firstLease;
      vm.base = bases[id];
      return vm;
    });
  }

  /** All segments, in the order of their numbers. Of each VM what its latest complete checkpoint says, and what came after. */
  all(segments: readonly FoundSegment[]): void {
    for (const segment of segments) this.segment(segment);
  }

  private segment(segment: FoundSegment): void {
    this.bytes = segment.bytes;
    this.view = new DataView(segment.bytes.buffer, segment.bytes.byteOffset, segment.bytes.length);
    let id = segment.vm;
    let vm = this.vms[id];
    vm.nextSequence = Math.max(vm.nextSequence, segment.lease);
    vm.loggedBytes += segment.number < vm.base ? 0 : segment.bytes.length;
    if (vm.firstSegment === 0) vm.firstSegment = segment.number;
    this.at = headerBytes;
    const first = (this.view.getUint32(this.at, true) & 255) as EntryKind;
    const base = first === EntryKind.Base ? segment.number : first === EntryKind.BaseMore ? this.f64(8) : vm.base;
    if (base !== vm.base) return;
    while (this.at + 8 <= this.bytes.length) {
      const word = this.view.getUint32(this.at, true);
      const kind = (word & 255) as EntryKind;
      if (kind === EntryKind.End) return;
      if (kind === EntryKind.Vm) {
        id = this.u32(4);
        vm = this.vms[id];
        if (vm.firstSegment === 0) vm.firstSegment = segment.number;
        this.at += entryBytes[kind];
        continue;
      }
      const space = (word & spaceBit) === 0 ? 0 : 1;
      this.entries++;
      const isDead = segment.number < vm.base || (this.lost.has(id) && kind !== EntryKind.Portion);
      this.at += isDead ? this.lengthOf(kind) : this.apply(vm, kind, space, (word & onArrayBit) !== 0);
    }
  }

  /** Length of an entry that is passed over. */
  private lengthOf(kind: EntryKind): number {
    if (kind === EntryKind.Portion) return entryBytes[kind] + 8 * this.u32(4);
    if (kind === EntryKind.ArrayBlocks) return entryBytes[kind] + arrayBlockBytes * this.u32(4);
    const hasName = kind === EntryKind.Bookmark || kind === EntryKind.BookmarkGone;
    return entryBytes[kind] + (hasName ? roundUp(Math.max(0, this.i32(4)), 8) : 0);
  }

  private u32(place: number): number {
    return this.view.getUint32(this.at + place, true);
  }

  private i32(place: number): number {
    return this.view.getInt32(this.at + place, true);
  }

  private f64(place: number): number {
    return this.view.getFloat64(this.at + place, true);
  }

  private place(): number {
    const place = this.i32(8);
    if (!isLostPlace(place)) this.nextSnapshot = Math.max(this.nextSnapshot, -2 - place);
    return place;
  }

  /** Applies the entry and returns its length. */
  private apply(vm: RecoveredVm, kind: EntryKind, spaceNumber: 0 | 1, isOnArray: boolean): number {
    const space = vm.spaces[spaceNumber];
    switch (kind) {
      case EntryKind.Step:
        for (const reached of this.u32(4) === 1 ? vm.spaces : [space]) reached.durablePoint = Math.max(reached.durablePoint, this.f64(8));
        vm.lastWriteNs = Math.max(vm.lastWriteNs, this.f64(16));
        break;
      case EntryKind.Index:
        vm.sequence = Math.max(vm.sequence, this.f64(16));
        this.index(vm, spaceNumber, isOnArray);
        break;
      case EntryKind.Record:
        vm.sequence = Math.max(vm.sequence, this.f64(16));
        this.record(vm, spaceNumber, isOnArray);
        break;
      case EntryKind.Moved:
        this.moved(space);
        break;
      case EntryKind.Dropped:
        this.dropped(space, placeAtFirst[spaceNumber]);
        break;
      case EntryKind.RecordGone: {
        const row = space.record(this.f64(16), this.u32(4));
        if (row >= 0) space.records.place[row] = gone;
        break;
      }
      case EntryKind.Window:
        vm.windowStart = Math.max(vm.windowStart, this.f64(8));
        vm.windowStartNs = this.f64(16);
        break;
      case EntryKind.Destaged:
        this.destaged(vm);
        break;
      case EntryKind.ArrayBlocks:
        return this.arrayBlocks(vm);
      case EntryKind.Bookmark:
      case EntryKind.BookmarkGone:
        return this.bookmark(vm, kind);
      case EntryKind.Rollback:
        rollBack(vm, this.f64(8), this.f64(24));
        vm.nextSequence = Math.max(vm.nextSequence, this.f64(16));
        break;
      case EntryKind.Undo:
        vm.sequence = Math.max(vm.sequence, this.f64(8));
        vm.spaces[0].durablePoint = Math.max(vm.spaces[0].durablePoint, this.f64(16));
        vm.spaces[1].durablePoint = Math.max(vm.spaces[1].durablePoint, this.f64(24));
        vm.lastWriteNs = Math.max(vm.lastWriteNs, this.f64(32));
        break;
      case EntryKind.Portion:
        return this.portion(vm);
      case EntryKind.Recovered:
        this.recovered(vm);
        break;
      case EntryKind.Base:
        this.base(vm);
        break;
      case EntryKind.BaseMore:
      case EntryKind.Missing:
        break;
      case EntryKind.Lost:
        if (this.f64(8) < this.f64(16)) vm.addLost(this.f64(8), this.f64(16));
        break;
      case EntryKind.LostBlock:
        this.lostBlock(space, placeAtFirst[spaceNumber]);
        break;
      default:
        assert(false, 'a segment with a right checksum has known entries');
    }
    return entryBytes[kind];
  }

  private index(vm: RecoveredVm, spaceNumber: 0 | 1, isOnArray: boolean): void {
    const space = vm.spaces[spaceNumber];
    const { current } = space;
    const row = space.row(this.u32(4), placeAtFirst[spaceNumber]);
    this.noteArray(vm, spaceNumber);
    current.place[row] = this.place();
    current.checksum[row] = this.u32(12);
    current.sequence[row] = this.f64(16);
    current.isOnArray[row] = isOnArray ? 1 : 0;
    // It may have been destaged before the log was told so.
    if (spaceNumber !== 0 || !isOnArray) return;
    if (current.place[row] >= 0) vm.noteArray(current.block[row], keptChecksum(current.checksum[row]));
    else if (current.place[row] === nowhere) vm.arrayChecksums.delete(current.block[row]);
  }

  private record(vm: RecoveredVm, spaceNumber: 0 | 1, isOnArray: boolean): void {
    const space = vm.spaces[spaceNumber];
    const { records } = space;
    const block = this.u32(4);
    space.row(block, placeAtFirst[spaceNumber]);
    this.noteArray(vm, spaceNumber);
    const row = records.add();
    records.block[row] = block;
    records.place[row] = this.place();
    records.checksum[row] = this.u32(12);
    records.sequence[row] = this.f64(16);
    records.timeNs[row] = this.f64(24);
    records.made[row] = this.f64(32);
    records.isOnArray[row] = isOnArray ? 1 : 0;
  }

  private moved(space: RecoveredSpace): void {
    const row = space.record(this.f64(16), this.u32(4));
    if (row < 0 || space.records.place[row] === gone) return;
    space.records.place[row] = this.place();
    space.records.checksum[row] = this.u32(12);
  }

  private dropped(space: RecoveredSpace, atFirst: number): void {
    const { current } = space;
    const row = space.row(this.u32(4), atFirst);
    if (current.place[row] !== this.i32(8)) return;
    current.place[row] = onArray;
    current.isOnArray[row] = 1;
  }

  private lostBlock(space: RecoveredSpace, atFirst: number): void {
    const { current } = space;
    const row = space.row(this.u32(4), atFirst);
    if (current.place[row] !== this.i32(8)) return;
    current.place[row] = lostPlace;
    current.isOnArray[row] = 0;
  }

  private destaged(vm: RecoveredVm): void {
    const [disk] = vm.spaces;
    const { current } = disk;
    const row = disk.row(this.u32(4), onArray);
    vm.noteArray(this.u32(4), this.u32(12));
    if (current.sequence[row] !== this.f64(16)) return;
    current.isOnArray[row] = 1;
    if (!isSnapshotPlace(current.place[row])) return;
    current.place[row] = onArray;
    current.checksum[row] = this.u32(12);
  }

  /** An entry that names the array says what that holds, if the server has written it. */
  private noteArray(vm: RecoveredVm, space: number): void {
    if (space === 0 && this.i32(8) === onArray) vm.noteArray(this.u32(4), this.u32(12));
  }

  private arrayBlocks(vm: RecoveredVm): number {
    const count = this.u32(4);
    const first = entryBytes[EntryKind.ArrayBlocks];
    for (let i = 0; i < count; i++) vm.noteArray(this.u32(first + i * arrayBlockBytes), this.u32(first + i * arrayBlockBytes + 4));
    return first + count * arrayBlockBytes;
  }

  private bookmark(vm: RecoveredVm, kind: typeof EntryKind.Bookmark | typeof EntryKind.BookmarkGone): number {
    const length = this.i32(4);
    const start = this.at + entryBytes[kind];
    const name = length < 0 ? null : decodeName(this.bytes.subarray(start, start + length));
    const sequence = this.f64(8);
    const number = this.f64(kind === EntryKind.BookmarkGone ? 16 : 32);
    vm.nextBookmark = Math.max(vm.nextBookmark, number + 1);
    if (kind === EntryKind.BookmarkGone) {
      vm.bookmarks = vm.bookmarks.filter((bookmark) => bookmark.number !== number);
    } else {
      if (sequence > vm.sequence) vm.lastWriteNs = Math.max(vm.lastWriteNs, this.f64(24));
      vm.sequence = Math.max(vm.sequence, sequence);
      vm.bookmarks.push({ name, sequence, timeNs: this.f64(16), stateNs: this.f64(24), number });
      for (const space of vm.spaces) space.durablePoint = Math.max(space.durablePoint, sequence);
    }
    return entryBytes[kind] + roundUp(Math.max(0, length), 8);
  }

  private portion(vm: RecoveredVm): number {
    const numbers = 2 * this.u32(4);
    vm.portion = { dramBlocks: this.u32(8), flashBlocks: this.u32(12), logRecords: this.u32(16) };
    vm.ranges = Array.from({ length: numbers }, (_, i) => this.u32(24 + 4 * i));
    return entryBytes[EntryKind.Portion] + 4 * numbers;
  }

  private base(vm: RecoveredVm): void {
    vm.sequence = this.f64(8);
    vm.spaces[0].durablePoint = this.f64(16);
    vm.spaces[1].durablePoint = this.f64(24);
    for (const space of vm.spaces) space.recoveredAt = -1;
    vm.lastWriteNs = this.f64(32);
    vm.windowStart = this.f64(40);
    vm.windowStartNs = this.f64(48);
  }

  private recovered(vm: RecoveredVm): void {
    vm.sequence = this.f64(8);
    vm.bookmarks = vm.bookmarks.filter(({ sequence }) => sequence >= vm.windowStart);
    vm.startWithin();
    for (const [number, space] of vm.spaces.entries()) {
      space.durablePoint = this.f64(8);
      space.recoveredAt = this.f64(8);
      space.recoveredPoint = this.f64(24 + 8 * number);
    }
    vm.nextSequence = Math.max(vm.nextSequence, this.f64(16) + firstLease);
    const complete = Math.min(this.f64(24), this.f64(32));
    if (complete < this.f64(8)) vm.addLost(complete, this.f64(8));
  }
}

/** Takes away what is newer than the target: the index names what the records say. */
function rollBack(vm: RecoveredVm, target: number, targetNs: number): void {
  for (const space of vm.spaces) {
    const { records, current } = space;
    while (records.count > 0 && records.sequence[records.count - 1] > target) {
      const record = --records.count;
      if (records.place[record] === gone) continue;
      const row = space.rowOf.get(records.block[record]);
      current.place[row] = records.place[record];
      current.checksum[row] = records.checksum[record];
      current.sequence[row] = records.made[record];
      // What the log was not told of the array since is not known.
      current.isOnArray[row] = records.place[record] === onArray ? 1 : 0;
    }
    space.durablePoint = Math.min(space.durablePoint, target);
  }
  if (vm.sequence > target) vm.lastWriteNs = targetNs;
  vm.sequence = Math.min(vm.sequence, target);
  vm.bookmarks = vm.bookmarks.filter((bookmark) => bookmark.sequence <= target);
  vm.lost = vm.lost.filter(([from]) => from < target);
}
