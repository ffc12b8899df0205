/** Workloads of a VM: which pacing is meant, whether the region lies in the space, where a trace's file is. */
import { formatQuantity } from '../base/units.ts';
import type { TraceParams } from '../../workloads/generators/trace.ts';
import { readFormatOptions } from '../../workloads/traces/formatOptions.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { itemsIn, type IoMixParams } from '../../workloads/generators/ioMix.ts';
import type { PacingConfig, WorkloadConfig } from '../../workloads/workloadConfig.ts';
import { defaults } from './defaults.ts';
import { resolveFile } from './filePath.ts';
import { readYaml } from './readYaml.ts';
import type { PlacedVm } from './placedVm.ts';
import type { Resolver } from './resolver.ts';
import { workloadField, type WorkloadInput } from './scenarioInput.ts';

export interface WorkloadsContext {
  readonly vm: PlacedVm;
  readonly memoryBytes: number;
  readonly blockBytes: number;
  readonly durationNs: number;
}

export function resolveWorkloads(context: WorkloadsContext, resolver: Resolver): readonly WorkloadConfig[] {
  const { input, path } = context.vm;
  if (input.workload !== null && input.workloads !== null) resolver.refuse(`${path}.workloads`, 'a VM has workload (one) or workloads (a list), not both');
  if (input.workload !== null) return [resolveWorkload(input.workload, `${path}.workload`, context, resolver)];
  if (input.workloads !== null)
    return input.workloads.map((workload, index) => resolveWorkload(workload, `${path}.workloads.${String(index)}`, context, resolver));
  return defaults.vmWorkloads
    .filter(({ space }) => space === 'disk' || context.memoryBytes > 0)
    .map((written) =>
      resolveWorkload(
        workloadField.read(readYaml(JSON.stringify(written), { name: 'defaults', isCwdRelative: false, hasPlaces: false }), ''),
        `${path}.workload`,
        context,
        resolver,
      ),
    );
}

function resolveWorkload(input: WorkloadInput, path: string, context: WorkloadsContext, resolver: Resolver): WorkloadConfig {
  const { common } = input;
  const { space, stop } = common;
  resolver.check(space === 'disk' || context.memoryBytes > 0, `${path}.space`, 'this VM has no memory space: its memory is 0B');
  resolver.check(common.start < context.durationNs, `${path}.start`, `the run ends at ${formatQuantity(context.durationNs, 'ns')}`);
  resolver.check(stop === null || stop > common.start, `${path}.stop`, `it must be later than start, ${formatQuantity(common.start, 'ns')}`);
  const params = input.name === 'trace' ? traceParams(input, path, resolver) : mixParams(input, path, context, resolver);
  return {
    type: input.name,
    params,
    space,
    pacing: pacingOf(input, path, resolver),
    startNs: common.start,
    stopNs: stop,
    ios: common.ios,
    flushEvery: common.flushEvery,
    forceUnitAccessRatio: common.forceUnitAccess,
  };
}

function pacingOf({ name, common }: WorkloadInput, path: string, resolver: Resolver): PacingConfig {
  const closedKey = common.queueDepth !== null ? 'queueDepth' : common.thinkTime !== null ? 'thinkTime' : null;
  const said = [closedKey, common.rate === null ? null : 'rate', common.speed === null ? null : 'speed'].filter((key) => key !== null);
  if (said.length > 1)
    resolver.refuse(
      `${path}.${said[1]}`,
      `it does not go with ${said[0]}: IO comes in a closed loop (queueDepth, thinkTime), or at a rate, or at a trace's own times (speed)`,
    );
  if (common.rate !== null) return { kind: 'poisson', ratePerSecond: common.rate };
  if (common.speed !== null && name !== 'trace') resolver.refuse(`${path}.speed`, `only a trace has times of its own; ${name} needs queueDepth or rate`);
  if (name === 'trace' && closedKey === null) return { kind: 'trace', speed: common.speed === null ? defaults.workload.traceSpeed : common.speed };
  const { queueDepth, thinkTime } = defaults.workload;
  return {
    kind: 'closed',
    queueDepth: common.queueDepth === null ? queueDepth : common.queueDepth,
    thinkTime: common.thinkTime === null ? thinkTime : common.thinkTime,
  };
}

function traceParams(input: WorkloadInput, path: string, resolver: Resolver): WorkloadConfig['params'] {
  const filePath = `${path}.file`;
  resolver.check(resolver.isGiven(filePath), filePath, 'a workload of type trace needs the file of the trace', 'is missing');
  resolver.check(input.common.space === 'disk', `${path}.space`, 'a trace is replayed on disk');
  const params = input.params as unknown as TraceParams;
  const format = traceFormats.find(({ name }) => name === params.format);
  if (format !== undefined) {
    const read = readFormatOptions(format, params.options);
    if (!read.ok) resolver.refuse(`${path}.options.${read.option}`, read.allowed, { given: read.given });
  }
  return { ...input.params, file: resolveFile(params.file, resolver.node(filePath)) };
}

function mixParams(input: WorkloadInput, path: string, context: WorkloadsContext, resolver: Resolver): WorkloadConfig['params'] {
  if (input.params['ioSizeBytes'] === undefined) return input.params;
  const { blockBytes } = context;
  const isMemory = input.common.space === 'memory';
  const written = input.params as unknown as IoMixParams;
  const params = isMemory && !resolver.isGiven(`${path}.ioSize`) ? { ...written, ioSizeBytes: blockBytes } : written;
  if (isMemory) {
    const needed = `on memory it must be a multiple of the block size, ${formatQuantity(blockBytes, 'bytes')}`;
    resolver.check(params.ioSizeBytes % blockBytes === 0, `${path}.ioSize`, needed);
    resolver.check(params.offsetBytes % blockBytes === 0, `${path}.offset`, needed);
  }
  const discards = Math.round((1 - params.readRatio) * 1e9) / 1e9;
  resolver.check(
    params.discardRatio <= discards,
    `${path}.discardRatio`,
    `readRatio and discardRatio together are at most 1, so at most ${String(discards)} is possible`,
  );
  const vm = context.vm.input;
  if (!isMemory && vm.disk === null && [vm.workload, ...(vm.workloads === null ? [] : vm.workloads)].some((other) => other !== null && other.name === 'trace'))
    return { ...params };
  const spaceBytes = isMemory ? context.memoryBytes : vm.disk === null ? defaults.vm.diskBytes : vm.disk;
  const problem = regionProblem(params, spaceBytes);
  if (problem !== null) resolver.refuse(`${path}.${problem.field}`, `${problem.allowed} (${input.common.space} has ${formatQuantity(spaceBytes, 'bytes')})`);
  return { ...params };
}

/** What is wrong with the region of a drawn workload on a space of this size; null: nothing. */
export function regionProblem(params: IoMixParams, spaceBytes: number): { readonly field: string; readonly allowed: string } | null {
  const { offsetBytes, footprintBytes, ioSizeBytes } = params;
  if (offsetBytes + Math.max(footprintBytes, ioSizeBytes) > spaceBytes) {
    const field = footprintBytes > ioSizeBytes ? 'footprint' : offsetBytes > 0 ? 'offset' : 'ioSize';
    return { field, allowed: 'the region must lie within the space' };
  }
  const items = itemsIn(params, spaceBytes);
  if (items < 1) return { field: 'footprint', allowed: `it must hold at least one IO of ${formatQuantity(ioSizeBytes, 'bytes')}` };
  return items > 0x7fffffff ? { field: 'footprint', allowed: `it may hold less than 2^31 IOs of ${formatQuantity(ioSizeBytes, 'bytes')}` } : null;
}
