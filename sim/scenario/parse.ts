/**
 * From the text of a scenario to the resolved scenario, or to a ScenarioError that says place, field, what was given, what is allowed, and what was probably meant.
 */
import { formatQuantity } from '../base/units.ts';
import { devicePreset } from '../devices/devicePresets.ts';
import type { Outage } from '../devices/deviceSpec.ts';
import { applySets, type ScenarioSet } from './applySets.ts';
import { defaults } from './defaults.ts';
import { requireMap } from './field.ts';
import type { InputNode } from './inputNode.ts';
import { readYaml } from './readYaml.ts';
import { resolveTimeline } from './resolveTimeline.ts';
import { checkBlocks } from './checkBlocks.ts';
import { placeVms, policyChoice, resolveVms } from './resolveVms.ts';
import { Resolver } from './resolver.ts';
import { checkArray, checkDevices, resolveArray, resolveTier } from './resolveDevice.ts';
import type { NetworkScenario, Scenario, ServerScenario } from './scenario.ts';
import {
  scenarioField,
  vmsField,
  type ArrayInput,
  type HypervisorInput,
  type NetworkInput,
  type OutageInput,
  type ScenarioInput,
  type ServerInput,
} from './scenarioInput.ts';
import { partitioners } from '../hypervisor/partitioners.ts';
import { schedulers } from '../hypervisor/schedulers.ts';

/** `sourceName` is the scenario's file, which file names in it are relative to. `sets` are applied in their order. */
export function parseScenario(text: string, sourceName: string, sets: readonly ScenarioSet[]): Scenario {
  return parseInPlace(readYaml(text, { name: sourceName, isCwdRelative: false, hasPlaces: true }), sourceName, sets);
}

/** The same for a scenario that was read before, by itself or within another document; the node is left as it is. */
export function parseScenarioNode(node: InputNode, sourceName: string, sets: readonly ScenarioSet[]): Scenario {
  return parseInPlace(structuredClone(node), sourceName, sets);
}

function parseInPlace(node: InputNode, sourceName: string, sets: readonly ScenarioSet[]): Scenario {
  const root = requireMap(node, '', 'a scenario');
  applySets(root, sets);
  const input = scenarioField.read(root, '');
  return resolveScenario(input, new Resolver(root), sourceName);
}

function resolveScenario(input: ScenarioInput, resolver: Resolver, sourceName: string): Scenario {
  const blockBytes = input.blockSize;
  resolver.check((blockBytes & (blockBytes - 1)) === 0, 'blockSize', 'a power of two is needed, from 512B to 64KiB');
  resolver.check(input.warmup < input.duration, 'warmup', `it must be shorter than the duration, ${formatQuantity(input.duration, 'ns')}`);
  const server = resolveServer(input.server, blockBytes, resolver);
  const array = resolveArray(input.array);
  const placed = placeVms(
    input.vms === null
      ? vmsField.read({ kind: 'scalar', value: defaults.vm.count, text: String(defaults.vm.count), place: resolver.root.place, isCwdRelative: false }, 'vms')
      : input.vms,
    resolver,
  );
  const vms = resolveVms(
    placed,
    server.partition,
    {
      seed: input.seed,
      blockBytes,
      durationNs: input.duration,
      dramBytes: server.dram.sizeBytes,
      flashBytes: server.flash.sizeBytes,
      logRecords: server.logRecords,
      cache: input.server === null ? null : input.server.cache,
      hasSnapshots: array.snapshots,
      hasAtomicWrites: array.atomicWrites,
    },
    resolver,
  );
  const network = resolveNetwork(input.network, input.array, resolver);
  checkDevices(server, blockBytes, resolver);
  checkArray(array, network, { sizeBytes: vms.reduce((sum, vm) => sum + (vm.diskBytes ?? 0), 0), blockBytes }, resolver);
  return {
    schemaVersion: 1,
    name: input.name === null ? nameOfFile(sourceName) : input.name,
    summary: input.summary,
    seed: input.seed,
    durationNs: input.duration,
    warmupNs: input.warmup,
    blockBytes,
    oracle: input.oracle,
    sampleNs: input.sampleInterval === null ? Math.max(defaults.sampleNsMin, Math.ceil(input.duration / defaults.samples)) : input.sampleInterval,
    server,
    network,
    array,
    vms,
    timeline: resolveTimeline(
      input.timeline,
      { vms: placed, durationNs: input.duration, blockBytes, partition: server.partition, server, network, array },
      resolver,
    ),
    crashSample: input.crashSample,
    slowdown: input.slowdown,
  };
}

