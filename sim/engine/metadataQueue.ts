/**
 * What the log on flash is still to be told of one VM besides its writes, oldest first; and what waits until it has been told: slots and snapshots that the
 * log on flash names until then, and disk blocks whose content on the array it names.
 *
 * Four numbers an entry, so that a slot that is given up costs no object. `taken` entries at the front are in the append that is under way.
 */
import type { Stateful } from '../base/stateful.ts';
import type { Bookmark } from './bookmarks.ts';
import { entryBytes, EntryKind, nameBytes } from './logFormat.ts';

export const MetadataKind = {
  /** The current version of `block` has left the slot of `place` (a cell): the array holds it. `sequence` is the version's. */
  Dropped: 0,
  /** The record of write `sequence` on `block` was given up, out of turn. `place` as in the undo log: it is free when this is on flash. */
  RecordGone: 1,
  /** The same in turn: the window says so, this needs no bytes of its own. Or a snapshot that is not needed any more, since its version has gone back to the array. */
  RecordExpired: 2,
  /** The array holds version `sequence` of `block`; `place` is the checksum of it. */
  Destaged: 3,
  /** A bookmark was set, or is gone: number `place` of `bookmarks`. */
  Bookmarked: 4,
  BookmarkGone: 5,
  /** The current version of `block`, which was in the slot or snapshot of `place`, is lost. `sequence` is the version's. */
  Lost: 6,
} as const;
export type MetadataKind = (typeof MetadataKind)[keyof typeof MetadataKind];

interface MetadataQueueState {
  readonly numbers: Float64Array;
  readonly taken: number;
  readonly bytes: number;
  readonly bookmarks: Bookmark[];
  readonly bookmarksTaken: number;
}

const fields = 4;
/** Bytes on flash of an entry of each kind, but for a bookmark's name. */
const bytesOf = [
  entryBytes[EntryKind.Dropped],
  entryBytes[EntryKind.RecordGone],
  0,
  entryBytes[EntryKind.Destaged],
  entryBytes[EntryKind.Bookmark],
  entryBytes[EntryKind.BookmarkGone],
  entryBytes[EntryKind.LostBlock],
];

export class MetadataQueue implements Stateful<MetadataQueueState> {
  count = 0;
  taken = 0;
  /** What the entries not yet taken need on flash. */
  bytes = 0;
  /** Of the entries of the two kinds for bookmarks, in their order. */
  bookmarks: Bookmark[] = [];
  bookmarksTaken = 0;
  private numbers = new Float64Array(16 * fields);

  push(kind: MetadataKind, space: number, block: number, place: number, sequence: number): void {
    const at = this.count * fields;
    if (at === this.numbers.length) {
      const larger = new Float64Array(at * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[at] = kind + 8 * space;
    this.numbers[at + 1] = block;
    this.numbers[at + 2] = place;
    this.numbers[at + 3] = sequence;
    this.count++;
    this.bytes += bytesOf[kind];
  }

  pushBookmark(kind: typeof MetadataKind.Bookmarked | typeof MetadataKind.BookmarkGone, bookmark: Bookmark): void {
    this.bookmarks.push(bookmark);
    this.bytes += nameBytes(bookmark.name);
    this.push(kind, 0, -1, -1, bookmark.sequence);
  }

  kindOf(entry: number): MetadataKind {
    return (this.numbers[entry * fields] & 7) as MetadataKind;
  }

  spaceOf(entry: number): number {
    return this.numbers[entry * fields] >>> 3;
  }

  blockOf(entry: number): number {
    return this.numbers[entry * fields + 1];
  }

  placeOf(entry: number): number {
    return this.numbers[entry * fields + 2];
  }

  sequenceOf(entry: number): number {
    return this.numbers[entry * fields + 3];
  }

  /** All entries go with the append that is issued now. */
  takeAll(): void {
    this.taken = this.count;
    this.bookmarksTaken = this.bookmarks.length;
    this.bytes = 0;
  }

  /** Forgets the entries that were taken. */
  dropTaken(): void {
    this.numbers.copyWithin(0, this.taken * fields, this.count * fields);
    this.count -= this.taken;
    this.taken = 0;
    this.bookmarks.splice(0, this.bookmarksTaken);
    this.bookmarksTaken = 0;
  }

  save(): MetadataQueueState {
    return {
      numbers: this.numbers.slice(0, this.count * fields),
      taken: this.taken,
      bytes: this.bytes,
      bookmarks: this.bookmarks,
      bookmarksTaken: this.bookmarksTaken,
    };
  }

  restore(state: MetadataQueueState): void {
    this.numbers = new Float64Array(Math.max(16 * fields, state.numbers.length));
    this.numbers.set(state.numbers);
    this.count = state.numbers.length / fields;
    this.taken = state.taken;
    this.bytes = state.bytes;
    this.bookmarks = [...state.bookmarks];
    this.bookmarksTaken = state.bookmarksTaken;
  }
}
