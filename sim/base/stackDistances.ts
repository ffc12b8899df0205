/**
 * Exact LRU stack distances, online: for every use of a key, how many other keys were used since its last use. An LRU cache of C keys hits exactly where
 * the distance is below C, so one pass gives the misses of every size at once.
 *
 * Method: the keys' last uses lie in one row in the order of time, a bit each; the distance is the number of bits behind the key's own. A Fenwick tree over
 * the words of 32 bits sums in O(log keys). When the row is full, the bits are moved together: at least as many uses lie between two such moves as there are
 * keys, so that it costs O(1) a use. Memory is bounded by the number of keys (about 45 bytes each), not by the number of uses.
 *
 * Sources: Mattson, Gecsei, Slutz, Traiger: Evaluation techniques for storage hierarchies, IBM Systems Journal 9(2), 1970 (the stack); Bennett, Kruskal: LRU
 * stack processing, IBM J. Res. Dev. 19(4), 1975 (a tree over the row of last uses); Fenwick: A new data structure for cumulative frequency tables, SPE 24(3), 1994.
 */
import { assert } from './assert.ts';
import { NumberMap } from './numberMap.ts';
import type { Stateful } from './stateful.ts';

const positionsMin = 1 << 12;

export class StackDistances implements Stateful<unknown> {
  /** key → position of its last use. */
  readonly #positions: NumberMap;
  /** Key of each position that has a bit. */
  #keys = new Float64Array(positionsMin);
  #bits = new Int32Array(positionsMin >>> 5);
  /** Fenwick tree over the words of `#bits`, 1-based. */
  #tree = new Int32Array((positionsMin >>> 5) + 1);
  #next = 0;

  constructor(expectedKeys = 8) {
    this.#positions = new NumberMap(expectedKeys);
  }

  /** Keys that are known: used and not removed. */
  get keyCount(): number {
    return this.#positions.size;
  }

  get memoryBytes(): number {
    return this.#positions.memoryBytes + this.#keys.byteLength + this.#bits.byteLength + this.#tree.byteLength;
  }

  /** Notes a use of `key` (0 … 2^53 − 1). Returns its distance, from 0; −1 when the key was not known. O(log keys), amortised. */
  use(key: number): number {
    if (this.#next === this.#keys.length) this.#moveTogether();
    const next = this.#next++;
    const positions = this.#positions;
    const place = positions.find(key);
    let distance = -1;
    if (place < 0) {
      positions.set(key, next);
    } else {
      const last = positions.valueAt(place);
      positions.setAt(place, next);
      if (last === next - 1) {
        // The newest again: its bit just moves on by one.
        distance = 0;
        this.#clear(last);
      } else {
        this.#clear(last);
        distance = positions.size - 1 - this.#countUpTo(last);
      }
    }
    this.#keys[next] = key;
    this.#bits[next >>> 5] |= 1 << (next & 31);
    this.#add(next >>> 5, 1);
    return distance;
  }

  /** Forgets `key`. Says whether it was known. */
  remove(key: number): boolean {
    const position = this.#positions.get(key);
    if (position < 0) return false;
    this.#clear(position);
    this.#positions.delete(key);
    return true;
  }

  save(): unknown {
    return { positions: this.#positions.save(), keys: this.#keys.slice(), bits: this.#bits.slice(), tree: this.#tree.slice(), next: this.#next };
  }

  restore(state: unknown): void {
    const saved = state as { positions: ReturnType<NumberMap['save']>; keys: Float64Array; bits: Int32Array; tree: Int32Array; next: number };
    this.#positions.restore(saved.positions);
    this.#keys = saved.keys.slice();
    this.#bits = saved.bits.slice();
    this.#tree = saved.tree.slice();
    this.#next = saved.next;
  }

  #clear(position: number): void {
    this.#bits[position >>> 5] &= ~(1 << (position & 31));
    this.#add(position >>> 5, -1);
  }

  #add(word: number, change: number): void {
    const tree = this.#tree;
    for (let node = word + 1; node < tree.length; node += node & -node) tree[node] += change;
  }

  /** Bits at positions up to and including `position`. */
  #countUpTo(position: number): number {
    const tree = this.#tree;
    let count = bitCount(this.#bits[position >>> 5] & (-1 >>> (31 - (position & 31))));
    for (let node = position >>> 5; node > 0; node &= node - 1) count += tree[node];
    return count;
  }

  /** Makes room behind the newest use: as many positions as there are keys, at least. */
  #moveTogether(): void {
    const { size } = this.#positions;
    let capacity = positionsMin;
    while (capacity < size * 2) capacity *= 2;
    assert(capacity <= 2 ** 30, 'stack distances of at most 2^29 keys');
    const from = this.#keys;
    const to = capacity === from.length ? from : new Float64Array(capacity);
    let next = 0;
    for (let position = 0; position < this.#next; position++) {
      if ((this.#bits[position >>> 5] & (1 << (position & 31))) === 0) continue;
      to[next] = from[position];
      this.#positions.set(from[position], next++);
    }
    this.#keys = to;
    this.#next = next;
    this.#bits = new Int32Array(capacity >>> 5).fill(-1, 0, next >>> 5);
    if ((next & 31) !== 0) this.#bits[next >>> 5] = -1 >>> (32 - (next & 31));
    this.#buildTree();
  }

  #buildTree(): void {
    const tree = new Int32Array(this.#bits.length + 1);
    for (let node = 1; node < tree.length; node++) {
      tree[node] += bitCount(this.#bits[node - 1]);
      const parent = node + (node & -node);
      if (parent < tree.length) tree[parent] += tree[node];
    }
    this.#tree = tree;
  }
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
