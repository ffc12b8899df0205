/**
 * Where a series has left its start behind: MSER-5 (White, Cobb, Spratt 2000). Of the means of five values each, as many are dropped as make the standard error of the rest smallest.
 *
 * Guarantee: at most the first half is ever dropped. `isSettled` is false when the smallest error lies at that bound: the series is too short to say.
 */
import { assert } from '../base/assert.ts';

export const mserBatch = 5;

export interface WarmupLength {
  /** Values to drop from the beginning; a multiple of five. */
  readonly values: number;
  readonly isSettled: boolean;
}

export function mser5(series: readonly number[]): WarmupLength {
  const batches = batchMeans(series);
  assert(batches.length >= 2, 'MSER-5 takes at least ten values');
  const dropMax = Math.floor(batches.length / 2);
  let best = 0;
  let bestError = Infinity;
  let sum = 0;
  let squares = 0;
  // From the end: the sums of the values that are kept grow by one value a step. Around the last value, so that nothing cancels.
  const center = batches.at(-1) ?? 0;
  for (let dropped = batches.length - 1; dropped >= 0; dropped--) {
    const value = (batches[dropped] ?? 0) - center;
    sum += value;
    squares += value * value;
    const kept = batches.length - dropped;
    const error = Math.max(0, squares - (sum * sum) / kept) / (kept * kept);
    if (dropped > dropMax || error > bestError) continue;
    best = dropped;
    bestError = error;
  }
  return { values: best * mserBatch, isSettled: best < dropMax };
}

function batchMeans(series: readonly number[]): number[] {
  const means: number[] = [];
  for (let from = 0; from + mserBatch <= series.length; from += mserBatch) {
    let sum = 0;
    for (let at = from; at < from + mserBatch; at++) sum += series[at] ?? 0;
    means.push(sum / mserBatch);
  }
  return means;
}
