/** A figure over one parameter: a line per subject with an interval at each value; bounds and closed forms as references. */
import { readableValue } from '../../text/readable.ts';
import type { ReadableUnit } from '../../text/readable.ts';
import type { AxisScale, ChartLine, LineChartModel, ValueAxis } from '../chartModel.ts';

export interface ParameterPlan {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** With names: what stands at 1, 2, … */
  readonly x: ValueAxis & { readonly names?: readonly string[] };
  readonly y: { readonly unit: ReadableUnit; readonly scale: AxisScale };
  readonly lines: readonly ChartLine[];
}

export function parameterChart({ id, title, note, x, y, lines }: ParameterPlan): LineChartModel {
  const xs = [...new Set(lines.flatMap((line) => Array.from(line.xs)))].sort((one, other) => one - other);
  const valueAt = (line: ChartLine, at: number): number => line.ys[Array.prototype.indexOf.call(line.xs, at)] ?? NaN;
  const xText = (at: number): string => x.names?.[at - 1] ?? readableValue(at, x.unit);
  const ends = lines.map(
    (line) => `${line.label}: ${readableValue(line.ys[0] ?? NaN, y.unit)} to ${readableValue(line.ys[line.ys.length - 1] ?? NaN, y.unit)}`,
  );
  return {
    kind: 'lines',
    id,
    title,
    note,
    description: `${title}, over ${x.title} from ${xText(xs[0] ?? NaN)} to ${xText(xs.at(-1) ?? NaN)}. ${ends.join('; ')}.`,
    x: { kind: 'value', ...x },
    y,
    isStacked: false,
    lines,
    marks: [],
    bands: [],
    table: {
      head: [x.title, ...lines.map(({ label }) => label)],
      rows: xs.slice(0, 200).map((at) => [xText(at), ...lines.map((line) => readableValue(valueAt(line, at), y.unit))]),
    },
  };
}
