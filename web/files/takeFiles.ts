/**
 * What becomes of files that are dropped in: results (of a run, a comparison, a sweep, with the files beside them), scenarios, sweeps, block traces. Told by what is in them, then by their
 * names. What is none of these, or damaged, is said in one sentence that names the file; the others are taken all the same.
 */
import { openComparison, openRun, openSweep, type FileReader, type OpenedResult } from './openedResult.ts';

export type TakenFile =
  | { readonly kind: 'result'; readonly result: OpenedResult }
  | { readonly kind: 'scenario'; readonly fileName: string; readonly text: string }
  | { readonly kind: 'sweep file'; readonly fileName: string; readonly text: string }
  | { readonly kind: 'trace'; readonly file: File }
  | { readonly kind: 'wrong'; readonly fileName: string; readonly message: string };

const openers = [
  ['result.json', openRun],
  ['compare.json', openComparison],
  ['sweep.json', openSweep],
] as const;
/** They come with `result.json`. */
const companions = ['rollbacks.json', 'series.parquet', 'manifest.json', 'report.html'];
const textBytesMax = 4 * 1024 * 1024;
const readable =
  'this page reads result.json, compare.json and sweep.json with the files beside them, scenarios (.yaml), and block traces in the formats of `hindcast trace formats`';

export async function takeFiles(files: readonly File[]): Promise<readonly TakenFile[]> {
  const named = new Map(files.map((file) => [file.name, file] as const));
  const read: FileReader = (name) => Promise.resolve(named.get(name) ?? null);
  const taken: TakenFile[] = [];
  const hasRun = named.has('result.json');
  for (const file of files) {
    if (hasRun && companions.includes(file.name)) continue;
    taken.push(await guarded(file, () => take(file, read)));
  }
  return taken;
}

async function guarded(file: File, act: () => Promise<TakenFile>): Promise<TakenFile> {
  try {
    return await act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'wrong', fileName: file.name, message: message.startsWith(file.name) ? message : `${file.name}: ${message}` };
  }
}

async function take(file: File, read: FileReader): Promise<TakenFile> {
  const wrong = (message: string): TakenFile => ({ kind: 'wrong', fileName: file.name, message });
  if (file.size === 0) return wrong(`${file.name} is empty`);
  const head = await file.slice(0, 4096).text();
  if (head.trimStart().startsWith('{') || /\.json$/i.test(file.name)) {
    const own = await takeJson(file, read);
    if (own !== null) return own;
  }
  if (/\.ya?ml$/i.test(file.name)) {
    if (file.size > textBytesMax) return wrong(`${file.name} is too large for a scenario`);
    const text = await file.text();
    return /^(grid|variants)\s*:/m.test(text) ? { kind: 'sweep file', fileName: file.name, text } : { kind: 'scenario', fileName: file.name, text };
  }
  if (/\.parquet$/i.test(file.name)) return wrong(`${file.name}: drop it together with the result.json beside it`);
  if (/\.(html?|png|jpe?g|webp|pdf|md|js|ts|css)$/i.test(file.name)) return wrong(`${file.name} is nothing that can be shown here: ${readable}`);
  return takeTrace(file);
}

/** Null: it may still be a scenario in JSON, or a trace with a line of JSON each. */
async function takeJson(file: File, read: FileReader): Promise<TakenFile | null> {
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    if (/\.json$/i.test(file.name)) return { kind: 'wrong', fileName: file.name, message: `${file.name} is no JSON: it is damaged, or cut off` };
    return null;
  }
  const fields: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { kind } = fields;
  const name =
    kind === 'hindcast-comparison' ? 'compare.json' : kind === 'hindcast-sweep' ? 'sweep.json' : 'digest' in fields && 'oracle' in fields ? 'result.json' : '';
  const opener = openers.find(([known]) => known === name)?.[1];
  if (opener !== undefined && !(typeof kind === 'string' && kind.endsWith('manifest'))) {
    // Under whatever name it was saved.
    const own: FileReader = (asked) => (asked === name ? Promise.resolve(file) : read(asked));
    const title = textOf(fields['scenario']) ?? textOf(fields['name']) ?? file.name;
    return { kind: 'result', result: await opener(file.name === name ? title : file.name, own) };
  }
  if (typeof kind === 'string' && /^hindcast-.*manifest$/.test(kind)) {
    const command = kind === 'hindcast-manifest' ? 'run' : kind.includes('comparison') ? 'compare' : 'sweep';
    return {
      kind: 'wrong',
      fileName: file.name,
      message: `${file.name} is a manifest: \`hindcast ${command} ${file.name}\` repeats what it is of; here, drop the results beside it`,
    };
  }
  if ('traceEvents' in fields) return { kind: 'wrong', fileName: file.name, message: `${file.name} is a Chrome trace: ui.perfetto.dev opens it` };
  const isScenario = ['duration', 'server', 'vms', 'timeline', 'array'].some((field) => field in fields);
  if (isScenario) return { kind: 'scenario', fileName: file.name, text: await file.text() };
  return { kind: 'wrong', fileName: file.name, message: `${file.name} is JSON, but nothing that can be shown here: ${readable}` };
}

async function takeTrace(file: File): Promise<TakenFile> {
  const { openTrace } = await import('../../workloads/traces/openTrace.ts');
  const { chunksOf } = await import('../workload/chunksOf.ts');
  // Only its head is looked at here: a format that knows it, or a sentence on why none does.
  const trace = await openTrace(chunksOf(file.stream()), { file: file.name, format: 'auto', as: 'unknown', objectSizeBytes: 512, keySizeBytes: 4096 });
  for await (const batch of trace.batches) if (batch.count > 0) break;
  return { kind: 'trace', file };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
