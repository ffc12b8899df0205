/**
 * `compare.json`, and what `compare --json` prints: the variants of a comparison with their figures. Version 1: fields may be added, none is renamed or changes its meaning.
 *
 * Nothing in it but `wallSeconds` depends on the machine. Null stands for what does not exist: differences of the baseline to itself, an effect size without spread.
 */

/** `same`: equal to the last bit in every replication. */
export type Verdict = 'better' | 'worse' | 'no evidence of a difference' | 'same';

export interface MetricFigures {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  /** To the baseline: mean of the paired differences. */
  readonly difference: number | null;
  readonly differenceCiLow: number | null;
  readonly differenceCiHigh: number | null;
  /** `difference` over the baseline's mean; null also where that is 0. */
  readonly differenceRatio: number | null;
  /** Of the paired t test, uncorrected. */
  readonly pValue: number | null;
  /** After Holm's correction over all metrics and variants: what `significant` goes by. */
  readonly pValueAdjusted: number | null;
  readonly significant: boolean;
  /** Hedges' g of the paired differences. */
  readonly effectSize: number | null;
  readonly verdict: Verdict | null;
  /** By replication. */
  readonly values: readonly number[];
}

export interface ComparedMetricInfo {
  readonly name: string;
  readonly unit: 'perSecond' | 'bytesPerSecond' | 'ns' | 'bytes' | 'ratio' | 'count' | 'years';
  readonly better: 'lower' | 'higher';
  /** Where it is in `result.json`. */
  readonly path: string;
  readonly summary: string;
  /** One of those that are shown without being asked for. */
  readonly isMain: boolean;
}

/** Percentiles at which latencies are kept: dense towards 100 %, since it is the tail that is read. */
export const latencyPercents: readonly number[] = (() => {
  const percents: number[] = [];
  for (let percent = 0; percent < 90; percent += 5) percents.push(percent);
  for (let tail = 10; tail > 0.05; tail /= 10) for (let step = 0; step < 9; step += 1) percents.push(100 - tail + (step * tail) / 10);
  return [...percents, 99.99];
})();

/** Means over the replications of a variant, unless it says otherwise. */
export interface VariantProfile {
  /** Latency at each of `latencyPercents`, ns; null: there were no such requests. */
  readonly latencyNs: { readonly read: readonly number[] | null; readonly write: readonly number[] | null };
  /** Requests per second of all VMs, at most some hundred samples; warm-up included. */
  readonly throughput: { readonly timesNs: readonly number[]; readonly perSecond: readonly number[] };
  /** Bytes written to flash, by cause. */
  readonly flashBytes: Readonly<Record<string, number>>;
  /** How many crashes, in all replications together, left which image how consistent. Empty: none were made. */
  readonly crashOutcomes: readonly CrashOutcome[];
}

export interface CrashOutcome {
  readonly image: string;
  readonly consistency: string;
  readonly count: number;
}

export interface VariantFigures {
  readonly name: string;
  readonly sets: readonly { readonly path: string; readonly value: string }[];
  readonly replications: number;
  readonly digests: readonly string[];
  /** What its runs looked like, for charts. */
  readonly profile: VariantProfile;
  /** By name; a metric that this variant has no figure for is not there. */
  readonly metrics: Readonly<Record<string, MetricFigures>>;
}

export interface BestVariants {
  readonly metric: string;
  /** The best mean first. All of them: there is no evidence that any is better. */
  readonly variants: readonly string[];
  /** Of how many that have such a figure. */
  readonly of: number;
}

export interface Comparison {
  readonly schemaVersion: 1;
  readonly kind: 'hindcast-comparison';
  readonly scenario: string;
  readonly seed: number;
  /** By replication, the same in all variants. */
  readonly seeds: readonly number[];
  readonly replications: number;
  readonly baseline: string;
  readonly confidence: number;
  /** Chance of even one false alarm among all `significant`. */
  readonly significanceLevel: number;
  readonly warmup: { readonly ns: number; readonly foundBy: 'given' | 'mser5'; readonly unsettled: readonly string[] };
  /** Relative half-width that was asked for, and whether it was reached; null: none was. */
  readonly precision: { readonly relative: number; readonly reached: boolean } | null;
  readonly partial: boolean;
  readonly wallSeconds: number;
  readonly metrics: readonly ComparedMetricInfo[];
  readonly variants: readonly VariantFigures[];
  /** By metric: the variants that none is shown to be better than. */
  readonly best: readonly BestVariants[];
  /** Variants that no other beats in both metrics, best in the first of them first. */
  readonly pareto: readonly { readonly metrics: readonly [string, string]; readonly variants: readonly string[] }[];
  readonly failOn: readonly FailOnFigures[];
  /** Runs that were not sound, all variants together. */
  readonly unsound: readonly { readonly variant: string; readonly seed: number; readonly violations: number; readonly failedChecks: readonly string[] }[];
}

export interface FailOnFigures {
  readonly metric: string;
  readonly change: number;
  /** The variants that are shown to be worse by more. */
  readonly failed: readonly string[];
  /** Variants that have no figure to judge by (or the baseline has none). */
  readonly notJudged: readonly string[];
}
