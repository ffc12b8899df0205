/** What one run looked like, beyond its metrics: small, since every replication of an experiment keeps it. */
import type { SimulatedResult } from '../results/runRecord.ts';
import type { LatencyCdf } from '../results/runResult.ts';
import { latencyPercents } from '../results/comparisonResult.ts';
import type { CrashOutcome, VariantProfile } from '../results/comparisonResult.ts';
import type { SeriesTable } from '../results/series.ts';

/** The requests per second are in the sample itself. */
export interface RunProfile {
  readonly timesNs: readonly number[];
  readonly latencyNs: VariantProfile['latencyNs'];
  readonly flashBytes: Readonly<Record<string, number>>;
  readonly crashOutcomes: readonly CrashOutcome[];
}

export function runProfile(result: SimulatedResult, series: SeriesTable): RunProfile {
  const { read, write } = result.total.latencyCdf;
  return {
    timesNs: Array.from(series.timesNs),
    latencyNs: { read: atPercents(read), write: atPercents(write) },
    flashBytes: result.flash.bytesWritten,
    crashOutcomes: countOutcomes(result.crashes.map(({ image, consistency }) => ({ image, consistency, count: 1 }))),
  };
}

/** Adds up those of the same image and consistency. */
export function countOutcomes(outcomes: readonly CrashOutcome[]): CrashOutcome[] {
  const counted: CrashOutcome[] = [];
  for (const { image, consistency, count } of outcomes) {
    const known = counted.findIndex((other) => other.image === image && other.consistency === consistency);
    if (known < 0) counted.push({ image, consistency, count });
    else counted[known] = { image, consistency, count: count + (counted[known]?.count ?? 0) };
  }
  return counted;
}

/** Null when the distribution is empty. */
function atPercents({ upToNs, fractions }: LatencyCdf): number[] | null {
  if (upToNs.length === 0) return null;
  let point = 0;
  return latencyPercents.map((percent) => {
    while (point < upToNs.length - 1 && (fractions[point] ?? 1) < percent / 100 - 1e-9) point += 1;
    return upToNs[point] ?? 0;
  });
}
