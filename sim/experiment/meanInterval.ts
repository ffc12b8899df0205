/** The mean of independent values with its confidence interval after Student (any text book; R's `t.test(x)`). */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { assert } from '../base/assert.ts';
import { studentT } from './studentT.ts';

/** Of all intervals here. */
export const confidence = 0.95;

export interface MeanInterval {
  readonly count: number;
  readonly mean: number;
  /** Of the values, with n − 1; 0 where they differ by no more than rounding. */
  readonly standardDeviation: number;
  readonly ciLow: number;
  readonly ciHigh: number;
}

/** As in R's t.test: values whose standard error is below ten roundings of their mean are constant. */
const constantBelow = 10 * Number.EPSILON;

/** At least two values. */
export function meanInterval(values: readonly number[]): MeanInterval {
  assert(values.length >= 2, 'an interval takes at least two values');
  const center = mean([...values]);
  const spread = sampleStandardDeviation([...values]);
  const error = spread / Math.sqrt(values.length);
  const isConstant = error <= constantBelow * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const half = isConstant ? 0 : error * studentT.quantile(1 - (1 - confidence) / 2, values.length - 1);
  return { count: values.length, mean: center, standardDeviation: isConstant ? 0 : spread, ciLow: center - half, ciHigh: center + half };
}
