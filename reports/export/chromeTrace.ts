/**
 * A run in the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing open.
 *
 * Times are simulated, in µs with decimals (exact to the ns). A process for each VM: bookmarks on a lane of their own (instants), rollbacks and stalls (X), each recorded IO as an overlapping
 * pair (b/e), and again on a lane (X) with its phases nested in it; counters (C). A process for the devices, with the recorded commands on lanes (X) and a flow (s/f) from the IO that caused each.
 * A process for the server: warm-up, flash bytes by cause, utilisation, queues.
 *
 * Guarantees: on a lane slices nest or follow each other; every b has its e, every s its f; what was not recorded is not there.
 * Source: "Trace Event Format", Google, 2016.
 */
import { recordedCommands, recordedDevices, recordedOps } from '../../sim/results/ioRecording.ts';
import type { IoRecording } from '../../sim/results/ioRecording.ts';
import type { RollbackTrace } from '../../sim/results/rollbackTrace.ts';
import type { RunResult } from '../../sim/results/runResult.ts';
import { seriesColumn } from '../../sim/results/series.ts';
import type { SeriesTable } from '../../sim/results/series.ts';
import { packLanes } from './packLanes.ts';

export interface TracedRun {
  readonly result: Pick<RunResult, 'scenario' | 'seed' | 'digest' | 'warmupNs' | 'bookmarks' | 'stalls'> & {
    readonly vms: readonly { readonly name: string }[];
  };
  readonly series: SeriesTable;
  readonly rollbacks: readonly RollbackTrace[];
  /** Null: no IOs were recorded; everything else is there all the same. */
  readonly recording: IoRecording | null;
}

export interface TraceEvent {
  readonly ph: 'M' | 'X' | 'b' | 'e' | 'i' | 'C' | 's' | 'f';
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  /** µs. */
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: string;
  readonly bp?: 'e';
  readonly s?: 't';
  readonly args?: Readonly<Record<string, string | number>>;
}

const serverPid = 1;
const devicesPid = 2;
const firstVmPid = 10;
/** Lanes of a VM; those of its IOs follow. */
const Lane = { Bookmarks: 1, Rollbacks: 2, Stalls: 3, Ios: 10 } as const;
const lanesPerDevice = 100_000;

export function chromeTrace(run: TracedRun): readonly TraceEvent[] {
  const names = run.series.vmNames.length > 0 ? run.series.vmNames : run.result.vms.map(({ name }) => name);
  const pidOf = (vm: string): number => firstVmPid + Math.max(0, names.indexOf(vm));
  return [
    ...processNames(names),
    ...serverEvents(run),
    ...names.flatMap((vm, number) => vmCounters(run.series, number, pidOf(vm))),
    ...happenings(run, pidOf),
    ...(run.recording === null ? [] : recordedEvents(run.recording, pidOf)),
  ];
}

/** The document as text. */
export function chromeTraceText(run: TracedRun): string {
  const lines = chromeTrace(run).map((event) => JSON.stringify(event));
  const about = { scenario: run.result.scenario, seed: run.result.seed, digest: run.result.digest, clock: 'simulated' };
  return `{"displayTimeUnit":"ns","otherData":${JSON.stringify(about)},"traceEvents":[\n${lines.join(',\n')}\n]}\n`;
}

/** Exact to the ns, without the noise of floating point. */
function micros(ns: number): number {
  return Number((ns / 1000).toFixed(3));
}

function named(pid: number, tid: number, kind: 'process_name' | 'thread_name', name: string): TraceEvent {
  return { ph: 'M', pid, tid, name: kind, args: { name } };
}

function processNames(vms: readonly string[]): TraceEvent[] {
  const order = (pid: number, sort_index: number): TraceEvent => ({ ph: 'M', pid, tid: 0, name: 'process_sort_index', args: { sort_index } });
  return [
    named(serverPid, 0, 'process_name', 'server'),
    order(serverPid, 1000),
    named(devicesPid, 0, 'process_name', 'devices'),
    order(devicesPid, 1001),
    ...vms.flatMap((vm, number) => [
      named(firstVmPid + number, 0, 'process_name', `VM ${vm}`),
      order(firstVmPid + number, number),
      named(firstVmPid + number, Lane.Bookmarks, 'thread_name', 'bookmarks'),
      named(firstVmPid + number, Lane.Rollbacks, 'thread_name', 'rollbacks'),
      named(firstVmPid + number, Lane.Stalls, 'thread_name', 'waits for room'),
    ]),
  ];
}

