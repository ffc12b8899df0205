/** Workloads of a VM: which pacing is meant, when each begins, whether its regions lie in the space, where a trace's file is. */
import { assert } from '../base/assert.ts';
import { createSampler } from '../base/distributions.ts';
import { RandomStream } from '../base/random.ts';
import { defaultParams, type ParamSpec } from '../base/spec.ts';
import { formatQuantity } from '../base/units.ts';
import type { TraceParams } from '../../workloads/generators/trace.ts';
import { readFormatOptions } from '../../workloads/traces/formatOptions.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { allSizes, type IoSizes } from '../../workloads/generators/ioSizes.ts';
import type { PacingSpec } from '../../workloads/generators/pacing.ts';
import { pacings } from '../../workloads/generators/pacings.ts';
import { granulesBytes, patternEnds, patternProblem, workloadNamed } from '../../workloads/generators/patternFacts.ts';
import { pause, phases } from '../../workloads/generators/phases.ts';
import { fio } from '../../workloads/fio/fioSpec.ts';
import type { PacedWorkload, PacingConfig, PatternChoice, WorkloadConfig } from '../../workloads/workloadConfig.ts';
import { defaults } from './defaults.ts';
import { resolveFile } from './filePath.ts';
import { readYaml } from './readYaml.ts';
import type { PlacedVm } from './placedVm.ts';
import type { Resolver } from './resolver.ts';
import { writtenName, type SpecChoice } from './specField.ts';
import type { VmInput } from './scenarioInput.ts';
import { commonOfComposites, workloadField, type PacedCommon, type PacedInput, type PhaseInput, type WorkloadInput } from './workloadField.ts';

export interface WorkloadsContext {
  readonly seed: number;
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
  const startNs = startOf(input, path, context, resolver);
  checkStop(common, path, resolver);
  if (input.name === phases.name) {
    refuseOthers(input, path, 'it is said of each phase', resolver);
    return resolvePhases(input, path, startNs, context, resolver);
  }
  if (input.name === fio.name) {
    refuseOthers(input, path, 'the job file says it', resolver);
    const file = fileOf(input, path, 'a workload of type fio needs the job file', resolver);
    return { kind: 'fio', file, job: String(input.params['job']), startNs, stopNs: common.stop };
  }
  return resolvePaced(input, path, startNs, context, resolver);
}

/** What all workloads have, but those that are made of others: these leave it to them. */
function refuseOthers(input: WorkloadInput, path: string, why: string, resolver: Resolver): void {
  for (const key of Object.keys(input.common)) {
    if (!commonOfComposites.includes(key))
      resolver.check(!resolver.isGiven(`${path}.${key}`), `${path}.${key}`, `it does not go with type: ${input.name}; ${why}`);
  }
}

function checkStop({ start, stop }: PacedCommon, path: string, resolver: Resolver): void {
  resolver.check(stop === null || stop > start, `${path}.stop`, `it must be later than start, ${formatQuantity(start, 'ns')}`);
}

function resolvePhases(input: WorkloadInput, path: string, startNs: number, context: WorkloadsContext, resolver: Resolver): WorkloadConfig {
  const inputs = input.params['phases'] as readonly PhaseInput[];
  const rounds = input.params['rounds'] as number | null;
  resolver.check(inputs.length > 0, `${path}.phases`, 'at least one phase is needed');
  const resolved = inputs.map((phase, index) => {
    const phasePath = `${path}.phases.${String(index)}`;
    const { common } = phase;
    const isPause = phase.name === pause.name;
    checkStop(common, phasePath, resolver);
    const workload = isPause ? null : resolvePaced(phase, phasePath, common.start, context, resolver);
    const mayBeEndless = index === inputs.length - 1 && rounds === 1 && !isPause;
    if (common.for === null && !mayBeEndless && (workload === null || !endsByItself(workload)))
      resolver.refuse(`${phasePath}.for`, `${isPause ? 'a pause' : `the workload ${phase.name}`} never ends by itself: say how long it lasts`);
    return { lastsNs: common.for, workload };
  });
  return { kind: 'phases', startNs, stopNs: input.common.stop, rounds, phases: resolved };
}

function endsByItself(workload: PacedWorkload): boolean {
  return workload.ios !== null || workload.bytes !== null || workload.stopNs !== null || patternEnds(workload);
}

