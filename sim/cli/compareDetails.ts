/** One metric of a comparison in full: each variant with its interval, and how it differs from the baseline, with interval, p value and effect size. */
import { readableCount } from '../../reports/text/readable.ts';
import { readableMetric } from '../../reports/text/readableMetric.ts';
import type { Comparison, MetricFigures } from '../results/comparisonResult.ts';
import { changeInterval, changeText } from './changeText.ts';
import type { TextStyle } from './textStyle.ts';

type ShownMetric = Comparison['metrics'][number];

export function compareDetails(metric: ShownMetric, found: Comparison, style: TextStyle): string {
  const rows = found.variants.map((variant) => {
    const figures = variant.metrics[metric.name];
    if (figures === undefined) return { cells: [variant.name, 'no figure', ''], verdict: '' };
    const half = (figures.ciHigh - figures.ciLow) / 2;
    const cells = [variant.name, readableMetric(figures.mean, metric.unit), `± ${readableMetric(half, metric.unit)}`];
    return { cells, verdict: variant.name === found.baseline ? style.dim('baseline') : verdictText(figures, metric, style) };
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ cells }) => (cells[column] ?? '').length)));
  const lines = rows.map(({ cells, verdict }) => {
    const [name = '', mean = '', half = ''] = cells;
    return `  ${name.padEnd(widths[0] ?? 0)}  ${mean.padStart(widths[1] ?? 0)} ${half.padEnd(widths[2] ?? 0)}  ${verdict}`.trimEnd();
  });
  return [`${style.bold(metric.name)}  ${style.dim(`${metric.summary}; ${metric.better} is better`)}`, ...lines].join('\n');
}

function verdictText(figures: MetricFigures, metric: ShownMetric, style: TextStyle): string {
  if (figures.verdict === null) return style.dim('the baseline has no figure');
  if (figures.verdict === 'same') return style.dim('the same to the last bit');
  const effect = figures.effectSize === null ? '' : `, g ${readableCount(Number(figures.effectSize.toPrecision(3)))}`;
  const test = `${changeText(figures, metric)} (${changeInterval(figures, metric)})  p ${pText(figures.pValueAdjusted ?? 1)}${effect}`;
  const paint = figures.verdict === 'better' ? style.good : figures.verdict === 'worse' ? style.bad : style.dim;
  return `${paint(figures.verdict)}  ${test}`;
}

function pText(pValue: number): string {
  return pValue < 0.0001 ? '<0.0001' : pValue.toFixed(4);
}
