/** The results in the folder of the page's server (`npm run dev`, `hindcast dashboard`). A page from any other server has none: then the list is null. */
import type { IndexedRun } from '../../sim/results/indexedRun.ts';
import { openComparison, openRun, openSweep, type FileReader, type OpenedResult } from './openedResult.ts';

export type StoredResult = IndexedRun;

const folder = 'runs';
const openers = { run: openRun, comparison: openComparison, sweep: openSweep } as const;

/** Null: there is no such server. Throws when there is one, and it fails. */
export async function listStored(): Promise<readonly StoredResult[] | null> {
  // A server that has results says so in the page: any other is not even asked.
  if (document.querySelector('meta[name=hindcast-results]') === null) return null;
  const response = await fetch(`${folder}/index.json`);
  if (!response.ok) throw new Error(`the list of results could not be read: ${String(response.status)} ${response.statusText}`);
  const { runs } = (await response.json()) as { runs: readonly StoredResult[] };
  return runs;
}

/** `name` is that of its folder. Throws an Error with what is wrong. */
export function openStored<Kind extends OpenedResult['kind']>(kind: Kind, name: string): Promise<Extract<OpenedResult, { kind: Kind }>> {
  const read: FileReader = async (file) => {
    const response = await fetch(storedFile(name, file));
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${file} could not be read: ${String(response.status)} ${response.statusText}`);
    return response.blob();
  };
  return openers[kind](name, read) as Promise<Extract<OpenedResult, { kind: Kind }>>;
}

/** The address of a file of a result. */
export function storedFile(name: string, file: string): string {
  return [folder, ...name.split('/'), file].map(encodeURIComponent).join('/');
}
