/** Each flush policy does what its definition says, as a property of the destages that it starts under random writes. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import type { DirtyView, WriteThrottle } from '../../sim/engine/policy/flushPolicy.ts';
import { DestageWorld } from './destageWorld.ts';
import type { Start, WorldOptions, Write } from './destageWorld.ts';
import { quickFlushParams } from './quickFlushParams.ts';

const untilNs = 4e7;

/** 2000 writes at random times up to three quarters of the run, to 400 blocks of which some get more than others. */
function randomWrites(seed: number): Write[] {
  const random = new RandomStream(seed, 'writes');
  const times = Array.from({ length: 2000 }, () => Math.floor(random.next() * untilNs * 0.75)).sort((a, b) => a - b);
  return times.map((atNs) => ({ atNs, block: Math.floor(random.next() * random.next() * 400) }));
}

function run(name: string, writes: readonly Write[], params: Readonly<Record<string, unknown>> = {}, options: WorldOptions = {}): DestageWorld {
  const spec = flushPolicies.find((candidate) => candidate.name === name)!;
  const world = new DestageWorld(spec.create({ ...defaultParams(spec), ...quickFlushParams[name], ...params }, { startNs: 0 }), options);
  world.run(writes, untilNs);
  return world;
}

/** Of each seed: what the policy started, with the writes. */
const seeds = [1, 2, 3].map((seed) => ({ seed, writes: randomWrites(seed) }));
const slowArray: WorldOptions = { serviceNs: 20_000, inFlightMax: 5, failEvery: 13 };

function count(starts: readonly Start[]): void {
  expect(starts.length).toBeGreaterThan(200);
}

/** In the order in which the keys come first. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => number): readonly (readonly Item[])[] {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Did the order go down without having been at the end of what there was? */
function descents(starts: readonly Start[]): number {
  return starts.slice(1).filter((start, i) => start.block < starts[i]!.block && start.listed.some(({ block }) => block > starts[i]!.block)).length;
}

