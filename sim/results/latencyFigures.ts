/** From a histogram of latencies to what the result says of it. Takes any histogram with these readings, so that this folder knows none. */
import type { LatencyCdf, LatencyFigures } from './runResult.ts';

export interface LatencyReadings {
  readonly count: number;
  mean(): number;
  max(): number;
  /** Of 0…100, in ns. */
  percentile(percent: number): number;
}

/** All 0 for an empty histogram. */
export function latencyFigures(histogram: LatencyReadings): LatencyFigures {
  if (histogram.count === 0) return { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, p9999: 0, max: 0 };
  return {
    count: histogram.count,
    mean: histogram.mean(),
    p50: histogram.percentile(50),
    p90: histogram.percentile(90),
    p99: histogram.percentile(99),
    p999: histogram.percentile(99.9),
    p9999: histogram.percentile(99.99),
    max: histogram.max(),
  };
}

/** Steps of the distribution: dense in the middle, and ten per power of ten towards 100 %, since it is the tail that is read. */
const cdfPercents: readonly number[] = (() => {
  const percents: number[] = [];
  for (let percent = 0; percent < 90; percent += 1) percents.push(percent);
  for (let tail = 10; tail > 0.0005; tail /= 10) for (let step = 0; step < 9; step += 0.5) percents.push(100 - tail + (step * tail) / 10);
  percents.push(100);
  return percents;
})();

/** At most 165 points, ascending, without points that say the same. */
export function latencyCdf(histogram: LatencyReadings): LatencyCdf {
  const upToNs: number[] = [];
  const fractions: number[] = [];
  if (histogram.count === 0) return { upToNs, fractions };
  for (const percent of cdfPercents) {
    const latencyNs = percent === 100 ? histogram.max() : histogram.percentile(percent);
    const last = upToNs.length - 1;
    if (last >= 0 && upToNs[last] === latencyNs) fractions[last] = percent / 100;
    else {
      upToNs.push(latencyNs);
      fractions.push(percent / 100);
    }
  }
  return { upToNs, fractions };
}
