/** A forest plot: one row per subject, its mean and interval, held against a line. The caller says what the whiskers are (`95 % CI, n = 20 seeds`) in `whiskers`. */
import { readableValue } from '../../text/readable.ts';
import type { ChartInterval, IntervalChartModel, ValueAxis } from '../chartModel.ts';

export interface ForestPlan {
  readonly id: string;
  readonly title: string;
  readonly axis: ValueAxis;
  readonly reference: number | null;
  /** What the intervals are, for the note. */
  readonly whiskers: string;
  readonly intervals: readonly ChartInterval[];
}

const words = { better: 'better', worse: 'worse', none: 'no evidence of a difference', baseline: 'baseline', plain: '' } as const;

export function forestChart({ id, title, axis, reference, whiskers, intervals }: ForestPlan): IntervalChartModel {
  const text = (value: number): string => readableValue(value, axis.unit);
  const isPlain = intervals.every(({ tone }) => tone === 'plain');
  return {
    kind: 'intervals',
    id,
    title,
    note: `Whiskers: ${whiskers}.`,
    description: `${title}. ${intervals.map((row) => `${row.label}: ${text(row.mean)}, ${text(row.low)} to ${text(row.high)}${row.tone === 'plain' ? '' : `, ${words[row.tone]}`}`).join('; ')}.`,
    axis,
    reference,
    intervals,
    table: {
      head: ['name', axis.title, 'from', 'to', ...(isPlain ? [] : ['verdict'])],
      rows: intervals.map((row) => [row.label, text(row.mean), text(row.low), text(row.high), ...(isPlain ? [] : [words[row.tone]])]),
    },
  };
}
