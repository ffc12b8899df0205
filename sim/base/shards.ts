/**
 * SHARDS: the miss-ratio curve of LRU from a sample of the keys. A key is in the sample when its hash lies below a threshold, so all uses of a key are
 * sampled or none; distances within the sample are divided by the sampling rate.
 *
 * - Fixed rate: the rate stays; memory grows with the keys (times the rate).
 * - Fixed size (`keysMax`): when there are more keys than that in the sample, those with the largest hash leave and the threshold falls to it: constant
 *   memory. Uses count by 1 / rate at the time of their sampling, which is the paper's rescaling of the histogram told from the other side.
 * - Adjustment (SHARDS-adj): the difference between the uses that there were and those that the sample stands for is counted at distance 0: it mends what a
 *   few very popular keys, in the sample or not, do to the ratio.
 *
 * Source: Waldspurger, Park, Garthwaite, Ahmad: Efficient MRC construction with SHARDS, FAST 2015. Reported there: mean absolute error below 0.01 at a rate of
 * 0.001 (our tests hold it to that). The hash is MurmurHash3's 32-bit finaliser over both halves of the key; P = 2^24 as in the paper.
 */
import { assert } from './assert.ts';
import { keyHash, keyHashModulus as modulus } from './keyHash.ts';
import { MissRatioCurve } from './missRatioCurve.ts';
import { StackDistances } from './stackDistances.ts';
import type { Stateful } from './stateful.ts';

export interface ShardsOptions {
  /** Share of the keys that are sampled, or (fixed size) at first; 2^-24 … 1. */
  readonly rate: number;
  /** Fixed size: at most so many keys in the sample. Without it the rate is fixed. */
  readonly keysMax?: number;
  /** Another seed samples other keys. */
  readonly seed?: number;
  readonly isAdjusted?: boolean;
}

const curveBits = 12;

interface ShardsState {
  readonly distances: unknown;
  readonly curve: ReturnType<MissRatioCurve['save']>;
  readonly heap: readonly (readonly [number, number])[];
  readonly numbers: readonly number[];
}

export class Shards implements Stateful<ShardsState> {
  readonly #distances = new StackDistances();
  readonly #curve = new MissRatioCurve(curveBits);
  readonly #keysMax: number;
  readonly #seed: number;
  readonly #isAdjusted: boolean;
  #threshold: number;
  #uses = 0;
  /** Of the sampled keys, largest hash first (fixed size only). */
  #heapHashes: number[] = [];
  #heapKeys: number[] = [];

  constructor(options: ShardsOptions) {
    assert(options.rate > 0 && options.rate <= 1, 'a sampling rate is above 0 and at most 1');
    this.#threshold = Math.max(1, Math.round(options.rate * modulus));
    this.#keysMax = options.keysMax ?? Infinity;
    assert(this.#keysMax >= 1, 'a sample has at least one key');
    this.#seed = options.seed ?? 0;
    this.#isAdjusted = options.isAdjusted ?? true;
  }

  /** Share of the keys that are sampled now. */
  get rate(): number {
    return this.#threshold / modulus;
  }

  /** Keys in the sample. */
  get keyCount(): number {
    return this.#distances.keyCount;
  }

  /** All uses, sampled or not. */
  get uses(): number {
    return this.#uses;
  }

  get memoryBytes(): number {
    return this.#distances.memoryBytes + this.#heapHashes.length * 16;
  }

  /**
   * Notes a use of `key` (0 … 2^53 − 1). O(1) for most keys, O(log keys in the sample) for sampled ones. One that does not count moves the key to the top of
   * the stack, but is neither a hit nor a miss: a write, when the curve is to tell of reads.
   */
  use(key: number, isCounted = true): void {
    if (isCounted) this.#uses++;
    const hash = keyHash(key, this.#seed);
    if (hash >= this.#threshold) return;
    const { rate } = this;
    const distance = this.#distances.use(key);
    if (isCounted) this.#curve.add(distance < 0 ? -1 : Math.min(distance / rate, 2 ** 31 - 1), 1 / rate);
    if (distance >= 0 || this.#keysMax === Infinity) return;
    this.#push(hash, key);
    while (this.#distances.keyCount > this.#keysMax) this.#lowerThreshold();
  }

  /** Estimate of the share of uses that an LRU cache of each of `sizes` keys (ascending) misses. */
  missRatios(sizes: readonly number[]): number[] {
    const { total } = this.#curve;
    const ratios = this.#curve.missRatios(sizes);
    if (!this.#isAdjusted || this.#uses === 0) return ratios;
    // Uses that the sample lacks (or has too many of) are hits of any cache that holds a key at all.
    return ratios.map((ratio, i) => (sizes[i] >= 1 ? Math.min(1, Math.max(0, (ratio * total) / this.#uses)) : 1));
  }

  missRatio(size: number): number {
    return this.missRatios([size])[0];
  }

  /** Estimate of the size from which on LRU gains nothing more. */
  get largestSize(): number {
    return this.#curve.largestSize;
  }

  /** Uses so far count `factor` times as much as new ones from now on: a curve that follows the workload. */
  age(factor: number): void {
    this.#curve.scale(factor);
    this.#uses *= factor;
  }

  save(): ShardsState {
    return {
      distances: this.#distances.save(),
      curve: this.#curve.save(),
      heap: this.#heapHashes.map((hash, i) => [hash, this.#heapKeys[i]]),
      numbers: [this.#threshold, this.#uses],
    };
  }

  restore(state: ShardsState): void {
    this.#distances.restore(state.distances);
    this.#curve.restore(state.curve);
    this.#heapHashes = state.heap.map(([hash]) => hash);
    this.#heapKeys = state.heap.map(([, key]) => key);
    [this.#threshold, this.#uses] = state.numbers as [number, number];
  }

  /** The largest hash of the sample is the threshold from now on, which no key of the sample may reach. */
  #lowerThreshold(): void {
    this.#threshold = this.#heapHashes[0];
    while (this.#heapHashes.length > 0 && this.#heapHashes[0] >= this.#threshold) this.#distances.remove(this.#popLargest());
    assert(this.#threshold > 0, 'the sampling rate stays above 0');
  }

  #push(hash: number, key: number): void {
    const hashes = this.#heapHashes;
    const keys = this.#heapKeys;
    let at = hashes.length;
    hashes.push(hash);
    keys.push(key);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (hashes[parent] >= hash) break;
      hashes[at] = hashes[parent];
      keys[at] = keys[parent];
      at = parent;
    }
    hashes[at] = hash;
    keys[at] = key;
  }

  #popLargest(): number {
    const hashes = this.#heapHashes;
    const keys = this.#heapKeys;
    const largest = keys[0];
    const hash = hashes.pop() as number;
    const key = keys.pop() as number;
    const { length } = hashes;
    if (length === 0) return largest;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && hashes[child + 1] > hashes[child]) child++;
      if (hashes[child] <= hash) break;
      hashes[at] = hashes[child];
      keys[at] = keys[child];
      at = child;
    }
    hashes[at] = hash;
    keys[at] = key;
    return largest;
  }
}
