/**
 * The figure that a metric's path leads to: `total.iops`, or `crashes[mean].rpoNs` over the entries of a list (mean, max; what was refused counts only when that is the question).
 *
 * Null when there is no such figure: an empty list, a model that does not know it, percentiles of no requests (`count` is 0).
 */
import type { RunResult } from '../results/runResult.ts';

export function readMetric(result: Omit<RunResult, 'wallSeconds'>, path: string): number | null {
  let value: unknown = result;
  const segments = path.split('.');
  for (const [depth, segment] of segments.entries()) {
    if (typeof value !== 'object' || value === null) return null;
    const list = /^(\w+)\[(mean|max)\]$/.exec(segment);
    if (list !== null) return ofList((value as Record<string, unknown>)[list[1] ?? ''], list[2] === 'max', segments.slice(depth + 1).join('.'));
    if ('count' in value && value.count === 0) return null;
    value = (value as Record<string, unknown>)[segment];
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function ofList(list: unknown, isMax: boolean, field: string): number | null {
  if (!Array.isArray(list)) return null;
  const values: number[] = [];
  for (const entry of list as readonly Readonly<Record<string, unknown>>[]) {
    if (entry['refused'] === true && field !== 'refused') continue;
    values.push(Number(entry[field]));
  }
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) return null;
  return isMax ? values.reduce((largest, value) => Math.max(largest, value)) : values.reduce((sum, value) => sum + value, 0) / values.length;
}
