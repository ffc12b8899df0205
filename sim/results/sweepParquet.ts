/** `results.parquet` of a sweep. */
import type { SweepResult } from './sweepResult.ts';
import { tableToParquet } from './tableParquet.ts';
import type { TableColumn } from './tableParquet.ts';

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
