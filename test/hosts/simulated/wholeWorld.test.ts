/** The real engine in the simulated host: what must not matter does not, and what must happen does. */
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import type { Simulation } from '../../../sim/hosts/simulated/simulation.ts';
import type { RunRecord } from '../../../sim/results/runRecord.ts';
import { parseRunResult } from '../../../sim/results/runResult.ts';
import { buildSimulation } from '../../../sim/scenario/build.ts';
import { loadInputs } from '../../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';
import type { OracleMode } from '../../../sim/scenario/scenario.ts';

const text = `
name: whole-world
seed: 5
duration: 300ms
warmup: 50ms
server:
  dram: { size: 4MiB }
  flash: { size: 32MiB, readLatency: { kind: exponential, mean: 60us } }
  cache: { flush: { policy: periodic, interval: 40ms } }
array: { readLatency: { kind: lognormal, mean: 300us, sigma: 0.8 } }
vms:
  - name: vm
    count: 2
    disk: 64MiB
    memory: 1MiB
    workloads:
      - { type: zipf, footprint: 8MiB, readRatio: 0.6, queueDepth: 4, thinkTime: { kind: exponential, mean: 200us }, flushEvery: 50 }
      - { type: uniform, space: memory, readRatio: 0.3, rate: 3000/s }
timeline:
  - { at: 80ms, do: bookmark, name: a, vms: all }
  - { at: 150ms, do: rollback, target: a, vm: vm1, workload: rewind }
  - { at: 200ms, do: rollback, target: a, vm: vm2, workload: hold }
  - { at: 230ms, do: undo, vm: vm2 }
  - { at: 250ms, do: destage, vms: all }
`;

type Sets = Readonly<Record<string, string>>;

const simpleDevices: Sets = {};
const fullDevices: Sets = {
  'server.dram': '{ model: channels, size: 4MiB, readLatency: { kind: exponential, mean: 100ns } }',
  'server.flash':
    '{ model: ssd, size: 32MiB, channels: 2, diesPerChannel: 2, pagesPerBlock: 16, gc: d-choices, precondition: random, programLatency: { kind: lognormal, mean: 200us, sigma: 0.4 } }',
  array: '{ preset: all-flash }',
};

async function build(oracle: OracleMode = 'off', seed = '5', sets: Sets = simpleDevices): Promise<Simulation> {
  const list = Object.entries({ seed, ...sets }).map(([path, value]) => ({ path, value, cwdRelative: true }));
  const scenario = parseScenario(text, 'whole-world.yaml', list);
  return buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no traces'))), { oracle });
}

function end(simulation: Simulation, slice = 100_000): RunRecord {
  while (!simulation.finished) simulation.run(slice);
  return simulation.finish();
}

describe('a scenario with the real engine', () => {
  test.each([
    ['simple', simpleDevices],
    ['full', fullDevices],
  ] as const)('on %s devices: oracle, slices, save and restore change nothing; a seed does', async (_, sets) => {
    const straight = end(await build('off', '5', sets)).result;
    for (const mode of ['full', 'sampled'] as const) {
      const { result } = end(await build(mode, '5', sets), 777);
      expect(result.oracle).toMatchObject({ mode, violations: 0 });
      expect({ ...result, oracle: null, rollbacks: null }).toEqual({ ...straight, oracle: null, rollbacks: null });
    }
    const random = new RandomStream(2, 'instants');
    let simulation = await build('full', '5', sets);
    while (!simulation.finished) {
      simulation.run(1 + random.nextInt(4000));
      const saved = structuredClone(simulation.save());
      simulation.run(50);
      simulation = await build('full', '5', sets);
      simulation.restore(saved);
    }
    expect({ ...simulation.finish().result, oracle: null, rollbacks: null }).toEqual({ ...straight, oracle: null, rollbacks: null });
    expect(end(await build('off', '6', sets)).result.digest).not.toBe(straight.digest);
  });

  test('tells what happened, in the form of a result', async () => {
    const { result, series, rollbacks } = end(await build('full'));
    expect(() => parseRunResult({ ...result, wallSeconds: 1 })).not.toThrow();
    expect(result.checks.filter((check) => !check.passed)).toEqual([]);
    expect(result.rollbacks.map(({ vm, kind, refused, checked }) => ({ vm, kind, refused, checked }))).toEqual([
      { vm: 'vm1', kind: 'rollback', refused: false, checked: true },
      { vm: 'vm2', kind: 'rollback', refused: false, checked: true },
      { vm: 'vm2', kind: 'undo', refused: false, checked: true },
    ]);
    for (const rollback of result.rollbacks) {
      expect(rollback.recordsWalked).toBeGreaterThan(0);
      expect(rollback.rtoNs).toBeGreaterThanOrEqual(rollback.recordsWalked * 100);
    }
    expect(rollbacks[0]!.entries.length + rollbacks[0]!.entriesLeftOut).toBeGreaterThanOrEqual(rollbacks[0]!.blocksRestored);
    expect(result.cache.destages).toBeGreaterThan(0);
    expect(result.total.iops).toBeGreaterThan(1000);
    expect(result.total.reads).toBe(result.vms[0]!.reads + result.vms[1]!.reads);
    expect(series.timesNs.length).toBeGreaterThan(50);
  });
});
