/** Every metric of every cell, with its interval. */
import type { SweepResult, SweptMetric } from '../../../sim/results/sweepResult.ts';
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { presentMetrics, unitOf } from '../../charts/models/sweepCharts.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import { readableCount, readableValue } from '../../text/readable.ts';
import type { SweepSection } from '../sweepInput.ts';

/** A larger sweep's figures are in its Parquet file alone. */
const rowsMax = 6000;

export const allMetricsSection: SweepSection = {
  id: 'metrics',
  title: 'All metrics',
  shortTitle: 'All metrics',
  render({ found }) {
    const present = presentMetrics(found);
    const absent = found.metrics.filter((metric) => !present.includes(metric)).map(({ name }) => metricLabel(name));
    const left = absent.length === 0 ? '' : `<p>Without a figure in these runs: ${escapeHtml(absent.join(', '))}.</p>`;
    const isLarge = present.length * found.cells.length > rowsMax;
    const tables = isLarge
      ? `<p>${String(present.length)} metrics of ${readableCount(found.cells.length)} cells are too many for a page: they are in results.parquet, a row a run.</p>`
      : present.map((metric) => block(found, metric)).join('\n');
    return { html: `${tables}${left}`, charts: [] };
  },
};

function block({ axes, cells }: SweepResult, { name, unit, better, summary }: SweptMetric): string {
  const rows = cells.flatMap(({ at, metrics }) => {
    const figures = metrics[name];
    if (figures === undefined) return [];
    const text = (value: number | null): string => (value === null ? '–' : readableValue(value, unitOf(unit)));
    const spread = figures.ciLow === null ? '–' : `${text(figures.ciLow)} … ${text(figures.ciHigh)}`;
    return [
      [
        ...axes.map(({ values }, axis) => values[at[axis]!] ?? ''),
        text(figures.mean),
        spread,
        text(Math.min(...figures.values)),
        text(Math.max(...figures.values)),
      ],
    ];
  });
  const table = tableMarkup(
    { head: [...axes.map(({ label }) => label), 'mean', '95 % interval', 'smallest', 'largest'], rows },
    `${name} by cell`,
    new Set(axes.keys()),
  );
  return `<details class="metric"><summary>${escapeHtml(metricLabel(name))} <small>${escapeHtml(summary)}; ${better} is better</small></summary>${table}</details>`;
}