describe.each(seeds)('under random writes, seed $seed', ({ writes }) => {
  it.each(['write-through', 'write-around', 'write-back', 'wb-flush', 'wb-persist', 'ordered'])('%s starts a destage at once', (name) => {
    const { starts } = run(name, writes);
    expect(starts.map(({ atNs, block }) => ({ atNs, block }))).toEqual(writes);
  });

  it('write-back has at most so many under way', () => {
    const { starts } = run('write-back', writes, { inFlight: 3 }, { serviceNs: 50_000 });
    count(starts);
    expect(Math.max(...starts.map(({ inFlight }) => inFlight))).toBe(2);
  });

  it('periodic starts everything at the tick, and nothing in between', () => {
    const { starts } = run('periodic', writes);
    count(starts);
    for (const { atNs, sinceNs } of starts) {
      expect(atNs % 1e6).toBe(0);
      expect(atNs - sinceNs).toBeLessThanOrEqual(1e6);
    }
  });

  it('wb-flush and wb-persist leave everything to the barriers where they are told so', () => {
    expect(run('wb-flush', writes, { background: false }).starts).toEqual([]);
    expect(run('wb-persist', writes, { background: false }).starts).toEqual([]);
  });

  it('epoch has the ticks of periodic', () => {
    expect(run('epoch', writes).starts).toEqual(run('periodic', writes).starts);
  });

  it('journaled ends a set after its interval, or when so many blocks are dirty', () => {
    const byTime = run('journaled', writes, { blocks: null }).starts;
    count(byTime);
    for (const { atNs } of byTime) expect(atNs % 1e6).toBe(0);
    const bySize = run('journaled', writes, { interval: 1e12, blocks: 30 }).starts;
    count(bySize);
    for (const set of groupBy(bySize, ({ atNs }) => atNs)) expect(set[0]!.dirtyBlocks).toBe(30);
  });

  it('writer-delay starts the more the more is dirty, and nothing up to its first mark', () => {
    const { starts } = run('writer-delay', writes, { dirtyMax: 0.1, activeMin: 0.3, activeMax: 0.6, inFlight: 10 }, { serviceNs: 100_000 });
    count(starts);
    for (const { dirtyBlocks, inFlight } of starts) {
      expect(dirtyBlocks).toBeGreaterThan(30);
      expect(inFlight).toBeLessThan(Math.min(10, Math.ceil((10 * (dirtyBlocks - 30)) / 30)));
    }
    expect(new Set(starts.map(({ inFlight }) => inFlight)).size).toBeGreaterThan(4);
  });

  it('rollback-aware waits out the horizon, and its age where a preimage would have to be read', () => {
    const { starts } = run('rollback-aware', writes, { inFlight: 1000, look: 1000 });
    count(starts);
    for (const { atNs, block, sinceNs, lastWriteNs } of starts) {
      const isOverdue = atNs - sinceNs >= 2e6;
      if (block % 3 === 0) expect(isOverdue).toBe(true);
      else if (!isOverdue) expect(atNs - lastWriteNs).toBeGreaterThanOrEqual(5e5);
      expect(atNs - sinceNs).toBeLessThanOrEqual(2e6);
    }
    expect(starts.some(({ atNs, sinceNs }) => atNs - sinceNs < 1e6)).toBe(true);
  });

  it('rollback-aware that looks at nothing destages at once, at its age alone what it may not otherwise', () => {
    const blind = run('rollback-aware', writes, { targets: false, preimages: false, inFlight: 1000 }).starts;
    expect(blind.map(({ atNs, block }) => ({ atNs, block }))).toEqual(writes);
    const unbounded = run('rollback-aware', writes, { exposure: false, inFlight: 1000, look: 1000 }).starts;
    expect(unbounded.some(({ block }) => block % 3 === 0)).toBe(false);
  });

  it('spread never bursts, and is through with a set before the next', () => {
    const { starts } = run('spread', writes);
    count(starts);
    expect(new Set(starts.map(({ atNs }) => atNs)).size).toBe(starts.length);
    for (const { atNs, sinceNs } of starts) expect(Math.floor(atNs / 1e6) - Math.ceil(sinceNs / 1e6)).toBeLessThanOrEqual(0);
    const perTick = groupBy(starts, ({ atNs }) => Math.floor(atNs / 1e6));
    for (const set of perTick) {
      for (const [i, start] of set.entries()) expect((start.atNs % 1e6) - Math.floor((1e6 * i) / set.length)).toBe(0);
    }
  });

  it('spread with a smoothing of 0 is periodic', () => {
    expect(run('spread', writes, { smoothing: 0 }).starts).toEqual(run('periodic', writes).starts);
  });

  it('spread with a smoothing of a half is through in half the interval', () => {
    const { starts } = run('spread', writes, { smoothing: 0.5 });
    count(starts);
    expect(Math.max(...starts.map(({ atNs }) => atNs % 1e6))).toBeLessThan(5e5);
  });

  it('age destages a block exactly when it has been dirty for so long', () => {
    const { starts } = run('age', writes);
    count(starts);
    for (const { atNs, sinceNs } of starts) expect(atNs - sinceNs).toBe(2e6);
  });

  it('idle destages a block exactly when it has not been written for so long', () => {
    const { starts } = run('idle', writes);
    count(starts);
    for (const { atNs, lastWriteNs } of starts) expect(atNs - lastWriteNs).toBe(2e6);
    expect(starts.some(({ lastWriteNs, sinceNs }) => lastWriteNs > sinceNs)).toBe(true);
  });

  it('idle never touches a block sooner, however the array behaves', () => {
    const { starts } = run('idle', writes, {}, slowArray);
    count(starts);
    for (const { atNs, lastWriteNs } of starts) expect(atNs - lastWriteNs).toBeGreaterThanOrEqual(2e6);
  });

  it('watermark never goes below its low mark, however the array behaves', () => {
    const { starts } = run('watermark', writes, {}, slowArray);
    count(starts);
    for (const { dirtyBlocks, inFlight } of starts) expect(dirtyBlocks - inFlight).toBeGreaterThan(50);
  });

  it('watermark begins at its high mark and stops at its low one', () => {
    const { starts } = run('watermark', writes);
    count(starts);
    let isDraining = false;
    let drains = 0;
    for (const { dirtyBlocks, inFlight } of starts) {
      if (!isDraining) {
        expect(dirtyBlocks).toBeGreaterThanOrEqual(100);
        drains += 1;
      }
      expect(dirtyBlocks - inFlight).toBeGreaterThan(50);
      isDraining = dirtyBlocks - inFlight > 51;
    }
    expect(drains).toBeGreaterThan(1);
  });

  it.each(['linear-threshold', 'lrw', 'cscan'])('%s starts the more the more is dirty, and nothing at the low mark', (name) => {
    const { starts } = run(name, writes, {}, { serviceNs: 100_000 });
    count(starts);
    for (const { dirtyBlocks, inFlight } of starts) {
      expect(dirtyBlocks - inFlight).toBeGreaterThan(50);
      expect(inFlight).toBeLessThan(Math.min(8, Math.ceil((8 * (dirtyBlocks - 50)) / 50)));
    }
    expect(new Set(starts.map(({ inFlight }) => inFlight)).size).toBeGreaterThan(4);
  });

  it('linear-threshold takes the block that has been dirty for the longest time', () => {
    const { starts } = run('linear-threshold', writes);
    count(starts);
    for (const { block, listed } of starts) expect(block).toBe(listed[0]!.block);
  });

  it.each([{}, slowArray])('lrw takes the least recently written', (options) => {
    const { starts } = run('lrw', writes, {}, options);
    count(starts);
    for (const { lastWriteNs, listed } of starts) expect(lastWriteNs).toBe(Math.min(...listed.map((other) => other.lastWriteNs)));
    expect(starts.some(({ block, listed }) => block !== listed[0]!.block)).toBe(true);
  });

  it('marks at the same place are a cap', () => {
    const { starts } = run('lrw', writes, { low: 0.07, high: 0.07 });
    count(starts);
    for (const { dirtyBlocks } of starts) expect(dirtyBlocks).toBe(71);
  });

  it('cscan ascends, and wraps at the end only', () => {
    const { starts } = run('cscan', writes);
    count(starts);
    expect(descents(starts)).toBe(0);
    expect(starts.slice(1).some((start, i) => start.block < starts[i]!.block)).toBe(true);
  });

  it('wow ascends, and passes over groups that were written again', () => {
    const { starts } = run('wow', writes);
    count(starts);
    expect(descents(starts)).toBe(0);
    // The hottest blocks are the first: they go less often than under the order of the disk alone.
    const hot = (of: readonly Start[]): number => of.filter(({ block }) => block < 8).length;
    expect(hot(starts)).toBeLessThan(hot(run('cscan', writes, { groupBlocks: 8 }).starts));
  });

  it('alru destages so many stale blocks a cycle, and nothing while the VM is busy', () => {
    const { starts } = run('alru', writes, { activity: 100_000 });
    expect(starts.length).toBeGreaterThan(50);
    for (const { atNs, lastWriteNs } of starts) {
      expect(atNs % 1e6).toBe(0);
      expect(atNs - lastWriteNs).toBeGreaterThanOrEqual(1e6);
      expect(atNs - Math.max(0, ...writes.filter((write) => write.atNs <= atNs).map((write) => write.atNs))).toBeGreaterThanOrEqual(100_000);
    }
    for (const cycle of groupBy(starts, ({ atNs }) => atNs)) expect(cycle.length).toBeLessThanOrEqual(20);
  });

  it('acp takes so many blocks of the chunk that has most', () => {
    const { starts } = run('acp', writes);
    count(starts);
    const chunkOf = (block: number): number => Math.floor(block / 32);
    for (const cycle of groupBy(starts, ({ atNs }) => atNs)) {
      expect(cycle.length).toBeLessThanOrEqual(8);
      const chunk = chunkOf(cycle[0]!.block);
      expect(new Set(cycle.map(({ block }) => chunkOf(block)))).toEqual(new Set([chunk]));
      const dirtyByChunk = groupBy(cycle[0]!.listed, ({ block }) => chunkOf(block)).map((blocks) => blocks.length);
      expect(cycle[0]!.listed.filter(({ block }) => chunkOf(block) === chunk)).toHaveLength(Math.max(...dirtyByChunk));
    }
  });
});