function slice(pid: number, tid: number, name: string, fromNs: number, toNs: number, args: Readonly<Record<string, string | number>> = {}): TraceEvent {
  return { ph: 'X', pid, tid, name, ts: micros(fromNs), dur: Number((micros(toNs) - micros(fromNs)).toFixed(3)), cat: 'hindcast', args };
}

const serverCounters: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'flash, bytes/s by cause',
    ['Demotion', 'Write', 'Promotion', 'Preimage', 'Log', 'Metadata', 'Gc'].map((cause) => [`flash${cause}BytesPerSecond`, cause.toLowerCase()] as const),
  ],
  [
    'utilisation',
    [
      ['dramUtilisation', 'DRAM'],
      ['flashUtilisation', 'flash'],
      ['arrayUtilisation', 'array'],
    ],
  ],
  ['flash, operations', [['flashQueue', 'operations']]],
  ['array, operations', [['arrayQueue', 'operations']]],
];

function serverEvents({ result, series }: TracedRun): TraceEvent[] {
  const warmup = result.warmupNs > 0 ? [slice(serverPid, 1, 'warm-up', 0, result.warmupNs)] : [];
  return [named(serverPid, 1, 'thread_name', 'run'), ...warmup, ...serverCounters.flatMap(([name, parts]) => counters(series, -1, serverPid, name, parts))];
}

const vmCounterNames: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'IO/s',
    [
      ['readsPerSecond', 'reads'],
      ['writesPerSecond', 'writes'],
    ],
  ],
  ['dirty blocks', [['dirtyBlocks', 'blocks']]],
  ['log records', [['logRecords', 'records']]],
  ['rollback window, ns', [['windowNs', 'window']]],
];

function vmCounters(series: SeriesTable, vm: number, pid: number): TraceEvent[] {
  return vmCounterNames.flatMap(([name, parts]) => counters(series, vm, pid, name, parts));
}

/** One event per sample; a rate stands at the beginning of its interval. */
function counters(series: SeriesTable, vm: number, pid: number, name: string, parts: readonly (readonly [string, string])[]): TraceEvent[] {
  const found = parts.map(([metric, label]) => ({ label, column: seriesColumn(series, metric, vm) })).filter(({ column }) => column >= 0);
  if (found.length === 0) return [];
  return Array.from(series.timesNs, (atNs, row): TraceEvent => {
    const values = found.map(({ label, column }) => [label, series.columns[column]![row]!] as const).filter(([, value]) => Number.isFinite(value));
    return { ph: 'C', pid, tid: 0, name, ts: micros(row === 0 ? 0 : (series.timesNs[row - 1] ?? atNs)), args: Object.fromEntries(values) };
  }).filter(({ args }) => Object.keys(args ?? {}).length > 0);
}

function happenings({ result, rollbacks }: TracedRun, pidOf: (vm: string) => number): TraceEvent[] {
  const bookmarks = result.bookmarks.map(({ vm, name, atNs, sequence, state }): TraceEvent => ({
    ph: 'i',
    pid: pidOf(vm),
    tid: Lane.Bookmarks,
    name: name ?? 'interval',
    ts: micros(atNs),
    s: 't',
    cat: 'hindcast',
    args: { sequence, 'at the end': state },
  }));
  const walks = rollbacks.map((trace) =>
    slice(
      pidOf(trace.vm),
      Lane.Rollbacks,
      trace.refused ? `${trace.kind} refused` : trace.kind === 'undo' ? 'undo' : `rollback to ${trace.target}`,
      trace.atNs,
      trace.answeredNs,
      {
        records: trace.recordsWalked,
        blocks: trace.blocksRestored,
        sequence: trace.sequence,
      },
    ),
  );
  const stalls = result.stalls.map(({ vm, fromNs, toNs }) => slice(pidOf(vm), Lane.Stalls, 'waits for room', fromNs, toNs));
  return [...bookmarks, ...walks, ...stalls];
}

function recordedEvents(recording: IoRecording, pidOf: (vm: string) => number): TraceEvent[] {
  const { events, laneOf } = ioEvents(recording, pidOf);
  return [...events, ...commandEvents(recording, pidOf, laneOf)];
}

