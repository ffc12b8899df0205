/**
 * Two series of values that belong together pair by pair (the same random numbers under two variants): the mean difference with its interval, the paired t test, the effect size.
 *
 * The effect size is Cohen's d of the differences (their mean over their standard deviation, d_z) with Hedges' correction for small samples, J = 1 − 3 / (4 (n − 1) − 1)
 * (Hedges 1981; Lakens 2013). Deliberately left out: tests that assume nothing of the distribution; means over many requests are near enough to normal.
 */
import { assert } from '../base/assert.ts';
import { meanInterval } from './meanInterval.ts';
import { studentT } from './studentT.ts';

export interface PairedDifference {
  /** Mean of `values − baseline`. */
  readonly difference: number;
  readonly differenceCiLow: number;
  readonly differenceCiHigh: number;
  /** Two-sided, uncorrected. 1 when all pairs are equal; 0 when all differ by the same amount. */
  readonly pValue: number;
  /** Null when all differences are the same (there is no spread to measure by), and with two pairs (the correction leaves nothing of it). */
  readonly effectSize: number | null;
  /** Every pair is equal to the last bit: there is nothing to test. */
  readonly isSame: boolean;
}

/** At least two pairs. */
export function pairedDifference(values: readonly number[], baseline: readonly number[]): PairedDifference {
  assert(values.length === baseline.length, 'values are compared pair by pair');
  const differences = values.map((value, pair) => value - (baseline[pair] ?? 0));
  const isSame = differences.every((difference) => difference === 0);
  // What is constant up to the rounding of the values themselves, not of their difference, is constant.
  const rounding = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) * 10 * Number.EPSILON;
  const { mean, standardDeviation, ciLow, ciHigh } = meanInterval(differences);
  const count = differences.length;
  const isConstant = standardDeviation <= rounding;
  const t = isConstant ? Infinity : mean / (standardDeviation / Math.sqrt(count));
  const isNothing = isConstant && Math.abs(mean) <= rounding;
  const hedges = 1 - 3 / (4 * (count - 1) - 1);
  return {
    difference: mean,
    differenceCiLow: ciLow,
    differenceCiHigh: ciHigh,
    pValue: isNothing ? 1 : studentT.twoSidedP(t, count - 1),
    effectSize: isConstant || count < 3 ? null : (mean / standardDeviation) * hedges,
    isSame,
  };
}
