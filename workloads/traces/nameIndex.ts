/**
 * Names, as bytes, ↔ numbers 0, 1, 2, … in the order of first appearance. Open addressing with linear probing; the names lie one behind the other in one array, so that millions are cheap.
 * O(length of the name); allocates only to grow.
 */
import { assert } from '../../sim/base/assert.ts';

const empty = -1;

export class NameIndex {
  /** Number of a name, or `empty`; places are a power of two. */
  #places = new Int32Array(64).fill(empty);
  #hashes = new Int32Array(32);
  /** Where each name begins in `#bytes`; one more entry, for the end of the last. */
  #starts = new Float64Array(33);
  #bytes = new Uint8Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of the name that stands in `bytes` from `start` to `end`; a new one when it is new. */
  of(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#places.length - 1;
    let place = hash & mask;
    for (;;) {
      const number = this.#places[place]!;
      if (number === empty) break;
      if (this.#hashes[number] === hash && this.#isName(number, bytes, start, end)) return number;
      place = (place + 1) & mask;
    }
    const added = this.#add(hash, bytes, start, end);
    this.#places[place] = added;
    if (this.#count * 2 > this.#places.length) this.#rehash();
    return added;
  }

  #isName(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[number]!;
    if (this.#starts[number + 1]! - from !== end - start) return false;
    for (let at = start, own = from; at < end; at++, own++) if (this.#bytes[own] !== bytes[at]) return false;
    return true;
  }

  #add(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const number = this.#count++;
    assert(number < 0x4000_0000, 'names fit 30 bits');
    if (number === this.#hashes.length) {
      const hashes = new Int32Array(number * 2);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
      const starts = new Float64Array(number * 2 + 1);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    const from = this.#starts[number]!;
    const to = from + end - start;
    if (to > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(to, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, end), from);
    this.#hashes[number] = hash;
    this.#starts[number + 1] = to;
    return number;
  }

  #rehash(): void {
    const places = new Int32Array(this.#places.length * 2).fill(empty);
    const mask = places.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let place = this.#hashes[number]! & mask;
      while (places[place] !== empty) place = (place + 1) & mask;
      places[place] = number;
    }
    this.#places = places;
  }
}
