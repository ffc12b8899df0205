/**
 * What replications of variants say of each other: per metric the mean of each variant with its interval, and its paired difference to the baseline with interval, test and effect size.
 *
 * All tests of one comparison (metrics × variants) are one family: a difference counts as shown when its p value holds after Holm's correction over the family. Pairs that are equal to
 * the last bit in every replication (a metric that a variant does not touch) are no test and take no part: they could not raise a false alarm (Tarone 1990).
 * A metric that some replication of a variant has no figure for is left out of that variant, and of nothing else.
 */
import { assert } from '../base/assert.ts';
import type { Verdict } from '../results/comparisonResult.ts';
import { holmAdjusted } from './holmAdjusted.ts';
import { meanInterval } from './meanInterval.ts';
import type { MeanInterval } from './meanInterval.ts';
import type { Metric } from './metrics.ts';
import { pairedDifference } from './pairedDifference.ts';
import type { PairedDifference } from './pairedDifference.ts';

/** Chance of even one false alarm in a comparison. */
export const significanceLevel = 0.05;

export interface VariantSamples {
  readonly name: string;
  /** By replication, then by metric; null: there is no such figure. */
  readonly samples: readonly (readonly (number | null)[])[];
}

export interface ComparedMetric extends MeanInterval {
  readonly metric: Metric;
  readonly values: readonly number[];
  /** Null for the baseline itself, and where the baseline has no such figure. */
  readonly against: (PairedDifference & { readonly pValueAdjusted: number; readonly isSignificant: boolean; readonly verdict: Verdict }) | null;
}

export interface ComparedVariant {
  readonly name: string;
  readonly metrics: readonly ComparedMetric[];
}

/** Every variant has as many replications as the baseline, at least two, in the same order. */
export function compareVariants(metrics: readonly Metric[], variants: readonly VariantSamples[], baseline: number): ComparedVariant[] {
  const base = variants[baseline];
  assert(base !== undefined, 'the baseline is one of the variants');
  const values = variants.map(({ samples }) => metrics.map((_, metric) => columnOf(samples, metric)));
  const pairs = variants.map((_, variant) =>
    metrics.map((_metric, metric) => {
      const [own, other] = [values[variant]?.[metric] ?? null, values[baseline]?.[metric] ?? null];
      return variant === baseline || own === null || other === null ? null : pairedDifference(own, other);
    }),
  );
  const tested = pairs.flat().filter((pair) => pair !== null && !pair.isSame);
  const adjusted = holmAdjusted(tested.map((pair) => pair?.pValue ?? 1));
  const adjustedOf = new Map(tested.map((pair, test) => [pair, adjusted[test] ?? 1]));
  return variants.map(({ name }, variant) => ({
    name,
    metrics: metrics.flatMap((metric, index): ComparedMetric[] => {
      const own = values[variant]?.[index] ?? null;
      if (own === null) return [];
      const pair = pairs[variant]?.[index] ?? null;
      return [{ metric, values: own, ...meanInterval(own), against: pair === null ? null : judged(pair, adjustedOf.get(pair) ?? 1, metric) }];
    }),
  }));
}

/** The values of one metric, or null when one of them is missing. */
function columnOf(samples: readonly (readonly (number | null)[])[], metric: number): number[] | null {
  const column = samples.map((sample) => sample[metric] ?? null).filter((value) => value !== null);
  return column.length === samples.length ? column : null;
}

function judged(pair: PairedDifference, pValueAdjusted: number, metric: Metric): NonNullable<ComparedMetric['against']> {
  const isSignificant = !pair.isSame && pValueAdjusted < significanceLevel;
  const isBetter = pair.difference > 0 === (metric.better === 'higher');
  const verdict = pair.isSame ? 'same' : !isSignificant ? 'no evidence of a difference' : isBetter ? 'better' : 'worse';
  return { ...pair, pValueAdjusted, isSignificant, verdict };
}
