/**
 * How often keys were used lately, roughly and in little memory: a count-min sketch of 4-bit counters, four for each key; the smallest of a key's counters is
 * its estimate. When as many increments were made as `sample` times its keys, all counters are halved, so that the past fades.
 *
 * Source: Einziger, Friedman, Manes: TinyLFU: a highly efficient cache admission policy, ACM ToS 13(4), 2017; sizes as Caffeine's FrequencySketch: eight
 * counters or more for a key that it is made for, ten increments a key to a halving.
 */
import type { Stateful } from '../../base/stateful.ts';

const depth = 4;
const countMax = 15;
const sample = 10;
const seeds = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

interface FrequencySketchState {
  readonly counters: Uint8Array;
  readonly numbers: readonly number[];
}

export class FrequencySketch implements Stateful<FrequencySketchState> {
  /** One counter a byte: twice the memory, half the work. */
  private counters = new Uint8Array(64);
  private keys = 0;
  private increments = 0;

  /** For so many keys. Forgets all counts if that takes more counters than there are. */
  ensureKeys(keys: number): void {
    if (keys <= this.keys) return;
    let size = 64;
    while (size < keys * 8) size *= 2;
    this.keys = keys;
    if (size === this.counters.length) return;
    this.counters = new Uint8Array(size);
    this.increments = 0;
  }

  /** Counts a use of `key`, any 32-bit number. */
  increment(key: number): void {
    let isCounted = false;
    for (let row = 0; row < depth; row++) {
      const at = this.place(key, row);
      if (this.counters[at] < countMax) {
        this.counters[at]++;
        isCounted = true;
      }
    }
    if (isCounted && ++this.increments >= sample * this.keys) this.halve();
  }

  /** 0 … 15. */
  frequency(key: number): number {
    let least = countMax;
    for (let row = 0; row < depth; row++) least = Math.min(least, this.counters[this.place(key, row)]);
    return least;
  }

  private place(key: number, row: number): number {
    let hash = Math.imul(key ^ (key >>> 16), seeds[row]);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash ^= hash >>> 13;
    const quarter = this.counters.length >>> 2;
    return row * quarter + (hash & (quarter - 1));
  }

  private halve(): void {
    const { counters } = this;
    for (let at = 0; at < counters.length; at++) counters[at] >>>= 1;
    this.increments = Math.floor(this.increments / 2);
  }

  save(): FrequencySketchState {
    return { counters: this.counters.slice(), numbers: [this.keys, this.increments] };
  }

  restore(state: FrequencySketchState): void {
    this.counters = new Uint8Array(state.counters);
    [this.keys, this.increments] = state.numbers as [number, number];
  }
}
