/**
 * Charts as JSON inside a page, and back: columns of numbers are kept once however many lines use them, shortened to five figures (times to the ns), and gaps are null.
 */
import type { ChartLine, ChartModel } from './chartModel.ts';

type StoredLine = Omit<ChartLine, 'xs' | 'ys' | 'lows' | 'highs'> & { readonly columns: readonly [number, number, number?, number?] };
type StoredChart = Exclude<ChartModel, { kind: 'lines' }> | (Omit<Extract<ChartModel, { kind: 'lines' }>, 'lines'> & { readonly lines: readonly StoredLine[] });

export interface StoredCharts {
  readonly columns: readonly (readonly (number | null)[])[];
  readonly charts: readonly StoredChart[];
}

/** What the page has as HTML already, title and table, is left out of the stored charts, so that they are small. */
export function storeCharts(models: readonly ChartModel[]): StoredCharts {
  const columns: (number | null)[][] = [];
  const known = new Map<ArrayLike<number>, number>();
  const numberOf = (values: ArrayLike<number>, isExact: boolean): number => {
    const found = known.get(values);
    if (found !== undefined) return found;
    known.set(values, columns.length);
    columns.push(Array.from(values, (value) => (Number.isFinite(value) ? (isExact ? value : Number(value.toPrecision(5))) : null)));
    return columns.length - 1;
  };
  const storedLine = ({ xs, ys, lows, highs, ...line }: ChartLine): StoredLine => {
    const places = [numberOf(xs, true), numberOf(ys, false)] as const;
    return { ...line, columns: lows === undefined || highs === undefined ? places : [...places, numberOf(lows, false), numberOf(highs, false)] };
  };
  const charts = models.map((model): StoredChart => {
    const bare = { ...model, table: { head: [], rows: [] } };
    return bare.kind === 'lines' ? { ...bare, lines: bare.lines.map(storedLine) } : bare;
  });
  return { columns, charts };
}

export function readCharts({ columns, charts }: StoredCharts): ChartModel[] {
  const numbers = columns.map((column) => Float64Array.from(column, (value) => value ?? NaN));
  const at = (place: number): Float64Array => numbers[place] ?? new Float64Array(0);
  const line = ({ columns: [xs, ys, lows, highs], ...rest }: StoredLine): ChartLine => ({
    ...rest,
    xs: at(xs),
    ys: at(ys),
    ...(lows === undefined || highs === undefined ? {} : { lows: at(lows), highs: at(highs) }),
  });
  return charts.map((chart) => (chart.kind === 'lines' ? { ...chart, lines: chart.lines.map(line) } : chart));
}
