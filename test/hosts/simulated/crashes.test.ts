/** The server crashes in a run, and is sampled for what a crash would leave. */
import { describe, expect, test } from 'vitest';
import type { Simulation } from '../../../sim/hosts/simulated/simulation.ts';
import type { CrashFigures } from '../../../sim/results/crashFigures.ts';
import { parseRunResult } from '../../../sim/results/runResult.ts';
import type { SimulatedResult } from '../../../sim/results/runRecord.ts';
import { buildSimulation } from '../../../sim/scenario/build.ts';
import { loadInputs } from '../../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';

const text = `
seed: 5
duration: 120ms
server:
  dram: { size: 2MiB }
  flash: { size: 16MiB }
  cache: { flush: { policy: periodic, interval: 10ms }, durability: flash }
vms:
  - name: a
    disk: 32MiB
    memory: 1MiB
    workloads:
      - { type: zipf, footprint: 4MiB, readRatio: 0.3, queueDepth: 4, thinkTime: 100us, flushEvery: 20 }
      - { type: uniform, space: memory, readRatio: 0.3, rate: 2000/s }
  - name: b
    disk: 16MiB
    cache: { durability: dram, preimage: array-snapshot }
    workload: { type: uniform, footprint: 4MiB, readRatio: 0.2, rate: 8000/s, flushEvery: 100 }
`;
const crashes =
  '[{ at: 20ms, do: bookmark, name: one }, { at: 50ms, do: crash }, { at: 60ms, do: rollback, target: one }, { at: 85ms, do: crash, inFlight: torn }]';
const inRollback =
  '[{ at: 20ms, do: bookmark, name: one }, { at: 50ms, do: rollback, target: one, workload: rewind }, { at: 50001us, do: crash }, { at: 50100us, do: crash }, { at: 50101us, do: bookmark, name: two }, { at: 80ms, do: rollback, target: two }]';

async function build(sets: Readonly<Record<string, string>>): Promise<Simulation> {
  const list = Object.entries(sets).map(([path, value]) => ({ path, value, cwdRelative: true }));
  const scenario = parseScenario(text, 'crashes.yaml', list);
  return buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no traces'))));
}

function end(simulation: Simulation): SimulatedResult {
  while (!simulation.finished) simulation.run(100_000);
  return simulation.finish().result;
}

function sound({ oracle, checks }: SimulatedResult): void {
  expect(oracle.firstViolations).toEqual([]);
  expect(checks.filter((check) => !check.passed)).toEqual([]);
}

const of = (result: SimulatedResult, image: string): CrashFigures[] => result.crashes.filter((crash) => crash.image === image);

describe('crashes of the server', () => {
  test('on the timeline: it comes back, its VMs go on, and a bookmark of before works', async () => {
    const result = end(await build({ timeline: crashes }));
    sound(result);
    expect(() => parseRunResult({ ...result, wallSeconds: 1 })).not.toThrow();
    expect(of(result, 'server').map(({ atNs, consistency, source }) => ({ atNs, consistency, source }))).toEqual([
      { atNs: 50e6, consistency: 'prefix', source: 'timeline' },
      { atNs: 85e6, consistency: 'prefix', source: 'timeline' },
    ]);
    for (const { rtoNs, logBytes, logEntries } of of(result, 'server')) {
      expect(logBytes).toBeGreaterThan(0);
      expect(rtoNs).toBeGreaterThan(100 * logEntries);
    }
    for (const { rpoNs, lostWrites } of of(result, 'array')) {
      expect(rpoNs).toBeGreaterThan(0);
      expect(lostWrites).toBeGreaterThan(0);
    }
    expect(result.rollbacks.map(({ vm, refused, checked }) => ({ vm, refused, checked }))).toEqual([
      { vm: 'a', refused: false, checked: true },
      { vm: 'b', refused: false, checked: true },
    ]);
    expect(result.total.writes).toBeGreaterThan(500);
  });

  test('while a rollback is under way, and again while it recovers: the VMs go on, and what came meanwhile is done then', async () => {
    const result = end(await build({ timeline: inRollback }));
    sound(result);
    expect(of(result, 'server').map(({ phase, lostWrites }) => [phase, lostWrites === 0])).toEqual([
      ['rollback', false],
      ['recovery', true],
    ]);
    expect(result.rollbacks.map(({ vm, reason }) => [vm, reason])).toEqual([
      ['a', 'server-crashed'],
      ['b', 'server-crashed'],
      ['a', null],
      ['b', null],
    ]);
    expect(result.bookmarks.filter(({ name }) => name === 'two').map(({ atNs }) => atNs > 50.2e6)).toEqual([true, true]);
  });

  test('in samples: every phase that occurs is hit, nothing is lost that was promised, and the run stays as it is', async () => {
    const timeline = '[{ at: 20ms, do: bookmark, name: one }, { at: 60ms, do: rollback, target: one, vm: a }, { at: 90ms, do: rollback, target: one, vm: b }]';
    const plain = end(await build({ timeline }));
    const sampled = end(await build({ timeline, crashSample: '12' }));
    sound(sampled);
    expect({ ...sampled, crashes: [] }).toEqual({ ...plain, crashes: [] });
    expect(of(sampled, 'array').length).toBeGreaterThanOrEqual(12);
    expect(new Set(sampled.crashes.map(({ phase }) => phase))).toEqual(
      new Set([...sampled.crashes.map(({ phase }) => phase), 'rollback', 'recovery', 'write', 'destage']),
    );
    expect(of(sampled, 'server').every(({ consistency, checked }) => consistency === 'prefix' && checked)).toBe(true);
    expect(of(sampled, 'array').every(({ rpoNs }) => rpoNs > 0)).toBe(true);
  });

  test('of class flash lose nothing; the array alone loses what it had not got', async () => {
    const result = end(await build({ crashSample: '8', 'vms.1.cache.durability': 'flash' }));
    sound(result);
    expect(of(result, 'server').map(({ lostWrites, rpoNs }) => lostWrites + rpoNs)).toEqual(of(result, 'server').map(() => 0));
    expect(of(result, 'array').some(({ lostWrites }) => lostWrites > 0)).toBe(true);
  });

  test('what was set on the way holds afterwards, too: flush policy and durability class', async () => {
    const set = '{ at: 49ms, do: set-flush, vm: a, flush: write-through }, { at: 49ms, do: set-durability, vm: b, durability: flash }';
    const run = async (timeline: string): Promise<SimulatedResult> => end(await build({ 'server.cache.flush': '{ policy: age, age: 1h }', timeline }));
    const before = await run('[{ at: 50ms, do: crash }]');
    const after = await run(`[${set}, { at: 50ms, do: crash }, { at: 110ms, do: crash, inFlight: lost }]`);
    sound(before);
    sound(after);
    expect(before.cache.destages).toBe(0);
    expect(after.cache.destages).toBeGreaterThan(500);
    // VM b, which as configured is of class dram, loses nothing any more.
    expect(of(before, 'server')[0]?.lostWrites).toBeGreaterThan(0);
    expect(of(after, 'server')[1]?.lostWrites).toBe(0);
  });

  test('save and restore change nothing, also while the server is down', async () => {
    const sets = { timeline: inRollback, crashSample: '6' };
    const straight = end(await build(sets));
    let simulation = await build(sets);
    while (!simulation.finished) {
      simulation.run(1700);
      const saved = structuredClone(simulation.save());
      simulation = await build(sets);
      simulation.restore(saved);
    }
    const { result } = simulation.finish();
    expect({ ...result, oracle: null }).toEqual({ ...straight, oracle: null });
  });
});
