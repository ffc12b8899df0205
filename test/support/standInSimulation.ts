/** A simulation with the stand-in engine, from a few words. */
import type { Distribution } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { devicePreset } from '../../sim/devices/devicePresets.ts';
import type { DeviceModel } from '../../sim/devices/device.ts';
import { deviceModel } from '../../sim/devices/deviceModels.ts';
import type { DeviceRole } from '../../sim/devices/deviceSpec.ts';
import type { EngineConfig } from '../../sim/engine/protocol.ts';
import { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import type { SimulationConfig, TimelineEvent } from '../../sim/hosts/simulated/simulationConfig.ts';
import { fifo } from '../../sim/hypervisor/fifoScheduler.ts';
import type { QueueLimits } from '../../sim/hypervisor/vmQueues.ts';
import { closedLoop, workloadOf } from './workloadOf.ts';
import { createIoSource } from '../../workloads/generators/createIoSource.ts';
import type { PacingConfig } from '../../workloads/workloadConfig.ts';
import { StandInEngine } from './standInEngine.ts';

export interface StandInOptions {
  readonly seed?: number;
  readonly vms?: number;
  readonly durationNs?: number;
  readonly warmupNs?: number;
  readonly sampleNs?: number;
  readonly ios?: number | null;
  readonly pacing?: PacingConfig;
  readonly dramLatency?: Distribution;
  readonly parallel?: number;
  readonly timeline?: readonly TimelineEvent[];
  readonly scheduler?: Partial<QueueLimits>;
}

export const schedulerDefaults: QueueLimits = { inFlightMax: 16_384, inFlightPerVmMax: 256, queuedPerVmMax: 1024 };

const vmCache = {
  diskBlocks: 65_536,
  memoryBlocks: 0,
  portion: { dramBlocks: 4096, flashBlocks: 4096, logRecords: 4096 },
  durability: 'dram',
  granularity: 'every-write',
  intervalNs: 1e9,
  retention: { timeNs: Infinity, records: Infinity, flashBlocks: Infinity },
  preimage: 'copy-before-destage',
  eviction: { policy: 'lru', params: {} },
  flush: { policy: 'periodic', params: {} },
  admitReadMisses: true,
  promoteFlashHits: true,
} as const;

export function standInConfig(options: StandInOptions): SimulationConfig {
  const { seed = 1, vms = 2, pacing = closedLoop(4) } = options;
  const engineConfig: EngineConfig = {
    blockBytes: 4096,
    dramBlocks: vms * 4096,
    flashBlocks: vms * 4096,
    vms: Array.from({ length: vms }, (_, vm) => ({ ...vmCache, name: `vm${vm}` })),
    ioBlocksMax: 16,
    array: { snapshots: true, atomicWrites: true },
    destagesInFlightMax: 16,
    logTailRecords: 1024,
    walkNsPerRecord: 100,
  };
  const device = (role: DeviceRole, latency?: Distribution, parallel?: number): DeviceModel => {
    const preset = devicePreset(role, role);
    const latencies = latency === undefined ? {} : { readLatency: latency, writeLatency: latency, bandwidthBytesPerSecond: null };
    const params = { ...preset.params, ...latencies, ...(parallel === undefined ? {} : { parallel }) };
    const network = preset.network ?? { latency: { kind: 'constant', valueNs: 0 }, bytesPerSecond: null };
    const stream = (): RandomStream => new RandomStream(seed, role);
    return deviceModel(role, preset.model).create(params, { name: role, sizeBytes: 2 ** 30, blockBytes: 4096, insideMax: 1_048_576, network, stream });
  };
  const shares = Array.from({ length: vms }, () => ({ weight: 1, reservationPerSecond: 0, limitPerSecond: Infinity }));
  const sources = Array.from({ length: vms }, (_, vm) => ({
    vm,
    source: createIoSource(
      workloadOf(
        'zipf',
        { exponent: 0.9, readRatio: 0.7, discardRatio: 0, ioSizeBytes: 4096, footprintBytes: 65_536 * 4096, offsetBytes: 0 },
        { pacing, ios: options.ios ?? null },
      ),
      { seed, name: `vm${vm}/0`, blockBytes: 4096, diskBytes: 65_536 * 4096, memoryBytes: 0, traceOf: () => null },
    ),
  }));
  return {
    scenario: 'stand-in',
    seed,
    engineConfig,
    engine: new StandInEngine(engineConfig),
    devices: { dram: device('dram', options.dramLatency, options.parallel), flash: device('flash'), array: device('array') },
    scheduler: fifo.create({ ...schedulerDefaults, ...options.scheduler }, { vmCount: vms, shares }),
    overhead: null,
    partition: null,
    hypervisor: { scheduler: 'fifo', partition: 'static', shares },
    sources,
    timeline: options.timeline ?? [],
    oracle: null,
    oracleMode: 'off',
    durationNs: options.durationNs ?? 1e7,
    warmupNs: options.warmupNs ?? 0,
    sampleNs: options.sampleNs ?? 1e6,
  };
}

export function standInSimulation(options: StandInOptions): Simulation {
  return new Simulation(standInConfig(options));
}
