/** What an experiment keeps of a run: the figures of all metrics, and whether it was sound. Small: a run's result is hundreds of kilobytes. */
import type { RunRecord } from '../results/runRecord.ts';
import type { SeriesTable } from '../results/series.ts';
import { metrics } from './metrics.ts';
import { readMetric } from './readMetric.ts';
import { runProfile } from './runProfile.ts';
import type { RunProfile } from './runProfile.ts';

export interface ReplicationSample {
  readonly seed: number;
  readonly digest: string;
  /** In the order of `metrics`; null: this run has no such figure. */
  readonly values: readonly (number | null)[];
  readonly violations: number;
  /** Names of laws that the figures did not obey. */
  readonly failedChecks: readonly string[];
  /** Requests per second by sample, all VMs, from the beginning of the run: what warm-up is found from. */
  readonly throughput: readonly number[];
  /** What the run looked like, for the charts of a comparison. */
  readonly profile: RunProfile;
}

export function replicationSample({ result, series }: RunRecord): ReplicationSample {
  return {
    seed: result.seed,
    digest: result.digest,
    values: metrics.map(({ path }) => readMetric(result, path)),
    violations: result.oracle.violations,
    failedChecks: result.checks.filter(({ passed }) => !passed).map(({ name }) => name),
    throughput: throughputOf(series),
    profile: runProfile(result, series),
  };
}

function throughputOf(series: SeriesTable): number[] {
  const columns = series.columns.filter((_, column) => ['readsPerSecond', 'writesPerSecond'].includes(series.names[column] ?? ''));
  return Array.from(series.timesNs, (_, row) => columns.reduce((sum, column) => sum + (column[row] ?? 0), 0));
}
