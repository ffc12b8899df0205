/** A sweep as it is looked at: a metric over two axes (a map of cells) and over one (lines with intervals), the other axes held. */
import type { ChartInterval, ChartLine, ChartModel, LineChartModel } from '../../../reports/charts/chartModel.ts';
import { forestChart } from '../../../reports/charts/models/forestChart.ts';
import { parameterChart } from '../../../reports/charts/models/parameterChart.ts';
import type { ReadableUnit } from '../../../reports/text/readable.ts';
import type { SweepResult, SweptCell, SweptFigures } from '../../../sim/results/sweepResult.ts';

export interface SweepChoice {
  readonly metric: string;
  /** Axes across and down; `down` is −1 where there is only one. */
  readonly across: number;
  readonly down: number;
  /** By axis, which value is held where the axis is neither. */
  readonly held: readonly number[];
}

export interface MapCell {
  /** Null: it was left out of the sweep. */
  readonly cell: number | null;
  readonly figures: SweptFigures | null;
  /** 0 … 1 between the smallest and the largest value shown; null where there is none. */
  readonly share: number | null;
}

const readableUnits: readonly ReadableUnit[] = ['ns', 'bytes', 'bytesPerSecond', 'perSecond', 'ratio', 'count', 'years'];

export function unitOf(unit: string): ReadableUnit {
  return readableUnits.find((known) => known === unit) ?? 'count';
}

/** By row (the axis down), then by column. */
export function sweepMap(sweep: SweepResult, choice: SweepChoice): readonly (readonly MapCell[])[] {
  const rows = choice.down < 0 ? 1 : sweep.axes[choice.down]!.values.length;
  const columns = sweep.axes[choice.across]!.values.length;
  const found = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => {
      const cell = cellAt(sweep, placeOf(choice, column, row));
      return { cell, figures: cell === null ? null : (sweep.cells[cell]!.metrics[choice.metric] ?? null) };
    }),
  );
  const values = found.flat().flatMap(({ figures }) => (figures === null ? [] : [figures.mean]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return found.map((row) =>
    row.map((cell) => ({ ...cell, share: cell.figures === null ? null : most > least ? (cell.figures.mean - least) / (most - least) : 0.5 })),
  );
}

function placeOf({ across, down, held }: SweepChoice, column: number, row: number): number[] {
  return held.map((index, axis) => (axis === across ? column : axis === down ? row : index));
}

function cellAt({ cells }: SweepResult, at: readonly number[]): number | null {
  const index = cells.findIndex((cell) => cell.at.every((value, axis) => value === at[axis]));
  return index < 0 ? null : index;
}

/** A cell in words: `flush=age size=1GiB`. */
export function cellName({ axes }: SweepResult, { at }: SweptCell): string {
  return axes.map(({ label, values }, axis) => `${label}=${values[at[axis] ?? 0] ?? ''}`).join(' ');
}

/** Over names alone intervals say more than lines. */
export function sweepChart(sweep: SweepResult, choice: SweepChoice): ChartModel {
  const hasIntervals = sweep.cells.every(({ metrics }) => metrics[choice.metric]?.ciLow !== null);
  return choice.down < 0 && sweep.axes[choice.across]!.scale === null && hasIntervals ? sweepIntervals(sweep, choice) : sweepLines(sweep, choice);
}

function sweepIntervals(sweep: SweepResult, choice: SweepChoice): ChartModel {
  const metric = sweep.metrics.find(({ name }) => name === choice.metric)!;
  const axis = sweep.axes[choice.across]!;
  return forestChart({
    id: 'sweep-intervals',
    title: `${metric.summary}, by ${axis.label}`,
    axis: { title: `better is ${metric.better}`, unit: unitOf(metric.unit), scale: 'linear' },
    reference: null,
    whiskers: whiskersOf(sweep),
    intervals: sweepMap(sweep, choice)[0]!.flatMap(({ figures }, column): ChartInterval[] =>
      figures === null
        ? []
        : [{ label: axis.values[column]!, low: figures.ciLow ?? figures.mean, mean: figures.mean, high: figures.ciHigh ?? figures.mean, tone: 'plain' }],
    ),
  });
}

function whiskersOf({ confidence, seeds }: SweepResult): string {
  return `${String(Math.round(confidence * 100))} % CI, n = ${String(seeds.length)} seeds`;
}

/** The metric over the axis across, a line for each value of the axis down; on a scale where its values are numbers, else at their places. */
export function sweepLines(sweep: SweepResult, choice: SweepChoice): LineChartModel {
  const metric = sweep.metrics.find(({ name }) => name === choice.metric)!;
  const axis = sweep.axes[choice.across]!;
  const { scale } = axis;
  const rows = sweepMap(sweep, choice);
  const isLog = scale !== null && Math.min(...scale.values) > 0 && Math.max(...scale.values) / Math.min(...scale.values) >= 20;
  const lines = rows.map((row, index): ChartLine => {
    const points = row
      .map(({ figures }, column) => ({ x: scale === null ? column + 1 : scale.values[column]!, figures }))
      .filter(({ figures }) => figures !== null)
      .sort((left, right) => left.x - right.x);
    const bare = {
      label: choice.down < 0 ? metric.summary : `${sweep.axes[choice.down]!.label} ${sweep.axes[choice.down]!.values[index]!}`,
      ink: index,
      xs: points.map(({ x }) => x),
      ys: points.map(({ figures }) => figures!.mean),
    };
    if (points.some(({ figures }) => figures!.ciLow === null || figures!.ciHigh === null)) return bare;
    return { ...bare, lows: points.map(({ figures }) => figures!.ciLow!), highs: points.map(({ figures }) => figures!.ciHigh!) };
  });
  const places = scale === null ? ` The places are ${axis.values.map((value, index) => `${String(index + 1)}: ${value}`).join(', ')}.` : '';
  const seeds = sweep.seeds.length;
  return parameterChart({
    id: 'sweep-lines',
    title: `${metric.summary}, over ${axis.label}`,
    note: `${seeds < 2 ? 'One seed: no intervals.' : `Whiskers: ${whiskersOf(sweep)}.`}${places}`,
    x: { title: axis.label, unit: scale === null ? 'count' : unitOf(scale.unit), scale: isLog ? 'logarithmic' : 'linear' },
    y: { unit: unitOf(metric.unit), scale: 'linear' },
    lines,
  });
}
