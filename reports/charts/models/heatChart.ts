/** A value over two parameters: the cells of a sweep, slots of a cache. */
import { readableValue } from '../../text/readable.ts';
import type { HeatChartModel } from '../chartModel.ts';

export type HeatPlan = Omit<HeatChartModel, 'kind' | 'description' | 'table'>;

export function heatChart(plan: HeatPlan): HeatChartModel {
  const { title, unit, xTitle, yTitle, columns, rows, values } = plan;
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : readableValue(value, unit));
  const present = values.flat().filter((value) => value !== null);
  const ends = present.length === 0 ? 'no values' : `from ${text(Math.min(...present))} to ${text(Math.max(...present))}`;
  return {
    kind: 'heat',
    ...plan,
    description: `${title}, over ${xTitle} and ${yTitle}: ${ends}.`,
    table: { head: [`${yTitle} \\ ${xTitle}`, ...columns], rows: rows.map((name, row) => [name, ...columns.map((_, column) => text(values[row]?.[column]))]) },
  };
}
