/** Slowdown against alone: as queueing theory says, for the same requests; without any effect on the run; none where it was not asked for or not finished. */
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../sim/results/runRecord.ts';
import { aloneScenario } from '../../sim/scenario/aloneScenario.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { buildRun } from '../../sim/scenario/slowdownRun.ts';
import type { ScenarioRun } from '../../sim/scenario/slowdownRun.ts';

/** Reads that all miss, at an array that serves one at a time: M/M/1, whose mean latency is S / (1 − ρ). */
const twoReaders = `
duration: 600s
sampleInterval: 20s
server: { dram: { size: 2MiB }, flash: { size: 4MiB, preset: ideal }, cache: { admission: { readMisses: false } } }
network: { latency: 0s, bandwidth: none }
array: { readLatency: { kind: exponential, mean: 5ms }, writeLatency: 5ms, parallel: 1 }
vms:
  - { name: busy, disk: 64MiB, memory: 0B, workload: { type: uniform, readRatio: 1, rate: 100/s } }
  - { name: quiet, disk: 64MiB, memory: 0B, workload: { type: uniform, readRatio: 1, rate: 50/s } }
`;

function scenarioOf(text: string, slowdown: boolean): Scenario {
  return { ...parseScenario(text, 'x.yaml', []), oracle: 'off', slowdown };
}

async function started(scenario: Scenario): Promise<ScenarioRun> {
  return buildRun(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no files'))));
}

async function ended(scenario: Scenario, slice = 100_000): Promise<RunRecord> {
  const run = await started(scenario);
  while (!run.finished) run.run(slice);
  return run.finish();
}

describe('slowdown', () => {
  it('is what M/M/1 says: 20 ms beside each other, 10 and 6.67 ms alone', async () => {
    const { slowdown } = (await ended(scenarioOf(twoReaders, true))).result;
    const [busy, quiet] = slowdown!.vms;
    const near = (got: number | null | undefined, expected: number): void => expect(Math.abs((got ?? NaN) / expected - 1)).toBeLessThan(0.08);
    near(busy?.aloneLatencyNs, 10e6);
    near(quiet?.aloneLatencyNs, 20e6 / 3);
    near(busy?.slowdown, 2);
    near(quiet?.slowdown, 3);
    near(slowdown!.unfairness, 1.5);
    // Open arrivals: as many are served either way.
    near(busy?.throughputRatio, 1);
  });

  it('changes nothing in the run, however it is sliced', async () => {
    const short = twoReaders.replace('600s', '5s');
    const [plain, whole, sliced] = [await ended(scenarioOf(short, false)), await ended(scenarioOf(short, true)), await ended(scenarioOf(short, true), 7)];
    expect(plain.result.slowdown).toBeNull();
    expect(whole.result.slowdown).not.toBeNull();
    expect({ ...whole.result, slowdown: null }).toEqual(plain.result);
    expect(sliced.result).toEqual(whole.result);
  });

  it('is not there when the run is ended before all are through, and the result says that it is partial', async () => {
    const run = await started(scenarioOf(twoReaders.replace('600s', '5s'), true));
    run.run(3000);
    expect(run.finished).toBe(false);
    run.stopEarly();
    expect(run.finish().result).toMatchObject({ partial: true, slowdown: null });
  });

  it('gives a VM alone the whole server, but what it must not have, and its own part of the timeline', async () => {
    const scenario = parseScenario(
      `
server: { dram: { size: 64MiB }, flash: { size: 256MiB } }
vms:
  - { name: one, disk: 64MiB, memory: 1MiB }
  - { name: two, disk: 64MiB, memory: 1MiB, limit: { dram: 24MiB } }
  - { name: three, disk: 64MiB, memory: 1MiB, portion: { dram: 8MiB, flash: 64MiB } }
timeline:
  - { at: 1s, do: bookmark, name: all }
  - { at: 2s, do: rollback, target: all, vm: two }
  - { at: 3s, do: resize, vm: two, portion: { dram: 4MiB, flash: 16MiB } }
`,
      'x.yaml',
      [],
    );
    const inputs = await loadInputs(scenario, () => Promise.reject(new Error('no files')));
    const alone = [0, 1, 2].map((vm) => aloneScenario(scenario, inputs, vm).scenario);
    expect(alone.map(({ vms }) => vms.map(({ name }) => name))).toEqual([['one'], ['two'], ['three']]);
    expect(alone.map(({ vms }) => [vms[0]!.portion.dramBytes, vms[0]!.portion.flashBytes].map((bytes) => bytes / 2 ** 20))).toEqual([
      [64, 256],
      [24, 256],
      [8, 64],
    ]);
    expect(alone.map(({ timeline }) => timeline.map((event) => [event.do, ...event.vms]))).toEqual([
      [['bookmark', 0]],
      [
        ['bookmark', 0],
        ['rollback', 0],
      ],
      [['bookmark', 0]],
    ]);
  });
});
