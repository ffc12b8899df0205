/**
 * Undo log of one VM: a record per superseded version, in sequence order, newest at the head; behind the head the redo of the rollbacks that can be undone.
 *
 * A record says when, by which sequence and in which block a version was superseded, and where the superseded version (the preimage) is. A rollback
 * exchanges, record by record, the place in the record with the one in the location index; the records behind the new head then say where the versions that
 * were taken away are, and walking them the other way undoes the rollback. So no record is ever copied for it.
 *
 *   tail            expired        settled                head              end
 *    │ kept for the    │ in the window …    (superseding write  │ redo            │
 *    │ durable point   │                     not yet durable)   │                 │
 *
 * Positions count up for ever; `reference` is what fits in 31 bits of one, good while the record lives. A ring that grows
 * by a quarter when it is full, so that it is at most 30 bytes for each record of a log that has grown. Records that turned out not to be needed are `Dead` and go when the tail reaches them, or in `compact`.
 *
 * A record of 24 bytes in one buffer: what a walk asks of a record is in one line of the processor's cache, seldom two.
 *
 *   0 timeNs f64 · 8 the sequence's lower 32 bits · 12 its upper 16 bits, and above them 16 bits of flags · 16 block i32 · 20 place i32
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

export const RecordFlag = {
  /** The block is in the memory space. */
  Memory: 1,
  /** The array holds this version. */
  OnArray: 2,
  /** Part of the log (else kept only until the durable point has passed the superseding write). */
  Kept: 4,
  /** Given up; holds nothing. */
  Dead: 8,
  /** Not kept any more, but the log on flash names it. */
  Named: 16,
} as const;

/** Places that are no cell. Snapshots: `placeOfSnapshot`. */
export const PLACE_ARRAY = -1;
export const PLACE_NONE = -2;

/** The number that stands for a version that nobody has any more: flash gave back something else, and there was no other copy. Reads of it fail. */
export const LOST_SNAPSHOT = 2 ** 30;

export function placeOfSnapshot(snapshot: number): number {
  return -3 - snapshot;
}

export function isLostPlace(place: number): boolean {
  return place === placeOfSnapshot(LOST_SNAPSHOT);
}

/** Of a snapshot that the array keeps. */
export function isSnapshotPlace(place: number): boolean {
  return place < PLACE_NONE && !isLostPlace(place);
}

export function snapshotOfPlace(place: number): number {
  return -3 - place;
}

interface UndoLogState {
  readonly records: Float64Array;
  readonly bounds: readonly number[];
}

const referenceMask = 0x7fffffff;
const TWO_MINUS_32 = 1 / 0x1_0000_0000;

export class UndoLog implements Stateful<UndoLogState> {
  capacity = 64;
  private f64 = new Float64Array(64 * 3);
  private i32 = new Int32Array(this.f64.buffer);
  /** Position whose record is at index 0; at most a lap behind the tail. */
  private origin = 0;
  tail = 0;
  expired = 0;
  settled = 0;
  head = 0;
  end = 0;
  /** Records between tail and head that are kept, and those that are dead. */
  keptCount = 0;
  deadCount = 0;
  /** Changes whenever positions or places moved otherwise than by appending. */
  generation = 0;

  /** Place in the ring of the record at `position`. */
  at(position: number): number {
    const index = position - this.origin;
    return index < this.capacity ? index : index - this.capacity;
  }

  // Of the record at a place in the ring.

  timeNsOf(at: number): number {
    return this.f64[at * 3];
  }

  /** Of the write that superseded; below 2^48. */
  sequenceOf(at: number): number {
    return (this.i32[at * 6 + 3] & 0xffff) * 0x1_0000_0000 + (this.i32[at * 6 + 2] >>> 0);
  }

  flagsOf(at: number): number {
    return this.i32[at * 6 + 3] >>> 16;
  }

  setFlags(at: number, flags: number): void {
    this.i32[at * 6 + 3] = (this.i32[at * 6 + 3] & 0xffff) | (flags << 16);
  }

