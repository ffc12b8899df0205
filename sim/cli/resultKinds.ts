/** Which file makes a folder a result, and of which kind. */
import type { IndexedKind } from '../results/indexedRun.ts';

export const resultFiles: Readonly<Record<IndexedKind, string>> = { run: 'result.json', comparison: 'compare.json', sweep: 'sweep.json' };

/** What a folder with these files holds; null: no result. */
export function resultKindOf(hasFile: (name: string) => boolean): IndexedKind | null {
  const kinds: readonly IndexedKind[] = ['run', 'comparison', 'sweep'];
  return kinds.find((kind) => hasFile(resultFiles[kind])) ?? null;
}