function resolvePaced(input: PacedInput, path: string, startNs: number, context: WorkloadsContext, resolver: Resolver): PacedWorkload {
  const { common } = input;
  const spec = workloadNamed(input.name);
  const space = common.space === null ? (spec.usualSpace === 'memory' ? 'memory' : 'disk') : common.space;
  resolver.check(space === 'disk' || context.memoryBytes > 0, `${path}.space`, 'this VM has no memory space: its memory is 0B');
  const params = input.name === 'trace' ? traceParams(input, path, space, resolver) : sizedParams(input, path, space, context, resolver);
  const config: PacedWorkload = {
    kind: 'paced',
    type: input.name,
    params,
    space,
    pacing: pacingOf(input, path, resolver),
    startNs,
    stopNs: common.stop,
    ios: common.ios,
    bytes: common.bytes,
    limits: { ratePerSecond: common.rateLimit, bytesPerSecond: common.bandwidthLimit },
    flushEvery: common.flushEvery,
    flushWaits: common.flushWaits,
    forceUnitAccessRatio: common.forceUnitAccess,
  };
  checkFit(config, path, context, resolver);
  return config;
}

/** Each VM of a group begins later than the one before it; what is drawn is drawn for this VM alone. */
function startOf({ common }: WorkloadInput, path: string, { vm, seed, durationNs }: WorkloadsContext, resolver: Resolver): number {
  const ends = `the run ends at ${formatQuantity(durationNs, 'ns')}`;
  resolver.check(common.start < durationNs, `${path}.start`, ends);
  const staggeredNs = common.start + vm.member * common.stagger;
  resolver.check(staggeredNs < durationNs, `${path}.stagger`, `${vm.name} would begin at ${formatQuantity(staggeredNs, 'ns')}, and ${ends}`);
  if (common.startSpread === null) return staggeredNs;
  return staggeredNs + createSampler(common.startSpread, new RandomStream(seed, `${vm.name}/start/${path.slice(path.lastIndexOf('.') + 1)}`)).next();
}

/** The pacing in full, or one of its short forms. */
function pacingOf({ name, common }: PacedInput, path: string, resolver: Resolver): PacingConfig {
  const closedKey = common.queueDepth !== null ? 'queueDepth' : common.thinkTime !== null ? 'thinkTime' : null;
  const said = [common.pacing === null ? null : 'pacing', closedKey, common.rate === null ? null : 'rate', common.speed === null ? null : 'speed'].filter(
    (key) => key !== null,
  );
  if (said.length > 1)
    resolver.refuse(
      `${path}.${said[1]}`,
      `it does not go with ${said[0]}: IO comes in a closed loop (queueDepth, thinkTime), or at a rate, or at a trace's own times (speed), or as pacing says`,
    );
  if (common.speed !== null && name !== 'trace') resolver.refuse(`${path}.speed`, `only a trace has times of its own; ${name} needs queueDepth or rate`);
  if (common.pacing !== null) return namedPacing(common.pacing, name, path, resolver);
  if (common.rate !== null) return pacingChoice('poisson', { ratePerSecond: common.rate });
  if (name === 'trace' && closedKey === null) return pacingChoice('trace', common.speed === null ? {} : { speed: common.speed });
  return pacingChoice('closed', {
    ...(common.queueDepth === null ? {} : { queueDepth: common.queueDepth }),
    ...(common.thinkTime === null ? {} : { thinkTime: common.thinkTime }),
  });
}

function namedPacing({ name, params }: SpecChoice, workload: string, path: string, resolver: Resolver): PacingConfig {
  if (name === 'trace' && workload !== 'trace') resolver.refuse(`${path}.pacing`, `only a trace has times of its own; ${workload} needs another pacing`);
  const problem = pacingSpec(name).problem?.(params);
  if (problem !== null && problem !== undefined) resolver.refuse(`${path}.pacing.${problem.field}`, problem.allowed);
  return { type: name, params };
}

function pacingSpec(name: string): PacingSpec<object> {
  const spec = pacings.find((entry) => entry.name === name);
  assert(spec !== undefined, 'the name of a pacing is in the table');
  return spec;
}

function pacingChoice(type: string, params: PacingConfig['params']): PacingConfig {
  return { type, params: { ...defaultParams(pacingSpec(type) as Parameters<typeof defaultParams>[0]), ...params } };
}

