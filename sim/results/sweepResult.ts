/**
 * `sweep.json`, and what `sweep --json` prints: the cells of a sweep with their figures. Version 1: fields may be added, none is renamed or changes its meaning.
 *
 * Nothing in it depends on the machine, or on how often the sweep was interrupted. `results.parquet` has the same, one row a run.
 */
export interface SweepResult {
  readonly schemaVersion: 1;
  readonly kind: 'hindcast-sweep';
  readonly name: string;
  /** The question, and what one should see; may be empty. */
  readonly summary: string;
  readonly expected: string;
  readonly axes: readonly SweptAxis[];
  readonly seeds: readonly number[];
  /** Of the intervals. */
  readonly confidence: number;
  readonly metrics: readonly SweptMetric[];
  /** In the order of the grid, the last axis changing fastest. */
  readonly cells: readonly SweptCell[];
  /** What theory gives for one of the metrics; null: nothing was named. */
  readonly closedForm: SweptForm | null;
  /** Runs that were not sound. */
  readonly unsound: readonly { readonly cell: number; readonly seed: number; readonly violations: number; readonly failedChecks: readonly string[] }[];
}

export interface SweptAxis {
  readonly label: string;
  /** Of the scenario; null: several fields at a time. */
  readonly path: string | null;
  readonly values: readonly string[];
  /** The values as numbers, where all of them are quantities of one kind: `ns`, `bytes`, `bytesPerSecond`, `perSecond` or `ratio`. */
  readonly scale: { readonly unit: string; readonly values: readonly number[] } | null;
}

export interface SweptMetric {
  readonly name: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly summary: string;
  /** Was asked for, or is one of the main ones. */
  readonly isShown: boolean;
}

export interface SweptForm {
  readonly name: string;
  readonly source: string;
  /** The metric that it gives. */
  readonly metric: string;
  /** By cell; null: it does not hold there. */
  readonly values: readonly (number | null)[];
}

export interface SweptCell {
  /** By axis, the index of its value. */
  readonly at: readonly number[];
  /** By seed. */
  readonly digests: readonly string[];
  /** By name; a metric that a run of this cell has no figure for is not there. */
  readonly metrics: Readonly<Record<string, SweptFigures>>;
}

export interface SweptFigures {
  readonly mean: number;
  /** Null with one seed. */
  readonly standardDeviation: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** By seed. */
  readonly values: readonly number[];
}

/** What a cell is called: `policy=periodic size=1GiB`; the value alone where nothing else varies, or for a variant. */
export function cellName({ axes }: { readonly axes: readonly Pick<SweptAxis, 'label' | 'values'>[] }, { at }: Pick<SweptCell, 'at'>): string {
  const values = axes.map(({ values: all }, axis) => all[at[axis] ?? 0] ?? '');
  return axes.length === 1
    ? (values[0] ?? '')
    : axes.map(({ label }, axis) => (label === 'variant' ? (values[axis] ?? '') : `${label}=${values[axis] ?? ''}`)).join(' ');
}