it('wow passes over a group once, and takes it the next time', () => {
  const fill = [0, 1, 8, 9, 16].map((block, i) => ({ atNs: i, block }));
  const again = [{ atNs: 10, block: 1 }];
  const more = [20, 21, 22, 23, 24].map((block, i) => ({ atNs: 20 + i, block: block + 10 }));
  const { starts } = run('wow', [...fill, ...again, ...more], { low: 0.005, high: 0.005, groupBlocks: 8 });
  expect(starts.map(({ block }) => block)).toEqual([8, 9, 16, 30, 31]);
  const later = [50, 51, 52, 53, 10, 11, 12, 13].map((block, i) => ({ atNs: 30 + i, block }));
  const { starts: all } = run('wow', [...fill, ...again, ...more, ...later], { low: 0.005, high: 0.005, groupBlocks: 8 });
  expect(all.map(({ block }) => block).slice(5)).toEqual([32, 33, 34, 50, 51, 52, 53, 0, 1]);
});

it('pi-rate holds the target where the load is steady', () => {
  const spec = flushPolicies.find(({ name }) => name === 'pi-rate')!;
  const params = { target: 0.1, interval: 1e8, proportionInverse: 1, integralInverse: 1, startPerSecond: 1, minimumPerSecond: 1, delay: 0 };
  const world = new DestageWorld(spec.create({ ...defaultParams(spec), ...params }, { startNs: 0 }));
  const writes = Array.from({ length: 3000 }, (_, block) => ({ atNs: block * 1e7, block }));
  for (let second = 1; second <= 30; second += 1) {
    world.run(writes.slice((second - 1) * 100, second * 100), second * 1e9 - 1);
    if (second > 15) expect(Math.abs(world.dirtyBlocks() - 100)).toBeLessThan(5);
  }
});

