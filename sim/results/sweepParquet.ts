/** `results.parquet` of a sweep. */
import type { SweepResult } from './sweepResult.ts';
import { sweepTable } from './sweepTable.ts';
import { tableToParquet } from './tableParquet.ts';

/** One row a run: see `sweepTable`. */
export function sweepToParquet(result: SweepResult): Uint8Array {
  const { name, summary, axes, metrics } = result;
  const about = { name, summary, axes: axes.map(({ label, path }) => ({ label, path })), metrics };
  return tableToParquet(sweepTable(result), { key: 'hindcast.sweep', value: JSON.stringify(about) });
}
