/**
 * Distributions of durations, and Zipf's law.
 *
 * The only file that may use `Math.exp` and `Math.log` (the engines that we run on agree on these to the last bit; on `pow`, `sin`, `cos` they do not).
 * All randomness comes from the stream that is handed in, so samplers have no state of their own. Durations are rounded to whole nanoseconds here, once.
 */
import { assert } from './assert.ts';
import type { RandomStream } from './random.ts';

export type Distribution =
  | { readonly kind: 'constant'; readonly valueNs: number }
  /** Over minNs … maxNs, both included. */
  | { readonly kind: 'uniform'; readonly minNs: number; readonly maxNs: number }
  | { readonly kind: 'exponential'; readonly meanNs: number }
  /** `meanNs` is the mean of the duration itself; `sigma` the standard deviation of its logarithm. */
  | { readonly kind: 'lognormal'; readonly meanNs: number; readonly sigma: number }
  /** Inverse of the distribution function by straight lines between quantiles: `at` ascends from 0 to 1, `valueNs` does not fall. */
  | { readonly kind: 'empirical'; readonly quantiles: readonly { readonly at: number; readonly valueNs: number }[] };

export interface Sampler {
  /** The next duration: integer nanoseconds, >= 0. */
  next(): number;
}

/** Can two samples differ? A model with constant latency is a plain ring. */
export function isRandom(distribution: Distribution): boolean {
  switch (distribution.kind) {
    case 'constant':
      return false;
    case 'uniform':
      return distribution.minNs !== distribution.maxNs;
    case 'exponential':
      return distribution.meanNs > 0;
    case 'lognormal':
      return distribution.meanNs > 0 && distribution.sigma > 0;
    case 'empirical':
      return distribution.quantiles.some((quantile) => quantile.valueNs !== distribution.quantiles[0]?.valueNs);
  }
}

/** An exponentially distributed duration, for Poisson arrivals: integer nanoseconds, >= 0. One draw. */
export function exponentialNs(meanNs: number, stream: RandomStream): number {
  return Math.round(-meanNs * Math.log(1 - stream.next()));
}

/** Expected duration, in ns. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.valueNs;
    case 'uniform':
      return (distribution.minNs + distribution.maxNs) / 2;
    case 'exponential':
    case 'lognormal':
      return distribution.meanNs;
    case 'empirical': {
      const { quantiles } = distribution;
      return quantiles.slice(1).reduce((sum, { at, valueNs }, index) => sum + ((at - quantiles[index].at) * (valueNs + quantiles[index].valueNs)) / 2, 0);
    }
  }
}

/** Asserts that the parameters make sense: the scenario's parser has refused those that do not. */
export function createSampler(distribution: Distribution, stream: RandomStream): Sampler {
  switch (distribution.kind) {
    case 'constant':
      return new ConstantSampler(distribution.valueNs);
    case 'uniform':
      return new UniformSampler(distribution.minNs, distribution.maxNs, stream);
    case 'exponential':
      return new ExponentialSampler(distribution.meanNs, stream);
    case 'lognormal':
      return new LognormalSampler(distribution.meanNs, distribution.sigma, stream);
    case 'empirical':
      return new EmpiricalSampler(distribution.quantiles, stream);
  }
}

class ConstantSampler implements Sampler {
  readonly #valueNs: number;

  constructor(valueNs: number) {
    assert(valueNs >= 0, 'a duration is not negative');
    this.#valueNs = Math.round(valueNs);
  }

  next(): number {
    return this.#valueNs;
  }
}

class UniformSampler implements Sampler {
  readonly #minNs: number;
  readonly #values: number;
  readonly #stream: RandomStream;

  constructor(minNs: number, maxNs: number, stream: RandomStream) {
    assert(minNs >= 0 && maxNs >= minNs, 'a uniform duration has 0 <= min <= max');
    this.#minNs = Math.round(minNs);
    this.#values = Math.round(maxNs) - this.#minNs + 1;
    this.#stream = stream;
  }

  next(): number {
    return this.#minNs + this.#stream.nextInt(this.#values);
  }
}

