/**
 * How many replications make an interval as narrow as asked: the half-width falls as one over the root of their number (Law, Simulation Modeling and Analysis, 9.4.1, relative error).
 *
 * Guarantee: at most twice as many as there are, since the spread is an estimate itself; the caller asks again with those.
 */
import type { MeanInterval } from './meanInterval.ts';

/** `relative` is the half-width over the mean that is wanted: 0.02 for 2 %. A mean of 0 has no relative precision and asks for nothing. */
export function replicationsNeeded(interval: MeanInterval, relative: number): number {
  const half = (interval.ciHigh - interval.ciLow) / 2;
  const wanted = Math.abs(interval.mean) * relative;
  if (half <= wanted || wanted === 0) return interval.count;
  const ratio = half / wanted;
  return Math.min(interval.count * 2, Math.max(interval.count + 1, Math.ceil(interval.count * ratio * ratio)));
}
