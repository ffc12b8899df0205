/**
 * What a chart shows, before anything is drawn: made by the functions in `models/`, tested without a browser, drawn by `LiveChart`, written as HTML by
 * `chartMarkup`, as numbers by `chartCsv`. Values are in base units (ns, bytes, ratios); whoever draws chooses the unit that fits.
 *
 * Five kinds: lines (over time, percentiles, or a parameter), points (one trade-off against another), intervals (forest plot), bars (stacked), heat (a value over two parameters).
 */
import type { ReadableUnit } from '../text/readable.ts';

/** What every chart has. */
export interface ChartHeader {
  /** Letters, digits and hyphens; unique on its page. */
  readonly id: string;
  readonly title: string;
  /** A sentence or two on how to read it; may be empty. */
  readonly note: string;
  /** What a screen reader says instead of the picture: what it is, and its main numbers. */
  readonly description: string;
  readonly table: ChartTable;
}

export interface ChartTable {
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

export interface ChartLine {
  readonly label: string;
  /** Index into the palette. */
  readonly ink: number;
  /** Ascending, same length as `ys`. */
  readonly xs: ArrayLike<number>;
  /** NaN: a gap. */
  readonly ys: ArrayLike<number>;
  /** Ends of the interval around each value, drawn as whiskers; same length. */
  readonly lows?: ArrayLike<number>;
  readonly highs?: ArrayLike<number>;
  /** Drawn thin and dotted, behind the others: a bound, a closed form. */
  readonly isReference?: boolean;
}

export type ChartMarkKind = 'bookmark' | 'rollback' | 'undo' | 'refused' | 'change' | 'crash';

/** Something that happened at an instant. */
export interface ChartMark {
  readonly kind: ChartMarkKind;
  readonly atNs: number;
  readonly label: string;
}

/** A span of time that is shaded. */
export interface ChartBand {
  readonly kind: 'warm-up' | 'stall';
  readonly fromNs: number;
  readonly toNs: number;
}

export type AxisScale = 'linear' | 'logarithmic';

/** An axis of values. `title` says what they are; the unit is added. */
export interface ValueAxis {
  readonly title: string;
  readonly unit: ReadableUnit;
  readonly scale: AxisScale;
}

/** `time`: ns of simulated time. `nines`: −log10(1 − share), so that 1 is 90 %, 2 is 99 %, and so on. `value`: a parameter; with `names` it takes no numbers, and these stand at 1, 2, … */
export type LineAxis =
  | { readonly kind: 'time' | 'nines'; readonly min: number; readonly max: number }
  | ({ readonly kind: 'value'; readonly names?: readonly string[] } & ValueAxis);

export interface LineChartModel extends ChartHeader {
  readonly kind: 'lines';
  readonly x: LineAxis;
  readonly y: { readonly unit: ReadableUnit; readonly scale: AxisScale };
  /** The lines are areas that add up. They share their `xs` then. */
  readonly isStacked: boolean;
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  readonly bands: readonly ChartBand[];
}

/** A mean and the ends of its interval. */
export interface Interval {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

export interface ChartPoint {
  readonly label: string;
  readonly x: Interval;
  readonly y: Interval;
  /** No other point is at least as good in both and better in one. */
  readonly isOnFront: boolean;
  readonly isBaseline: boolean;
}

/** A trade-off. Points on the front are filled and joined by a line. */
export interface PointChartModel extends ChartHeader {
  readonly kind: 'points';
  readonly x: ValueAxis;
  readonly y: ValueAxis;
  readonly points: readonly ChartPoint[];
}

/** `plain`: there is nothing that it is compared with. */
export type IntervalTone = 'better' | 'worse' | 'none' | 'baseline' | 'plain';

export interface ChartInterval extends Interval {
  readonly label: string;
  readonly tone: IntervalTone;
}

/** One row per interval, from top to bottom. */
export interface IntervalChartModel extends ChartHeader {
  readonly kind: 'intervals';
  readonly axis: ValueAxis;
  /** A line across all rows: what they are held against; null: none. */
  readonly reference: number | null;
  readonly intervals: readonly ChartInterval[];
}

export interface ChartBarPart {
  readonly label: string;
  /** Index into the palette. */
  readonly ink: number;
  /** By category. */
  readonly values: readonly number[];
}

/** Lying bars, one per category from top to bottom, each made of parts that add up. */
export interface BarChartModel extends ChartHeader {
  readonly kind: 'bars';
  readonly axis: ValueAxis;
  readonly categories: readonly string[];
  readonly parts: readonly ChartBarPart[];
}

/** A value over two parameters: darker is more. */
export interface HeatChartModel extends ChartHeader {
  readonly kind: 'heat';
  readonly unit: ReadableUnit;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** By row, then by column; null: there is no such value. */
  readonly values: readonly (readonly (number | null)[])[];
}

export type ChartModel = LineChartModel | PointChartModel | IntervalChartModel | BarChartModel | HeatChartModel;
export type ChartKind = ChartModel['kind'];