  blockOf(at: number): number {
    return this.i32[at * 6 + 4];
  }

  /** Where the version is: a cell, or PLACE_…. */
  placeOf(at: number): number {
    return this.i32[at * 6 + 5];
  }

  setPlace(at: number, place: number): void {
    this.i32[at * 6 + 5] = place;
  }

  /** Moves a record to another place in the ring, over what is there. */
  copyRecord(from: number, to: number): void {
    this.f64.copyWithin(to * 3, from * 3, from * 3 + 3);
  }

  /** The tail's record is gone. */
  advanceTail(): void {
    this.tail++;
    if (this.tail - this.origin >= this.capacity) this.origin += this.capacity;
  }

  reference(position: number): number {
    return position & referenceMask;
  }

  /** The position of a reference, or −1 when no living record has it. */
  position(reference: number): number {
    if (reference < 0) return -1;
    const ahead = (reference - this.tail) & referenceMask;
    return ahead < this.end - this.tail ? this.tail + ahead : -1;
  }

  /** Is the record of this reference in reach, of that disk block, and its version on the array only? */
  wantsFromArray(reference: number, block: number): boolean {
    const position = this.position(reference);
    if (position < this.expired || position < 0) return false;
    const at = this.at(position);
    const wanted = RecordFlag.OnArray | RecordFlag.Kept;
    return (this.flagsOf(at) & (wanted | RecordFlag.Dead | RecordFlag.Memory)) === wanted && this.placeOf(at) === PLACE_ARRAY && this.blockOf(at) === block;
  }

  /** Appends a record at the head; the caller has dropped the redo. Returns its position. */
  append(timeNs: number, sequence: number, block: number, place: number, flags: number): number {
    assert(this.end === this.head, 'append: the redo is gone before a write');
    const position = this.head;
    if (position - this.tail >= this.capacity) this.grow();
    const at = this.at(position);
    this.f64[at * 3] = timeNs;
    this.i32[at * 6 + 2] = sequence | 0;
    this.i32[at * 6 + 3] = Math.floor(sequence * TWO_MINUS_32) | (flags << 16);
    this.i32[at * 6 + 4] = block;
    this.i32[at * 6 + 5] = place;
    this.head = position + 1;
    this.end = position + 1;
    if ((flags & RecordFlag.Kept) !== 0) this.keptCount++;
    return position;
  }

  /** First position in [tail, head] whose record is newer than `sequence`. O(log n). */
  firstAfter(sequence: number): number {
    let low = this.tail;
    let high = this.head;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.sequenceOf(this.at(middle)) > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  bytes(): number {
    return this.f64.byteLength;
  }

  private grow(): void {
    const capacity = Math.floor(this.capacity * 1.25);
    assert(capacity < 2 ** 30, 'undo log is too large');
    const records = new Float64Array(capacity * 3);
    const start = this.at(this.tail);
    const first = Math.min(this.end - this.tail, this.capacity - start);
    records.set(this.f64.subarray(start * 3, (start + first) * 3));
    records.set(this.f64.subarray(0, (this.end - this.tail - first) * 3), first * 3);
    this.origin = this.tail;
    this.capacity = capacity;
    this.setRecords(records);
  }

  private setRecords(records: Float64Array<ArrayBuffer>): void {
    this.f64 = records;
    this.i32 = new Int32Array(records.buffer);
  }

  save(): UndoLogState {
    return {
      records: this.f64.slice(),
      bounds: [this.tail, this.expired, this.settled, this.head, this.end, this.keptCount, this.deadCount, this.generation, this.origin],
    };
  }

  restore(state: UndoLogState): void {
    this.setRecords(new Float64Array(state.records));
    this.capacity = state.records.length / 3;
    [this.tail, this.expired, this.settled, this.head, this.end, this.keptCount, this.deadCount, this.generation, this.origin] = state.bounds as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  }
}
