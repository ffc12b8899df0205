import { readableBytes, readableCount } from '../../reports/text/readable.ts';
import { defaultParams } from '../base/spec.ts';
import { evictionPolicies } from '../engine/policy/evictionPolicies.ts';
import type { ReplayedCache, ReplayReport } from './replayReport.ts';

/** A replay for people: a line a policy, a column a size; and the curve. */
export function replayTable(report: ReplayReport): string {
  const { trace, results, mrc } = report;
  const accesses = results[0]?.requests;
  const unit = report.key === 'block' ? `blocks of ${readableBytes(report.blockBytes)}` : 'objects';
  const head = `${trace.file} (${trace.format}): ${readableCount(trace.requests)} requests`;
  const parts = [accesses === undefined ? `${head}\n` : `${head}, ${readableCount(accesses)} accesses to ${unit}${only(report)}\n`];
  if (results.length > 0) parts.push(cacheTable(results));
  if (mrc !== null) {
    const how = mrc.method === 'exact' ? 'stack distances' : `SHARDS, ${String(mrc.rate)} of the keys`;
    const rows = mrc.points.map(({ blocks, missRatio }) => [readableCount(blocks), percent(missRatio)]);
    parts.push(`LRU miss ratio (${how})\n${lines([[report.key === 'block' ? 'blocks' : 'objects', 'misses'], ...rows])}`);
  }
  return `${parts.join('\n').replaceAll('\u202f', ' ')}\n`;
}

function only(report: ReplayReport): string {
  return report.only === 'all' ? '' : `, ${report.only} only`;
}

function cacheTable(results: readonly ReplayedCache[]): string {
  const sizes = [...new Set(results.map(sizeOf))];
  const names = [...new Set(results.map(nameOf))];
  const rows = names.map((name) => [
    name,
    ...sizes.map((size) => {
      const cell = results.find((result) => nameOf(result) === name && sizeOf(result) === size);
      return cell === undefined ? '' : `${readableCount(cell.misses)} ${percent(cell.missRatio)}`;
    }),
  ]);
  return `Misses by size of the cache\n${lines([['', ...sizes], ...rows])}`;
}

function nameOf({ evict, params }: ReplayedCache): string {
  const spec = evictionPolicies.find(({ name }) => name === evict);
  const normal: Readonly<Record<string, unknown>> = spec === undefined ? {} : defaultParams(spec);
  const text = Object.entries(params).flatMap(([name, value]) => (value === normal[name] ? [] : [`${name}=${String(value)}`]));
  return [evict, ...text].join(':');
}

function sizeOf({ blocks, bytes, flashBlocks }: ReplayedCache): string {
  if (blocks === null) return readableBytes(bytes ?? 0);
  return flashBlocks > 0 ? `${readableCount(blocks)} + ${readableCount(flashBlocks)}` : readableCount(blocks);
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(2)} %`;
}

function lines(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return table
    .map((row) => `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   ')}\n`)
    .join('');
}
