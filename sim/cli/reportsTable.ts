/** What is in the folder of results, as a table for the terminal. */
import { readableAmount, readableDuration } from '../../reports/text/readable.ts';
import type { IndexedRun } from '../results/indexedRun.ts';

export function reportsTable(entries: readonly IndexedRun[]): string {
  if (entries.length === 0) return 'Nothing here yet: npx hindcast run quickstart makes the first.\n';
  const noun = { run: 'VM', comparison: 'variant', sweep: 'point', other: 'part' } as const;
  const rows = entries.map((entry) => [
    entry.name,
    entry.kind,
    entry.startedAt.slice(0, 16).replace('T', ' '),
    entry.parts === null ? '' : readableAmount(entry.parts, noun[entry.kind]),
    entry.wallSeconds === null ? '' : readableDuration(entry.wallSeconds * 1e9),
    entry.problem ?? entry.summary,
  ]);
  const head = ['name', 'kind', 'started (UTC)', 'of', 'took', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(line).join('\n').replaceAll('\u202f', ' ')}\n`;
}
