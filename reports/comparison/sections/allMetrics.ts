/** Every metric of every variant, with intervals, differences and tests. */
import type { Comparison, ComparedMetricInfo, MetricFigures } from '../../../sim/results/comparisonResult.ts';
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import { readableChange, readableCount, readableValue } from '../../text/readable.ts';
import type { ComparisonSection } from '../comparisonInput.ts';

export const allMetricsSection: ComparisonSection = {
  id: 'metrics',
  title: 'All metrics',
  shortTitle: 'All metrics',
  render({ found }) {
    const present = found.metrics.filter(({ name }) => found.variants.some(({ metrics }) => name in metrics));
    const absent = found.metrics.filter((metric) => !present.includes(metric)).map(({ name }) => metricLabel(name));
    const blocks = present.map((metric) => block(found, metric));
    const left = absent.length === 0 ? '' : `<p>Without a figure in these runs: ${escapeHtml(absent.join(', '))}.</p>`;
    return {
      html: `<p>Paired t tests on the same seeds; p after Holm’s correction over all metrics and variants; g: Hedges’ g of the differences.</p>${blocks.join('\n')}${left}`,
      charts: [],
    };
  },
};

function block(found: Comparison, metric: ComparedMetricInfo): string {
  const rows = found.variants.flatMap((variant) => {
    const figures = variant.metrics[metric.name];
    if (figures === undefined) return [];
    const mean = [readableValue(figures.mean, metric.unit), `${readableValue(figures.ciLow, metric.unit)} … ${readableValue(figures.ciHigh, metric.unit)}`];
    return [[variant.name, ...mean, ...against(figures, metric, variant.name === found.baseline)]];
  });
  const table = tableMarkup(
    { head: ['variant', 'mean', '95 % interval', 'difference', 'its 95 % interval', 'p', 'g', 'verdict'], rows },
    `${metric.name} by variant`,
    new Set([0, 7]),
  );
  return `<details class="metric"><summary>${escapeHtml(metricLabel(metric.name))} <small>${escapeHtml(metric.summary)}; ${metric.better} is better</small></summary>${table}</details>`;
}

function against(figures: MetricFigures, metric: ComparedMetricInfo, isBaseline: boolean): string[] {
  if (isBaseline) return ['–', '–', '–', '–', 'baseline'];
  const { difference, differenceRatio, differenceCiLow, differenceCiHigh, pValueAdjusted, effectSize, verdict } = figures;
  if (difference === null || verdict === null) return ['–', '–', '–', '–', 'the baseline has no figure'];
  if (verdict === 'same') return ['0', '–', '–', '–', 'the same to the last bit'];
  const base = differenceRatio === null || difference === 0 ? null : difference / differenceRatio;
  const text = (value: number | null): string => (value === null ? '–' : base === null ? readableValue(value, metric.unit) : readableChange(value / base));
  const p = pValueAdjusted ?? 1;
  return [
    text(difference),
    `${text(differenceCiLow)} … ${text(differenceCiHigh)}`,
    p < 0.0001 ? '<0.0001' : p.toFixed(4),
    effectSize === null ? '–' : readableCount(Number(effectSize.toPrecision(3))),
    verdict,
  ];
}
