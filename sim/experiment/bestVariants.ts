/**
 * Which variants are best in a metric: the one with the best mean, and those that the replications cannot tell from it.
 *
 * Each other variant is held against the best by a paired t test; p values with Holm's correction over the variants of one metric. What is not shown to be worse counts as best, too:
 * with few replications that is many. The best mean was picked from the same figures, so of variants that are really equal one is named alone somewhat more often than 1 in 20 times.
 */
import type { BestVariants } from '../results/comparisonResult.ts';
import { significanceLevel } from './compareVariants.ts';
import type { ComparedVariant } from './compareVariants.ts';
import { holmAdjusted } from './holmAdjusted.ts';
import type { Metric } from './metrics.ts';
import { pairedDifference } from './pairedDifference.ts';

/** Null where fewer than two variants have the figure. */
export function bestVariants(metric: Metric, compared: readonly ComparedVariant[]): BestVariants | null {
  const sign = metric.better === 'higher' ? -1 : 1;
  const ranked = compared
    .flatMap(({ name, metrics }) => {
      const found = metrics.find((candidate) => candidate.metric === metric);
      return found === undefined ? [] : [{ name, mean: found.mean, values: found.values }];
    })
    .sort((one, other) => sign * (one.mean - other.mean));
  const [best, ...others] = ranked;
  if (best === undefined || others.length === 0) return null;
  const pairs = others.map(({ values }) => pairedDifference(values, best.values));
  const adjusted = holmAdjusted(pairs.map(({ pValue }) => pValue));
  const tied = others.filter((_, other) => pairs[other]?.isSame === true || (adjusted[other] ?? 1) >= significanceLevel);
  return { metric: metric.name, variants: [best, ...tied].map(({ name }) => name), of: ranked.length };
}
