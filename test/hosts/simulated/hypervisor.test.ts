/** Schedulers, IOs that cost time in the hypervisor, and portions that move, in the whole simulated world under the eyes of the oracle. */
import { describe, expect, test } from 'vitest';
import type { Simulation } from '../../../sim/hosts/simulated/simulation.ts';
import type { RunRecord } from '../../../sim/results/runRecord.ts';
import { seriesColumn } from '../../../sim/results/series.ts';
import { buildSimulation } from '../../../sim/scenario/build.ts';
import { loadInputs } from '../../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';

async function build(text: string): Promise<Simulation> {
  const scenario = parseScenario(text, 'hypervisor.yaml', []);
  return buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no traces here'))));
}

function finish(simulation: Simulation): RunRecord {
  while (!simulation.finished) simulation.run(5000);
  return simulation.finish();
}

/** Runs it through, and again with the state taken out and put into another one half way. */
async function runTwice(text: string): Promise<RunRecord> {
  const record = finish(await build(text));
  const first = await build(text);
  first.run(Math.floor(record.result.events / 2));
  const second = await build(text);
  second.restore(structuredClone(first.save()));
  const restored = finish(second);
  expect(restored.result).toEqual(record.result);
  expect(record.result.oracle.violations).toBe(0);
  expect(record.result.checks.filter(({ passed }) => !passed)).toEqual([]);
  return record;
}

const vms = `
vms:
  - { name: a, disk: 64MiB, memory: 1MiB, reservation: { io: 8000iops }, workloads: [{ type: zipf, footprint: 16MiB, readRatio: 0.6, queueDepth: 8 }, { type: zipf, space: memory, rate: 500/s }] }
  - { name: b, disk: 64MiB, memory: 0B, weight: 4, workload: { type: uniform, footprint: 32MiB, readRatio: 0.5, queueDepth: 24, flushEvery: 64 } }
  - { name: c, disk: 64MiB, memory: 0B, limit: { io: 700iops }, workload: { type: sequential, footprint: 8MiB, readRatio: 1, queueDepth: 4 } }
`;
const server = (more: string): string => `
duration: 300ms
server:
  dram: { size: 6MiB }
  flash: { size: 36MiB }
${more}
${vms}
`;
const rollback =
  'timeline: [{ at: 60ms, do: bookmark, name: x }, { at: 150ms, do: rollback, target: x, waiting: drop }, { at: 220ms, do: rollback, target: x, vm: a }]';

describe('schedulers and overhead', () => {
  test.each(['fifo', 'round-robin', 'weighted-fair', 'mclock'])('%s: through rollbacks that drop what waits, saved and restored half way', async (name) => {
    const hypervisor = '  hypervisor: { overhead: { kind: exponential, mean: 30us }, parallel: 2 }';
    const limits = 'inFlightMax: 8, inFlightPerVmMax: 8';
    const { result } = await runTwice(server(`  scheduler: { policy: ${name}, ${limits} }\n${hypervisor}`) + rollback);
    expect(result.rollbacks.filter(({ refused }) => !refused)).toHaveLength(4);
    expect(result.hypervisor.scheduler).toBe(name);
    expect(result.hypervisor.waitingMax).toBeGreaterThan(8);
    expect(result.hypervisor.vms.map(({ waited }) => waited > 0)).toEqual([true, true, true]);
    expect(result.hypervisor.overheadUtilisation).toBeGreaterThan(0.1);
    const [, , limited] = result.vms;
    if (name === 'mclock') expect(limited!.reads).toBeLessThanOrEqual(0.3 * 700 + 7 + 4 + 2);
    else expect(limited!.reads / result.total.reads).toBeGreaterThan(name === 'weighted-fair' ? 0.02 : 0.1);
  });

  test('what an IO costs is added to its latency, and bounds the rate when it takes all places', async () => {
    const text = (overhead: string): string => `
duration: 400ms
warmup: 200ms
oracle: off
server: { dram: { size: 8MiB, readLatency: 1us }, flash: { size: 32MiB }, hypervisor: { ${overhead} } }
vms: [{ disk: 4MiB, memory: 0B, workload: { type: uniform, readRatio: 1, queueDepth: 4, ioSize: 4KiB } }]
`;
    const run = async (overhead: string): Promise<RunRecord['result']> => finish(await build(text(overhead))).result;
    const [free, costly, narrow] = [await run('overhead: 0s'), await run('overhead: 50us, parallel: 4'), await run('overhead: 50us, parallel: 1')];
    expect(costly.total.latencyNs.read.mean - free.total.latencyNs.read.mean).toBeCloseTo(50_000, -3);
    expect(narrow.total.reads).toBeGreaterThan(0.2 * 20_000 - 10);
    expect(narrow.total.reads).toBeLessThan(0.2 * 20_000 + 10);
    // Of the whole run: at first most reads miss.
    expect(narrow.hypervisor.overheadUtilisation).toBeGreaterThan(0.8);
    expect(narrow.hypervisor.overheadMean).toBeGreaterThan(2);
  });

  test('fifo without overhead: nobody waits, and the result says so', async () => {
    const { result } = await runTwice(server(''));
    expect(result.hypervisor).toMatchObject({ scheduler: 'fifo', waitingMean: 0, waitingMax: 0, overheadMean: 0, overheadUtilisation: 0 });
  });
});

