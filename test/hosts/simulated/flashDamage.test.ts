/** A run whose flash, or array, is damaged on the way: nothing wrong is handed on, neighbours are as ever, and only what was damaged is lost. */
import { describe, expect, it } from 'vitest';
import { buildSimulation } from '../../../sim/scenario/build.ts';
import { loadInputs } from '../../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';
import type { RunRecord } from '../../../sim/results/runRecord.ts';

const draft = {
  duration: '40ms',
  server: { dram: { size: '512KiB' }, flash: { size: '4MiB' }, cache: { durability: 'flash', flush: { policy: 'age', age: '1s' } } },
  array: { readLatency: '100us', writeLatency: '100us' },
  vms: [{ name: 'vm1', disk: '4MiB', workloads: [{ type: 'uniform', footprint: '2MiB', rate: '15000/s', readRatio: 0.5 }] }],
};

/** All of it fits into the cache, and is written before anything is damaged. */
const rewritten = { type: 'uniform', footprint: '128KiB', rate: '15000/s', readRatio: 0.5 };

async function run(timeline: readonly object[], other: object = {}): Promise<RunRecord['result']> {
  const scenario = parseScenario(JSON.stringify({ ...draft, ...other, timeline }), 'damage.json', []);
  const simulation = buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('it names no file'))));
  while (!simulation.finished) simulation.run(10_000);
  return simulation.finish().result;
}

const lostAfterCrash = ({ crashes }: RunRecord['result']): number => crashes.find(({ image }) => image === 'server')?.lostWrites ?? -1;

describe('do: damage-flash', () => {
  it('in slots: the oracle finds nothing wrong, and a crash loses what was hit and no more', async () => {
    const sound = await run([{ at: '30ms', do: 'crash' }]);
    const hit = await run([
      { at: '25ms', do: 'damage-flash', offset: '0B', size: '1MiB' },
      { at: '30ms', do: 'crash' },
    ]);
    expect(lostAfterCrash(sound)).toBe(0);
    expect(lostAfterCrash(hit)).toBeGreaterThan(0);
    expect(hit.oracle.violations).toBe(0);
    expect(hit.oracle.checkedReads).toBeGreaterThan(50);
  });

  it('in the log: the VM comes back with what the array holds', async () => {
    const hit = await run([
      { at: '29ms', do: 'damage-flash', offset: '4104KiB', size: '1MiB' },
      { at: '30ms', do: 'crash' },
    ]);
    expect(hit.oracle.violations).toBe(0);
    expect(lostAfterCrash(hit)).toBeGreaterThan(50);
  });
});

describe('do: damage-array', () => {
  const timeline = [
    { at: '20ms', do: 'damage-array', vm: 'vm1', offset: '0B', size: '4MiB' },
    { at: '30ms', do: 'crash' },
  ];
  const smallCache = {
    server: { dram: { size: '128KiB' }, flash: { size: '256KiB' }, cache: { durability: 'flash', flush: { policy: 'periodic', interval: '1ms' } } },
  };

  it('what the server has written and the array has lost is answered as lost, also after a crash, and never handed on', async () => {
    const sound = await run(timeline.slice(1), smallCache);
    const hit = await run(timeline, smallCache);
    expect(sound.damage).toEqual({ lostVersions: 0, lostAnswers: 0 });
    expect(hit.damage.lostAnswers).toBeGreaterThan(20);
    expect(hit.crashes.find(({ image }) => image === 'server')?.lostBlocks).toBeGreaterThan(20);
    expect(hit.oracle.violations).toBe(0);
    expect(hit.oracle.checkedReads).toBeGreaterThan(50);
  });

  it('costs nothing where the cache has a copy: reads come from there', async () => {
    const hit = await run([{ at: '20ms', do: 'damage-array', vm: 'vm1', offset: '0B', size: '4MiB' }], { vms: [{ ...draft.vms[0], workloads: [rewritten] }] });
    expect(hit.damage.lostAnswers).toBe(0);
    expect(hit.oracle.violations).toBe(0);
  });
});