/** Only IOs that were answered: what was still open has no end. */
function ioEvents({ ios, vmNames }: IoRecording, pidOf: (vm: string) => number): { events: TraceEvent[]; laneOf: Map<number, number> } {
  const events: TraceEvent[] = [];
  const laneOf = new Map<number, number>();
  for (const [number, vm] of vmNames.entries()) {
    const rows = Array.from({ length: ios.count }, (_, row) => row).filter((row) => ios.vm[row] === number && !Number.isNaN(ios.answeredNs[row]!));
    const lanes = packLanes(
      rows.map((row) => ios.arrivalNs[row]!),
      rows.map((row) => ios.answeredNs[row]!),
    );
    const pid = pidOf(vm);
    rows.forEach((row, index) => {
      const tid = Lane.Ios + lanes.of[index]!;
      laneOf.set(ios.id[row]!, tid);
      events.push(...oneIo(recordedIo(ios, row), pid, tid));
    });
    for (let lane = 0; lane < lanes.count; lane += 1) events.push(named(pid, Lane.Ios + lane, 'thread_name', `IO lane ${String(lane + 1)}`));
  }
  return { events, laneOf };
}

interface OneIo {
  readonly id: number;
  readonly name: string;
  readonly times: readonly [number, number, number, number];
  readonly args: Readonly<Record<string, string | number>>;
}

function recordedIo(ios: IoRecording['ios'], row: number): OneIo {
  const [arrivalNs, answeredNs] = [ios.arrivalNs[row]!, ios.answeredNs[row]!];
  const submittedNs = Number.isNaN(ios.submittedNs[row]!) ? answeredNs : ios.submittedNs[row]!;
  const admittedNs = Number.isNaN(ios.admittedNs[row]!) ? submittedNs : ios.admittedNs[row]!;
  const space = ios.space[row] === 0 ? 'disk' : 'memory';
  return {
    id: ios.id[row]!,
    name: `${recordedOps[ios.op[row]!]!} ${space}`,
    times: [arrivalNs, submittedNs, admittedNs, answeredNs],
    args: { offset: ios.offsetBytes[row]!, bytes: ios.lengthBytes[row]!, status: ['ok', 'failed', 'dropped'][ios.status[row]!] ?? '' },
  };
}

const phases = ['in the hypervisor', 'waits for room', 'cache and devices'] as const;

function oneIo({ id, name, times, args }: OneIo, pid: number, tid: number): TraceEvent[] {
  const [arrivalNs, , , answeredNs] = times;
  const pair = { pid, tid: 0, name, cat: 'io', id: `io${String(id)}` } as const;
  const nested = phases.map((phase, index) => slice(pid, tid, phase, times[index]!, times[index + 1]!)).filter(({ dur }) => (dur ?? 0) > 0);
  return [
    { ph: 'b', ...pair, ts: micros(arrivalNs), args },
    { ph: 'e', ...pair, ts: micros(answeredNs) },
    slice(pid, tid, name, arrivalNs, answeredNs, args),
    ...nested,
  ];
}

function commandEvents({ commands, vmNames }: IoRecording, pidOf: (vm: string) => number, laneOf: ReadonlyMap<number, number>): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (const [device, deviceName] of recordedDevices.entries()) {
    const rows = Array.from({ length: commands.count }, (_, row) => row).filter(
      (row) => commands.device[row] === device && !Number.isNaN(commands.completedNs[row]!),
    );
    const lanes = packLanes(
      rows.map((row) => commands.issuedNs[row]!),
      rows.map((row) => commands.completedNs[row]!),
    );
    const firstTid = device * lanesPerDevice + 1;
    rows.forEach((row, index) => {
      const tid = firstTid + lanes.of[index]!;
      const vm = vmNames[commands.vm[row]!] ?? '';
      const atNs = commands.issuedNs[row]!;
      events.push(slice(devicesPid, tid, recordedCommands[commands.kind[row]!]!, atNs, commands.completedNs[row]!, { vm, bytes: commands.bytes[row]! }));
      const from = laneOf.get(commands.io[row]!);
      if (from === undefined) return;
      const flow = { name: 'causes', cat: 'flow', id: `c${String(commands.id[row]!)}`, ts: micros(atNs) } as const;
      events.push({ ph: 's', pid: pidOf(vm), tid: from, ...flow }, { ph: 'f', bp: 'e', pid: devicesPid, tid, ...flow });
    });
    for (let lane = 0; lane < lanes.count; lane += 1) events.push(named(devicesPid, firstTid + lane, 'thread_name', `${deviceName} ${String(lane + 1)}`));
  }
  return events;
}