describe('portions that move', () => {
  test.each(['demand, uses: 1', 'utility', 'utility, tiers: both', 'global'])(
    '%s: under load and through rollbacks, saved and restored half way',
    async (name) => {
      const partition = `  cache: { retention: { time: 100ms }, partition: { policy: ${name}, interval: 20ms } }`;
      const { result, series } = await runTwice(server(partition) + rollback);
      const { partition: figures } = result;
      expect(figures.plans).toBeGreaterThan(5);
      expect(figures.moves).toBeGreaterThan(3);
      expect(figures.movesRefused).toBe(0);
      expect(figures.firstMoves).toHaveLength(figures.moves);
      const last = series.timesNs.length - 1;
      for (const tier of ['dramBlocks', 'flashBlocks'] as const) {
        const totalBlocks = (tier === 'dramBlocks' ? 6 : 36) * 256;
        expect(figures.vms.reduce((sum, vm) => sum + vm[tier].start, 0)).toBe(totalBlocks);
        expect(figures.vms.reduce((sum, vm) => sum + vm[tier].end, 0)).toBeLessThanOrEqual(totalBlocks);
        const metric = tier === 'dramBlocks' ? 'dramPortionBlocks' : 'flashPortionBlocks';
        for (let row = 0; row <= last; row += 1) {
          const inAll = figures.vms.reduce((sum, _, vm) => sum + series.columns[seriesColumn(series, metric, vm)]![row]!, 0);
          expect(inAll).toBeLessThanOrEqual(totalBlocks);
        }
        for (const [vm, portion] of figures.vms.entries()) expect(series.columns[seriesColumn(series, metric, vm)]![last]).toBe(portion[tier].end);
      }
    },
  );

  test('keep what is fixed, reserved and limited, and the memory that has no other home', async () => {
    const { result } = await runTwice(`
duration: 300ms
server:
  dram: { size: 8MiB }
  flash: { size: 40MiB }
  cache: { partition: { policy: utility, interval: 20ms }, logRecords: 20000 }
vms:
  - { name: fixed, disk: 64MiB, memory: 2MiB, portion: { dram: 1MiB, flash: 8MiB }, workload: { type: zipf, queueDepth: 4 } }
  - { name: reserved, disk: 64MiB, memory: 4MiB, reservation: { dram: 3MiB, logRecords: 6000 }, workload: { type: zipf, rate: 100/s } }
  - { name: limited, disk: 64MiB, memory: 0B, limit: { dram: 2MiB, flash: 12MiB }, workload: { type: zipf, footprint: 4MiB, queueDepth: 16 } }
  - { name: free, disk: 64MiB, memory: 0B, workload: { type: zipf, footprint: 8MiB, queueDepth: 8 } }
`);
    const [fixed, reserved, limited, free] = result.partition.vms;
    expect(result.partition.moves).toBeGreaterThan(0);
    expect([fixed!.dramBlocks.min, fixed!.dramBlocks.max, fixed!.flashBlocks.min, fixed!.flashBlocks.max]).toEqual([256, 256, 2048, 2048]);
    expect([reserved!.dramBlocks.min >= 768, reserved!.flashBlocks.min >= 1024, reserved!.logRecords.min >= 6000]).toEqual([true, true, true]);
    expect([limited!.dramBlocks.max <= 512, limited!.flashBlocks.max <= 3072]).toEqual([true, true]);
    expect(free!.dramBlocks.end).toBeGreaterThan(free!.dramBlocks.start);
    expect(result.partition.vms.reduce((sum, vm) => sum + vm.logRecords.end, 0)).toBeLessThanOrEqual(20_000);
  });

  test('proportional: weights, reservations and limits at the start, and no move', async () => {
    const { result } = await runTwice(`
duration: 50ms
server: { dram: { size: 16MiB }, flash: { size: 64MiB }, cache: { partition: proportional } }
vms:
  - { name: small, weight: 1, disk: 64MiB, memory: 0B, reservation: { dram: 6MiB } }
  - { name: mid, weight: 2, disk: 64MiB, memory: 0B, limit: { flash: 8MiB } }
  - { name: large, weight: 3, disk: 64MiB, memory: 0B }
`);
    expect(result.partition.moves).toBe(0);
    expect(result.partition.vms.map((vm) => [vm.dramBlocks.end, vm.flashBlocks.end])).toEqual([
      [1536, 3584],
      [1024, 2048],
      [1536, 10_752],
    ]);
  });
});
