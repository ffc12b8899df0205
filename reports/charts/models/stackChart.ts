/** Lying bars made of parts: bytes by cause, outcomes by kind. Parts that are nothing everywhere are left out. */
import { readableValue } from '../../text/readable.ts';
import type { BarChartModel, ChartBarPart, ValueAxis } from '../chartModel.ts';

export interface StackPlan {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly axis: ValueAxis;
  readonly categories: readonly string[];
  readonly parts: readonly ChartBarPart[];
}

/** Null when there is nothing to show. */
export function stackChart({ id, title, note, axis, categories, parts }: StackPlan): BarChartModel | null {
  const shown = parts.filter(({ values }) => values.some((value) => value > 0));
  if (shown.length === 0) return null;
  const total = (row: number): number => shown.reduce((sum, { values }) => sum + (values[row] ?? 0), 0);
  const text = (value: number): string => (value === 0 ? '–' : readableValue(value, axis.unit));
  return {
    kind: 'bars',
    id,
    title,
    note,
    description: `${title}. ${categories.map((name, row) => `${name}: ${text(total(row))}`).join('; ')}.`,
    axis,
    categories,
    parts: shown,
    table: {
      head: ['name', ...shown.map(({ label }) => label), 'all'],
      rows: categories.map((name, row) => [name, ...shown.map(({ values }) => text(values[row] ?? 0)), text(total(row))]),
    },
  };
}
