/**
 * A map from 32-bit integers to 32-bit integers: open addressing with linear probing on one typed array, key and value side by side.
 *
 * Guarantees: no allocation but when the table doubles (it is filled to at most 5/8); deletion leaves no tombstones, so look-ups stay O(1) however often
 * entries come and go. The order of `forEach` is a function of the history alone, but not a useful one: no decision may hang on it.
 * The key −2^31 can't be used: it marks empty places.
 */
import { assert } from './assert.ts';
import type { Stateful } from './stateful.ts';

export interface IntMapState {
  /** The table as it lies in memory: equal histories go on equally, `forEach` included. */
  readonly table: Int32Array;
  readonly size: number;
}

const EMPTY = -0x8000_0000;
/** 2^32 divided by the golden ratio (D. Knuth, TAOCP 3, 6.4): neighbouring keys end far apart. */
const FIBONACCI = 0x9e3779b1;

export class IntMap implements Stateful<IntMapState> {
  #table: Int32Array;
  /** Places − 1; places are a power of two. */
  #mask: number;
  /** 32 − log2(places): the hash's upper bits are the place. */
  #shift: number;
  #size = 0;

  /** Has room for `expectedSize` entries before it first grows. */
  constructor(expectedSize = 8) {
    let places = 16;
    while (places * 5 < expectedSize * 8) places *= 2;
    this.#mask = places - 1;
    this.#shift = Math.clz32(this.#mask);
    this.#table = new Int32Array(places * 2).fill(EMPTY);
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes that the table takes. */
  get memoryBytes(): number {
    return this.#table.byteLength;
  }

  /** The value of `key`; −1 when there is none (where −1 is a value too, ask `has`). */
  get(key: number): number {
    const table = this.#table;
    const place = this.#placeOf(key);
    return table[place] === key ? table[place + 1] : -1;
  }

  has(key: number): boolean {
    return this.#table[this.#placeOf(key)] === key;
  }

  /** Sets or replaces. O(1); O(size) in the calls that make the table grow. */
  set(key: number, value: number): void {
    assert(key !== EMPTY, 'the key -2^31 is taken');
    let place = this.#placeOf(key);
    if (this.#table[place] !== key) {
      if ((this.#size + 1) * 8 > (this.#mask + 1) * 5) {
        this.#grow();
        place = this.#placeOf(key);
      }
      this.#table[place] = key;
      this.#size += 1;
    }
    this.#table[place + 1] = value;
  }

  /** Says whether the key was there. */
  delete(key: number): boolean {
    const table = this.#table;
    let hole = this.#placeOf(key);
    if (table[hole] !== key) return false;
    // Entries behind the hole that would no longer be found move up into it, so that a probe may always stop at the first empty place.
    const last = this.#mask * 2 + 1;
    let place = (hole + 2) & last;
    while (table[place] !== EMPTY) {
      const home = (Math.imul(table[place], FIBONACCI) >>> this.#shift) * 2;
      if (((place - home) & last) >= ((place - hole) & last)) {
        table[hole] = table[place];
        table[hole + 1] = table[place + 1];
        hole = place;
      }
      place = (place + 2) & last;
    }
    table[hole] = EMPTY;
    table[hole + 1] = EMPTY;
    this.#size -= 1;
    return true;
  }

  /** Calls `visit` for each entry. The map must not change meanwhile. */
  forEach(visit: (value: number, key: number) => void): void {
    const table = this.#table;
    for (let place = 0; place < table.length; place += 2) if (table[place] !== EMPTY) visit(table[place + 1], table[place]);
  }

  /** Removes everything; the table keeps its size. */
  clear(): void {
    this.#table.fill(EMPTY);
    this.#size = 0;
  }

  save(): IntMapState {
    return { table: this.#table.slice(), size: this.#size };
  }

  restore(state: IntMapState): void {
    this.#table = state.table.slice();
    this.#mask = state.table.length / 2 - 1;
    this.#shift = Math.clz32(this.#mask);
    this.#size = state.size;
  }

  /** Where `key` is, or the empty place where it would go: an index into the table. */
  #placeOf(key: number): number {
    const table = this.#table;
    const last = this.#mask * 2 + 1;
    let place = (Math.imul(key, FIBONACCI) >>> this.#shift) * 2;
    while (table[place] !== key && table[place] !== EMPTY) place = (place + 2) & last;
    return place;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(old.length * 2).fill(EMPTY);
    this.#mask = this.#mask * 2 + 1;
    this.#shift -= 1;
    for (let place = 0; place < old.length; place += 2) {
      if (old[place] === EMPTY) continue;
      const target = this.#placeOf(old[place]);
      this.#table[target] = old[place];
      this.#table[target + 1] = old[place + 1];
    }
  }
}
