/**
 * A comparison as `hindcast compare` would find it, from made-up runs of which the truth is known: `write-through` loses nothing and is slow, `periodic` is the baseline, `write-back` differs from
 * it by nothing, `age` is faster, loses more, and has the window for it.
 */
import { comparison } from '../../sim/experiment/comparison.ts';
import type { ExperimentPlan } from '../../sim/experiment/experimentPlan.ts';
import { metrics } from '../../sim/experiment/metrics.ts';
import type { ReplicationSample } from '../../sim/experiment/replicationSample.ts';
import { latencyPercents } from '../../sim/results/comparisonResult.ts';
import type { Comparison } from '../../sim/results/comparisonResult.ts';

export interface FixtureOptions {
  /** Metrics that no run has; the rest have figures. */
  readonly absent?: readonly string[];
}

interface Truth {
  readonly speed: number;
  readonly rpoNs: number;
  readonly windowNs: number;
  readonly flashBytes: number;
}

const truths: Readonly<Record<string, Truth>> = {
  periodic: { speed: 1, rpoNs: 2.4e9, windowNs: 3e9, flashBytes: 90e6 },
  'write-through': { speed: 0.4, rpoNs: 0, windowNs: 3e9, flashBytes: 120e6 },
  'write-back': { speed: 1, rpoNs: 2.4e9, windowNs: 3e9, flashBytes: 90e6 },
  age: { speed: 1.3, rpoNs: 6e9, windowNs: 5e9, flashBytes: 60e6 },
};

export const fixtureReplications = 8;

export function comparisonFixture({ absent = [] }: FixtureOptions = {}): Comparison {
  const names = Object.keys(truths);
  const plan = {
    scenario: 'office',
    seed: 7,
    variants: names.map((name) => ({ name, sets: [{ path: 'server.cache.flush.policy', value: name }], scenario: null })),
    baseline: 0,
    replications: fixtureReplications,
    precision: null,
    metrics: metrics.map(({ name }) => name),
    warmupNs: null,
  } as unknown as ExperimentPlan;
  const runs = names.map((name) => Array.from({ length: fixtureReplications }, (_, replication) => sample(name, replication, absent)));
  return comparison(plan, { runs, warmupNs: 4e8, found: { warmupNs: 4e8, unsettled: [] }, isPartial: false, isPrecise: null }, [], 12.5);
}

function sample(name: string, replication: number, absent: readonly string[]): ReplicationSample {
  const { speed, rpoNs, windowNs, flashBytes } = truths[name]!;
  // The same luck for all variants in a replication, and a little of each one's own.
  const luck = 1 + 0.05 * Math.sin(replication * 7) + 0.002 * Math.sin(replication * 13 + name.length);
  const figures: Readonly<Record<string, number>> = {
    throughput: 20_000 * speed * luck,
    writeP99: (900_000 / speed) * luck,
    rpoMean: rpoNs * luck,
    rpoMax: rpoNs * 1.9 * luck,
    rpoRecovered: 0,
    window: windowNs * luck,
    flashBytes: flashBytes * luck,
    flashLife: (3e8 / flashBytes) * luck,
  };
  const latency = latencyPercents.map((percent) => (1000 / speed / (1.0001 - percent / 100)) * luck);
  const crashes = rpoNs === 0 ? ['prefix', 'prefix'] : ['torn', 'prefix'];
  return {
    seed: 7 + replication,
    digest: `${name}-${String(replication)}`,
    values: metrics.map((metric, number) => (absent.includes(metric.name) ? null : (figures[metric.name] ?? 10 * (number + 1) * luck))),
    violations: 0,
    failedChecks: [],
    throughput: Array.from({ length: 60 }, (_, row) => 20_000 * speed * (1 + 0.1 * Math.sin(row / 4))),
    profile: {
      timesNs: Array.from({ length: 60 }, (_, row) => (row + 1) * 5e7),
      latencyNs: { read: latency.map((ns) => ns / 3), write: latency },
      flashBytes: { demotion: flashBytes * 0.7, log: flashBytes * 0.3 },
      crashOutcomes: absent.includes('rpoMean')
        ? []
        : crashes.map((consistency, image) => ({ image: image === 0 ? 'array' : 'server', consistency, count: 100 })),
    },
  };
}
