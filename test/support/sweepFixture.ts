/** A sweep as `hindcast sweep` would find it, from made-up runs of which the truth is known: throughput falls with the latency of the array alone, write p99 is their product, and luck is small. */
import { metrics } from '../../sim/experiment/metrics.ts';
import { sweepResult } from '../../sim/experiment/sweepResult.ts';
import type { SweptPlan } from '../../sim/experiment/sweepResult.ts';
import type { SweepRun } from '../../sim/experiment/runSweep.ts';
import type { SweepPlan } from '../../sim/experiment/sweepPlan.ts';
import type { SweepResult } from '../../sim/results/sweepResult.ts';

export interface SweepFixtureOptions {
  readonly policies?: number;
  readonly latencies?: number;
  readonly sizes?: number;
  readonly seeds?: number;
}

/** Policies × latencies of the array × sizes of the flash. */
export function sweepFixture({ policies = 3, latencies = 4, sizes = 2, seeds = 3 }: SweepFixtureOptions = {}): SweepResult {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const scaled = (unit: 'ns' | 'bytes', values: readonly number[]): SweepPlan['axes'][number]['scale'] => ({ unit, values });
  const axes: SweepPlan['axes'] = [
    { label: 'flush', path: 'server.cache.flush', values: numbers(policies).map((policy) => `policy ${String(policy)}`), scale: null },
    {
      label: 'writeLatency',
      path: 'array.writeLatency',
      values: numbers(latencies).map((index) => `${String(2 ** index)}ms`),
      scale: scaled(
        'ns',
        numbers(latencies).map((index) => 2 ** index * 1e6),
      ),
    },
    {
      label: 'size',
      path: 'server.flash.size',
      values: numbers(sizes).map((index) => `${String(index + 1)}GiB`),
      scale: scaled(
        'bytes',
        numbers(sizes).map((index) => (index + 1) * 2 ** 30),
      ),
    },
  ];
  const places = numbers(policies).flatMap((policy) => numbers(latencies).flatMap((latency) => numbers(sizes).map((size) => [policy, latency, size] as const)));
  const plan: SweptPlan = {
    name: 'made-up',
    summary: 'What does the array do?',
    expected: 'It slows things down.',
    axes,
    cells: places.map((at) => ({ at })),
    seeds: numbers(seeds).map((seed) => seed + 1),
    metrics: ['throughput', 'writeP99', 'rpoMean'],
    closedForm: {
      name: 'halves',
      source: 'the truth',
      metric: 'throughput',
      values: places.map(([policy, latency]) => (policy === 1 ? null : 8000 / 2 ** latency)),
    },
  };
  const run = ([policy, latency, size]: readonly [number, number, number], seed: number): SweepRun => {
    const luck = 1 + 0.002 * Math.sin(7 * seed + 3 * policy + latency);
    const known: Readonly<Record<string, number>> = {
      throughput: (8000 / 2 ** latency) * luck,
      writeP99: 1e5 * (policy + 1) * 2 ** latency * luck,
      rpoMean: policy === 0 ? 0 : 5e8 * policy * luck,
      window: (size + 1) * 2e9 * luck,
    };
    const values = Object.fromEntries(metrics.map(({ name }) => [name, known[name] ?? null]));
    return { seed, digest: `${String(policy)}${String(latency)}${String(size)}-${String(seed)}`, values, violations: 0, failedChecks: [] };
  };
  return sweepResult(
    plan,
    places.map((at) => plan.seeds.map((seed) => run(at, seed))),
  );
}
