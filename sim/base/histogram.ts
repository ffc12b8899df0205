/**
 * A log-linear histogram of durations: counts only, never the samples.
 *
 * Values below 256 have a bucket each; above, each power of two is cut into 128 equal buckets. So what `percentile` and `buckets` say is off by at most
 * 1/128 of the value (0.8 %); `count`, `mean`, `min` and `max` are exact. Same layout as HdrHistogram (G. Tene) with a resolution of 128 per octave.
 * Recording is O(1), about a nanosecond, and allocates nothing; an instance takes 47 KiB.
 */
import { assert } from './assert.ts';
import type { Stateful } from './stateful.ts';

export interface HistogramState {
  /** Index and count of each bucket that is not empty, in turn. */
  readonly filled: Float64Array;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export interface HistogramBucket {
  /** Inclusive. */
  readonly fromNs: number;
  /** Exclusive. */
  readonly toNs: number;
  readonly count: number;
}

const PER_OCTAVE_BITS = 7;
const PER_OCTAVE = 1 << PER_OCTAVE_BITS;
const TWO_24 = 0x100_0000;
const TWO_32 = 0x1_0000_0000;
/** Values up to 2^53: (52 − 7) octaves above the first 256 values. */
const BUCKETS = (53 - PER_OCTAVE_BITS) * PER_OCTAVE + PER_OCTAVE;

function bucketOf(value: number): number {
  // Above 2^32 the bit operators would wrap: 24 bits are cut off first, which is 24 octaves.
  if (value >= TWO_32) return bucketOf(Math.floor(value / TWO_24)) + 24 * PER_OCTAVE;
  const shift = Math.max(0, 31 - PER_OCTAVE_BITS - Math.clz32(value));
  return shift * PER_OCTAVE + (value >>> shift);
}

/** Smallest value of a bucket; of bucket + 1: the first beyond it. */
function lowestOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / PER_OCTAVE) - 1);
  let lowest = bucket - shift * PER_OCTAVE;
  for (let bit = 0; bit < shift; bit += 1) lowest *= 2;
  return lowest;
}

export class Histogram implements Stateful<HistogramState> {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** `valueNs` is an integer from 0 to 2^53. */
  record(valueNs: number): void {
    assert(valueNs >= 0, 'a recorded duration is not negative');
    const bucket = bucketOf(valueNs);
    this.#counts[bucket] = this.#counts[bucket] + 1;
    this.#count += 1;
    this.#sum += valueNs;
    if (valueNs < this.#min) this.#min = valueNs;
    if (valueNs > this.#max) this.#max = valueNs;
  }

  /** 0 when nothing was recorded; so are `min`, `max` and `percentile`. */
  mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  max(): number {
    return this.#max;
  }

  /** The value that `percent` (0 … 100) of the samples do not exceed, at most 1/128 above the true one and never above `max`. O(buckets). */
  percentile(percent: number): number {
    if (this.#count === 0) return 0;
    const rank = Math.min(this.#count, Math.max(1, Math.ceil((percent / 100) * this.#count)));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#counts[bucket];
      if (seen >= rank) return Math.min(this.#max, lowestOf(bucket + 1) - 1);
    }
    return this.#max;
  }

  /** Takes in what `other` has recorded. */
  merge(other: Histogram): void {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) this.#counts[bucket] = this.#counts[bucket] + other.#counts[bucket];
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Infinity;
    this.#max = 0;
  }

  /** Buckets that are not empty, ascending. */
  buckets(): HistogramBucket[] {
    const filled: HistogramBucket[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const count = this.#counts[bucket];
      if (count > 0) filled.push({ fromNs: lowestOf(bucket), toNs: lowestOf(bucket + 1), count });
    }
    return filled;
  }

  save(): HistogramState {
    const filled: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) if (this.#counts[bucket] > 0) filled.push(bucket, this.#counts[bucket]);
    return { filled: Float64Array.from(filled), count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
  }

  restore(state: HistogramState): void {
    this.#counts.fill(0);
    for (let entry = 0; entry < state.filled.length; entry += 2) this.#counts[state.filled[entry]] = state.filled[entry + 1];
    this.#count = state.count;
    this.#sum = state.sum;
    this.#min = state.min;
    this.#max = state.max;
  }
}
