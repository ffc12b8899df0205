/** What the runs of a variant looked like, put together. */
import type { VariantProfile } from '../results/comparisonResult.ts';
import { countOutcomes } from './runProfile.ts';
import type { ReplicationSample } from './replicationSample.ts';

const samplesMax = 240;

/** At least one replication. */
export function variantProfile(runs: readonly ReplicationSample[]): VariantProfile {
  const profiles = runs.map(({ profile }) => profile);
  return {
    latencyNs: { read: meanColumns(profiles.map(({ latencyNs }) => latencyNs.read)), write: meanColumns(profiles.map(({ latencyNs }) => latencyNs.write)) },
    throughput: throughputOf(runs),
    flashBytes: meanByName(profiles.map(({ flashBytes }) => flashBytes)),
    crashOutcomes: countOutcomes(profiles.flatMap(({ crashOutcomes }) => crashOutcomes)),
  };
}

/** Null when one of the runs has none. */
function meanColumns(columns: readonly (readonly number[] | null)[]): number[] | null {
  const whole = columns.filter((column) => column !== null);
  const first = whole[0];
  if (first === undefined || whole.length < columns.length) return null;
  return first.map((_, row) => whole.reduce((sum, column) => sum + (column[row] ?? 0), 0) / whole.length);
}

/** Over the rows that all runs have, neighbouring ones joined until they are few. */
function throughputOf(runs: readonly ReplicationSample[]): VariantProfile['throughput'] {
  const times = runs[0]?.profile.timesNs ?? [];
  const rows = Math.min(...runs.map(({ throughput }) => throughput.length));
  const width = Math.max(1, Math.ceil(rows / samplesMax));
  const timesNs: number[] = [];
  const perSecond: number[] = [];
  for (let from = 0; from + width <= rows; from += width) {
    let sum = 0;
    for (const { throughput } of runs) for (let row = from; row < from + width; row += 1) sum += throughput[row] ?? 0;
    timesNs.push(times[from + width - 1] ?? 0);
    perSecond.push(sum / (width * runs.length));
  }
  return { timesNs, perSecond };
}

function sumByName(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const record of records) for (const [name, value] of Object.entries(record)) sums[name] = (sums[name] ?? 0) + value;
  return sums;
}

function meanByName(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  return Object.fromEntries(Object.entries(sumByName(records)).map(([name, sum]) => [name, sum / records.length]));
}
