/** A sweep as JSON inside its page, and back: by metric a column of means and, with several seeds, the ends of their intervals, to five figures. Single runs are left out. */
import type { SweepResult, SweptCell, SweptFigures, SweptMetric } from '../../sim/results/sweepResult.ts';

type Column = readonly (number | null)[];

interface StoredColumns {
  readonly means: Column;
  /** Null: there are no intervals. */
  readonly lows: Column | null;
  readonly highs: Column | null;
}

export interface StoredSweep extends Omit<SweepResult, 'cells'> {
  /** By cell. */
  readonly at: readonly (readonly number[])[];
  /** By metric. */
  readonly columns: readonly StoredColumns[];
}

export function storeSweep({ cells, ...found }: SweepResult, metrics: readonly SweptMetric[]): StoredSweep {
  const hasIntervals = found.seeds.length > 1;
  const column = (name: string, end: 'mean' | 'ciLow' | 'ciHigh'): Column =>
    cells.map((cell) => {
      const value = cell.metrics[name]?.[end] ?? null;
      return value === null ? null : Number(value.toPrecision(5));
    });
  return {
    ...found,
    metrics,
    unsound: [],
    at: cells.map(({ at }) => at),
    columns: metrics.map(({ name }) => ({
      means: column(name, 'mean'),
      lows: hasIntervals ? column(name, 'ciLow') : null,
      highs: hasIntervals ? column(name, 'ciHigh') : null,
    })),
  };
}

export function readSweep({ at, columns, ...found }: StoredSweep): SweepResult {
  const figures = ({ means, lows, highs }: StoredColumns, cell: number): SweptFigures | null => {
    const mean = means[cell] ?? null;
    return mean === null ? null : { mean, standardDeviation: null, ciLow: lows?.[cell] ?? null, ciHigh: highs?.[cell] ?? null, values: [] };
  };
  const cells = at.map((place, cell): SweptCell => {
    const present = found.metrics.flatMap(({ name }, metric) => {
      const own = columns[metric] === undefined ? null : figures(columns[metric], cell);
      return own === null ? [] : [[name, own] as const];
    });
    return { at: place, digests: [], metrics: Object.fromEntries(present) };
  });
  return { ...found, cells };
}
