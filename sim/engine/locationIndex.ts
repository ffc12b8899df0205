/**
 * Location index of one space of one VM: block → where its current version is.
 *
 * A value is a cell (>= 0), `INDEX_NONE` (reads as zeros, and the array agrees), or a dirty node without a cell (`nodeToIndex`). A block that is not in
 * the table is where it is by default: on the array (disk), or nowhere (memory).
 *
 * Open addressing with linear probing in one typed array of (block, value) pairs, at most 5/8 full; deletion shifts back, so that there are no tombstones.
 * O(1); grows by doubling.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

export const INDEX_ABSENT = -2147483648;
export const INDEX_NONE = -1;

export function nodeToIndex(node: number): number {
  return -2 - node;
}

export function indexToNode(value: number): number {
  return -2 - value;
}

interface IndexState {
  readonly pairs: Int32Array;
  readonly size: number;
}

export class LocationIndex implements Stateful<IndexState> {
  size = 0;
  private pairs: Int32Array;
  private mask: number;
  private shift: number;

  constructor() {
    this.pairs = new Int32Array(32).fill(-1);
    this.mask = 31;
    this.shift = 28;
  }

  get(block: number): number {
    const pairs = this.pairs;
    const mask = this.mask;
    let at = (Math.imul(block, 0x9e3779b1) >>> this.shift) << 1;
    for (;;) {
      const key = pairs[at];
      if (key === block) return pairs[at + 1];
      if (key < 0) return INDEX_ABSENT;
      at = (at + 2) & mask;
    }
  }

  /** Where the block is in the table, good until the next `set` of another block or `delete`; −1 when it is not. */
  find(block: number): number {
    const pairs = this.pairs;
    const mask = this.mask;
    let at = (Math.imul(block, 0x9e3779b1) >>> this.shift) << 1;
    for (;;) {
      const key = pairs[at];
      if (key === block) return at;
      if (key < 0) return -1;
      at = (at + 2) & mask;
    }
  }

  valueAt(at: number): number {
    return this.pairs[at + 1];
  }

  setAt(at: number, value: number): void {
    this.pairs[at + 1] = value;
  }

  set(block: number, value: number): void {
    const pairs = this.pairs;
    const mask = this.mask;
    let at = (Math.imul(block, 0x9e3779b1) >>> this.shift) << 1;
    for (;;) {
      const key = pairs[at];
      if (key === block) {
        pairs[at + 1] = value;
        return;
      }
      if (key < 0) break;
      at = (at + 2) & mask;
    }
    pairs[at] = block;
    pairs[at + 1] = value;
    this.size++;
    if (this.size * 16 > pairs.length * 5) this.grow();
  }

  delete(block: number): void {
    const pairs = this.pairs;
    const mask = this.mask;
    const shift = this.shift;
    let at = (Math.imul(block, 0x9e3779b1) >>> shift) << 1;
    while (pairs[at] !== block) {
      if (pairs[at] < 0) return;
      at = (at + 2) & mask;
    }
    this.size--;
    let next = at;
    for (;;) {
      next = (next + 2) & mask;
      const key = pairs[next];
      if (key < 0) break;
      const home = (Math.imul(key, 0x9e3779b1) >>> shift) << 1;
      if (((next - home) & mask) < ((next - at) & mask)) continue;
      pairs[at] = key;
      pairs[at + 1] = pairs[next + 1];
      at = next;
    }
    pairs[at] = -1;
  }

  /** Calls back for every block in the table, in no particular but repeatable order. */
  forEach(visit: (block: number, value: number) => void): void {
    for (let at = 0; at < this.pairs.length; at += 2) if (this.pairs[at] >= 0) visit(this.pairs[at], this.pairs[at + 1]);
  }

  bytes(): number {
    return this.pairs.byteLength;
  }

  private grow(): void {
    const old = this.pairs;
    assert(old.length < 2 ** 30, 'location index is too large');
    this.resizeTo(old.length * 2);
    for (let from = 0; from < old.length; from += 2) {
      const block = old[from];
      if (block < 0) continue;
      let at = (Math.imul(block, 0x9e3779b1) >>> this.shift) << 1;
      while (this.pairs[at] >= 0) at = (at + 2) & this.mask;
      this.pairs[at] = block;
      this.pairs[at + 1] = old[from + 1];
    }
  }

  private resizeTo(length: number): void {
    this.pairs = new Int32Array(length).fill(-1);
    this.mask = length - 1;
    this.shift = Math.clz32(length) + 2;
  }

  save(): IndexState {
    return { pairs: this.pairs.slice(), size: this.size };
  }

  restore(state: IndexState): void {
    this.resizeTo(state.pairs.length);
    this.pairs.set(state.pairs);
    this.size = state.size;
  }
}
