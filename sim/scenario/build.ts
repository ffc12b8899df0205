/**
 * From a resolved scenario to a simulation that is ready to run: the only place that knows how engine, devices, hypervisor, workloads and oracle are put together.
 */
import { assert } from '../base/assert.ts';
import { RandomStream } from '../base/random.ts';
import { bytesToBlocksDown } from '../base/units.ts';
import type { DeviceModel } from '../devices/device.ts';
import { deviceModel } from '../devices/deviceModels.ts';
import type { DeviceRole, ServiceDemand } from '../devices/deviceSpec.ts';
import { flashLayout } from '../hosts/simulated/flashLayout.ts';
import { LatencyDevice } from '../devices/latencyDevice.ts';
import { CacheEngine } from '../engine/engine.ts';
import type { EngineConfig, VmCacheConfig } from '../engine/protocol.ts';
import type { IoScheduler, IoShare } from '../hypervisor/ioScheduler.ts';
import { schedulers } from '../hypervisor/schedulers.ts';
import { IoRecorder } from '../hosts/simulated/ioRecorder.ts';
import type { IoRecorderOptions } from '../hosts/simulated/ioRecorder.ts';
import { Simulation } from '../hosts/simulated/simulation.ts';
import type { SimulatedSource, SimulationConfig, TimelineEvent } from '../hosts/simulated/simulationConfig.ts';
import { Oracle } from '../oracle/oracle.ts';
import { createIoSource } from '../../workloads/generators/createIoSource.ts';
import { sourceLaw } from './sourceLaw.ts';
import { buildCrashes, mayCrash } from './buildCrashes.ts';
import { buildPartition } from './buildPartition.ts';
import { portionBlocks } from './portionBlocks.ts';
import { traceOf, type ScenarioInputs } from './loadInputs.ts';
import type { DeviceScenario, OracleMode, Scenario, TimelineEntry, VmScenario } from './scenario.ts';

/** Operations inside a device at most: far more than all queues together hold. */
const insideMax = 1_048_576;

/** What is looked at beside the run: it changes nothing in it. */
export interface BuildOptions {
  /** Instead of the scenario's. */
  readonly oracle?: OracleMode;
  /** Record single IOs, so many and from then on: see `IoRecorder`. */
  readonly recordIos?: IoRecorderOptions | null;
  /** See SimulationConfig. */
  readonly seriesRowsMax?: number;
}

export function buildSimulation(scenario: Scenario, inputs: ScenarioInputs, options: BuildOptions = {}): Simulation {
  return new Simulation(simulationConfigOf(scenario, inputs, options));
}

/** The parts of a simulation, put together but not running yet: tests exchange one for a broken one, and see whether anybody notices. */
export function simulationConfigOf(scenario: Scenario, inputs: ScenarioInputs, options: BuildOptions = {}): SimulationConfig {
  const engineConfig = engineConfigOf(scenario, inputs);
  const devices = buildDevices(scenario, engineConfig);
  const crashing = mayCrash(scenario) ? buildCrashes(scenario, engineConfig, () => buildDevices(scenario, engineConfig).flash) : null;
  // What a crash loses is told from the full history.
  const oracleMode = crashing !== null ? 'full' : options.oracle === undefined ? scenario.oracle : options.oracle;
  const recordIos = options.recordIos ?? null;
  const vmNames = engineConfig.vms.map((vm) => vm.name);
  const engine = crashing === null ? new CacheEngine(engineConfig, oracleMode !== 'off' || recordIos !== null) : crashing.engine;
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    engineConfig,
    engine,
    devices,
    demands: buildDemands(scenario),
    scheduler: buildScheduler(scenario),
    overhead: buildOverhead(scenario),
    partition: buildPartition(scenario, engineConfig),
    hypervisor: { scheduler: scenario.server.scheduler.policy, partition: scenario.server.partition.policy, shares: sharesOf(scenario) },
    sources: scenario.vms.flatMap((vm, number) => buildSources(vm, number, scenario, inputs)),
    timeline: scenario.timeline.map((entry) => buildEvent(entry, scenario.blockBytes)),
    oracle: crashing !== null ? crashing.oracle : oracleMode === 'off' ? null : new Oracle(engineConfig, engine, oracleMode),
    crashes: crashing === null ? null : crashing.crashes,
    oracleMode,
    recorder: recordIos === null ? null : new IoRecorder(recordIos, vmNames, engineConfig.blockBytes),
    durationNs: scenario.durationNs,
    warmupNs: scenario.warmupNs,
    sampleNs: scenario.sampleNs,
    ...(options.seriesRowsMax === undefined ? {} : { seriesRowsMax: options.seriesRowsMax }),
  };
}

/** The engine's configuration: bytes become blocks, "no limit" becomes Infinity. */
export function engineConfigOf(scenario: Scenario, inputs: ScenarioInputs): EngineConfig {
  const { server, blockBytes, array } = scenario;
  return {
    blockBytes,
    dramBlocks: bytesToBlocksDown(server.dram.sizeBytes, blockBytes),
    flashBlocks: bytesToBlocksDown(server.flash.sizeBytes, blockBytes),
    vms: scenario.vms.map((vm, number) => vmConfigOf(vm, blockBytes, inputs.diskBytes[number]!)),
    ioBlocksMax: inputs.ioBlocksMax,
    array: { snapshots: array.snapshots, atomicWrites: array.atomicWrites },
    destagesInFlightMax: server.destagesInFlightMax,
    logTailRecords: server.logTailRecords,
    walkNsPerRecord: server.walkNsPerRecord,
  };
}

