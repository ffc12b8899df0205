/**
 * What a scenario needs besides its text: the traces, read by whatever opens files for the host (a file system, a browser). With them comes what only they tell: how large the disks are
 * that were left to them, and whether they fit into those that were not.
 */
import { assert } from '../base/assert.ts';
import { bytesToBlocksUp, formatQuantity } from '../base/units.ts';
import { deviceModel } from '../devices/deviceModels.ts';
import { patternProblem } from '../../workloads/generators/patternFacts.ts';
import type { TraceParams } from '../../workloads/generators/trace.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import { TraceFormatError } from '../../workloads/traces/traceFormatError.ts';
import type { Trace } from '../../workloads/traces/trace.ts';
import { readFioJobs, fioDiskBytes, fioWorkload } from '../../workloads/fio/fioWorkload.ts';
import type { FioJob } from '../../workloads/fio/fioJob.ts';
import { pacedParts, type FioWorkload, type PacedWorkload, type PatternChoice, type WorkloadConfig } from '../../workloads/workloadConfig.ts';
import { defaults } from './defaults.ts';
import { largestIo } from './largestIo.ts';
import { roomProblem } from './roomProblem.ts';
import type { Scenario, VmScenario } from './scenario.ts';
import { ScenarioError } from './scenarioError.ts';

/** Where volumes that are laid one behind the other may begin. */
const volumeAlignBytes = 1024 * 1024;

export interface ScenarioInputs {
  /** By `traceKey` of the workload's parameters. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Per VM. */
  readonly diskBytes: readonly number[];
  /** Per VM, with the jobs of fio job files in place of their names. */
  readonly workloads: readonly (readonly WorkloadConfig[])[];
  /** Blocks that the largest IO touches. */
  readonly ioBlocksMax: number;
}

/** `what` the file is to the user: for messages. */
type OpenFile = (path: string, what: string) => Promise<AsyncIterable<Uint8Array>>;

/** `open` gets the name as the scenario has it. Throws TraceFormatError, FioFileError, ScenarioError, and what `open` throws. */
export async function loadInputs(scenario: Scenario, open: OpenFile): Promise<ScenarioInputs> {
  const traces = new Map<string, Trace>();
  for (const { params, type } of scenario.vms.flatMap(({ workloads }) => workloads).flatMap(pacedParts)) {
    if (type !== 'trace' || traces.has(traceKey(params))) continue;
    traces.set(traceKey(params), await readDiskTrace(params as TraceParams, open));
  }
  const jobs = await readJobs(scenario, open);
  const diskBytes = scenario.vms.map((vm, index) => sizeDisk(scenario, vm, index, traces, jobs));
  const workloads = scenario.vms.map((vm, index) => vm.workloads.map((workload) => withJobs(workload, jobs, diskBytes[index]!, scenario.blockBytes)));
  const ioBlocksMax = largestIo(workloads.flat(), scenario.blockBytes, (workload) => traceOf(workload, traces));
  scenario.vms.forEach((vm, index) => {
    const problem = roomProblem(vm, ioBlocksMax, scenario.blockBytes);
    if (problem !== null) throw refusal(scenario, `vms.${String(index)}`, problem.given, problem.allowed);
  });
  checkArraySize(scenario, diskBytes);
  return { traces, diskBytes, workloads, ioBlocksMax };
}

/** Jobs of fio job files, by file and name of the job. */
type FioJobs = ReadonlyMap<string, readonly FioJob[]>;

function fioKey({ file, job }: FioWorkload): string {
  return JSON.stringify([file, job]);
}

async function readJobs(scenario: Scenario, open: OpenFile): Promise<FioJobs> {
  const jobs = new Map<string, readonly FioJob[]>();
  const texts = new Map<string, string>();
  for (const workload of scenario.vms.flatMap(({ workloads }) => workloads)) {
    if (workload.kind !== 'fio' || jobs.has(fioKey(workload))) continue;
    const known = texts.get(workload.file);
    const text = known === undefined ? await readText(await open(workload.file, 'the fio job file')) : known;
    texts.set(workload.file, text);
    jobs.set(fioKey(workload), readFioJobs(text, workload.file, workload.job));
  }
  return jobs;
}

async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function jobsOf(workload: FioWorkload, jobs: FioJobs): readonly FioJob[] {
  const found = jobs.get(fioKey(workload));
  assert(found !== undefined, 'the job file of a workload has been read');
  return found;
}

function withJobs(workload: WorkloadConfig, jobs: FioJobs, diskBytes: number, blockBytes: number): WorkloadConfig {
  if (workload.kind !== 'fio') return workload;
  const { file, startNs, stopNs } = workload;
  return fioWorkload(jobsOf(workload, jobs), file, { diskBytes, blockBytes, startNs, stopNs });
}

