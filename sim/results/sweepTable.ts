/** A sweep as one table: one row a run. */
import type { SweepResult } from './sweepResult.ts';
import type { TableColumn } from './tableParquet.ts';

/**
 * What varies (as written, and as numbers where it has them, the unit behind the name), seed, digest, soundness, and a column for each metric, in its base unit. Names are unique: what varies and is
 * called as another column is stands under its whole path (`array.destages`, beside the metric `destages`).
 */
export function sweepTable(result: SweepResult): TableColumn[] {
  const { axes, cells, seeds } = result;
  const rows = cells.flatMap((cell, number) => seeds.map((seed, run) => ({ cell, number, seed, run })));
  const others = new Set(['seed', 'digest', 'violations', 'failedChecks', ...result.metrics.map(({ name }) => name)]);
  const varied = axes.flatMap(({ label, path, values, scale }, axis): TableColumn[] => {
    const name = others.has(label) ? (path ?? `${label}.varied`) : label;
    const texts: TableColumn = { name, type: 'text', values: rows.map(({ cell }) => values[cell.at[axis]!]!) };
    if (scale === null) return [texts];
    return [texts, { name: `${name}.${scale.unit}`, type: 'double', values: rows.map(({ cell }) => scale.values[cell.at[axis]!]!) }];
  });
  const flawOf = (number: number, seed: number): SweepResult['unsound'][number] | undefined =>
    result.unsound.find((flaw) => flaw.cell === number && flaw.seed === seed);
  return [
    ...varied,
    { name: 'seed', type: 'whole', values: rows.map(({ seed }) => seed) },
    { name: 'digest', type: 'text', values: rows.map(({ cell, run }) => cell.digests[run]!) },
    { name: 'violations', type: 'whole', values: rows.map(({ number, seed }) => flawOf(number, seed)?.violations ?? 0) },
    { name: 'failedChecks', type: 'text', values: rows.map(({ number, seed }) => flawOf(number, seed)?.failedChecks.join(' ') ?? '') },
    ...result.metrics.map(({ name }): TableColumn => ({ name, type: 'double', values: rows.map(({ cell, run }) => cell.metrics[name]?.values[run] ?? null) })),
  ];
}