class ExponentialSampler implements Sampler {
  readonly #meanNs: number;
  readonly #stream: RandomStream;

  constructor(meanNs: number, stream: RandomStream) {
    assert(meanNs >= 0, 'a mean duration is not negative');
    this.#meanNs = meanNs;
    this.#stream = stream;
  }

  next(): number {
    return exponentialNs(this.#meanNs, this.#stream);
  }
}

class LognormalSampler implements Sampler {
  /** Median of the duration: e^mu. */
  readonly #medianNs: number;
  readonly #sigma: number;
  readonly #stream: RandomStream;

  constructor(meanNs: number, sigma: number, stream: RandomStream) {
    assert(meanNs >= 0 && sigma >= 0, 'a lognormal duration has mean >= 0 and sigma >= 0');
    this.#medianNs = meanNs * Math.exp((-sigma * sigma) / 2);
    this.#sigma = sigma;
    this.#stream = stream;
  }

  next(): number {
    return Math.round(this.#medianNs * Math.exp(this.#sigma * standardNormal(this.#stream)));
  }
}

/** G. Marsaglia's polar method, which needs neither sine nor cosine; its second number is thrown away, so that nothing is to be saved. */
function standardNormal(stream: RandomStream): number {
  for (;;) {
    const x = 2 * stream.next() - 1;
    const y = 2 * stream.next() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

class EmpiricalSampler implements Sampler {
  readonly #at: Float64Array;
  readonly #valueNs: Float64Array;
  readonly #stream: RandomStream;

  constructor(quantiles: readonly { readonly at: number; readonly valueNs: number }[], stream: RandomStream) {
    this.#at = Float64Array.from(quantiles, (quantile) => quantile.at);
    this.#valueNs = Float64Array.from(quantiles, (quantile) => quantile.valueNs);
    this.#stream = stream;
    const last = quantiles.length - 1;
    assert(last >= 1 && this.#at[0] === 0 && this.#at[last] === 1, 'the quantiles of an empirical distribution go from 0 to 1');
    for (let index = 1; index <= last; index += 1) {
      assert(this.#at[index] > this.#at[index - 1], 'the quantiles of an empirical distribution ascend');
      assert(this.#valueNs[index] >= this.#valueNs[index - 1], 'the values of an empirical distribution do not fall');
    }
    assert(this.#valueNs[0] >= 0, 'a duration is not negative');
  }

  next(): number {
    const at = this.#at;
    const draw = this.#stream.next();
    let low = 0;
    let high = at.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (at[middle] <= draw) low = middle;
      else high = middle;
    }
    const share = (draw - at[low]) / (at[high] - at[low]);
    return Math.round(this.#valueNs[low] + share * (this.#valueNs[high] - this.#valueNs[low]));
  }
}

/**
 * Ranks by Zipf's law: rank r of 0 … itemCount − 1 has a probability proportional to (r + 1)^−exponent. Holds no state: VMs may share one.
 *
 * Up to 2^20 items from a table: A. J. Walker, "An efficient method for generating discrete random variables with general distributions" (ACM TOMS 3, 1977), two draws, one look at
 * the table; probabilities are exact to 2^-32 of 1 / itemCount. Samplers of the same law share their table.
 * Beyond without one: rejection-inversion after W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions" (ACM TOMACS 6, 1996),
 * exact, 1.1 rounds of two draws on average, some ten times as slow.
 */
export class ZipfSampler {
  readonly itemCount: number;
  readonly #table: Uint32Array | null;
  readonly #rejection: ZipfRejection | null;

  /** `itemCount` >= 1, `exponent` >= 0 (0: all alike). */
  constructor(itemCount: number, exponent: number) {
    assert(itemCount >= 1 && exponent >= 0, "Zipf's law has at least one item and an exponent >= 0");
    this.itemCount = itemCount;
    this.#table = itemCount <= ZIPF_TABLE_ITEMS_MAX ? zipfTable(itemCount, exponent) : null;
    this.#rejection = this.#table === null ? new ZipfRejection(itemCount, exponent) : null;
  }

  /** The next rank, 0 the most frequent. */
  next(stream: RandomStream): number {
    const table = this.#table;
    if (table === null) return this.#rejection!.next(stream);
    const column = Math.floor(stream.next() * this.itemCount);
    return stream.nextUint32() < table[column * 2] ? column : table[column * 2 + 1];
  }
}

/**
 * Ranks by the rule of h and 1 − h (Gray et al., SIGMOD 1994, section 4): the first share h of the items has a probability of 1 − h, and so on within it: rank = items · u^(ln h / ln(1 − h)).
 * Holds no state. One draw.
 */
export class SelfSimilarSampler {
  readonly #itemCount: number;
  readonly #exponent: number;

  /** `itemCount` >= 1, 0 < `skew` < 1; 0.5: all alike. */
  constructor(itemCount: number, skew: number) {
    assert(itemCount >= 1 && skew > 0 && skew < 1, 'a self-similar distribution has at least one item and a skew between 0 and 1');
    this.#itemCount = itemCount;
    this.#exponent = Math.log(skew) / Math.log(1 - skew);
  }

  /** The next rank, 0 the most frequent (for a skew below 0.5). */
  next(stream: RandomStream): number {
    const draw = stream.next();
    if (draw === 0) return 0;
    return Math.min(this.#itemCount - 1, Math.floor(this.#itemCount * Math.exp(this.#exponent * Math.log(draw))));
  }
}

const ZIPF_TABLE_ITEMS_MAX = 0x10_0000;
/** Tables that are in use, by law: a function of it and nothing else. */
const zipfTables = new Map<string, WeakRef<Uint32Array>>();

function zipfTable(itemCount: number, exponent: number): Uint32Array {
  const law = `${itemCount}/${exponent}`;
  const known = zipfTables.get(law)?.deref();
  if (known !== undefined) return known;
  const weights = new Float64Array(itemCount);
  for (let rank = 0; rank < itemCount; rank += 1) weights[rank] = Math.exp(-exponent * Math.log(rank + 1));
  const table = aliasTable(weights);
  zipfTables.set(law, new WeakRef(table));
  return table;
}

/** Per column, side by side: the 32-bit draw below which the column itself is meant, and the item that is meant otherwise. O(items); uses up `weights`. */
function aliasTable(weights: Float64Array): Uint32Array {
  const items = weights.length;
  const table = new Uint32Array(items * 2);
  let sum = 0;
  for (let item = items - 1; item >= 0; item -= 1) sum += weights[item];
  /** Two stacks in one array: items lighter than a column from the left, the others from the right. */
  const stacks = new Int32Array(items);
  let light = 0;
  let heavy = items;
  for (let item = 0; item < items; item += 1) {
    weights[item] *= items / sum;
    if (weights[item] < 1) stacks[light++] = item;
    else stacks[--heavy] = item;
  }
  while (light > 0 && heavy < items) {
    const column = stacks[--light];
    const filler = stacks[heavy];
    table[column * 2] = Math.floor(weights[column] * TWO_32);
    table[column * 2 + 1] = filler;
    weights[filler] -= 1 - weights[column];
    if (weights[filler] >= 1) continue;
    heavy += 1;
    stacks[light++] = filler;
  }
  // What is left is full, but for rounding: whatever is drawn means the item itself.
  while (light > 0) fillWhole(table, stacks[--light]);
  for (; heavy < items; heavy += 1) fillWhole(table, stacks[heavy]);
  return table;
}

function fillWhole(table: Uint32Array, column: number): void {
  table[column * 2] = TWO_32 - 1;
  table[column * 2 + 1] = column;
}

const TWO_32 = 0x1_0000_0000;

/** See ZipfSampler: for numbers of items that no table is made for. */
class ZipfRejection {
  readonly #itemCount: number;
  readonly #exponent: number;
  /** The area under the hat from rank 1's share to the last rank's end. */
  readonly #areaFirst: number;
  readonly #areaLast: number;
  /** Up to this distance above x the rank is taken without looking closer. */
  readonly #surely: number;

  constructor(itemCount: number, exponent: number) {
    this.#itemCount = itemCount;
    this.#exponent = exponent;
    this.#areaFirst = this.#areaUpTo(1.5) - 1;
    this.#areaLast = this.#areaUpTo(itemCount + 0.5);
    this.#surely = 2 - this.#whereArea(this.#areaUpTo(2.5) - this.#weight(2));
  }

  next(stream: RandomStream): number {
    for (;;) {
      const area = this.#areaLast + stream.next53() * (this.#areaFirst - this.#areaLast);
      const x = this.#whereArea(area);
      const item = Math.min(this.#itemCount, Math.max(1, Math.floor(x + 0.5)));
      if (item - x <= this.#surely || area >= this.#areaUpTo(item + 0.5) - this.#weight(item)) return item - 1;
    }
  }

  #weight(x: number): number {
    return Math.exp(-this.#exponent * Math.log(x));
  }

  /** Integral of t^−exponent from 1 to x. */
  #areaUpTo(x: number): number {
    const logX = Math.log(x);
    return logX * expm1Ratio((1 - this.#exponent) * logX);
  }

  /** The inverse of `#areaUpTo`. */
  #whereArea(area: number): number {
    const scaled = Math.max(-1, area * (1 - this.#exponent));
    return Math.exp(area * log1pRatio(scaled));
  }
}

/** (e^x − 1) / x, by its series where the difference would cancel. */
function expm1Ratio(x: number): number {
  return Math.abs(x) > 1e-4 ? (Math.exp(x) - 1) / x : 1 + (x / 2) * (1 + (x / 3) * (1 + x / 4));
}

/** ln(1 + x) / x, by its series where the sum would cancel. */
function log1pRatio(x: number): number {
  return Math.abs(x) > 1e-4 ? Math.log(1 + x) / x : 1 - x * (1 / 2 - x * (1 / 3 - x / 4));
}

/**
 * The exponent with which Zipf's law explains these counts best (maximum likelihood over exponents of 0 to 4), and the largest difference between the two distribution functions
 * (Kolmogorov–Smirnov): below 0.05 or so the law is a fair description. `counts` fall from the most used item on; all > 0. O(items).
 *
 * At the best exponent the mean of ln(rank) is that of the law (Clauset, Shalizi and Newman, "Power-law distributions in empirical data", SIAM Review 51, 2009, appendix B, for a finite number
 * of ranks). Beyond rank 4,096 ranks are taken together, 1/64 of an octave at a time: sums are right to 1e-5.
 */
export function fitZipf(counts: { readonly length: number; readonly [rank: number]: number }): { readonly exponent: number; readonly deviation: number } {
  const items = counts.length;
  assert(items >= 1, 'there is something to fit');
  const logRanks: number[] = [];
  const ranks: number[] = [];
  const uses: number[] = [];
  let total = 0;
  let logSum = 0;
  for (let first = 1; first <= items;) {
    const next = Math.min(items + 1, first + Math.max(1, Math.floor(first / 64) - 63));
    let used = 0;
    for (let rank = first; rank < next; rank += 1) used += counts[rank - 1];
    const logRank = Math.log((first + next - 1) / 2);
    ranks.push(next - first);
    logRanks.push(logRank);
    uses.push(used);
    total += used;
    logSum += used * logRank;
    first = next;
  }
  const meanLogRank = logSum / total;
  let low = 0;
  let high = 4;
  for (let round = 0; round < 50; round += 1) {
    const exponent = (low + high) / 2;
    let weights = 0;
    let weighted = 0;
    for (let group = 0; group < ranks.length; group += 1) {
      const weight = ranks[group] * Math.exp(-exponent * logRanks[group]);
      weights += weight;
      weighted += weight * logRanks[group];
    }
    if (weighted > meanLogRank * weights) low = exponent;
    else high = exponent;
  }
  const weights = ranks.map((group, index) => group * Math.exp(-low * logRanks[index]));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  let deviation = 0;
  let expected = 0;
  let found = 0;
  weights.forEach((weight, index) => {
    expected += weight / weightSum;
    found += uses[index] / total;
    deviation = Math.max(deviation, Math.abs(expected - found));
  });
  return { exponent: low, deviation };
}
