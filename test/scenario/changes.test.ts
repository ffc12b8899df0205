/** What changes while a run goes on: by the timeline and by hand, for every path that the table knows under every device. */
import { describe, expect, it } from 'vitest';
import { devicePresets } from '../../sim/devices/devicePresets.ts';
import type { DevicePreset } from '../../sim/devices/devicePresets.ts';
import type { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import type { ChangeFigures } from '../../sim/results/changeFigures.ts';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { changeablePaths } from '../../sim/scenario/changes/changes.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

async function build(scenario: Scenario): Promise<Simulation> {
  const inputs = await loadInputs(scenario, () => Promise.reject(new Error('nothing is read here')));
  return buildSimulation(scenario, inputs, { oracle: 'off' });
}

function run(simulation: Simulation): ReturnType<Simulation['finish']>['result'] {
  while (!simulation.finished) simulation.run(10_000);
  return simulation.finish().result;
}

const small = (more: string): Scenario =>
  parseScenario(
    `duration: 40ms\nvms: { count: 2, disk: 32MiB, memory: 0B, workload: { type: uniform, rate: 4000/s, readRatio: 0.3 } }\n${more}`,
    'test.yaml',
    [],
  );

function withPreset({ role, name, model }: DevicePreset, timeline: string): Scenario {
  const flash = `{ size: 64MiB${role === 'flash' ? `, preset: ${name}` : ''}${model === 'ssd' ? ', diesPerChannel: 1, pagesPerBlock: 8, overProvisioning: 0.3' : ''} }`;
  const dram = role === 'dram' ? `{ size: 8MiB, preset: ${name} }` : '{ size: 8MiB }';
  const array = role === 'array' ? `array: { preset: ${name} }\n` : '';
  return small(`server: { dram: ${dram}, flash: ${flash}, cache: { flush: write-back } }\n${array}timeline: [${timeline}]`);
}

const firstOfEachModel = devicePresets.filter(
  ({ role, model }, index) => devicePresets.findIndex((other) => other.role === role && other.model === model) === index,
);

const values: Readonly<Record<string, string>> = {
  'server.cache.flush': '{ policy: periodic, interval: 3ms }',
  'server.cache.durability': 'array',
  'array.backgroundLoad': '0.4',
};

describe('a change while the run goes on', () => {
  it('slows the array down from then on, by as much as was asked', async () => {
    const writeThrough = 'server: { dram: { size: 8MiB }, flash: { size: 64MiB }, cache: { flush: write-through } }\nwarmup: 22ms';
    const before = run(await build(small(writeThrough)));
    const after = run(await build(small(`${writeThrough}\ntimeline: [{ at: 20ms, do: change, path: array.writeLatency, value: 10x }]`)));
    expect(after.changes).toEqual<ChangeFigures[]>([{ atNs: 20e6, vm: null, path: 'array.writeLatency', value: '10x (3ms)', reason: null }]);
    expect(after.total.latencyNs.write.p50 - before.total.latencyNs.write.p50).toBeGreaterThan(2.6e6);
    expect(after.checks.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('changes policy and class of the VMs that it names', async () => {
    const result = run(
      await build(
        small(`timeline:
  - { at: 10ms, do: change, vm: vm2, path: server.cache.flush, value: { policy: periodic, interval: 2ms } }
  - { at: 20ms, do: change, path: server.cache.durability, value: flash }`),
      ),
    );
    expect(result.changes.map(({ vm, path, value }) => [vm, path, value])).toEqual([
      ['vm2', 'server.cache.flush', 'periodic interval=2ms'],
      ['vm1', 'server.cache.durability', 'flash'],
      ['vm2', 'server.cache.durability', 'flash'],
    ]);
    expect(result.cache.destages).toBeGreaterThan(0);
  });

  it.each(firstOfEachModel.map((preset) => [`${preset.role}, ${preset.name}`, preset] as const))(
    '%s: every path, the same after save and restore',
    async (_, preset) => {
      const scenario = withPreset(preset, '');
      const paths = changeablePaths(scenario).filter(({ path }) => path in values || path === 'network.latency' || path.includes(preset.role));
      const events = paths.map(({ path }, index) => `{ at: ${String(10 + index)}ms, do: change, path: ${path}, value: ${values[path] ?? '2x'} }`);
      const changed = withPreset(preset, events.join(', '));
      const straight = run(await build(changed));
      expect(new Set(straight.changes.map(({ path }) => path))).toEqual(new Set(paths.map(({ path }) => path)));
      expect(straight.changes.every(({ reason }) => reason === null)).toBe(true);
      expect(straight.checks.filter(({ passed }) => !passed)).toEqual([]);
      const first = await build(changed);
      while (first.nowNs < 21e6) first.run(50);
      const second = await build(changed);
      second.restore(structuredClone(first.save()));
      expect(run(second).digest).toBe(straight.digest);
      expect(run(await build(scenario)).digest).not.toBe(straight.digest);
    },
  );

  it.each([
    ['path: array.writeLatncy, value: 3x', 'did you mean array.writeLatency?'],
    [
      'path: array.parallel, value: 3',
      'the model latency is built with it and cannot change it live; while a run goes on, these can change: server.cache.flush,',
    ],
    ['path: array.writeLatency, value: 0x', 'a factor from 0.001x to 100000x is possible'],
    ['path: array.writeLatency, value: soon', 'timeline.0.value: is soon;'],
    ['vm: vm1, path: array.writeLatency, value: 3x', 'it is the same for all VMs: leave vm and vms out'],
    ['path: server.cache.flush, value: periodical', 'did you mean periodic?'],
    ['path: server.cache.flush', 'timeline.0.value: is missing'],
  ])('refuses %s', (event, message) => {
    expect(() => small(`timeline: [{ at: 1ms, do: change, ${event} }]`)).toThrow(message);
  });
});
