/**
 * What a scenario needs besides its text: the traces, read by whatever opens files for the host (a file system, a browser). With them comes what only they tell: how large the disks are
 * that were left to them, and whether they fit into those that were not.
 */
import { bytesToBlocksUp, formatQuantity } from '../base/units.ts';
import { deviceModel } from '../devices/deviceModels.ts';
import { patternProblem } from '../../workloads/generators/patternFacts.ts';
import type { TraceParams } from '../../workloads/generators/trace.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import { TraceFormatError } from '../../workloads/traces/traceFormatError.ts';
import type { Trace } from '../../workloads/traces/trace.ts';
import type { WorkloadConfig } from '../../workloads/workloadConfig.ts';
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
  /** Blocks that the largest IO touches. */
  readonly ioBlocksMax: number;
}

/** `open` gets the name as the scenario has it. Throws TraceFormatError, ScenarioError, and what `open` throws. */
export async function loadInputs(scenario: Scenario, open: (path: string) => Promise<AsyncIterable<Uint8Array>>): Promise<ScenarioInputs> {
  const traces = new Map<string, Trace>();
  for (const { params, type } of scenario.vms.flatMap(({ workloads }) => workloads)) {
    if (type !== 'trace' || traces.has(traceKey(params))) continue;
    traces.set(traceKey(params), await readDiskTrace(params as unknown as TraceParams, open));
  }
  const diskBytes = scenario.vms.map((vm, index) => sizeDisk(scenario, vm, index, traces));
  const workloads = scenario.vms.flatMap((vm) => vm.workloads);
  const ioBlocksMax = largestIo(workloads, scenario.blockBytes, (workload) => traceOf(workload, traces));
  scenario.vms.forEach((vm, index) => {
    const problem = roomProblem(vm, ioBlocksMax, scenario.blockBytes);
    if (problem !== null) throw refusal(scenario, `vms.${String(index)}`, problem.given, problem.allowed);
  });
  checkArraySize(scenario, diskBytes);
  return { traces, diskBytes, ioBlocksMax };
}

/** Disks that were left to their traces may be more than the array holds. */
function checkArraySize(scenario: Scenario, diskBytes: readonly number[]): void {
  const { model, params } = scenario.array;
  const sizeBytes = diskBytes.reduce((sum, bytes) => sum + bytes, 0);
  const fault = deviceModel('array', model).fault?.(params, { sizeBytes, blockBytes: scenario.blockBytes }) ?? null;
  if (fault !== null) throw refusal(scenario, 'array', `is too small for disks of ${formatQuantity(sizeBytes, 'bytes')}`, fault.allowed);
}

/** The same for workloads that replay the same requests. */
export function traceKey(params: WorkloadConfig['params']): string {
  const { file, format, as, objectSizeBytes, volume, options } = params as unknown as TraceParams;
  return JSON.stringify([file, format, as, objectSizeBytes, volume, options]);
}

/** The trace of a workload; null when it replays none. */
export function traceOf(workload: WorkloadConfig, traces: ReadonlyMap<string, Trace>): Trace | null {
  const trace = workload.type === 'trace' ? traces.get(traceKey(workload.params)) : undefined;
  return trace === undefined ? null : trace;
}

/** The trace as one disk's: of one volume, or of all of them one behind the other. */
async function readDiskTrace(params: TraceParams, open: (path: string) => Promise<AsyncIterable<Uint8Array>>): Promise<Trace> {
  const { file, format, objectSizeBytes, volume, options } = params;
  const isAll = volume === 'all';
  const as = params.as as 'stored' | 'reads' | 'writes';
  const trace = await readTrace(await open(file), { file, format, as, objectSizeBytes, options, volume: isAll ? '' : volume });
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

function sizeDisk(scenario: Scenario, vm: VmScenario, index: number, traces: ReadonlyMap<string, Trace>): number {
  const field = `vms.${String(index)}`;
  let endBytes = 0;
  for (const workload of vm.workloads) {
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
  const blocks = bytesToBlocksUp(endBytes, scenario.blockBytes);
  if (blocks >= 2 ** 31) {
    throw refusal(
      scenario,
      field,
      `needs a disk of ${formatQuantity(endBytes, 'bytes')} for its trace`,
      `at most 2^31 - 1 blocks of ${formatQuantity(scenario.blockBytes, 'bytes')} are possible`,
    );
  }
  const sizedBytes = blocks * scenario.blockBytes;
  for (const workload of vm.workloads) {
    const problem = workload.space === 'disk' ? patternProblem(workload, sizedBytes) : null;
    if (problem !== null)
      throw refusal(
        scenario,
        field,
        `has a workload beside its trace whose ${problem.field} is wrong`,
        `${problem.allowed}; the trace makes the disk ${formatQuantity(sizedBytes, 'bytes')}`,
      );
  }
  return sizedBytes;
}

function refusal(scenario: Scenario, field: string, given: string, allowed: string): ScenarioError {
  return new ScenarioError({ place: { file: `scenario ${scenario.name}`, line: 0, column: 0 }, field, given, allowed });
}
