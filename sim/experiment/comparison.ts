/** From the runs of an experiment to the comparison of its variants (`sim/results/comparisonResult.ts`). */
import type { Comparison, FailOnFigures, MetricFigures } from '../results/comparisonResult.ts';
import { bestVariants } from './bestVariants.ts';
import { compareVariants, significanceLevel } from './compareVariants.ts';
import type { ComparedMetric, ComparedVariant } from './compareVariants.ts';
import type { ExperimentPlan } from './experimentPlan.ts';
import { confidence } from './meanInterval.ts';
import { metrics } from './metrics.ts';
import type { Metric } from './metrics.ts';
import { paretoFront } from './paretoFront.ts';
import { isRegression } from './regression.ts';
import type { RegressionLimit } from './regression.ts';
import type { ExperimentRuns } from './runExperiment.ts';
import { variantProfile } from './variantProfile.ts';

/** Pairs whose trade-off is asked for most. */
const paretoPairs: readonly (readonly [string, string])[] = [
  ['writeP99', 'rpoMean'],
  ['throughput', 'rpoMean'],
  ['writeP99', 'dirtyBlocks'],
  ['window', 'flashLife'],
  ['window', 'flashBytes'],
];

/** At least two whole replications. */
export function comparison(plan: ExperimentPlan, done: ExperimentRuns, limits: readonly RegressionLimit[], wallSeconds: number): Comparison {
  const chosen = metrics.filter(({ name }) => plan.metrics.includes(name));
  const samples = plan.variants.map(({ name }, variant) => ({
    name,
    samples: (done.runs[variant] ?? []).map(({ values }) => chosen.map((metric) => values[metrics.indexOf(metric)] ?? null)),
  }));
  const compared = compareVariants(chosen, samples, plan.baseline);
  const base = compared[plan.baseline];
  const firstRuns = done.runs[0] ?? [];
  return {
    schemaVersion: 1,
    kind: 'hindcast-comparison',
    scenario: plan.scenario,
    seed: plan.seed,
    seeds: firstRuns.map(({ seed }) => seed),
    replications: firstRuns.length,
    baseline: base?.name ?? '',
    confidence,
    significanceLevel,
    warmup: {
      ns: done.warmupNs,
      foundBy: done.found === null ? 'given' : 'mser5',
      unsettled: (done.found?.unsettled ?? []).map((variant) => plan.variants[variant]?.name ?? ''),
    },
    precision: plan.precision === null ? null : { relative: plan.precision.relative, reached: done.isPrecise === true },
    partial: done.isPartial,
    wallSeconds,
    metrics: chosen.map(({ name, unit, better, path, summary, isMain }) => ({ name, unit, better, path, summary, isMain })),
    variants: compared.map(({ name, metrics: found }, variant) => ({
      name,
      sets: plan.variants[variant]?.sets ?? [],
      replications: firstRuns.length,
      digests: (done.runs[variant] ?? []).map(({ digest }) => digest),
      profile: variantProfile(done.runs[variant] ?? []),
      metrics: Object.fromEntries(found.map((metric) => [metric.metric.name, figuresOf(metric, meanOf(base, metric.metric))])),
    })),
    best: chosen.flatMap((metric) => bestVariants(metric, compared) ?? []),
    pareto: paretoPairs.flatMap((pair) => frontOf(pair, chosen, compared)),
    failOn: limits.map((limit) => judge(limit, compared, plan.baseline)),
    unsound: done.runs.flatMap((runs, variant) =>
      runs
        .filter(({ violations, failedChecks }) => violations > 0 || failedChecks.length > 0)
        .map(({ seed, violations, failedChecks }) => ({ variant: plan.variants[variant]?.name ?? '', seed, violations, failedChecks })),
    ),
  };
}

function figuresOf({ mean, standardDeviation, ciLow, ciHigh, values, against }: ComparedMetric, baseMean: number): MetricFigures {
  return {
    mean,
    standardDeviation,
    ciLow,
    ciHigh,
    difference: against?.difference ?? null,
    differenceCiLow: against?.differenceCiLow ?? null,
    differenceCiHigh: against?.differenceCiHigh ?? null,
    differenceRatio: against === null || baseMean === 0 ? null : against.difference / baseMean,
    pValue: against?.pValue ?? null,
    pValueAdjusted: against?.pValueAdjusted ?? null,
    significant: against?.isSignificant ?? false,
    effectSize: against?.effectSize ?? null,
    verdict: against?.verdict ?? null,
    values,
  };
}

function meanOf(variant: ComparedVariant | undefined, metric: Metric): number {
  return variant?.metrics.find((found) => found.metric === metric)?.mean ?? 0;
}

/** Nothing where fewer than two variants have both figures. */
function frontOf([nameX, nameY]: readonly [string, string], chosen: readonly Metric[], compared: readonly ComparedVariant[]): Comparison['pareto'][number][] {
  const [x, y] = [chosen.find(({ name }) => name === nameX), chosen.find(({ name }) => name === nameY)];
  if (x === undefined || y === undefined) return [];
  const points = compared.flatMap(({ name, metrics: found }) => {
    const [ofX, ofY] = [found.find(({ metric }) => metric === x), found.find(({ metric }) => metric === y)];
    return ofX === undefined || ofY === undefined ? [] : [{ name, x: ofX.mean, y: ofY.mean }];
  });
  return points.length < 2 ? [] : [{ metrics: [nameX, nameY], variants: paretoFront(points, x.better, y.better).map(({ name }) => name) }];
}

function judge(limit: RegressionLimit, compared: readonly ComparedVariant[], baseline: number): FailOnFigures {
  const valuesOf = (variant: ComparedVariant | undefined): readonly number[] | undefined =>
    variant?.metrics.find(({ metric }) => metric === limit.metric)?.values;
  const base = valuesOf(compared[baseline]);
  const others = compared.filter((_, variant) => variant !== baseline);
  const failed: string[] = [];
  const notJudged: string[] = [];
  for (const variant of others) {
    const own = valuesOf(variant);
    if (own === undefined || base === undefined) notJudged.push(variant.name);
    else if (isRegression(limit, own, base)) failed.push(variant.name);
  }
  return { metric: limit.metric.name, change: limit.change, failed, notJudged };
}