/** Disks that were left to their traces may be more than the array holds. */
function checkArraySize(scenario: Scenario, diskBytes: readonly number[]): void {
  const { model, params } = scenario.array;
  const sizeBytes = diskBytes.reduce((sum, bytes) => sum + bytes, 0);
  const fault = deviceModel('array', model).fault?.(params, { sizeBytes, blockBytes: scenario.blockBytes }) ?? null;
  if (fault !== null) throw refusal(scenario, 'array', `is too small for disks of ${formatQuantity(sizeBytes, 'bytes')}`, fault.allowed);
}

/** The same for workloads that replay the same requests. */
export function traceKey(params: PatternChoice['params']): string {
  const { file, format, as, objectSizeBytes, volume, options } = params as TraceParams;
  return JSON.stringify([file, format, as, objectSizeBytes, volume, options]);
}

/** The trace of a workload; null when it replays none. */
export function traceOf(workload: PacedWorkload, traces: ReadonlyMap<string, Trace>): Trace | null {
  const trace = workload.type === 'trace' ? traces.get(traceKey(workload.params)) : undefined;
  return trace === undefined ? null : trace;
}

/** The trace as one disk's: of one volume, or of all of them one behind the other. */
async function readDiskTrace(params: TraceParams, open: OpenFile): Promise<Trace> {
  const { file, format, objectSizeBytes, volume, options } = params;
  const isAll = volume === 'all';
  const as = params.as as 'stored' | 'reads' | 'writes';
  const trace = await readTrace(await open(file, 'the trace'), { file, format, as, objectSizeBytes, options, volume: isAll ? '' : volume });
  if (isAll) trace.layVolumesApart(volumeAlignBytes);
  else if (trace.volumes.length > 1) throw severalVolumes(file, trace);
  return trace;
}

function severalVolumes(file: string, { volumes }: Trace): TraceFormatError {
  const names = volumes.slice(0, 12).map(({ name }) => name);
  const given = `has ${String(volumes.length)} volumes (${names.join(', ')}${volumes.length > names.length ? ', …' : ''})`;
  const allowed = "say which one this VM's disk is, with 'volume: NAME', or 'volume: all' to lay them one behind the other";
  return new TraceFormatError({ file, place: '', field: 'the trace', given, allowed });
}

function sizeDisk(scenario: Scenario, vm: VmScenario, index: number, traces: ReadonlyMap<string, Trace>, jobs: FioJobs): number {
  const field = `vms.${String(index)}`;
  let endBytes = 0;
  const parts = vm.workloads.flatMap(pacedParts);
  for (const workload of parts) {
    const trace = traceOf(workload, traces);
    if (trace === null) continue;
    if (!trace.hasTimes && workload.pacing.type === 'trace') {
      const allowed = `the trace ${String(workload.params['file'])} stores no times: say how its requests come, with queueDepth or rate`;
      throw refusal(scenario, field, 'replays a trace at its own times', allowed);
    }
    endBytes = Math.max(endBytes, trace.endBytes);
    if (vm.diskBytes === null || trace.endBytes <= vm.diskBytes) continue;
    const allowed = `the trace ${String(workload.params['file'])} reaches up to ${formatQuantity(trace.endBytes, 'bytes')}: make the disk at least as large, or leave it out to have it sized by the trace`;
    throw refusal(scenario, `${field}.disk`, `is ${formatQuantity(vm.diskBytes, 'bytes')}`, allowed);
  }
  if (vm.diskBytes !== null) return vm.diskBytes;
  const fioEnds = vm.workloads.flatMap((workload) => (workload.kind === 'fio' ? [fioDiskBytes(jobsOf(workload, jobs), workload.file)] : []));
  // Without a trace it has the default size, unless the job file needs more.
  endBytes = Math.max(endBytes === 0 ? defaults.vm.diskBytes : endBytes, ...fioEnds);
  const blocks = bytesToBlocksUp(endBytes, scenario.blockBytes);
  if (blocks >= 2 ** 31) {
    throw refusal(
      scenario,
      field,
      `needs a disk of ${formatQuantity(endBytes, 'bytes')} for its trace or job file`,
      `at most 2^31 - 1 blocks of ${formatQuantity(scenario.blockBytes, 'bytes')} are possible`,
    );
  }
  const sizedBytes = blocks * scenario.blockBytes;
  for (const workload of parts) {
    const problem = workload.space === 'disk' ? patternProblem(workload, sizedBytes) : null;
    if (problem !== null)
      throw refusal(
        scenario,
        field,
        `has a workload beside its trace or job file whose ${problem.field} is wrong`,
        `${problem.allowed}; they make the disk ${formatQuantity(sizedBytes, 'bytes')}`,
      );
  }
  return sizedBytes;
}

function refusal(scenario: Scenario, field: string, given: string, allowed: string): ScenarioError {
  return new ScenarioError({ place: { file: `scenario ${scenario.name}`, line: 0, column: 0 }, field, given, allowed });
}
