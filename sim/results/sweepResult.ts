/**
 * `sweep.json`, and what `sweep --json` prints: the cells of a sweep with their figures. Version 1: fields may be added, none is renamed or changes its meaning.
 *
 * Nothing in it depends on the machine, or on how often the sweep was interrupted. `results.parquet` has the same, one row a run.
 */
import { tableToParquet } from './tableParquet.ts';
import type { TableColumn } from './tableParquet.ts';

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

/** One row a run: what varies (as written, and as numbers where it has them, the unit behind the name), seed, digest, soundness, and a column for each metric. */
export function sweepToParquet(result: SweepResult): Uint8Array {
  const { axes, cells, seeds } = result;
  const rows = cells.flatMap((cell, number) => seeds.map((seed, run) => ({ cell, number, seed, run })));
  const varied = axes.flatMap(({ label, values, scale }, axis): TableColumn[] => {
    const texts: TableColumn = { name: label, type: 'text', values: rows.map(({ cell }) => values[cell.at[axis]!]!) };
    if (scale === null) return [texts];
    return [texts, { name: `${label}.${scale.unit}`, type: 'double', values: rows.map(({ cell }) => scale.values[cell.at[axis]!]!) }];
  });
  const flawOf = (number: number, seed: number): SweepResult['unsound'][number] | undefined =>
    result.unsound.find((flaw) => flaw.cell === number && flaw.seed === seed);
  const columns: TableColumn[] = [
    ...varied,
    { name: 'seed', type: 'whole', values: rows.map(({ seed }) => seed) },
    { name: 'digest', type: 'text', values: rows.map(({ cell, run }) => cell.digests[run]!) },
    { name: 'violations', type: 'whole', values: rows.map(({ number, seed }) => flawOf(number, seed)?.violations ?? 0) },
    { name: 'failedChecks', type: 'text', values: rows.map(({ number, seed }) => flawOf(number, seed)?.failedChecks.join(' ') ?? '') },
    ...result.metrics.map(({ name }): TableColumn => ({ name, type: 'double', values: rows.map(({ cell, run }) => cell.metrics[name]?.values[run] ?? null) })),
  ];
  const about = { name: result.name, summary: result.summary, axes: axes.map(({ label, path }) => ({ label, path })), metrics: result.metrics };
  return tableToParquet(columns, { key: 'hindcast.sweep', value: JSON.stringify(about) });
}
