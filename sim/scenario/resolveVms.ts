/**
 * VMs of a scenario: groups are written out, names given, portions divided, sizes and cache settings settled.
 */
import type { PolicyChoice } from '../engine/protocol.ts';
import { defaultParams } from '../base/spec.ts';
import { formatQuantity } from '../base/units.ts';
import { pacedParts, type WorkloadConfig } from '../../workloads/workloadConfig.ts';
import { defaults } from './defaults.ts';
import { dividePortions } from './partition.ts';
import { resolveBounds } from './resolveBounds.ts';
import { resolveWorkloads } from './resolveWorkloads.ts';
import type { Resolver } from './resolver.ts';
import type { VmCacheScenario, VmScenario } from './scenario.ts';
import { checkBlocks } from './checkBlocks.ts';
import { largestIo } from './largestIo.ts';
import { roomProblem } from './roomProblem.ts';
import type { PlacedVm, VmsContext } from './placedVm.ts';
import type { CacheInput, VmInput } from './scenarioInput.ts';
import type { NamedSpec, SpecChoice } from './specField.ts';
import { admissionPolicies } from '../engine/policy/admissionPolicies.ts';
import { onlinePolicies } from '../engine/policy/evictionPolicies.ts';
import { flushPolicies } from '../engine/policy/flushPolicies.ts';

const vmsMax = 100_000;

/** Writes groups out and gives names. Names are unique. */
export function placeVms(inputs: readonly VmInput[], resolver: Resolver): readonly PlacedVm[] {
  const isList = resolver.node('vms').kind === 'list';
  const placed: PlacedVm[] = [];
  const paths = new Map<string, string>();
  inputs.forEach((input, index) => {
    const path = isList ? `vms.${String(index)}` : 'vms';
    const count = input.count === null ? 1 : input.count;
    const group = input.name === null ? defaults.vm.name : input.name;
    resolver.check(placed.length + count <= vmsMax, `${path}.count`, `at most ${String(vmsMax)} VMs are possible in all`);
    for (let member = 1; member <= count; member++) {
      const number = input.name === null ? placed.length + 1 : member;
      const name = input.name !== null && count === 1 ? input.name : `${group}${String(number)}`;
      const other = paths.get(name);
      if (other !== undefined)
        resolver.refuse(input.name === null ? path : `${path}.name`, `${other} has that name; each VM needs its own`, { given: `names a VM ${name}` });
      paths.set(name, path);
      placed.push({ input, path, name, group: input.name === null ? name : group, member: member - 1 });
    }
  });
  return placed;
}

export function resolveVms(placed: readonly PlacedVm[], partition: PolicyChoice, context: VmsContext, resolver: Resolver): readonly VmScenario[] {
  const bounds = placed.map((vm) => resolveBounds(vm, context.blockBytes, resolver));
  const portions = dividePortions(placed, bounds, partition, context, resolver);
  const vms = placed.map((vm, index) => resolveVm(vm, { portion: portions[index]!, ...bounds[index]! }, context, resolver));
  const ioBlocksMax = largestIo(
    vms.flatMap(({ workloads }) => workloads),
    context.blockBytes,
    () => null,
  );
  vms.forEach((vm, index) => checkRoom(vm, placed[index]!.path, ioBlocksMax, context.blockBytes, resolver));
  return vms;
}

function resolveVm(vm: PlacedVm, share: Pick<VmScenario, 'portion' | 'reservation' | 'limit'>, context: VmsContext, resolver: Resolver): VmScenario {
  const { portion } = share;
  const { input, name } = vm;
  const { blockBytes } = context;
  const memoryBytes = memoryOf(vm, portion, context, resolver);
  const sized = resolveWorkloads({ vm, memoryBytes, blockBytes, seed: context.seed, durationNs: context.durationNs }, resolver);
  const diskBytes = diskOf(vm, sized, context, resolver);
  const cache = resolveCache(vm, portion, context, resolver);
  const ioWeight = input.ioWeight === null ? input.weight : input.ioWeight;
  return { name, diskBytes, memoryBytes, weight: input.weight, ioWeight, ...share, portionFixed: fixedOf(input), cache, workloads: sized };
}

function fixedOf({ portion }: VmInput): VmScenario['portionFixed'] {
  if (portion === null) return { dram: false, flash: false, logRecords: false };
  return { dram: portion.dram !== null, flash: portion.flash !== null, logRecords: portion.logRecords !== null };
}

function memoryOf({ input, path }: PlacedVm, portion: VmScenario['portion'], { blockBytes }: VmsContext, resolver: Resolver): number {
  if (input.memory !== null) {
    checkBlocks(`${path}.memory`, input.memory, blockBytes, resolver);
    resolver.check(input.memory === 0 || portion.flashBytes > 0, `${path}.memory`, 'without flash a VM has no memory space: 0B, or leave it out');
    return input.memory;
  }
  if (portion.flashBytes === 0) return 0;
  // Flash must hold all of it and some more: it has no other home.
  const quarter = Math.min((portion.dramBytes + portion.flashBytes) * defaults.vm.memoryPortionRatio, portion.flashBytes / 2);
  return Math.floor(Math.min(defaults.vm.memoryBytes, quarter) / blockBytes) * blockBytes;
}

