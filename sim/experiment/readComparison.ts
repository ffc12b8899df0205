/** Reads `compare.json` back: every field that reports and the dashboard use is looked at. */
import { byName, flag, list, nullable, number, oneOf, pair, record, text } from '../results/shape.ts';
import type { Shape } from '../results/shape.ts';
import type { BestVariants, Comparison, CrashOutcome, FailOnFigures, MetricFigures, VariantFigures, VariantProfile } from '../results/comparisonResult.ts';

const open = nullable(number('value'));

const metricFigures = record<MetricFigures>(
  {
    mean: number('of the replications'),
    standardDeviation: number('of the replications', 0),
    ciLow: number('interval of the mean'),
    ciHigh: number('interval of the mean'),
    difference: open,
    differenceCiLow: open,
    differenceCiHigh: open,
    differenceRatio: open,
    pValue: open,
    pValueAdjusted: open,
    significant: flag('after correction'),
    effectSize: open,
    verdict: nullable(oneOf(['better', 'worse', 'no evidence of a difference', 'same'], 'against the baseline')),
    values: list(number('value'), 'by replication'),
  },
  'figures of a metric',
);

const latencies = nullable(list(number('ns', 0), 'by percentile'));

const variantProfile = record<VariantProfile>(
  {
    latencyNs: record<VariantProfile['latencyNs']>({ read: latencies, write: latencies }, 'by percentile'),
    throughput: record<VariantProfile['throughput']>(
      { timesNs: list(number('ns', 0), 'ascending'), perSecond: list(number('rate', 0), 'by time') },
      'over time',
    ),
    flashBytes: byName(number('bytes', 0), 'by cause'),
    crashOutcomes: list(
      record<CrashOutcome>({ image: text('what is left'), consistency: text('of its disks'), count: number('crashes', 0) }, 'an outcome'),
      'of all crashes',
    ),
  },
  'what the runs looked like',
);

const variantFigures = record<VariantFigures>(
  {
    name: text('of the variant'),
    sets: list(record<{ path: string; value: string }>({ path: text('field'), value: text('value') }, 'what is set'), 'what makes it differ'),
    replications: number('count', 0),
    digests: list(text('of a run'), 'by replication'),
    profile: variantProfile,
    metrics: byName(metricFigures, 'by metric'),
  },
  'a variant',
);

const bestVariants = record<BestVariants>(
  { metric: text('name'), variants: list(text('variant'), 'the best mean first'), of: number('variants with such a figure', 0) },
  'the best of a metric',
);

const comparisonShape: Shape<Comparison> = record<Comparison>(
  {
    schemaVersion: oneOf([1], 'version of this format'),
    kind: oneOf(['hindcast-comparison'], 'what this file is'),
    scenario: text('name'),
    seed: number('of the first replication'),
    seeds: list(number('seed'), 'by replication'),
    replications: number('count', 0),
    baseline: text('name of a variant'),
    confidence: number('of the intervals', 0),
    significanceLevel: number('of the family', 0),
    warmup: record<Comparison['warmup']>(
      { ns: number('ns', 0), foundBy: oneOf(['given', 'mser5'], 'how'), unsettled: list(text('variant'), 'variants') },
      'where measuring began',
    ),
    precision: nullable(record<{ relative: number; reached: boolean }>({ relative: number('half-width', 0), reached: flag('or not') }, 'what was asked for')),
    partial: flag('interrupted'),
    wallSeconds: number('s', 0),
    metrics: list(
      record<Comparison['metrics'][number]>(
        {
          name: text('of the metric'),
          unit: oneOf(['ns', 'bytes', 'bytesPerSecond', 'perSecond', 'ratio', 'count', 'years'], 'of its values'),
          better: oneOf(['higher', 'lower'], 'which way'),
          path: text('in result.json'),
          summary: text('in words'),
          isMain: flag('shown without being asked for'),
        },
        'a metric',
      ),
      'metrics',
    ),
    variants: list(variantFigures, 'variants'),
    best: list(bestVariants, 'by metric'),
    pareto: list(
      record<Comparison['pareto'][number]>(
        {
          metrics: pair(text('metric'), 'two'),
          variants: list(text('variant'), 'not beaten'),
        },
        'a front',
      ),
      'fronts',
    ),
    failOn: list(
      record<FailOnFigures>(
        { metric: text('name'), change: number('ratio'), failed: list(text('variant'), 'variants'), notJudged: list(text('variant'), 'variants') },
        'a limit',
      ),
      'limits',
    ),
    unsound: list(
      record<Comparison['unsound'][number]>(
        { variant: text('name'), seed: number('seed'), violations: number('count', 0), failedChecks: list(text('law'), 'laws') },
        'a run',
      ),
      'runs that were not sound',
    ),
  },
  'a comparison',
);

/** Throws ShapeError with the place and what was expected there. */
export function parseComparison(value: unknown): Comparison {
  // Files from before there was such a field have none.
  const whole = typeof value === 'object' && value !== null && !('best' in value) ? { ...value, best: [] } : value;
  comparisonShape.check(whole, '');
  return whole as Comparison;
}
