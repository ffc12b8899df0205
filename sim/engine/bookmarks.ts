/**
 * Bookmarks of one VM, in sequence order; those that lost what they need stay listed as expired (the newest of them), so that a refusal can say so.
 * `name` null: a bookmark of granularity `interval`. Several may stand at one sequence.
 */
import type { Stateful } from '../base/stateful.ts';

export interface Bookmark {
  readonly name: string | null;
  readonly sequence: number;
  readonly timeNs: number;
  /** When the write was admitted whose state it names. */
  readonly stateNs: number;
  /** The VM never had another bookmark of this number. */
  readonly number: number;
  /** It is to be told to the log on flash, or the log was told; and: the log was told. */
  isQueued: boolean;
  isLogged: boolean;
}

const expiredListedMax = 256;

interface BookmarksState {
  readonly valid: readonly Bookmark[];
  readonly expired: readonly Bookmark[];
}

export class Bookmarks implements Stateful<BookmarksState> {
  valid: Bookmark[] = [];
  expired: Bookmark[] = [];

  /** Sequence of the newest, or −1. */
  newestSequence(): number {
    return this.valid.length === 0 ? -1 : this.valid[this.valid.length - 1].sequence;
  }

  /** When the newest was set, or −Infinity. */
  newestNs(): number {
    return this.valid.length === 0 ? -Infinity : this.valid[this.valid.length - 1].timeNs;
  }

  add(bookmark: Bookmark): void {
    this.valid.push(bookmark);
    if (bookmark.name !== null) this.expired = this.expired.filter((other) => other.name !== bookmark.name);
  }

  find(name: string): Bookmark | undefined {
    return this.valid.find((bookmark) => bookmark.name === name);
  }

  isExpired(name: string): boolean {
    return this.expired.some((bookmark) => bookmark.name === name);
  }

  hasSequence(sequence: number): boolean {
    let low = 0;
    let high = this.valid.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.valid[middle].sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return low < this.valid.length && this.valid[low].sequence === sequence;
  }

  /** Is there one in [from, to)? */
  hasWithin(from: number, to: number): boolean {
    let low = 0;
    let high = this.valid.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.valid[middle].sequence < from) low = middle + 1;
      else high = middle;
    }
    return low < this.valid.length && this.valid[low].sequence < to;
  }

  remove(bookmark: Bookmark): void {
    this.valid = this.valid.filter((other) => other !== bookmark);
  }

  /** Expires those older than `sequence` and returns them. */
  expireBefore(sequence: number): Bookmark[] {
    let count = 0;
    while (count < this.valid.length && this.valid[count].sequence < sequence) count++;
    if (count === 0) return [];
    const gone = this.valid.splice(0, count);
    this.expired.push(...gone.filter((bookmark) => bookmark.name !== null));
    if (this.expired.length > expiredListedMax) this.expired.splice(0, this.expired.length - expiredListedMax);
    return gone;
  }

  /** Takes away those newer than `sequence` (they leave with a redo) and returns them. */
  takeNewerThan(sequence: number): Bookmark[] {
    let count = this.valid.length;
    while (count > 0 && this.valid[count - 1].sequence > sequence) count--;
    return this.valid.splice(count);
  }

  /** Brings back what `takeNewerThan` took. */
  putBack(bookmarks: readonly Bookmark[]): void {
    this.valid.push(...bookmarks);
  }

  save(): BookmarksState {
    return { valid: [...this.valid], expired: [...this.expired] };
  }

  restore(state: BookmarksState): void {
    this.valid = [...state.valid];
    this.expired = [...state.expired];
  }
}