it('pi-rate begins after its delay, at its first rate, one block at a time', () => {
  const writes = Array.from({ length: 100 }, (_, block) => ({ atNs: 1000 + block, block }));
  const { starts } = run('pi-rate', writes, { interval: 1e9, delay: 1e6, startPerSecond: 10_000 });
  expect(starts.map(({ atNs }) => atNs)).toEqual(writes.map((_, i) => 1_001_000 + 100_000 * i));
});

/** A writer-delay policy, and a view of which it sees so many dirty blocks, of 1000 that it may have at most. */
function delayer(): { readonly throttle: WriteThrottle; view: (dirty: number) => DirtyView } {
  const spec = flushPolicies.find(({ name }) => name === 'writer-delay')!;
  const { throttle } = spec.create({ ...defaultParams(spec), dirtyMax: 0.1 }, { startNs: 0 });
  const world = run('write-through', []);
  const view = (dirty: number): DirtyView => Object.assign(Object.create(world) as DirtyView, { dirtyBlocks: () => dirty, portionBlocks: () => 10_000 });
  return { throttle: throttle!, view };
}

it.each([
  [0, 0],
  [600, 0],
  [700, (500e3 * 100) / 300],
  [800, 500e3],
  [900, (500e3 * 300) / 100],
  [990, (500e3 * 390) / 10],
  [999, 100e6],
  [1000, Infinity],
])('writer-delay holds a write back by the curve of ZFS: %i of 1000 dirty, %i ns', (dirty, delayNs) => {
  const { throttle, view } = delayer();
  expect(throttle.admitAtNs(1e9, 1e9, view(dirty)) - 1e9).toBe(delayNs === Infinity ? Infinity : Math.round(delayNs));
});

it('writer-delay lets writes go one after the other, each so long after the one before', () => {
  const { throttle, view } = delayer();
  expect([1, 2, 3].map((atNs) => throttle.admitAtNs(atNs, atNs, view(800)))).toEqual([500_001, 1_000_001, 1_500_001]);
  expect(throttle.admitAtNs(5e6, 5e6, view(800))).toBe(5_500_000);
});
