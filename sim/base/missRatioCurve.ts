/**
 * The miss ratio of LRU for every cache size at once, from stack distances: a histogram of weighted distances.
 *
 * Exact to `exactBits` bits: distances below 2^exactBits have a bucket each, larger ones 2^(exactBits − 1) buckets an octave, in which uses are taken to be
 * spread evenly. With 31 bits nothing is rounded, at 8 bytes for each distance up to the largest; with 12 bits the size at which a use begins to hit is off
 * by less than 1/2048, in at most 350 KiB.
 */
import { assert } from './assert.ts';
import type { Stateful } from './stateful.ts';

interface CurveState {
  readonly weights: Float64Array;
  readonly total: number;
}

export class MissRatioCurve implements Stateful<CurveState> {
  readonly #exactBits: number;
  #weights = new Float64Array(1024);
  #total = 0;
  #end = 0;

  constructor(exactBits = 31) {
    assert(exactBits >= 4 && exactBits <= 31, 'a curve is exact to 4 to 31 bits');
    this.#exactBits = exactBits;
  }

  /** A use of a key at `distance` (−1: its first). */
  add(distance: number, weight = 1): void {
    this.#total += weight;
    if (distance < 0) return;
    const bucket = this.#bucketOf(distance);
    if (bucket >= this.#weights.length) this.#grow(bucket);
    this.#weights[bucket] += weight;
    if (bucket >= this.#end) this.#end = bucket + 1;
  }

  /** Uses by weight, first ones included. */
  get total(): number {
    return this.#total;
  }

  /** From this size on nothing more is gained: every use but the first of a key hits. */
  get largestSize(): number {
    return this.#end === 0 ? 0 : this.#startOf(this.#end);
  }

  /** Share of the uses that a cache of `size` keys misses. O(buckets): for many sizes ask `missRatios`. */
  missRatio(size: number): number {
    return this.missRatios([size])[0];
  }

  /** The same for each of `sizes`, which ascend. */
  missRatios(sizes: readonly number[]): number[] {
    let hits = 0;
    let bucket = 0;
    let before = 0;
    return sizes.map((size) => {
      assert(size >= before, 'sizes ascend');
      before = size;
      for (; bucket < this.#end && this.#startOf(bucket + 1) <= size; bucket++) hits += this.#weights[bucket];
      if (this.#total === 0) return 1;
      const start = this.#startOf(bucket);
      const part = bucket < this.#end && size > start ? (this.#weights[bucket] * (size - start)) / (this.#startOf(bucket + 1) - start) : 0;
      return 1 - (hits + part) / this.#total;
    });
  }

  /** Multiplies what has been counted: old uses count less than new ones from now on. */
  scale(factor: number): void {
    this.#total *= factor;
    for (let bucket = 0; bucket < this.#end; bucket++) this.#weights[bucket] *= factor;
  }

  clear(): void {
    this.#weights.fill(0);
    this.#total = 0;
    this.#end = 0;
  }

  save(): CurveState {
    return { weights: this.#weights.slice(0, this.#end), total: this.#total };
  }

  restore(state: CurveState): void {
    this.clear();
    if (state.weights.length > this.#weights.length) this.#grow(state.weights.length);
    this.#weights.set(state.weights);
    this.#end = state.weights.length;
    this.#total = state.total;
  }

  #bucketOf(distance: number): number {
    const whole = Math.floor(distance);
    const bits = 32 - Math.clz32(whole);
    if (bits <= this.#exactBits) return whole;
    assert(whole < 2 ** 31, 'a stack distance is below 2^31');
    const shift = bits - this.#exactBits;
    return (shift << (this.#exactBits - 1)) + (whole >>> shift);
  }

  /** The smallest distance of a bucket. */
  #startOf(bucket: number): number {
    const half = 1 << (this.#exactBits - 1);
    if (bucket < 2 * half) return bucket;
    const shift = Math.floor(bucket / half) - 1;
    return (bucket - shift * half) * (1 << shift);
  }

  #grow(bucket: number): void {
    const longer = new Float64Array(Math.max(bucket + 1, this.#weights.length * 2));
    longer.set(this.#weights);
    this.#weights = longer;
  }
}