function diskOf({ input, path }: PlacedVm, workloads: readonly WorkloadConfig[], { blockBytes }: VmsContext, resolver: Resolver): number | null {
  if (input.disk !== null) checkBlocks(`${path}.disk`, input.disk, blockBytes, resolver);
  else if (workloads.some((workload) => workload.kind === 'fio' || pacedParts(workload).some(({ type }) => type === 'trace'))) return null;
  return input.disk === null ? defaults.vm.diskBytes : input.disk;
}

function resolveCache({ input, path }: PlacedVm, portion: VmScenario['portion'], context: VmsContext, resolver: Resolver): VmCacheScenario {
  const own = input.cache;
  const server = context.cache;
  const said = <K extends keyof CacheInput>(key: K): CacheInput[K] | null =>
    own !== null && own[key] !== null ? own[key] : server === null ? null : server[key];
  const pathOf = (key: keyof CacheInput): string => (own !== null && own[key] !== null ? `${path}.cache.${key}` : `server.cache.${key}`);
  const settled = <T>(value: T | null | undefined, fallback: T): T => (value === null || value === undefined ? fallback : value);
  const limit = (key: 'time' | 'records' | 'flash'): number | null => {
    const value = settled(settled(own?.retention?.[key], server?.retention?.[key]), Infinity);
    return value === Infinity ? null : value;
  };
  const durability = settled(said('durability'), defaults.cache.durability);
  const preimage = settled(said('preimage'), defaults.cache.preimage);
  const flush = policyChoice(said('flush'), flushPolicies, defaults.cache.flush);
  const needsFlash = flushPolicies.find(({ name }) => name === flush.policy)?.needsFlash;
  if (flushPolicies.find(({ name }) => name === flush.policy)?.isPromising === true) {
    resolver.check(
      context.hasAtomicWrites,
      pathOf('flush'),
      `${flush.policy} needs an array that writes several blocks all or none (array.atomicWrites is false)`,
    );
    const allowed = `the array takes snapshots block by block as it is written, and ${flush.policy} commits many at once: not array-snapshot with it`;
    resolver.check(preimage !== 'array-snapshot', pathOf('preimage'), allowed);
  }
  resolver.check(portion.flashBytes > 0 || needsFlash === undefined, pathOf('flush'), `without flash ${flush.policy} is not possible: ${needsFlash ?? ''}`);
  resolver.check(portion.flashBytes > 0 || durability !== 'flash', pathOf('durability'), 'without flash the durability classes dram and array are possible');
  resolver.check(preimage !== 'array-snapshot' || context.hasSnapshots, pathOf('preimage'), 'this array has no snapshots (array.snapshots is false)');
  return {
    eviction: policyChoice(said('eviction'), onlinePolicies, defaults.cache.eviction),
    admission: {
      readMisses: settled(settled(own?.admission?.readMisses, server?.admission?.readMisses), defaults.cache.admission.readMisses),
      misses: policyChoice(own?.admission?.misses ?? server?.admission?.misses ?? null, admissionPolicies, defaults.cache.admission.misses),
      promote: settled(settled(own?.admission?.promote, server?.admission?.promote), defaults.cache.admission.promote),
    },
    tiering: settled(said('tiering'), defaults.cache.tiering),
    flush,
    durability,
    granularity: settled(said('granularity'), defaults.cache.granularity),
    intervalNs: settled(said('interval'), defaults.cache.intervalNs),
    retention: { timeNs: limit('time'), records: limit('records'), flashBytes: limit('flash') },
    logFull: settled(said('logFull'), defaults.cache.logFull),
    preimage,
  };
}

/** What was said, or the entry of that name with its own defaults. */
export function policyChoice(said: SpecChoice | null, specs: readonly NamedSpec[], fallback: string): PolicyChoice {
  if (said !== null) return { policy: said.name, params: said.params };
  const spec = specs.find(({ name }) => name === fallback);
  return { policy: fallback, params: spec === undefined ? {} : defaultParams(spec as Parameters<typeof defaultParams>[0]) };
}

/** Traces are looked at again when they are loaded: how large their requests are is not known before. */
function checkRoom(vm: VmScenario, path: string, ioBlocksMax: number, blockBytes: number, resolver: Resolver): void {
  const problem = roomProblem(vm, ioBlocksMax, blockBytes);
  if (problem === null) return;
  const { flashBytes } = vm.portion;
  const memoryMax = Math.max(0, flashBytes - 2 * ioBlocksMax * blockBytes);
  if (resolver.isGiven(`${path}.memory`) && vm.memoryBytes > memoryMax) {
    const allowed = `the VM has ${formatQuantity(flashBytes, 'bytes')} of flash, which must hold it and twice the largest IO: at most ${formatQuantity(memoryMax, 'bytes')} is possible`;
    resolver.refuse(`${path}.memory`, allowed);
  }
  resolver.refuse(resolver.isGiven(`${path}.portion`) ? `${path}.portion` : 'server', problem.allowed, { given: problem.given });
}
