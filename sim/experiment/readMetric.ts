/**
 * The figure that a metric's path leads to: `total.iops`, or over the entries of a list `crashes[mean].rpoNs` (mean, min, max; what was refused counts only when that
 * is the question); `crashes[mean;image=array].rpoNs` over some of them; `crashes[share;image=array].consistency=torn` is the share of those that are so.
 *
 * Null when there is no such figure: an empty list, a model that does not know it, percentiles of no requests (`count` is 0).
 */
import type { RunResult } from '../results/runResult.ts';

export function readMetric(result: Omit<RunResult, 'wallSeconds'>, path: string): number | null {
  let value: unknown = result;
  const segments = path.split('.');
  for (const [depth, segment] of segments.entries()) {
    if (typeof value !== 'object' || value === null) return null;
    const list = /^(\w+)\[(mean|min|max|share)(?:;(\w+=[\w-]+))?\]$/.exec(segment);
    if (list !== null) {
      const entries = (value as Record<string, unknown>)[list[1] ?? ''];
      return Array.isArray(entries) ? ofList(entries as Entries, list[2] ?? '', list[3] ?? null, segments.slice(depth + 1).join('.')) : null;
    }
    if ('count' in value && value.count === 0) return null;
    value = (value as Record<string, unknown>)[segment];
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

type Entries = readonly Readonly<Record<string, unknown>>[];

function ofList(entries: Entries, what: string, condition: string | null, field: string): number | null {
  const counted = entries.filter((entry) => (condition === null || isSo(entry, condition)) && (entry['refused'] !== true || field === 'refused'));
  const values = counted.map((entry) => (what === 'share' ? Number(isSo(entry, field)) : fieldOf(entry, field)));
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) return null;
  if (what === 'max') return values.reduce((largest, value) => Math.max(largest, value));
  if (what === 'min') return values.reduce((smallest, value) => Math.min(smallest, value));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of an entry, however deep (`latencyNs.read.mean`); NaN where there is none. */
function fieldOf(entry: unknown, path: string): number {
  let value = entry;
  for (const segment of path.split('.')) {
    if (typeof value !== 'object' || value === null || ('count' in value && value.count === 0)) return NaN;
    value = (value as Record<string, unknown>)[segment];
  }
  return Number(value);
}

/** `condition`: `field=value`. */
function isSo(entry: Readonly<Record<string, unknown>>, condition: string): boolean {
  const [field = '', wanted] = condition.split('=');
  return entry[field] === wanted;
}
