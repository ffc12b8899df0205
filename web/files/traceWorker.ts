/// <reference lib="webworker" />
/** Runs a scenario once more, keeping its last single IOs, and writes all of it as a Chrome trace: the run on the screen keeps none, since that costs time and memory. */
import { chromeTraceText } from '../../reports/export/chromeTrace.ts';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { openShippedFile } from '../worker/shippedFiles.ts';

export interface TraceAsked {
  readonly text: string;
  readonly sourceName: string;
  readonly sets: readonly { readonly path: string; readonly value: string }[];
  readonly iosMax: number;
}

export type TraceAnswer = { readonly kind: 'done'; readonly trace: Blob } | { readonly kind: 'failed'; readonly message: string };

addEventListener('message', ({ data }: MessageEvent<TraceAsked>) => {
  traceOf(data)
    .then((trace) => postMessage({ kind: 'done', trace } satisfies TraceAnswer))
    .catch((error: unknown) => postMessage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) } satisfies TraceAnswer));
});

async function traceOf({ text, sourceName, sets, iosMax }: TraceAsked): Promise<Blob> {
  const scenario = parseScenario(
    text,
    sourceName,
    sets.map((set) => ({ ...set, cwdRelative: true })),
  );
  const inputs = await loadInputs(scenario, openShippedFile);
  const simulation = buildSimulation(scenario, inputs, { oracle: 'off', recordIos: { iosMax, fromNs: null } });
  while (!simulation.finished) simulation.run(1_000_000);
  const record = simulation.finish();
  return new Blob([chromeTraceText({ ...record, result: { ...record.result, wallSeconds: 0 } })], { type: 'application/json' });
}
