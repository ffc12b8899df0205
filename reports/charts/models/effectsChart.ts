/** What of a sweep's differences comes from what: analysis of variance over the cells, by metric. */
import type { SweepResult, SweptMetric } from '../../../sim/results/sweepResult.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import type { BarChartModel } from '../chartModel.ts';
import { stackChart } from './stackChart.ts';

/** Shares of the sum of squares; they add up to 1. */
export interface Effects {
  /** By axis: its own part, whatever the others are. */
  readonly axes: readonly number[];
  /** Of what hangs on several at once. */
  readonly together: number;
  /** Of the seeds. */
  readonly luck: number;
}

/** Null where a cell is missing or has no figure (shares would depend on the order then), or where all is the same. */
export function effectsOf({ axes, cells }: SweepResult, name: string): Effects | null {
  const values = cells.flatMap(({ at, metrics }) => (metrics[name] === undefined ? [] : metrics[name].values.map((value) => ({ at, value }))));
  const combinations = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (cells.length < combinations || cells.some(({ metrics }) => metrics[name] === undefined)) return null;
  const mean = meanOf(values.map(({ value }) => value));
  const all = squares(values.map(({ value }) => value - mean));
  if (!(all > 0)) return null;
  const own = axes.map((axis, number) => {
    const level = axis.values.map((_, index) => meanOf(values.filter(({ at }) => at[number] === index).map(({ value }) => value)));
    return squares(values.map(({ at }) => level[at[number]!]! - mean)) / all;
  });
  const luck = squares(cells.flatMap(({ metrics }) => metrics[name]!.values.map((value) => value - metrics[name]!.mean))) / all;
  // Rounding leaves next to nothing, on either side of 0.
  const together = Math.max(0, 1 - luck - own.reduce((sum, share) => sum + share, 0));
  return { axes: own, together: axes.filter(({ values: { length } }) => length > 1).length < 2 ? 0 : together, luck };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** Null where it says nothing: with one thing that varies, or without figures. */
export function effectsChart(sweep: SweepResult, metrics: readonly SweptMetric[]): BarChartModel | null {
  const wide = sweep.axes.flatMap(({ values }, axis) => (values.length > 1 ? [axis] : []));
  const rows = metrics.flatMap(({ name }) => {
    const effects = effectsOf(sweep, name);
    return effects === null ? [] : [{ name, effects }];
  });
  if (wide.length < 2 || rows.length === 0) return null;
  const parts = [
    ...wide.map((axis, ink) => ({ label: sweep.axes[axis]!.label, ink, values: rows.map(({ effects }) => effects.axes[axis]!) })),
    { label: 'together', ink: wide.length, values: rows.map(({ effects }) => effects.together) },
    { label: 'luck (seeds)', ink: wide.length + 1, values: rows.map(({ effects }) => effects.luck) },
  ];
  return stackChart({
    id: 'effects',
    title: 'What the differences come from',
    note: 'Shares of the squared differences between all runs (analysis of variance): what each thing does by itself, what hangs on several together, and what differs by seed.',
    axis: { title: 'share', unit: 'ratio', scale: 'linear' },
    categories: rows.map(({ name }) => metricLabel(name)),
    parts,
  });
}
