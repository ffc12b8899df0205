/** One replay from its options to its figures: reads the trace, replays it, tells what came of it. */
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AccessStream } from '../hosts/timeless/accessStream.ts';
import { Replay } from '../hosts/timeless/replay.ts';
import type { CachePlan, ReplayPlan } from '../hosts/timeless/replay.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import type { Trace } from '../../workloads/traces/trace.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { ExitStatus } from './exitStatus.ts';
import { openByteStream } from './inputFile.ts';
import { askedReplay } from './replayPlan.ts';
import type { AskedReplay, ReplayOptions } from './replayPlan.ts';
import { replayReport } from './replayReport.ts';
import { replayTable } from './replayTable.ts';
import { prepareOutFolder, writeWholeFile } from './runFolder.ts';
import type { Terminal } from './terminal.ts';

export interface ReplayCall {
  /** Of the trace, as typed; `-` for standard input. */
  readonly name: string;
  readonly options: ReplayOptions;
  readonly terminal: Terminal;
}

/** Where nothing is said, sizes are these shares of the blocks that the trace touches. */
const defaultShares = [0.01, 0.03, 0.1, 0.3];
/** Volumes are laid behind each other at multiples of the largest block, so that no block has two of them. */
const volumeAlignBytes = 64 * 1024;

/** Returns the exit status. */
export async function replayTrace({ name, options, terminal }: ReplayCall): Promise<number> {
  const asked = askedReplay(options);
  const outFolder = options.out === undefined ? null : await prepareOutFolder(options.out, terminal.folder);
  const interrupt = { isAsked: false };
  const removeListener = terminal.onInterrupt(() => {
    interrupt.isAsked = true;
  });
  try {
    const trace = await openTrace(name, options, terminal);
    const plan = planOf(asked, trace);
    const startMs = terminal.nowMs();
    const replay = new Replay(trace, plan);
    const isPartial = await drive(replay, trace.count, { name, options, terminal }, () => interrupt.isAsked);
    const report = replayReport({ file: name, trace, plan, replay, isPartial, wallSeconds: (terminal.nowMs() - startMs) / 1000 });
    const text = `${JSON.stringify(report, null, 2)}\n`;
    if (outFolder !== null) await writeWholeFile(join(outFolder, 'replay.json'), text);
    if (options.json === true) terminal.out.write(text);
    else if (options.quiet !== true) terminal.out.write(replayTable(report));
    if (isPartial) terminal.err.write('hindcast: interrupted; the figures are of what was replayed until then\n');
    return isPartial ? ExitStatus.Interrupted : ExitStatus.Done;
  } finally {
    removeListener();
  }
}

async function openTrace(name: string, options: ReplayOptions, terminal: Terminal): Promise<Trace> {
  const isInput = name === '-';
  const chunks = isInput ? Readable.from([await terminal.readInput()]) : await openByteStream({ name, folder: terminal.folder, what: 'the trace' });
  try {
    return await readAll(chunks as AsyncIterable<Uint8Array>, isInput ? 'standard input' : name, options);
  } finally {
    if (chunks instanceof Readable) chunks.destroy(); // where it was refused before it was read
  }
}

async function readAll(chunks: AsyncIterable<Uint8Array>, file: string, options: ReplayOptions): Promise<Trace> {
  const trace = await readTrace(chunks, {
    file,
    format: options.format ?? 'auto',
    as: options.as ?? 'stored',
    objectSizeBytes: 512,
    ...(options.option === undefined ? {} : { options: options.option }),
    ...(options.volume === undefined ? {} : { volume: options.volume }),
  });
  trace.layVolumesApart(volumeAlignBytes);
  return trace;
}

/** Fills in what was not said from the trace. */
function planOf(asked: AskedReplay, trace: Trace): ReplayPlan {
  const format = traceFormats.find((entry) => entry.name === trace.format);
  const key = asked.key ?? (format?.addresses === 'objects' ? 'object' : 'block');
  const accesses = { key, blockBytes: asked.blockBytes, only: asked.only };
  const caches: CachePlan[] = [];
  const isCurveAlone = asked.curve !== null && asked.blocks === null && asked.bytes === null;
  const blocks = asked.bytes !== null || isCurveAlone ? [] : (asked.blocks ?? defaultSizes(trace, accesses));
  for (const eviction of asked.evictions) {
    for (const size of blocks) caches.push({ eviction, blocks: size, flashBlocks: asked.flashBlocks, bytes: -1 });
    for (const size of asked.bytes ?? []) caches.push({ eviction, blocks: -1, flashBlocks: 0, bytes: size });
  }
  return { accesses, caches, admission: asked.admission, curve: asked.curve };
}

function defaultSizes(trace: Trace, accesses: ReplayPlan['accesses']): number[] {
  const keys = new AccessStream(trace, accesses).countKeys();
  return [...new Set(defaultShares.map((share) => Math.max(1, Math.floor(keys * share))))];
}

const progressMs = 500;

/** Replays to the end, or to an interrupt: says whether it was cut short. */
async function drive(replay: Replay, requests: number, call: ReplayCall, isInterrupted: () => boolean): Promise<boolean> {
  const { terminal, options } = call;
  const isShown = options.quiet !== true && terminal.err.isTerminal;
  let shownMs = terminal.nowMs();
  while (!replay.state().isFinished) {
    if (isInterrupted()) return true;
    replay.step();
    await setImmediate();
    if (!isShown || terminal.nowMs() - shownMs < progressMs) continue;
    shownMs = terminal.nowMs();
    terminal.err.write(`\r\u001b[K${call.name} ${String(Math.floor((replay.state().requests / requests) * 100))} %`);
  }
  if (isShown) terminal.err.write('\r\u001b[K');
  return false;
}