function vmConfigOf(vm: VmScenario, blockBytes: number, diskBytes: number): VmCacheConfig {
  const { cache } = vm;
  const { timeNs, records, flashBytes } = cache.retention;
  return {
    name: vm.name,
    diskBlocks: bytesToBlocksDown(diskBytes, blockBytes),
    memoryBlocks: bytesToBlocksDown(vm.memoryBytes, blockBytes),
    portion: portionBlocks(vm.portion, blockBytes),
    durability: cache.durability,
    granularity: cache.granularity,
    intervalNs: cache.intervalNs,
    retention: {
      timeNs: orInfinity(timeNs),
      records: orInfinity(records),
      flashBlocks: flashBytes === null ? Infinity : bytesToBlocksDown(flashBytes, blockBytes),
    },
    logFull: cache.logFull,
    preimage: cache.preimage,
    eviction: cache.eviction,
    flush: cache.flush,
    admitReadMisses: cache.admission.readMisses,
    admission: cache.admission.misses,
    promoteFlashHits: cache.admission.promote,
    tiering: cache.tiering,
  };
}

function orInfinity(limit: number | null): number {
  return limit === null ? Infinity : limit;
}

function buildDevices(scenario: Scenario, config: EngineConfig): SimulationConfig['devices'] {
  const { server, network, array, seed, blockBytes } = scenario;
  const none = { latency: { kind: 'constant', valueNs: 0 }, bytesPerSecond: null } as const;
  const device = (role: DeviceRole, { model, params }: DeviceScenario, sizeBytes: number): DeviceModel =>
    deviceModel(role, model).create(params, {
      name: role,
      sizeBytes,
      blockBytes,
      insideMax,
      network: role === 'array' ? network : none,
      stream: (purpose) => new RandomStream(seed, purpose === '' ? `device/${role}` : `device/${role}/${purpose}`),
    });
  const disksBytes = config.vms.reduce((sum, vm) => sum + vm.diskBlocks * blockBytes, 0);
  return {
    dram: device('dram', server.dram, server.dram.sizeBytes),
    flash: device('flash', server.flash, flashLayout(config).sizeBytes),
    array: device('array', array, disksBytes),
  };
}

function buildDemands({ server, array, network }: Scenario): NonNullable<SimulationConfig['demands']> {
  const none = { latency: { kind: 'constant', valueNs: 0 }, bytesPerSecond: null } as const;
  const demand = (role: DeviceRole, { model, params }: DeviceScenario): ServiceDemand | null =>
    deviceModel(role, model).demand?.(params, { network: role === 'array' ? network : none }) ?? null;
  return { dram: demand('dram', server.dram), flash: demand('flash', server.flash), array: demand('array', array) };
}

function buildScheduler(scenario: Scenario): IoScheduler {
  const { policy, params } = scenario.server.scheduler;
  const spec = schedulers.find(({ name }) => name === policy);
  assert(spec !== undefined, 'a scheduler is named by a name in the table');
  return spec.create(params, { vmCount: scenario.vms.length, shares: sharesOf(scenario) });
}

function sharesOf({ vms }: Scenario): IoShare[] {
  return vms.map(({ ioWeight, reservation, limit }) => ({
    weight: ioWeight,
    reservationPerSecond: reservation.ioPerSecond,
    limitPerSecond: orInfinity(limit.ioPerSecond),
  }));
}

/** What an IO costs in the hypervisor: a station, or null when it is nothing. */
function buildOverhead({ server, seed }: Scenario): LatencyDevice | null {
  const { overhead, parallel } = server.hypervisor;
  const none = { kind: 'constant', valueNs: 0 } as const;
  if (overhead.kind === 'constant' && overhead.valueNs === 0) return null;
  const config = { readLatency: overhead, writeLatency: overhead, extraLatency: none, bytesPerSecond: Infinity, parallel, insideMax };
  return new LatencyDevice('hypervisor', config, new RandomStream(seed, 'device/hypervisor'));
}

/** The sources of a VM's IO, in the order of its workloads. Random streams are named by the VM, so that another VM's requests stay what they are when one is added. */
export function buildSources(vm: VmScenario, number: number, scenario: Scenario, inputs: ScenarioInputs): SimulatedSource[] {
  return inputs.workloads[number]!.map((workload, index) => {
    const source = createIoSource(workload, {
      seed: scenario.seed,
      name: `${vm.name}/${String(index)}`,
      blockBytes: scenario.blockBytes,
      diskBytes: inputs.diskBytes[number]!,
      memoryBytes: vm.memoryBytes,
      traceOf: (part) => traceOf(part, inputs.traces),
    });
    return { vm: number, source, law: sourceLaw(workload) };
  });
}

/** An event as the simulation takes it. */
export function buildEvent(entry: TimelineEntry, blockBytes: number): TimelineEvent {
  return entry.do === 'resize' ? { ...entry, portion: portionBlocks(entry.portion, blockBytes) } : entry;
}
