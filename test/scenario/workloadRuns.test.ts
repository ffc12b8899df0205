/** Workloads of every kind in a whole run: slices, save and restore change nothing, the oracle finds nothing, and after a rollback they go on, rewind or wait. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import type { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import type { RunResult } from '../../sim/results/runResult.ts';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { inChunks } from '../workloads/traceFiles.ts';

const jobs = `
[global]
ioengine=libaio
size=2m
[a]
rw=randrw
bssplit=4k/50:16k/50
iodepth=4
numjobs=2
[b]
stonewall
rw=write
write_barrier=4
rate_iops=4k
time_based
runtime=20ms
`;

const text = `
name: workloads
duration: 120ms
server: { dram: { size: 16MiB }, flash: { size: 64MiB }, cache: { flush: { policy: periodic, interval: 20ms } } }
array: { readLatency: { kind: exponential, mean: 300us } }
vms:
  - name: vm
    count: 2
    disk: 64MiB
    memory: 1MiB
    workloads:
      - stagger: 5ms
        rounds: none
        phases:
          - { type: boot, bootSize: 512KiB, hotSize: 256KiB, queueDepth: 4 }
          - { for: 3ms, type: pause }
          - { for: 9ms, type: oltp, logSize: 1MiB, footprint: 4MiB, queueDepth: 4, flushWaits: true }
          - { for: 11ms, footprint: 4MiB, pacing: { type: bursts, rate: 20kiops, on: 1ms, off: { kind: exponential, mean: 1ms } } }
      - { of: [{ type: uniform, footprint: 2MiB, weight: 3 }, { type: strided, footprint: 8MiB }], rate: 2000/s }
      - { type: dirtying, pacing: { type: constant, rate: 3000/s } }
  - { name: fio, disk: 64MiB, memory: 0B, workload: { type: fio, file: jobs.fio } }
timeline:
  - { at: 30ms, do: bookmark, name: a, vms: all }
  - { at: 60ms, do: rollback, target: a, vm: vm1, workload: AFTER }
  - { at: 61ms, do: rollback, target: a, vm: fio, workload: AFTER }
  - { at: 80ms, do: undo, vm: vm1 }
`;

async function build(after: string): Promise<Simulation> {
  const written = text.replaceAll('AFTER', after);
  const scenario = parseScenario(written, 'workloads.yaml', []);
  return buildSimulation(scenario, await loadInputs(scenario, () => Promise.resolve(inChunks(new TextEncoder().encode(jobs), 100))), { oracle: 'full' });
}

function end(simulation: Simulation, slice = 100_000): Omit<RunResult, 'wallSeconds' | 'machine'> {
  while (!simulation.finished) simulation.run(slice);
  return simulation.finish().result;
}

describe.each(['continue', 'rewind', 'hold'])('workloads of every kind that %s after a rollback', (after) => {
  it('are the same in slices and after save and restore, and nothing is wrong', async () => {
    const straight = end(await build(after));
    expect([straight.oracle.violations, straight.rollbacks.filter(({ kind, refused }) => kind === 'rollback' && refused)]).toEqual([0, []]);
    expect(straight.vms.every(({ reads, writes }) => reads > 20 && writes > 20)).toBe(true);
    expect(end(await build(after), 333).digest).toBe(straight.digest);
    const random = new RandomStream(3, 'instants');
    let simulation = await build(after);
    while (!simulation.finished) {
      simulation.run(1 + random.nextInt(3000));
      const saved = structuredClone(simulation.save());
      simulation = await build(after);
      simulation.restore(saved);
    }
    expect(simulation.finish().result.digest).toBe(straight.digest);
  });
});
