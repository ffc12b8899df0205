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
 * Positions count up for ever; `reference` is what fits in 31 bits of one, good while the record lives. A ring of typed arrays, 25 bytes a record, that grows
 * by a quarter when it is full, so that it is never more than 32 bytes for each record of a log that has grown. Records that turned out not to be needed are `Dead` and go when the tail reaches them, or in `compact`.
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

export function placeOfSnapshot(snapshot: number): number {
  return -3 - snapshot;
}

export function snapshotOfPlace(place: number): number {
  return -3 - place;
}

interface UndoLogState {
  readonly timeNs: Float64Array;
  readonly sequence: Float64Array;
  readonly block: Int32Array;
  readonly place: Int32Array;
  readonly flags: Uint8Array;
  readonly bounds: readonly number[];
}

const referenceMask = 0x7fffffff;

export class UndoLog implements Stateful<UndoLogState> {
  timeNs = new Float64Array(64);
  /** Of the write that superseded. */
  sequence = new Float64Array(64);
  block = new Int32Array(64);
  /** Where the version is: a cell, or PLACE_…. */
  place = new Int32Array(64);
  flags = new Uint8Array(64);
  capacity = 64;
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

  /** Index into the arrays of the record at `position`. */
  at(position: number): number {
    const index = position - this.origin;
    return index < this.capacity ? index : index - this.capacity;
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
    return (this.flags[at] & (wanted | RecordFlag.Dead | RecordFlag.Memory)) === wanted && this.place[at] === PLACE_ARRAY && this.block[at] === block;
  }

  /** Appends a record at the head; the caller has dropped the redo. Returns its position. */
  append(timeNs: number, sequence: number, block: number, place: number, flags: number): number {
    assert(this.end === this.head, 'append: the redo is gone before a write');
    const position = this.head;
    if (position - this.tail >= this.capacity) this.grow();
    const at = this.at(position);
    this.timeNs[at] = timeNs;
    this.sequence[at] = sequence;
    this.block[at] = block;
    this.place[at] = place;
    this.flags[at] = flags;
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
      if (this.sequence[this.at(middle)] > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  bytes(): number {
    return this.timeNs.byteLength + this.sequence.byteLength + this.block.byteLength + this.place.byteLength + this.flags.byteLength;
  }

  private grow(): void {
    const capacity = Math.floor(this.capacity * 1.25);
    assert(capacity < 2 ** 30, 'undo log is too large');
    this.timeNs = this.moved(this.timeNs, new Float64Array(capacity));
    this.sequence = this.moved(this.sequence, new Float64Array(capacity));
    this.block = this.moved(this.block, new Int32Array(capacity));
    this.place = this.moved(this.place, new Int32Array(capacity));
    this.flags = this.moved(this.flags, new Uint8Array(capacity));
    this.origin = this.tail;
    this.capacity = capacity;
  }

  /** The records from the tail on, at the beginning of a larger array. */
  private moved<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
    const start = this.at(this.tail);
    const first = Math.min(this.end - this.tail, this.capacity - start);
    to.set(from.subarray(start, start + first));
    to.set(from.subarray(0, this.end - this.tail - first), first);
    return to;
  }

  save(): UndoLogState {
    return {
      timeNs: this.timeNs.slice(),
      sequence: this.sequence.slice(),
      block: this.block.slice(),
      place: this.place.slice(),
      flags: this.flags.slice(),
      bounds: [this.tail, this.expired, this.settled, this.head, this.end, this.keptCount, this.deadCount, this.generation, this.origin],
    };
  }

  restore(state: UndoLogState): void {
    this.timeNs = state.timeNs.slice();
    this.sequence = state.sequence.slice();
    this.block = state.block.slice();
    this.place = state.place.slice();
    this.flags = state.flags.slice();
    this.capacity = this.flags.length;
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
