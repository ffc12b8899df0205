/** What each class and each ordering flush policy promises, in whole runs that are sampled for what a crash would leave. `sim/engine/GUARANTEES.md` names these tests. */
import { describe, expect, test } from 'vitest';
import type { SimulatedResult } from '../../../sim/results/runRecord.ts';
import { buildSimulation } from '../../../sim/scenario/build.ts';
import { loadInputs } from '../../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';

const text = `
seed: 11
duration: 60ms
crashSample: 12
server:
  dram: { size: 1MiB }
  flash: { size: 8MiB }
  cache: { flush: { policy: periodic, interval: 5ms } }
array: { writeLatency: 1ms, readLatency: 200us }
vms:
  - name: a
    disk: 16MiB
    memory: 256KiB
    workloads:
      - { type: zipf, footprint: 4MiB, readRatio: 0.2, queueDepth: 8, thinkTime: 50us, flushEvery: 10 }
      - { type: uniform, space: memory, readRatio: 0.3, rate: 2000/s }
timeline:
  - { at: 20ms, do: bookmark, name: point }
  - { at: 40ms, do: rollback, target: point }
  - { at: 41ms, do: undo }
  - { at: 50ms, do: resize, vm: a, portion: { dram: 512KiB, flash: 4MiB } }
`;

async function run(sets: Readonly<Record<string, string>>): Promise<SimulatedResult> {
  const list = Object.entries(sets).map(([path, value]) => ({ path, value, cwdRelative: true }));
  const scenario = parseScenario(text, 'promises.yaml', list);
  const simulation = buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no traces'))));
  while (!simulation.finished) simulation.run(100_000);
  const { result } = simulation.finish();
  // Among them: no write that was flushed is missing, bookmarks that were answered are there, each space is a prefix.
  expect(result.oracle.firstViolations).toEqual([]);
  return result;
}

describe('after a crash', () => {
  test.each(['flash', 'array'])('class %s has every acknowledged write', async (durability) => {
    const { crashes } = await run({ 'server.cache.durability': durability });
    const recovered = crashes.filter(({ image }) => image === 'server');
    expect(recovered.length).toBeGreaterThanOrEqual(12);
    expect(recovered.filter(({ lostWrites, consistency }) => lostWrites > 0 || consistency !== 'prefix')).toEqual([]);
  });

  test('class dram has every write that was flushed, and is a prefix', async () => {
    const { crashes, total } = await run({ 'server.cache.durability': 'dram' });
    expect(total.flushes).toBeGreaterThan(10);
    const recovered = crashes.filter(({ image }) => image === 'server');
    expect(recovered.filter(({ consistency }) => consistency !== 'prefix')).toEqual([]);
    // It may lose what was not flushed: were nothing ever lost, the test would see nothing.
    expect(recovered.some(({ lostWrites }) => lostWrites > 0)).toBe(true);
  });

  test.each([
    { 'server.cache.durability': 'array' },
    { 'server.cache.flush': 'write-through', 'server.cache.durability': 'dram' },
    { 'server.cache.flush': 'write-around', 'server.cache.durability': 'dram' },
  ])('the array alone has every acknowledged write with %o', async (sets) => {
    const { crashes } = await run(sets);
    expect(crashes.filter(({ image, lostWrites }) => image === 'array' && lostWrites > 0)).toEqual([]);
  });

  test.each(['ordered', 'journaled', 'epoch'])('%s leaves a point in time on the array', async (policy) => {
    const { crashes } = await run({ 'server.cache.flush': policy });
    expect(crashes.filter(({ consistency }) => consistency !== 'prefix')).toEqual([]);
  });

  test('write-back leaves torn images on the array', async () => {
    const { crashes } = await run({ 'server.cache.flush': 'write-back' });
    expect(crashes.some(({ image, consistency }) => image === 'array' && consistency === 'torn')).toBe(true);
  });
});
