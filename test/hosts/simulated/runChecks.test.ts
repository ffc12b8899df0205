/** The laws that every run is held to: they hold, and each notices the model that breaks it. */
import { expect, test } from 'vitest';
import { momentsOf } from '../../../sim/base/moments.ts';
import { RandomStream } from '../../../sim/base/random.ts';
import type { DeviceCounters, DeviceModel } from '../../../sim/devices/device.ts';
import { LatencyDevice } from '../../../sim/devices/latencyDevice.ts';
import type { LatencyDeviceConfig } from '../../../sim/devices/latencyDevice.ts';
import type { SlotCounts, VmCounters, VmId } from '../../../sim/engine/protocol.ts';
import { Simulation } from '../../../sim/hosts/simulated/simulation.ts';
import type { SimulatedEngine } from '../../../sim/hosts/simulated/simulatedEngine.ts';
import type { SimulationConfig } from '../../../sim/hosts/simulated/simulationConfig.ts';
import type { CheckFigures } from '../../../sim/results/runResult.ts';
import { simulationConfigOf } from '../../../sim/scenario/build.ts';
import { loadInputs } from '../../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';
import { RoundingDevice } from '../../validation/faults/roundingDevice.ts';

const text = `
duration: 1s
oracle: off
server:
  dram: { size: 4MiB }
  flash: { size: 32MiB, parallel: 2 }
  cache: { flush: { policy: periodic, interval: 40ms } }
network: { latency: 100us }
array: { readLatency: { kind: exponential, mean: 300us }, writeLatency: 200us, parallel: 8 }
vms:
  - disk: 64MiB
    memory: 1MiB
    workloads:
      - { type: uniform, footprint: 8MiB, readRatio: 0.6, queueDepth: 4, thinkTime: { kind: exponential, mean: 500us }, flushEvery: 50 }
      - { type: uniform, space: memory, readRatio: 0.3, rate: 3000/s }
`;

type Plant = (config: SimulationConfig) => SimulationConfig | Promise<SimulationConfig>;

async function configOf(scenarioText: string): Promise<SimulationConfig> {
  const scenario = parseScenario(scenarioText, 'checks.yaml', []);
  return simulationConfigOf(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no traces'))));
}

async function checksOf(plant: Plant): Promise<readonly CheckFigures[]> {
  const simulation = new Simulation(await plant(await configOf(text)));
  while (!simulation.finished) simulation.run(100_000);
  return simulation.finish().result.checks;
}

function withArray(config: SimulationConfig, array: DeviceModel): SimulationConfig {
  return { ...config, devices: { ...config.devices, array } };
}

/** The array of the scenario, but for what is overridden. */
function arrayWith(overrides: Partial<LatencyDeviceConfig>): DeviceModel {
  const plain: LatencyDeviceConfig = {
    readLatency: { kind: 'exponential', meanNs: 300_000 },
    writeLatency: { kind: 'constant', valueNs: 200_000 },
    extraLatency: { kind: 'constant', valueNs: 100_000 },
    bytesPerSecond: 1.25e9,
    parallel: 8,
    insideMax: 1000,
  };
  return new LatencyDevice('array', { ...plain, ...overrides }, new RandomStream(1, 'array'));
}

/** The object, but for one method, which gets what the real one gives. */
function bent<T extends object, K extends keyof T>(whole: T, method: K, bend: (real: T[K]) => T[K]): T {
  return new Proxy(whole, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const bound = (value as (...args: unknown[]) => unknown).bind(target);
      return name === method ? bend(bound as T[K]) : bound;
    },
  });
}

function withCounters(config: SimulationConfig, bend: (counters: DeviceCounters) => DeviceCounters): SimulationConfig {
  return withArray(
    config,
    bent(config.devices.array, 'counters', (real) => (nowNs: number) => bend(real(nowNs))),
  );
}

function withEngine(config: SimulationConfig, method: 'counters', bend: (counters: VmCounters) => VmCounters): SimulationConfig;
function withEngine(config: SimulationConfig, method: 'slotCounts', bend: (counts: SlotCounts) => SlotCounts): SimulationConfig;
function withEngine(config: SimulationConfig, method: 'counters' | 'slotCounts', bend: (value: never) => unknown): SimulationConfig {
  const engine = bent(
    config.engine,
    method,
    (real) => ((vm: VmId, second: never) => bend((real as (vm: VmId, second: never) => never)(vm, second))) as SimulatedEngine[typeof method],
  );
  return { ...config, engine };
}

