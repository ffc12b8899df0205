/** The numbers of a chart as CSV (RFC 4180), in base units, named in the head: what is shown, without what the legend hides, within the shown span of time. */
import { csvField } from '../text/csvField.ts';
import type { BarChartModel, ChartModel, HeatChartModel, IntervalChartModel, LineChartModel, PointChartModel } from './chartModel.ts';
import type { TimeRange } from './timeLink.ts';

type Row = readonly (string | number | null)[];

/** `hidden`: indices of lines or parts that are left out. */
export function chartCsv(model: ChartModel, range: TimeRange | null = null, hidden: ReadonlySet<number> = new Set()): string {
  return rowsOf(model, range, hidden)
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}

function cell(value: string | number | null): string {
  if (typeof value === 'string') return csvField(value);
  return value === null || !Number.isFinite(value) ? '' : String(value);
}

function rowsOf(model: ChartModel, range: TimeRange | null, hidden: ReadonlySet<number>): Row[] {
  switch (model.kind) {
    case 'lines':
      return lineRows(model, range, hidden);
    case 'points':
      return pointRows(model);
    case 'intervals':
      return intervalRows(model);
    case 'bars':
      return barRows(model, hidden);
    case 'heat':
      return heatRows(model);
  }
}

/** One column per line, one row per x that any of them has. */
function lineRows({ x, y, lines }: LineChartModel, range: TimeRange | null, hidden: ReadonlySet<number>): Row[] {
  const shown = lines.filter((_, index) => !hidden.has(index));
  const isOutside = (at: number): boolean => x.kind === 'time' && range !== null && (at < range.fromNs || at > range.toNs);
  const rows = new Map<number, (number | null)[]>();
  shown.forEach(({ xs, ys }, column) => {
    for (let row = 0; row < xs.length; row += 1) {
      const at = xs[row]!;
      if (isOutside(at)) continue;
      const values = rows.get(at) ?? new Array<number | null>(shown.length).fill(null);
      values[column] = ys[row]!;
      rows.set(at, values);
    }
  });
  const head = x.kind === 'value' ? (x.names === undefined ? `${x.title} (${x.unit})` : x.title) : x.kind === 'time' ? 'timeNs' : 'share';
  const sorted = [...rows].sort(([one], [other]) => one - other);
  return [
    [head, ...shown.map(({ label }) => `${label} (${y.unit})`)],
    ...sorted.map(([at, values]): Row => [x.kind === 'nines' ? 1 - 10 ** -at : x.kind === 'value' ? (x.names?.[at - 1] ?? at) : at, ...values]),
  ];
}

function pointRows({ x, y, points }: PointChartModel): Row[] {
  const head = [x, y].flatMap(({ title, unit }) => [`${title} (${unit})`, `${title} low`, `${title} high`]);
  return [
    ['name', ...head, 'on the front'],
    ...points.map((point): Row => [
      point.label,
      point.x.mean,
      point.x.low,
      point.x.high,
      point.y.mean,
      point.y.low,
      point.y.high,
      point.isOnFront ? 'yes' : 'no',
    ]),
  ];
}

function intervalRows({ axis, intervals }: IntervalChartModel): Row[] {
  return [
    ['name', `${axis.title} (${axis.unit})`, 'low', 'high', 'verdict'],
    ...intervals.map((row): Row => [row.label, row.mean, row.low, row.high, row.tone]),
  ];
}

function barRows({ axis, categories, parts }: BarChartModel, hidden: ReadonlySet<number>): Row[] {
  const shown = parts.filter((_, index) => !hidden.has(index));
  return [
    ['name', ...shown.map(({ label }) => `${label} (${axis.unit})`)],
    ...categories.map((name, row): Row => [name, ...shown.map(({ values }) => values[row] ?? null)]),
  ];
}

function heatRows({ xTitle, yTitle, columns, rows, values, unit }: HeatChartModel): Row[] {
  return [[yTitle, xTitle, `value (${unit})`], ...rows.flatMap((row, y) => columns.map((column, x): Row => [row, column, values[y]?.[x] ?? null]))];
}
