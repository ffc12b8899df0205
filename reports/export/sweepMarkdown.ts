/** A sweep in Markdown: its question, what one should see, what was found, and a row per cell with the metrics shown. */
import type { SweepResult, SweptFigures } from '../../sim/results/sweepResult.ts';
import { unitOf } from '../charts/models/sweepCharts.ts';
import { shownMetrics, sweepSentences } from '../sweep/sweepFindings.ts';
import { metricLabel } from '../text/metricLabels.ts';
import { readableAmount, readableValue } from '../text/readable.ts';
import { markdownTable } from './markdown.ts';

export function sweepMarkdown(found: SweepResult): string {
  const { name, summary, expected, seeds, cells, confidence, closedForm } = found;
  const spread =
    seeds.length < 2
      ? 'One seed: no intervals.'
      : `Mean ± half of the ${String(Math.round(confidence * 100))} % confidence interval, n = ${String(seeds.length)} seeds.`;
  const parts = [
    `## ${name}`,
    summary === '' ? '' : `**${summary}**`,
    expected === '' ? '' : `Expected: ${expected}`,
    `Found, in ${readableAmount(cells.length * seeds.length, 'run')}:\n\n${sweepSentences(found)
      .map((sentence) => `- ${sentence}`)
      .join('\n')}`,
    table(found),
    `${spread}${closedForm === null ? '' : ` Closed form: ${closedForm.source}.`}`,
  ];
  return `${parts
    .filter((part) => part !== '')
    .join('\n\n')
    .replaceAll('\u202f', ' ')}\n`;
}

/** The closed form stands beside the metric that it gives. */
function table(found: SweepResult): string {
  const { axes, cells, closedForm } = found;
  const metrics = shownMetrics(found);
  const head = [
    ...axes.map(({ label }) => label),
    ...metrics.flatMap(({ name }) => [metricLabel(name), ...(closedForm?.metric === name ? ['closed form'] : [])]),
  ];
  const rows = cells.map(({ at, metrics: own }, cell) => [
    ...axes.map(({ values }, axis) => values[at[axis]!] ?? ''),
    ...metrics.flatMap(({ name, unit }) => [
      figure(own[name], unit),
      ...(closedForm?.metric === name ? [readableValue(closedForm.values[cell] ?? NaN, unitOf(unit))] : []),
    ]),
  ]);
  return markdownTable(head, rows);
}

function figure(figures: SweptFigures | undefined, unit: string): string {
  if (figures === undefined) return '–';
  const mean = readableValue(figures.mean, unitOf(unit));
  return figures.ciLow === null || figures.ciHigh === null ? mean : `${mean} ± ${readableValue((figures.ciHigh - figures.ciLow) / 2, unitOf(unit))}`;
}
