/** A comparison in one table: a row for each variant, a column for each metric; a sign says where a difference to the baseline is shown. */
import { readableMetric } from '../../reports/text/readableMetric.ts';
import type { Comparison, MetricFigures, VariantFigures } from '../results/comparisonResult.ts';
import type { TextStyle } from './textStyle.ts';

type ShownMetric = Comparison['metrics'][number];

interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

export function compareTable(shown: readonly ShownMetric[], found: Comparison, style: TextStyle): string {
  const plain = (text: string): string => text;
  const head = ['', ...shown.map(({ name }) => `${name}  `)].map((text): Cell => ({ text, paint: style.dim }));
  const rows = found.variants.map((variant) => [
    { text: variant.name, paint: variant.name === found.baseline ? style.bold : plain },
    ...shown.map((metric) => cellOf(variant, metric, style)),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.text.length ?? 0)));
  const line = (row: readonly Cell[]): string =>
    row.map(({ text, paint }, column) => paint(column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join('  ');
  const legend = style.dim(`+ shown to be better than ${found.baseline}, - worse, = the same; no sign: no evidence of a difference`);
  return [[head, ...rows].map((row) => `  ${line(row)}`.trimEnd()).join('\n'), `  ${legend}`].join('\n');
}

function cellOf({ metrics }: VariantFigures, { name, unit }: ShownMetric, style: TextStyle): Cell {
  const figures = metrics[name];
  if (figures === undefined) return { text: '–  ', paint: style.dim };
  const sign = signOf(figures);
  return { text: `${readableMetric(figures.mean, unit)} ${sign}`, paint: sign === '+' ? style.good : sign === '-' ? style.bad : (text) => text };
}

function signOf({ verdict }: MetricFigures): string {
  return verdict === 'better' ? '+' : verdict === 'worse' ? '-' : verdict === 'same' ? '=' : ' ';
}
