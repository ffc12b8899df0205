/**
 * Pairs of 32-bit numbers (a 64-bit key; a volume and a block) ↔ numbers 0, 1, 2, … in the order of first appearance. Open addressing with linear probing on typed arrays.
 * O(1); allocates only to grow, when it takes 16 bytes per key and 8 of table at most.
 */
import { assert } from './assert.ts';

const EMPTY = -1;

export class PairIndex {
  #places = new Int32Array(64).fill(EMPTY);
  /** Low and high half of each key, side by side. */
  #keys = new Uint32Array(64);
  #count = 0;

  /** Keys so far. */
  get count(): number {
    return this.#count;
  }

  /** Bytes that the tables take. */
  get memoryBytes(): number {
    return this.#places.byteLength + this.#keys.byteLength;
  }

  /** The number of the key (each half 0 … 2^32 − 1); a new one, the former `count`, when it is new. */
  of(low: number, high: number): number {
    const places = this.#places;
    const keys = this.#keys;
    const mask = places.length - 1;
    let place = hashOf(low, high) & mask;
    for (;;) {
      const number = places[place];
      if (number === EMPTY) break;
      if (keys[number * 2] === low && keys[number * 2 + 1] === high) return number;
      place = (place + 1) & mask;
    }
    return this.#add(place, low, high);
  }

  lowOf(number: number): number {
    return this.#keys[number * 2];
  }

  highOf(number: number): number {
    return this.#keys[number * 2 + 1];
  }

  #add(place: number, low: number, high: number): number {
    const number = this.#count++;
    assert(number < 0x3fff_ffff, 'keys fit 30 bits');
    if (number * 2 === this.#keys.length) {
      const keys = new Uint32Array(this.#keys.length * 2);
      keys.set(this.#keys);
      this.#keys = keys;
    }
    this.#keys[number * 2] = low;
    this.#keys[number * 2 + 1] = high;
    this.#places[place] = number;
    if (this.#count * 2 > this.#places.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const places = new Int32Array(this.#places.length * 2).fill(EMPTY);
    const mask = places.length - 1;
    for (let number = 0; number < this.#count; number += 1) {
      let place = hashOf(this.#keys[number * 2], this.#keys[number * 2 + 1]) & mask;
      while (places[place] !== EMPTY) place = (place + 1) & mask;
      places[place] = number;
    }
    this.#places = places;
  }
}

/** Mixes as the finaliser of MurmurHash3 (A. Appleby) does. */
function hashOf(low: number, high: number): number {
  let hash = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
