/** The result that the address names: one that was dropped in, or one of the server's folder. */
import type { App } from '../shell/screen.ts';
import { droppedResults } from './droppedFiles.ts';
import type { OpenedResult } from './openedResult.ts';
import { openStored } from './storedResults.ts';

export type NamedResult<Kind extends OpenedResult['kind']> =
  | { readonly kind: 'found'; readonly result: Extract<OpenedResult, { kind: Kind }>; /** Where it comes from, in words. */ readonly origin: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Null: it names none of this kind. */
export async function namedResult<Kind extends OpenedResult['kind']>(app: App, kind: Kind): Promise<NamedResult<Kind> | null> {
  const { address } = app;
  const [stored, dropped] = [address.get('result'), address.get('dropped')];
  const found = droppedResults.value.find((result): result is Extract<OpenedResult, { kind: Kind }> => result.kind === kind && result.name === dropped);
  if (found !== undefined) return { kind: 'found', result: found, origin: `from the file ${found.name}` };
  if (stored === null) return null;
  try {
    return { kind: 'found', result: await openStored(kind, stored), origin: `from ${stored}` };
  } catch (error) {
    return { kind: 'failed', message: `${stored}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
