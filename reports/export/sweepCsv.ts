/** A sweep as CSV (RFC 4180): the table of its `results.parquet`, one row a run, in base units. */
import type { SweepResult } from '../../sim/results/sweepResult.ts';
import { sweepTable } from '../../sim/results/sweepTable.ts';
import { csvField } from '../text/csvField.ts';

export function sweepCsv(found: SweepResult): string {
  const columns = sweepTable(found);
  const rows = columns[0]?.values.length ?? 0;
  const lines = [columns.map(({ name }) => csvField(name)).join(',')];
  for (let row = 0; row < rows; row += 1) lines.push(columns.map(({ values }) => csvField(String(values[row] ?? ''))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}
