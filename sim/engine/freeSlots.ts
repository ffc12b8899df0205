/**
 * The free slots of one tier, and which ranges of slots each portion has.
 *
 * Guarantees: a slot is handed out only to the owner of the range that it lies in, lowest first from where the owner's last one was (next fit, wrapping), so
 * that slots taken one after another ascend as long as there are free ones ahead: a host can then write many at once. O(1) but for steps over ranges.
 * A bitmap of three levels finds the next free slot; owners are VMs, and last the reserve that no portion holds.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

interface FreeSlotsState {
  readonly words: Int32Array;
  readonly groups: Int32Array;
  readonly clusters: Int32Array;
  readonly ranges: readonly (readonly number[])[];
  readonly cursors: readonly number[];
  readonly rangeCursors: readonly number[];
  readonly freeCounts: Int32Array;
}

export class FreeSlots implements Stateful<FreeSlotsState> {
  readonly freeCounts: Int32Array;
  private readonly words: Int32Array;
  private readonly groups: Int32Array;
  private readonly clusters: Int32Array;
  /** Per owner: [from, to) pairs, ascending. */
  private ranges: number[][];
  private cursors: number[];
  private rangeCursors: number[];

  /** All slots begin free. Each owner's range is as long as `portions` says, in their order; what is left is the reserve's (the owner after the last). */
  constructor(slotCount: number, portions: readonly number[]) {
    const ownerCount = portions.length + 1;
    this.words = allFree(slotCount);
    this.groups = allFree(this.words.length);
    this.clusters = allFree(this.groups.length);
    this.freeCounts = new Int32Array(ownerCount);
    this.ranges = [];
    let from = 0;
    for (let owner = 0; owner < ownerCount; owner++) {
      const count = owner < portions.length ? portions[owner] : slotCount - from;
      assert(count >= 0 && from + count <= slotCount, 'the portions fit into the tier');
      this.ranges.push(count > 0 ? [from, from + count] : []);
      this.freeCounts[owner] = count;
      from += count;
    }
    this.cursors = this.ranges.map((range) => range[0] ?? 0);
    this.rangeCursors = new Array<number>(ownerCount).fill(0);
  }

  /** Hands out a free slot of `owner`; the caller knows that there is one. */
  take(owner: number): number {
    assert(this.freeCounts[owner] > 0, 'take: no free slot');
    const ranges = this.ranges[owner];
    let range = this.rangeCursors[owner];
    let from = this.cursors[owner];
    for (;;) {
      const slot = this.nextFree(from, ranges[range + 1]);
      if (slot >= 0) {
        this.clear(slot);
        this.freeCounts[owner]--;
        this.cursors[owner] = slot + 1;
        this.rangeCursors[owner] = range;
        return slot;
      }
      range += 2;
      if (range >= ranges.length) range = 0;
      from = ranges[range];
    }
  }

  release(slot: number, owner: number): void {
    this.mark(slot);
    this.freeCounts[owner]++;
  }

  /** Moves slots that `take(from)` handed out to the free slots of `to`. */
  transfer(slots: readonly number[], from: number, to: number): void {
    const sorted = [...slots].sort((a, b) => a - b);
    this.ranges[from] = withoutSlots(this.ranges[from], sorted);
    this.ranges[to] = withSlots(this.ranges[to], sorted);
    for (const slot of sorted) this.release(slot, to);
    for (const owner of [from, to]) {
      this.rangeCursors[owner] = 0;
      this.cursors[owner] = this.ranges[owner][0] ?? 0;
    }
  }

  /** The ranges that `owner` has, [from, to) one after the other, when it will have given and got these slots. */
  rangesAfter(owner: number, given: readonly number[], got: readonly number[]): number[] {
    const ascending = (a: number, b: number): number => a - b;
    return withSlots(withoutSlots(this.ranges[owner], [...given].sort(ascending)), [...got].sort(ascending));
  }

  /** Hands out this free slot of `owner`. */
  takeSlot(slot: number, owner: number): void {
    this.clear(slot);
    this.freeCounts[owner]--;
  }

  bytes(): number {
    return this.words.byteLength + this.groups.byteLength + this.clusters.byteLength;
  }

  private mark(slot: number): void {
    this.words[slot >>> 5] |= 1 << (slot & 31);
    this.groups[slot >>> 10] |= 1 << ((slot >>> 5) & 31);
    this.clusters[slot >>> 15] |= 1 << ((slot >>> 10) & 31);
  }

  private clear(slot: number): void {
    const word = slot >>> 5;
    this.words[word] &= ~(1 << (slot & 31));
    if (this.words[word] !== 0) return;
    const group = word >>> 5;
    this.groups[group] &= ~(1 << (word & 31));
    if (this.groups[group] === 0) this.clusters[group >>> 5] &= ~(1 << (group & 31));
  }

  /** The lowest free slot in [from, to), or −1. */
  private nextFree(from: number, to: number): number {
    if (from >= to) return -1;
    let word = from >>> 5;
    let bits = this.words[word] & (-1 << (from & 31));
    if (bits === 0) {
      word = this.nextWord(word + 1);
      if (word < 0) return -1;
      bits = this.words[word];
    }
    const slot = (word << 5) + lowestBit(bits);
    return slot < to ? slot : -1;
  }

  private nextWord(from: number): number {
    if (from >= this.words.length) return -1;
    let group = from >>> 5;
    let bits = this.groups[group] & (-1 << (from & 31));
    if (bits === 0) {
      group = this.nextGroup(group + 1);
      if (group < 0) return -1;
      bits = this.groups[group];
    }
    return (group << 5) + lowestBit(bits);
  }

  private nextGroup(from: number): number {
    if (from >= this.groups.length) return -1;
    let cluster = from >>> 5;
    let bits = this.clusters[cluster] & (-1 << (from & 31));
    while (bits === 0) {
      cluster++;
      if (cluster >= this.clusters.length) return -1;
      bits = this.clusters[cluster];
    }
    return (cluster << 5) + lowestBit(bits);
  }

  save(): FreeSlotsState {
    return {
      words: this.words.slice(),
      groups: this.groups.slice(),
      clusters: this.clusters.slice(),
      ranges: this.ranges.map((range) => [...range]),
      cursors: [...this.cursors],
      rangeCursors: [...this.rangeCursors],
      freeCounts: this.freeCounts.slice(),
    };
  }

  restore(state: FreeSlotsState): void {
    this.words.set(state.words);
    this.groups.set(state.groups);
    this.clusters.set(state.clusters);
    this.ranges = state.ranges.map((range) => [...range]);
    this.cursors = [...state.cursors];
    this.rangeCursors = [...state.rangeCursors];
    this.freeCounts.set(state.freeCounts);
  }
}

/** A bitmap with a 1 for each of `count` places. */
function allFree(count: number): Int32Array {
  const words = new Int32Array(Math.ceil(count / 32)).fill(-1);
  if (count % 32 !== 0) words[words.length - 1] = (1 << (count % 32)) - 1;
  return words;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function withoutSlots(ranges: readonly number[], sorted: readonly number[]): number[] {
  const result: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    let from = ranges[i];
    const to = ranges[i + 1];
    while (next < sorted.length && sorted[next] < to) {
      if (sorted[next] > from) result.push(from, sorted[next]);
      from = sorted[next] + 1;
      next++;
    }
    if (from < to) result.push(from, to);
  }
  return result;
}

function withSlots(ranges: readonly number[], sorted: readonly number[]): number[] {
  const pieces: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pieces.push([ranges[i], ranges[i + 1]]);
  for (const slot of sorted) pieces.push([slot, slot + 1]);
  pieces.sort((a, b) => a[0] - b[0]);
  const result: number[] = [];
  for (const [from, to] of pieces) {
    if (result.length > 0 && result[result.length - 1] === from) result[result.length - 1] = to;
    else result.push(from, to);
  }
  return result;
}