/** The workloads do what another scenario says, not what they were told. */
async function withWorkloads(config: SimulationConfig, was: string, is: string): Promise<SimulationConfig> {
  expect(text).toContain(was);
  const other = await configOf(text.replace(was, is));
  return { ...config, sources: config.sources.map((entry, number) => ({ ...entry, source: other.sources[number]!.source })) };
}

const faults: readonly (readonly [string, string, Plant])[] = [
  ['serves one operation more at a time than it was told', 'work conservation: array', (config) => withArray(config, arrayWith({ parallel: 9 }))],
  ['serves one operation less at a time', 'work conservation: array', (config) => withArray(config, arrayWith({ parallel: 7 }))],
  ['forgets the network', 'utilisation law: array', (config) => withArray(config, arrayWith({ extraLatency: { kind: 'constant', valueNs: 0 } }))],
  ['takes microseconds for nanoseconds in the transfer', 'utilisation law: array', (config) => withArray(config, arrayWith({ bytesPerSecond: 1.25e6 }))],
  ['tells of what is done at whole ticks only', "Little's law: array", (config) => withArray(config, new RoundingDevice(config.devices.array, 100_000))],
  ['counts an operation twice', 'flow balance: array', (config) => withCounters(config, (counters) => ({ ...counters, writes: counters.writes + 1 }))],
  [
    'takes a read for a write',
    'flow balance: array',
    (config) => withCounters(config, (counters) => ({ ...counters, reads: counters.reads - 1, writes: counters.writes + 1 })),
  ],
  ['loses bytes', 'flow balance in bytes: array', (config) => withCounters(config, (counters) => ({ ...counters, bytesWritten: counters.bytesWritten - 512 }))],
  [
    'says that its queue is shorter than it is',
    'queue length: array',
    (config) => withCounters(config, (counters) => ({ ...counters, occupancyNs: Math.floor(counters.occupancyNs * 0.99) })),
  ],
  [
    'finds a block that nobody read',
    'conservation of blocks read',
    (config) => withEngine(config, 'counters', (counters) => ({ ...counters, readBlocksDram: counters.readBlocksDram + 1 })),
  ],
  [
    'destages more than it writes',
    'conservation of destages',
    (config) => withEngine(config, 'counters', (counters) => ({ ...counters, destages: counters.destages * 1.2 })),
  ],
  [
    'demotes without writing to flash',
    'conservation of demotions',
    (config) => withEngine(config, 'counters', (counters) => ({ ...counters, demotions: counters.demotions + 1 })),
  ],
  ['loses a slot', 'conservation of slots: flash', (config) => withEngine(config, 'slotCounts', (counts) => ({ ...counts, previous: counts.previous - 1 }))],
  [
    'gives away more than there is',
    'portions: DRAM',
    (config) => withEngine(config, 'slotCounts', (counts) => ({ ...counts, free: counts.free + 1e6, total: counts.total + 1e6 })),
  ],
  ['keeps a request more in flight', 'response-time law', (config) => withWorkloads(config, 'queueDepth: 4', 'queueDepth: 5')],
  ['thinks half as long', 'response-time law', (config) => withWorkloads(config, 'mean: 500us', 'mean: 250us')],
  ['comes too often', 'arrivals', (config) => withWorkloads(config, 'rate: 3000/s', 'rate: 4000/s')],
];

test('all laws hold of a run that is as it should be', async () => {
  const checks = await checksOf((config) => config);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  const names = checks.map(({ name }) => name);
  for (const [, law] of faults) expect(names).toContain(law);
  expect(new Set(names).size).toBe(names.length);
});

test.each(faults)('a model that %s is noticed by: %s', async (_, law, plant) => {
  const checks = await checksOf(plant);
  expect(checks.filter(({ passed }) => !passed).map(({ name }) => name)).toContain(law);
});

test('mean and variance of the distributions are those of their samples', () => {
  expect(momentsOf({ kind: 'uniform', minNs: 1, maxNs: 3 })).toEqual({ meanNs: 2, variance: expect.closeTo(2 / 3, 12) as number });
  const quantiles = [
    { at: 0, valueNs: 0 },
    { at: 0.5, valueNs: 0 },
    { at: 1, valueNs: 6 },
  ];
  expect(momentsOf({ kind: 'empirical', quantiles })).toEqual({ meanNs: 1.5, variance: 6 - 2.25 });
  expect(momentsOf({ kind: 'lognormal', meanNs: 10, sigma: 1 }).variance).toBeCloseTo(100 * (Math.E - 1), 9);
});
