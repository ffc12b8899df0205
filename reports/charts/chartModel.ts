/**
 * What a chart shows, before anything is drawn: made by the functions in `models/` from a run, tested without a browser, drawn by `LiveChart`,
 * written as HTML by `chartMarkup`. Values are in base units (ns, bytes); whoever draws chooses the unit that fits.
 */
import type { SeriesUnit } from '../../sim/results/series.ts';

export interface ChartLine {
  readonly label: string;
  /** Index into the palette. */
  readonly ink: number;
  /** Ascending, same length as `ys`. */
  readonly xs: ArrayLike<number>;
  /** NaN: a gap. */
  readonly ys: ArrayLike<number>;
}

export type ChartMarkKind = 'bookmark' | 'rollback' | 'undo' | 'refused' | 'change';

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

export interface ChartTable {
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

export interface ChartModel {
  readonly id: string;
  readonly title: string;
  /** A sentence or two on how to read it; may be empty. */
  readonly note: string;
  /** What a screen reader says instead of the picture: what it is, and its main numbers. */
  readonly description: string;
  /** `time`: ns of simulated time. `nines`: −log10(1 − share), so that 1 is 90 %, 2 is 99 %, and so on. */
  readonly x: { readonly kind: 'time' | 'nines'; readonly min: number; readonly max: number };
  readonly y: { readonly unit: SeriesUnit; readonly scale: 'linear' | 'logarithmic' };
  /** The lines are areas that add up. They share their `xs` then. */
  readonly isStacked: boolean;
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  readonly bands: readonly ChartBand[];
  readonly table: ChartTable;
}