function traceParams(input: PacedInput, path: string, space: string, resolver: Resolver): PatternChoice['params'] {
  const file = fileOf(input, path, 'a workload of type trace needs the file of the trace', resolver);
  resolver.check(space === 'disk', `${path}.space`, 'a trace is replayed on disk');
  const params = input.params as TraceParams;
  const format = traceFormats.find(({ name }) => name === params.format);
  if (format !== undefined) {
    const read = readFormatOptions(format, params.options);
    if (!read.ok) resolver.refuse(`${path}.options.${read.option}`, read.allowed, { given: read.given });
  }
  return { ...input.params, file };
}

function fileOf(input: SpecChoice, path: string, needed: string, resolver: Resolver): string {
  const filePath = `${path}.file`;
  resolver.check(resolver.isGiven(filePath), filePath, needed, 'is missing');
  return resolveFile(String(input.params['file']), resolver.node(filePath));
}

/** On memory, the size of an IO is the block unless something else is said. The parts of a mix likewise. */
function sizedParams(input: SpecChoice, path: string, space: string, context: WorkloadsContext, resolver: Resolver): PatternChoice['params'] {
  const { params } = input;
  const parts = params['of'] as readonly (SpecChoice & { readonly weight: number })[] | undefined;
  if (parts !== undefined) {
    return {
      ...params,
      of: parts.map((part, index) => ({
        type: part.name,
        params: sizedParams(part, `${path}.of.${String(index)}`, space, context, resolver),
        weight: part.weight,
      })),
    };
  }
  const isBlock = space === 'memory' && params['ioSizeBytes'] !== undefined && !resolver.isGiven(`${path}.ioSize`);
  return isBlock ? { ...params, ioSizeBytes: context.blockBytes } : params;
}

function checkFit(config: PacedWorkload, path: string, context: WorkloadsContext, resolver: Resolver): void {
  const { blockBytes } = context;
  if (config.space === 'memory') {
    const odd = oddPart(config, '', blockBytes);
    if (odd !== null) resolver.refuse(`${path}.${odd}`, `on memory it must be a multiple of the block size, ${formatQuantity(blockBytes, 'bytes')}`);
  }
  const vm = context.vm.input;
  // A trace will say how large the disk is.
  if (config.space === 'disk' && vm.disk === null && isSizedByFile(vm)) return;
  const spaceBytes = config.space === 'memory' ? context.memoryBytes : vm.disk === null ? defaults.vm.diskBytes : vm.disk;
  const problem = patternProblem(config, spaceBytes);
  if (problem === null) return;
  const space = problem.isOfSpace === true ? ` (${config.space} has ${formatQuantity(spaceBytes, 'bytes')})` : '';
  resolver.refuse(`${path}.${problem.field}`, problem.allowed + space);
}

/** Is there a trace, or a fio job file, that may say how large the disk is? */
function isSizedByFile({ workload, workloads }: VmInput): boolean {
  const inputs = [...(workload === null ? [] : [workload]), ...(workloads === null ? [] : workloads)];
  const parts = inputs.flatMap((input) => [input, ...(input.name === phases.name ? (input.params['phases'] as readonly PhaseInput[]) : [])]);
  return parts.some(({ name }) => name === 'trace' || name === fio.name);
}

/** The parameter of a size that is no multiple of the block, as it is written; null: there is none. */
function oddPart(choice: PatternChoice, path: string, blockBytes: number): string | null {
  if (granulesBytes(choice).every((bytes) => bytes % blockBytes === 0)) return null;
  const spec = workloadNamed(choice.type);
  const parts = spec.parts?.(choice.params) ?? [];
  const part = parts.findIndex((entry) => granulesBytes(entry).some((bytes) => bytes % blockBytes !== 0));
  if (part >= 0) return oddPart(parts[part]!, `${path}of.${String(part)}.`, blockBytes);
  const table = spec.params as Readonly<Record<string, ParamSpec<unknown>>>;
  const isOdd = ([name, { unit }]: [string, ParamSpec<unknown>]): boolean =>
    (unit === 'bytes' || unit === 'sizes') &&
    choice.params[name] !== null &&
    allSizes(choice.params[name] as IoSizes).some((bytes) => bytes % blockBytes !== 0);
  const odd = Object.entries(table).find(isOdd);
  return `${path}${odd === undefined ? 'ioSize' : writtenName(odd[0], odd[1])}`;
}
