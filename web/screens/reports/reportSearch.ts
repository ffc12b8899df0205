/** Which results of a list are wanted, and in which order. */
import type { IndexedRun } from '../../../sim/results/indexedRun.ts';

export const sortColumns = ['startedAt', 'name', 'scenario', 'kind', 'seed', 'wallSeconds'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Every word must be in the name, the scenario, its question, the kind, the seed, the digest or the date. */
export function findReports(runs: readonly IndexedRun[], search: string): readonly IndexedRun[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return runs.filter((run) => {
    const text = [run.name, run.scenario, run.summary, run.kind, `seed ${String(run.seed ?? '')}`, run.digest ?? '', run.startedAt, run.problem ?? '']
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What has no value comes last, either way. */
export function sortReports(runs: readonly IndexedRun[], column: SortColumn, isDescending: boolean): readonly IndexedRun[] {
  const valueOf = (run: IndexedRun): string | number | null => {
    const value = run[column];
    return value === '' ? null : value;
  };
  return [...runs].sort((left, right) => {
    const [one, other] = [valueOf(left), valueOf(right)];
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    const order = typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other), 'en', { numeric: true });
    return (isDescending ? -order : order) || (left.name < right.name ? -1 : 1);
  });
}
