/**
 * A sweep for people: what was run, and for each metric that is shown a table. Two things that vary make rows and columns; more make one row a combination, with a column for each metric.
 */
import { sweepSentences } from '../../reports/sweep/sweepFindings.ts';
import { readableMetric } from '../../reports/text/readableMetric.ts';
import type { SweepResult, SweptCell, SweptMetric } from '../results/sweepResult.ts';

export interface SweepTextStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

type Row = readonly string[];

export function sweepText(result: SweepResult, style: SweepTextStyle): string {
  const shown = result.metrics.filter(({ name, isShown }) => isShown && result.cells.some((cell) => name in cell.metrics));
  const varied = result.axes.map(({ label, values }) => `${label} (${String(values.length)})`).join(' × ');
  const runs = result.cells.length * result.seeds.length;
  const head = `${style.bold(result.name)}: ${varied}, ${String(result.cells.length)} cells × ${String(result.seeds.length)} seeds = ${String(runs)} runs`;
  const parts = result.axes.length === 2 ? shown.map((metric) => grid(metric, result, style)) : [list(shown, result, style)];
  const foot = style.dim(
    result.seeds.length > 1 ? '± : half of the 95 % confidence interval (Student’s t over the seeds)' : 'one seed: there are no intervals',
  );
  const found = sweepSentences(result).map((sentence) => `  ${sentence}`);
  return `${[head, result.summary, ...parts, foot, `${style.bold('Found')}\n${found.join('\n')}`]
    .filter((part) => part !== '')
    .join('\n\n')
    .replaceAll('\u202f', ' ')}\n`;
}

function figure(cell: SweptCell | undefined, metric: SweptMetric): string {
  const found = cell?.metrics[metric.name];
  if (found === undefined) return '–';
  const mean = readableMetric(found.mean, metric.unit);
  return found.ciLow === null || found.ciHigh === null ? mean : `${mean} ± ${readableMetric((found.ciHigh - found.ciLow) / 2, metric.unit)}`;
}

function grid(metric: SweptMetric, { axes, cells }: SweepResult, style: SweepTextStyle): string {
  const [down, across] = axes;
  if (down === undefined || across === undefined) return '';
  const rows = down.values.map((value, row) => [
    value,
    ...across.values.map((_, column) =>
      figure(
        cells.find(({ at }) => at[0] === row && at[1] === column),
        metric,
      ),
    ),
  ]);
  const title = `${style.bold(metric.name)}  ${style.dim(`${metric.summary}; ${metric.better} is better`)}`;
  return `${title}\n${aligned([[`${down.label} \\ ${across.label}`, ...across.values], ...rows], 1, style)}`;
}

function list(shown: readonly SweptMetric[], { axes, cells }: SweepResult, style: SweepTextStyle): string {
  const rows = cells.map((cell) => [...axes.map(({ values }, axis) => values[cell.at[axis] ?? 0] ?? ''), ...shown.map((metric) => figure(cell, metric))]);
  return aligned([[...axes.map(({ label }) => label), ...shown.map(({ name }) => name)], ...rows], axes.length, style);
}

/** The first `leftCount` columns are text, the others figures. */
function aligned(rows: readonly Row[], leftCount: number, style: SweepTextStyle): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row, number) => {
      const cells = row.map((cell, column) => (column < leftCount ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
      const line = `  ${cells.join('  ')}`.trimEnd();
      return number === 0 ? style.dim(line) : line;
    })
    .join('\n');
}
