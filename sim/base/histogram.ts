/**
 * A log-linear histogram of durations: counts only, never the samples.
 *
 * Values below 256 have a bucket each; above, each power of two is cut into 128 equal buckets. So what `percentile` and `buckets` say is off by at most
 * 1/128 of the value (0.8 %); `count`, `mean`, `min` and `max` are exact. Same layout as HdrHistogram (G. Tene) with a resolution of 128 per octave.
 * Recording is O(1), about a nanosecond; an instance takes as much memory as its largest value needs: 16 KiB for a millisecond, at most 47 KiB.
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

/** What stands before the counts, so that all that one value changes lies in one array. */
const Head = { Count: 0, Sum: 1, Min: 2, Max: 3 } as const;
const HEAD = 4;

export class Histogram implements Stateful<HistogramState> {
  /** The head, then the count of each bucket up to the highest that was ever needed. */
  #cells = new Float64Array(HEAD);

  constructor() {
    this.#cells[Head.Min] = Infinity;
  }

  get count(): number {
    return this.#cells[Head.Count];
  }

  /** `valueNs` is an integer from 0 to 2^53. */
  record(valueNs: number): void {
    assert(valueNs >= 0, 'a recorded duration is not negative');
    const at = bucketOf(valueNs) + HEAD;
    if (at >= this.#cells.length) this.#grow(at);
    const cells = this.#cells;
    cells[at] = cells[at] + 1;
    cells[Head.Count] = cells[Head.Count] + 1;
    cells[Head.Sum] = cells[Head.Sum] + valueNs;
    if (valueNs < cells[Head.Min]) cells[Head.Min] = valueNs;
    if (valueNs > cells[Head.Max]) cells[Head.Max] = valueNs;
  }

  /** 0 when nothing was recorded; so are `min`, `max` and `percentile`. */
  mean(): number {
    return this.count === 0 ? 0 : this.#cells[Head.Sum] / this.count;
  }

  min(): number {
    return this.count === 0 ? 0 : this.#cells[Head.Min];
  }

  max(): number {
    return this.#cells[Head.Max];
  }

  /** The value that `percent` (0 … 100) of the samples do not exceed, at most 1/128 above the true one and never above `max`. O(buckets). */
  percentile(percent: number): number {
    const { count } = this;
    if (count === 0) return 0;
    const rank = Math.min(count, Math.max(1, Math.ceil((percent / 100) * count)));
    let seen = 0;
    for (let at = HEAD; at < this.#cells.length; at += 1) {
      seen += this.#cells[at];
      if (seen >= rank) return Math.min(this.max(), lowestOf(at - HEAD + 1) - 1);
    }
    return this.max();
  }

  /** Takes in what `other` has recorded. */
  merge(other: Histogram): void {
    if (other.#cells.length > this.#cells.length) this.#grow(other.#cells.length - 1);
    const cells = this.#cells;
    for (let at = HEAD; at < other.#cells.length; at += 1) cells[at] = cells[at] + other.#cells[at];
    cells[Head.Count] = cells[Head.Count] + other.#cells[Head.Count];
    cells[Head.Sum] = cells[Head.Sum] + other.#cells[Head.Sum];
    cells[Head.Min] = Math.min(cells[Head.Min], other.#cells[Head.Min]);
    cells[Head.Max] = Math.max(cells[Head.Max], other.#cells[Head.Max]);
  }

  reset(): void {
    this.#cells.fill(0);
    this.#cells[Head.Min] = Infinity;
  }

  /** Buckets that are not empty, ascending. */
  buckets(): HistogramBucket[] {
    const filled: HistogramBucket[] = [];
    for (let at = HEAD; at < this.#cells.length; at += 1) {
      const bucket = at - HEAD;
      if (this.#cells[at] > 0) filled.push({ fromNs: lowestOf(bucket), toNs: lowestOf(bucket + 1), count: this.#cells[at] });
    }
    return filled;
  }

  save(): HistogramState {
    const cells = this.#cells;
    const filled: number[] = [];
    for (let at = HEAD; at < cells.length; at += 1) if (cells[at] > 0) filled.push(at - HEAD, cells[at]);
    return { filled: Float64Array.from(filled), count: cells[Head.Count], sum: cells[Head.Sum], min: cells[Head.Min], max: cells[Head.Max] };
  }

  restore(state: HistogramState): void {
    const { filled } = state;
    if (filled.length > 0) this.#grow(filled[filled.length - 2] + HEAD);
    const cells = this.#cells;
    cells.fill(0);
    for (let entry = 0; entry < filled.length; entry += 2) cells[filled[entry] + HEAD] = filled[entry + 1];
    cells[Head.Count] = state.count;
    cells[Head.Sum] = state.sum;
    cells[Head.Min] = state.min;
    cells[Head.Max] = state.max;
  }

  /** Makes room for the count at `at`, and for those of its octave and the next. */
  #grow(at: number): void {
    const length = HEAD + Math.min(BUCKETS, (Math.floor((at - HEAD) / PER_OCTAVE) + 2) * PER_OCTAVE);
    if (length <= this.#cells.length) return;
    const grown = new Float64Array(length);
    grown.set(this.#cells);
    this.#cells = grown;
  }
}
