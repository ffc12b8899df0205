/** A sweep as it is looked at: a metric over two axes (a map of cells) and over one (lines with intervals), the other axes held. For its report and for the dashboard. */
import type { SweepResult, SweptAxis, SweptFigures, SweptMetric } from '../../../sim/results/sweepResult.ts';
import { capital } from '../../text/capital.ts';
import type { ReadableUnit } from '../../text/readable.ts';
import type { ChartInterval, ChartLine, HeatChartModel, IntervalChartModel, LineChartModel } from '../chartModel.ts';
import { lineInkCount } from '../palette.ts';
import { forestChart } from './forestChart.ts';
import { heatChart } from './heatChart.ts';
import { parameterChart } from './parameterChart.ts';

export interface SweepChoice {
  readonly metric: string;
  /** Axes across and down; `down` is −1 where there is only one. */
  readonly across: number;
  readonly down: number;
  /** By axis, which value is held where the axis is neither. */
  readonly held: readonly number[];
}

/** What somebody asked to see; null or a name that is none: what is usual. */
export interface AskedChoice {
  readonly metric: string | null;
  readonly across: string | null;
  readonly down: string | null;
  /** Of an axis, the value that is held. */
  held(label: string): string | null;
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

/** The last axis that has something to show goes across, the first of the others down. */
export function sweepChoice({ axes, metrics }: SweepResult, asked: AskedChoice): SweepChoice {
  const metric = metrics.find(({ name }) => name === asked.metric) ?? metrics.find(({ isShown }) => isShown) ?? metrics[0];
  const wide = axes.flatMap(({ values }, index) => (values.length > 1 ? [index] : []));
  const named = (label: string | null): number => axes.findIndex((axis) => axis.label === label);
  const askedAcross = named(asked.across);
  const across = askedAcross >= 0 ? askedAcross : (wide.at(-1) ?? axes.length - 1);
  const others = [...wide, ...axes.keys()].filter((index) => index !== across);
  const askedDown = named(asked.down);
  const down = others.includes(askedDown) ? askedDown : (others[0] ?? -1);
  return { metric: metric?.name ?? '', across, down, held: axes.map(({ label, values }) => Math.max(0, values.indexOf(asked.held(label) ?? ''))) };
}

/** Of the metrics, those that some cell has a figure for. */
export function presentMetrics({ metrics, cells }: SweepResult): SweptMetric[] {
  return metrics.filter(({ name }) => cells.some((cell) => name in cell.metrics));
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

/** The other axes, and where they are held: ` (size 1 GiB)`; empty when there are none. */
function heldText({ axes }: SweepResult, { across, down, held }: SweepChoice): string {
  const others = axes.flatMap(({ label, values }, axis) => (axis === across || axis === down || values.length < 2 ? [] : [`${label} ${values[held[axis]!]!}`]));
  return others.length === 0 ? '' : ` (${others.join(', ')})`;
}

function whiskersNote(sweep: SweepResult): string {
  return sweep.seeds.length < 2 ? 'One seed: no intervals.' : `Whiskers: ${intervalText(sweep)}.`;
}

/** What the whiskers are. */
export function intervalText({ confidence, seeds }: Pick<SweepResult, 'confidence' | 'seeds'>): string {
  return `${String(Math.round(confidence * 100))} % confidence interval, n = ${String(seeds.length)} seeds`;
}

/** The field of cells; null where only one axis has something to show. */
export function sweepHeat(sweep: SweepResult, choice: SweepChoice): HeatChartModel | null {
  const [columns, rows] = [sweep.axes[choice.across]!, sweep.axes[choice.down]];
  if (rows === undefined || rows.values.length < 2 || columns.values.length < 2) return null;
  const metric = metricOf(sweep, choice);
  return heatChart({
    id: `map-${metric.name}`,
    title: `${capital(metric.summary)}${heldText(sweep, choice)}`,
    note: `The stronger, the larger; ${metric.better} is better.`,
    unit: unitOf(metric.unit),
    xTitle: columns.label,
    yTitle: rows.label,
    columns: columns.values,
    rows: rows.values,
    values: sweepMap(sweep, choice).map((row) => row.map(({ figures }) => figures?.mean ?? null)),
  });
}

/** Over names alone intervals say more than lines. */
export function sweepChart(sweep: SweepResult, choice: SweepChoice): IntervalChartModel | LineChartModel {
  const hasIntervals = sweep.cells.every(({ metrics }) => metrics[choice.metric]?.ciLow !== null);
  const isAlone = choice.down < 0 || sweep.axes[choice.down]!.values.length < 2;
  return isAlone && sweep.axes[choice.across]!.scale === null && hasIntervals ? sweepIntervals(sweep, choice) : sweepLines(sweep, choice);
}

function metricOf({ metrics }: SweepResult, choice: SweepChoice): SweptMetric {
  return metrics.find(({ name }) => name === choice.metric)!;
}

function sweepIntervals(sweep: SweepResult, choice: SweepChoice): IntervalChartModel {
  const metric = metricOf(sweep, choice);
  const axis = sweep.axes[choice.across]!;
  return forestChart({
    id: `over-${metric.name}`,
    title: `${capital(metric.summary)}, by ${axis.label}`,
    axis: { title: `${metric.better} is better`, unit: unitOf(metric.unit), scale: 'linear' },
    reference: null,
    whiskers: intervalText(sweep),
    intervals: sweepMap(sweep, choice)[0]!.flatMap(({ figures }, column): ChartInterval[] =>
      figures === null
        ? []
        : [{ label: axis.values[column]!, low: figures.ciLow ?? figures.mean, mean: figures.mean, high: figures.ciHigh ?? figures.mean, tone: 'plain' }],
    ),
  });
}

/** The metric over the axis across, a line for each value of the axis down; on a scale where its values are numbers, else at their places. */
export function sweepLines(sweep: SweepResult, choice: SweepChoice): LineChartModel {
  const metric = metricOf(sweep, choice);
  const axis = sweep.axes[choice.across]!;
  const down = sweep.axes[choice.down];
  const { scale } = axis;
  const rows = sweepMap(sweep, choice);
  const drawn = spreadEvenly(rows.length, lineInkCount);
  const nameOf = (row: number): string => (down === undefined ? metric.summary : `${down.label} ${down.values[row]!}`);
  const lines = [
    ...drawn.map((row, ink) => lineOf(axis, rows[row]!, nameOf(row), ink)),
    ...drawn.flatMap((row) => formLine(sweep, choice, rows[row]!, drawn.length < 2 ? '' : `, ${nameOf(row)}`)),
  ];
  const left = drawn.length < rows.length ? ` Of ${String(rows.length)} values of ${down?.label ?? ''} ${String(drawn.length)} are drawn.` : '';
  return parameterChart({
    id: `over-${metric.name}`,
    title: `${capital(metric.summary)}, over ${axis.label}${heldText(sweep, choice)}`,
    note: `${whiskersNote(sweep)}${left}${lines.some(({ isReference }) => isReference) ? ` Dotted: the closed form (${sweep.closedForm?.source ?? ''}).` : ''}`,
    x:
      scale === null
        ? { title: axis.label, unit: 'count', scale: 'linear', names: axis.values }
        : { title: axis.label, unit: unitOf(scale.unit), scale: isWide(scale.values) ? 'logarithmic' : 'linear' },
    y: { unit: unitOf(metric.unit), scale: 'linear' },
    lines,
  });
}

function lineOf({ scale }: SweptAxis, row: readonly MapCell[], label: string, ink: number): ChartLine {
  const points = row
    .flatMap(({ figures }, column) => (figures === null ? [] : [{ x: scale === null ? column + 1 : scale.values[column]!, figures }]))
    .sort((left, right) => left.x - right.x);
  const bare = { label, ink, xs: points.map(({ x }) => x), ys: points.map(({ figures }) => figures.mean) };
  const lows = points.flatMap(({ figures }) => figures.ciLow ?? []);
  const highs = points.flatMap(({ figures }) => figures.ciHigh ?? []);
  return lows.length < points.length || highs.length < points.length ? bare : { ...bare, lows, highs };
}

/** What theory gives along a row, where it gives anything. */
function formLine({ axes, closedForm }: SweepResult, { metric, across }: SweepChoice, row: readonly MapCell[], of: string): ChartLine[] {
  const { scale } = axes[across]!;
  if (closedForm?.metric !== metric) return [];
  const points = row
    .flatMap(({ cell }, column) => {
      const value = cell === null ? null : (closedForm.values[cell] ?? null);
      return value === null ? [] : [{ x: scale === null ? column + 1 : scale.values[column]!, value }];
    })
    .sort((left, right) => left.x - right.x);
  if (points.length === 0) return [];
  return [{ label: `closed form${of}`, ink: 0, xs: points.map(({ x }) => x), ys: points.map(({ value }) => value), isReference: true }];
}

function isWide(values: readonly number[]): boolean {
  return Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) >= 20;
}

/** Indices of at most `most` of `count`, first and last among them. */
function spreadEvenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}