/** The file's name without folder and ending, as far as it makes a name. */
function nameOfFile(sourceName: string): string {
  const file = sourceName.slice(sourceName.lastIndexOf('/') + 1).replace(/\.(ya?ml|json)$/i, '');
  const name = file.replace(/[^\w-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return name === '' ? 'scenario' : name;
}

function resolveServer(input: ServerInput | null, blockBytes: number, resolver: Resolver): ServerScenario {
  const cache = input === null ? null : input.cache;
  const dram = resolveTier('dram', input === null ? null : input.dram);
  const flash = resolveTier('flash', input === null ? null : input.flash);
  checkBlocks('server.dram.size', dram.sizeBytes, blockBytes, resolver);
  checkBlocks('server.flash.size', flash.sizeBytes, blockBytes, resolver);
  return {
    dram,
    flash,
    scheduler: policyChoice(input === null ? null : input.scheduler, schedulers, defaults.scheduler),
    hypervisor: resolveHypervisor(input === null ? null : input.hypervisor),
    partition: policyChoice(cache === null ? null : cache.partition, partitioners, defaults.cache.partition),
    logRecords: cache === null ? null : cache.logRecords,
    destagesInFlightMax: cache === null ? defaults.cache.destagesInFlightMax : cache.destagesInFlight,
    logTailRecords: cache === null ? defaults.cache.logTailRecords : cache.logTail,
    walkNsPerRecord: cache === null ? defaults.cache.walkNsPerRecord : cache.walkPerRecord,
  };
}

function resolveHypervisor(input: HypervisorInput | null): ServerScenario['hypervisor'] {
  if (input === null) return defaults.hypervisor;
  return { overhead: input.overhead === null ? defaults.hypervisor.overhead : input.overhead, parallel: input.parallel };
}

/** What was said, else what the preset says. */
function settled<T>(said: T | null, preset: T): T {
  return said === null ? preset : said;
}

function orInfinity(value: number | null): number {
  return value === null ? Infinity : value;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function resolveNetwork(input: NetworkInput | null, array: ArrayInput | null, resolver: Resolver): NetworkScenario {
  const preset = array === null ? defaults.array.preset : array.preset;
  const path = preset === null ? undefined : devicePreset('array', preset).network;
  const fallback = path === undefined ? defaults.network : path;
  return {
    latency: settled(input === null ? null : input.latency, fallback.latency),
    bytesPerSecond: finiteOrNull(settled(input === null ? null : input.bandwidth, orInfinity(fallback.bytesPerSecond))),
    outages: resolveOutages(input === null ? [] : input.outages, resolver),
    timeoutNs: input === null ? defaults.network.timeoutNs : finiteOrNull(input.timeout),
  };
}

/** In the order of time; one is over before the next begins. */
function resolveOutages(inputs: readonly OutageInput[], resolver: Resolver): readonly Outage[] {
  return inputs.map(({ at, for: forNs }, index) => {
    const before = inputs[index - 1];
    const fromNs = before === undefined ? 0 : before.at + before.for;
    const allowed = `outages come in the order of time, one after the other: the one before is over at ${formatQuantity(fromNs, 'ns')}`;
    if (before !== undefined) resolver.check(at > fromNs, `network.outages.${String(index)}.at`, allowed);
    return { atNs: at, forNs };
  });
}
