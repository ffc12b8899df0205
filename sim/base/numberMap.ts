/**
 * A map from whole numbers (0 … 2^53 − 1) to 32-bit integers: what `IntMap` is for keys that pass 2^31, such as sectors and object numbers.
 *
 * Guarantees: no allocation but when the table doubles (it is filled to at most 5/8); deletion leaves no tombstones, so look-ups stay O(1) however often
 * entries come and go. 16 bytes a place, key and value in one line of the processor's cache.
 */
import { assert } from './assert.ts';
import type { Stateful } from './stateful.ts';

interface NumberMapState {
  readonly table: Float64Array;
  readonly size: number;
}

const EMPTY = -1;
/** 2^-32: takes a key to its upper half. */
const toUpper = 1 / 0x1_0000_0000;

export class NumberMap implements Stateful<NumberMapState> {
  #size = 0;
  /** [2 × place]: key. */
  #keys: Float64Array;
  /** [4 × place + 2]: value. Of the same memory. */
  #values: Int32Array;
  #mask: number;
  /** 32 − log2(places): the hash's upper bits are the place. */
  #shift: number;

  /** Has room for `expectedSize` entries before it first grows. */
  constructor(expectedSize = 8) {
    let places = 16;
    while (places * 5 < expectedSize * 8) places *= 2;
    this.#keys = new Float64Array(places * 2).fill(EMPTY);
    this.#values = new Int32Array(this.#keys.buffer);
    this.#mask = places - 1;
    this.#shift = Math.clz32(places - 1);
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes that the table takes. */
  get memoryBytes(): number {
    return this.#keys.byteLength;
  }

  /** Where the key is: good until the next `set`, `add` or `delete`; −1 when it is not there. */
  find(key: number): number {
    const place = this.#placeOf(key);
    return this.#keys[place * 2] === key ? place : -1;
  }

  valueAt(place: number): number {
    return this.#values[place * 4 + 2];
  }

  setAt(place: number, value: number): void {
    this.#values[place * 4 + 2] = value;
  }

  /** The value of `key`, or −1. */
  get(key: number): number {
    const place = this.#placeOf(key);
    return this.#keys[place * 2] === key ? this.#values[place * 4 + 2] : -1;
  }

  /** Sets or replaces. O(1); O(size) in the calls that make the table grow. */
  set(key: number, value: number): void {
    let place = this.#placeOf(key);
    if (this.#keys[place * 2] !== key) {
      assert(key >= 0 && key <= Number.MAX_SAFE_INTEGER && Math.floor(key) === key, 'a key is a whole number from 0 to 2^53 - 1');
      if ((this.#size + 1) * 8 > (this.#mask + 1) * 5) {
        this.#grow();
        place = this.#placeOf(key);
      }
      this.#keys[place * 2] = key;
      this.#size += 1;
    }
    this.#values[place * 4 + 2] = value;
  }

  /** Says whether the key was there. */
  delete(key: number): boolean {
    const keys = this.#keys;
    const values = this.#values;
    const mask = this.#mask;
    let hole = this.#placeOf(key);
    if (keys[hole * 2] !== key) return false;
    for (let place = (hole + 1) & mask; keys[place * 2] !== EMPTY; place = (place + 1) & mask) {
      const home = hashOf(keys[place * 2]) >>> this.#shift;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      keys[hole * 2] = keys[place * 2];
      values[hole * 4 + 2] = values[place * 4 + 2];
      hole = place;
    }
    keys[hole * 2] = EMPTY;
    this.#size -= 1;
    return true;
  }

  save(): NumberMapState {
    return { table: this.#keys.slice(), size: this.#size };
  }

  restore(state: NumberMapState): void {
    this.#keys = state.table.slice();
    this.#values = new Int32Array(this.#keys.buffer);
    this.#mask = state.table.length / 2 - 1;
    this.#shift = Math.clz32(this.#mask);
    this.#size = state.size;
  }

  /** The place of `key`, or the empty one where it would go. */
  #placeOf(key: number): number {
    const keys = this.#keys;
    const mask = this.#mask;
    let place = hashOf(key) >>> this.#shift;
    for (;;) {
      const found = keys[place * 2];
      if (found === key || found === EMPTY) return place;
      place = (place + 1) & mask;
    }
  }

  #grow(): void {
    const oldKeys = this.#keys;
    const oldValues = this.#values;
    assert(oldKeys.length < 2 ** 30, 'a map of numbers has at most 2^28 entries');
    this.#keys = new Float64Array(oldKeys.length * 2).fill(EMPTY);
    this.#values = new Int32Array(this.#keys.buffer);
    this.#mask = this.#mask * 2 + 1;
    this.#shift -= 1;
    for (let from = 0; from * 2 < oldKeys.length; from++) {
      if (oldKeys[from * 2] === EMPTY) continue;
      const place = this.#placeOf(oldKeys[from * 2]);
      this.#keys[place * 2] = oldKeys[from * 2];
      this.#values[place * 4 + 2] = oldValues[from * 4 + 2];
    }
  }
}

/** Both halves of the key times 2^32 divided by the golden ratio (D. Knuth, TAOCP 3, 6.4): neighbouring keys end far apart. */
function hashOf(key: number): number {
  const upper = (key * toUpper) | 0;
  return Math.imul((key | 0) ^ Math.imul(upper, 0x85ebca6b), 0x9e3779b1);
}
