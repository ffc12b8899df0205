import { describe, expect, it } from 'vitest';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { RunResult } from '../../sim/results/runResult.ts';
import { inChunks, vscsiV1 } from '../workloads/traceFiles.ts';

type Result = Omit<RunResult, 'wallSeconds' | 'machine'>;

async function run(text: string, trace: Uint8Array = new Uint8Array(0)): Promise<Result> {
  const scenario = parseScenario(text, 'test.yaml', []);
  const inputs = await loadInputs(scenario, () => Promise.resolve(inChunks(trace, 4096)));
  const simulation = buildSimulation(scenario, inputs);
  while (!simulation.finished) simulation.run(10_000);
  return simulation.finish().result;
}

const small = (seed: number, more = ''): string => `
seed: ${String(seed)}
duration: 50ms
server: { dram: { size: 2MiB }, flash: { size: 16MiB } }
vms: { count: 2, disk: 64MiB }
timeline: [{ at: 20ms, do: bookmark, name: a, vm: vm1 }, { at: 40ms, do: rollback, target: a, vm: vm1 }]
${more}`;

describe('a simulation built from a scenario', () => {
  it('rolls back, is checked, and repeats by its seed', async () => {
    const first = await run(small(1));
    expect([first.oracle.violations, first.oracle.checkedReads, first.partial]).toEqual([0, first.total.reads, false]);
    expect(first.rollbacks.map(({ vm, refused, checked }) => ({ vm, refused, checked }))).toEqual([{ vm: 'vm1', refused: false, checked: true }]);
    expect(first.rollbacks[0]!.blocksRestored).toBeGreaterThan(0);
    expect((await run(small(1))).digest).toBe(first.digest);
    expect((await run(small(2))).digest).not.toBe(first.digest);
  });

  it('does the same with less of an oracle', async () => {
    const digests = await Promise.all(['full', 'sampled', 'off'].map(async (oracle) => (await run(small(1, `oracle: ${oracle}`))).digest));
    expect(new Set(digests).size).toBe(1);
  });

  it.each([
    'server: { dram: { size: 8MiB }, flash: { size: 0B } }',
    'server: { dram: { size: 8MiB }, flash: { size: 0B }, cache: { durability: array } }',
    'server: { dram: { size: 8MiB }, flash: { size: 64MiB }, cache: { durability: flash, flush: write-through } }',
    'server: { dram: { size: 8MiB }, flash: { size: 64MiB }, cache: { granularity: interval, interval: 5ms, eviction: clock, preimage: array-snapshot } }',
    'server: { dram: { size: 8MiB }, flash: { size: 64MiB }, cache: { granularity: bookmark, preimage: none, retention: { time: 10ms, records: 100, flash: 4MiB } } }',
    'server: { dram: { size: 8MiB }, flash: { size: 64MiB }, cache: { preimage: read-before-write, admission: { readMisses: false, promote: false } } }',
    'blockSize: 512B\nserver: { dram: { size: 2MiB }, flash: { size: 16MiB } }',
    'blockSize: 64KiB',
    'server: { dram: { size: 8MiB }, flash: { size: 64MiB } }\nvms: 30',
  ])('runs with %s', async (more) => {
    const { oracle } = await run(`duration: 20ms\n${more.includes('vms') ? '' : 'vms: 2\n'}${more}`);
    expect(oracle.violations).toBe(0);
  });

  it('replays every request of a trace', async () => {
    const trace = vscsiV1(
      Array.from({ length: 300 }, (_, index) => ({
        cmd: index % 3 === 0 ? 0x28 : 0x2a,
        lbn: 63 + (index % 40) * 7,
        len: 512 * (1 + (index % 9)),
        ts: index * 100,
      })),
    );
    const result = await run(
      'duration: 1s\nserver: { flash: { size: 64MiB } }\nvms: [{ workload: { file: a.vscsi } }]\ntimeline: [{ at: 10ms, do: bookmark, name: a }, { at: 20ms, do: rollback, target: a, workload: rewind }]',
      trace,
    );
    expect([result.total.reads, result.total.writes, result.oracle.violations]).toEqual([100, 200, 0]);
    expect(result.oracle.checkedReads).toBeGreaterThan(100);
  });
});
