/**
 * A small histogram for one interval of a time series: 3.4 KiB, reset in the time it takes to clear what was touched.
 *
 * Values below 32 have a bucket each; above, each power of two is cut into 16: a percentile is off by at most 1/16 (6 %), always upwards. The exact figures
 * of a run come from the histogram in `sim/base`; this one draws curves.
 */
import type { Stateful } from '../base/stateful.ts';

export interface IntervalHistogramState {
  readonly filled: Float64Array;
  readonly count: number;
}

const PER_OCTAVE = 16;
const BUCKETS = (53 - 4) * PER_OCTAVE + PER_OCTAVE;
const TWO_24 = 0x100_0000;
const TWO_32 = 0x1_0000_0000;

export class IntervalHistogram implements Stateful<IntervalHistogramState> {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  /** Buckets outside these are empty. */
  #lowest = BUCKETS;
  #highest = -1;

  get count(): number {
    return this.#count;
  }

  /** `value` is an integer, 0 … 2^53. */
  record(value: number): void {
    this.#add(bucketOf(value), 1);
  }

  /** The value that `percent` of the samples do not exceed; NaN when there is none. */
  percentile(percent: number): number {
    if (this.#count === 0) return NaN;
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#count));
    let seen = 0;
    let bucket = this.#lowest;
    for (; bucket < this.#highest; bucket += 1) {
      seen += this.#counts[bucket];
      if (seen >= rank) break;
    }
    return highestOf(bucket);
  }

  reset(): void {
    if (this.#count > 0) this.#counts.fill(0, this.#lowest, this.#highest + 1);
    this.#count = 0;
    this.#lowest = BUCKETS;
    this.#highest = -1;
  }

  save(): IntervalHistogramState {
    const filled: number[] = [];
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket += 1) if (this.#counts[bucket] > 0) filled.push(bucket, this.#counts[bucket]);
    return { filled: Float64Array.from(filled), count: this.#count };
  }

  restore(state: IntervalHistogramState): void {
    this.reset();
    for (let index = 0; index < state.filled.length; index += 2) this.#add(state.filled[index], state.filled[index + 1]);
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] += count;
    this.#count += count;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
  }
}

function bucketOf(value: number): number {
  if (value >= TWO_32) return bucketOf(Math.floor(value / TWO_24)) + 24 * PER_OCTAVE;
  const shift = Math.max(0, 27 - Math.clz32(value));
  return shift * PER_OCTAVE + (value >>> shift);
}

/** Largest value of a bucket. */
function highestOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / PER_OCTAVE) - 1);
  let next = bucket + 1 - shift * PER_OCTAVE;
  for (let bit = 0; bit < shift; bit += 1) next *= 2;
  return next - 1;
}
