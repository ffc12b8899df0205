/**
 * Where measuring begins when nobody says: the longest warm-up that MSER-5 finds in the throughput of the variants, for all of them, since what is compared must be measured over the same
 * time. A series of fewer than twenty samples tells nothing: no warm-up then.
 */
import { mser5 } from './mser5.ts';

export interface FoundWarmup {
  readonly warmupNs: number;
  /** Variants whose throughput had not settled in the first half of the run, or that are too short to say. */
  readonly unsettled: readonly number[];
}

const samplesMin = 20;

export function findWarmup(throughputs: readonly (readonly number[])[], sampleNs: readonly number[]): FoundWarmup {
  const unsettled: number[] = [];
  let warmupNs = 0;
  throughputs.forEach((series, variant) => {
    const found = series.length < samplesMin ? { values: 0, isSettled: false } : mser5(series);
    if (!found.isSettled) unsettled.push(variant);
    warmupNs = Math.max(warmupNs, found.values * (sampleNs[variant] ?? 0));
  });
  return { warmupNs, unsettled };
}
