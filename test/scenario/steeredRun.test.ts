import { describe, expect, test } from 'vitest';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { SteeredRun } from '../../sim/scenario/steeredRun.ts';

const text = `
duration: 200ms
server: { dram: { size: 8MiB }, flash: { size: 32MiB }, cache: { flush: { policy: periodic, interval: 20ms } } }
vms:
  - { name: office, disk: 64MiB, memory: 1MiB, workload: { type: zipf, footprint: 8MiB, readRatio: 0.4, queueDepth: 4, thinkTime: 200us } }
  - { name: other, disk: 64MiB, memory: 1MiB, workload: { type: uniform, footprint: 4MiB, readRatio: 0.5, rate: 2000/s } }
timeline: [{ at: 50ms, do: bookmark, name: early, vm: office }]
`;
const noFiles = (): never => {
  throw new Error('this scenario names no files');
};

const open = (sets: Parameters<typeof SteeredRun.open>[0]['sets'] = []): Promise<SteeredRun> => SteeredRun.open({ text, name: 'steered.yaml', sets }, noFiles);

async function digestOf(sets: Parameters<typeof SteeredRun.open>[0]['sets']): Promise<string> {
  const scenario = parseScenario(text, 'steered.yaml', sets);
  const simulation = buildSimulation(scenario, await loadInputs(scenario, noFiles), { oracle: 'off' });
  while (!simulation.finished) simulation.run(100_000);
  return simulation.digest();
}

function toEnd(run: SteeredRun): string {
  while (!run.finished) run.run(100_000);
  return run.digest();
}

describe('a steered run', () => {
  test('that was stopped, stepped and taken back has the digest of one that was not', async () => {
    const run = await open();
    run.run(Infinity, 100e6);
    expect(run.hasReached(100e6)).toBe(true);
    run.keepSnapshot();
    const [events, digest] = [run.events, run.digest()];
    run.run(5000);
    run.goToEvent(events + 1);
    run.goToEvent(events);
    expect(run.digest()).toBe(digest);
    run.goToEvent(10);
    run.goToEvent(events);
    expect(run.digest()).toBe(digest);
    expect(toEnd(run)).toBe(await digestOf([]));
  });

  test('repeats with what was added to its timeline, from the sets that it names', async () => {
    const run = await open();
    run.run(Infinity, 80e6);
    run.inject('do: bookmark, name: mine, vm: office');
    run.keepSnapshot();
    run.run(Infinity, 120e6);
    run.inject('do: rollback, target: mine, vm: office');
    run.inject('do: rollback, target: early, vm: office, workload: hold');
    run.run(Infinity, 160e6);
    run.inject('do: undo, vm: office');
    run.inject('do: set-durability, durability: flash, vm: other');
    run.inject('do: resize, portion: { dram: 2MiB, flash: 8MiB }, vm: other');
    run.inject('do: change, path: array.writeLatency, value: 4ms');
    run.inject('do: change, vm: other, path: server.cache.flush, value: write-through');
    expect(run.addedSets).toHaveLength(8);
    const digest = toEnd(run);
    expect(digest).not.toBe(await digestOf([]));
    expect(await digestOf(run.addedSets)).toBe(digest);
    const record = run.finish();
    expect(record.result.rollbacks.map(({ kind, refused }) => [kind, refused])).toEqual([
      ['rollback', false],
      ['rollback', false],
      ['undo', false],
    ]);
    expect(record.result.changes.map(({ path }) => path)).toEqual(['server.cache.durability', 'array.writeLatency', 'server.cache.flush']);
    expect(record.result.oracle.violations).toBe(0);
    run.rewindBefore(100e6);
    expect(run.nowNs).toBeLessThan(100e6);
    expect(toEnd(run)).toBe(digest);
    run.rewindBefore(0);
    expect(run.events).toBe(0);
    expect(toEnd(run)).toBe(digest);
  });

  test('says beforehand what a rollback does, and takes damage back', async () => {
    const run = await open();
    run.run(Infinity, 60e6);
    run.inject('do: bookmark, name: whole, vm: office');
    run.run(Infinity, 61e6);
    run.inject('do: damage, size: 4MiB, vm: office');
    run.run(Infinity, 100e6);
    const preview = run.previewRollback(0, { by: 'bookmark', name: 'whole' })!;
    expect(preview.refused).toBeNull();
    expect(preview.blocksRestored).toBeGreaterThanOrEqual(1024);
    expect(Object.values(preview.blocksByPlace).reduce((sum, count) => sum + count, 0)).toBe(preview.blocksRestored);
    expect(run.previewRollback(0, { by: 'bookmark', name: 'nothing' })!.refused).toBe('unknown-bookmark');
    const events = run.events;
    run.inject('do: rollback, target: whole, vm: office, workload: hold');
    run.stepTo('rollback', Infinity);
    const { rollbacks, oracle } = run.inspect();
    expect(rollbacks.at(-1)).toMatchObject({ recordsWalked: preview.recordsWalked, blocksRestored: preview.blocksRestored, sequence: preview.sequence });
    expect(oracle).toMatchObject({ checkedRollbacks: 1, violations: 0 });
    expect(await digestOf(run.addedSets)).toBe(toEnd(run));
    run.goToEvent(events);
    expect(run.previewRollback(0, { by: 'bookmark', name: 'whole' })).toEqual(preview);
  });

  test('forks: what is done to one is not done to the other', async () => {
    const run = await open();
    run.run(Infinity, 100e6);
    const fork = run.fork();
    fork.inject('do: rollback, target: early, vm: office');
    expect(toEnd(run)).toBe(await digestOf([]));
    expect(toEnd(fork)).toBe(await digestOf(fork.addedSets));
    expect(fork.inspect().rollbacks).toHaveLength(1);
    expect(run.inspect().rollbacks).toHaveLength(0);
  });

  test('stops at what it is told to wait for', async () => {
    const run = await open();
    expect(run.stepTo('bookmark', Infinity)).toBe(true);
    expect(run.nowNs).toBeGreaterThanOrEqual(50e6);
    expect(run.nowNs).toBeLessThan(60e6);
    const before = run.ios;
    expect(run.stepTo('io', Infinity)).toBe(true);
    expect(run.ios).toBe(before + 1);
    expect(run.stepTo('flush', 1)).toBe(false);
    expect(run.stepTo('flush', Infinity)).toBe(true);
  });

  test('refuses what can not be, and is as before', async () => {
    const run = await open();
    run.run(Infinity, 20e6);
    const digest = run.digest();
    expect(() => run.inject('do: rollback, target: nothing, vm: office')).toThrow(/bookmark/);
    expect(() => run.inject('do: undo, vm: offic')).toThrow(/office/);
    expect(run.addedSets).toEqual([]);
    expect(run.digest()).toBe(digest);
  });
});
