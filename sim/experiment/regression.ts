/**
 * When a comparison fails: `writeP99:+5%` fails when a variant's figure is shown to lie more than 5 % above that of the baseline.
 *
 * Shown means: of the pairs (value − 1.05 · baseline), the 95 % interval of the mean lies above 0 as a whole. Change that the replications cannot tell from 5 % does not fail.
 * The sign is that of a regression: `+` where lower is better, `-` where higher is. Each limit is held against each variant on its own, without correction for many.
 */
import { meanInterval } from './meanInterval.ts';
import type { Metric } from './metrics.ts';

export interface RegressionLimit {
  readonly metric: Metric;
  /** Signed: 0.05 for +5 %, −0.05 for −5 %. */
  readonly change: number;
}

/** Whether the regression beyond the limit is shown. At least two pairs. */
export function isRegression(limit: RegressionLimit, values: readonly number[], baseline: readonly number[]): boolean {
  const beyond = meanInterval(values.map((value, pair) => value - (1 + limit.change) * (baseline[pair] ?? 0)));
  return limit.metric.better === 'lower' ? beyond.ciLow > 0 : beyond.ciHigh < 0;
}
