/** The short way of a read (`CacheEngine.touch`) does what the long way does, and both can be mixed. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import { LocationIndex } from '../../sim/engine/locationIndex.ts';
import { evictionPolicies } from '../../sim/engine/policy/evictionPolicies.ts';
import { Op } from '../../sim/engine/protocol.ts';
import { BlockCache } from '../../sim/hosts/timeless/blockCache.ts';
import { item } from '../support/item.ts';

const policies = evictionPolicies.filter(({ needsFuture }) => needsFuture !== true);

function cacheOf(policy: string, dramBlocks: number): BlockCache {
  const spec = policies.find(({ name }) => name === policy);
  return new BlockCache({ dramBlocks, eviction: { policy, params: spec === undefined ? {} : defaultParams(spec) }, diskBlocks: 500 });
}

/** Skewed: block numbers near 0 come often. */
function drawBlock(stream: RandomStream): number {
  return Math.floor(500 * stream.next() * stream.next() * stream.next());
}

/** All of the engine's state but its pools of requests and commands, which the short way does not use. */
function stateOf(cache: BlockCache): unknown {
  const { cells, freeDram, vms } = cache.engine.save();
  return { cells, freeDram, vms };
}

describe.each(policies.map(({ name }) => name))('with %s', (policy) => {
  it.each([0, 0.3])('a share of writes of %d: hits and state are those of the long way', (writes) => {
    const stream = new RandomStream(3, policy);
    const short = cacheOf(policy, 50);
    const long = cacheOf(policy, 50);
    const mixed = cacheOf(policy, 50);
    for (let step = 0; step < 3000; step++) {
      const block = drawBlock(stream);
      const isWrite = stream.next() < writes;
      const isHit = isWrite ? short.write(block) : short.read(block);
      expect(long.submit(isWrite ? Op.Write : Op.Read, block)).toBe(isHit);
      expect(isWrite || stream.next() < 0.5 ? mixed.submit(isWrite ? Op.Write : Op.Read, block) : mixed.read(block)).toBe(isHit);
      if (step % 1000 === 999) {
        short.engine.verifyInvariants();
        expect(stateOf(short)).toEqual(stateOf(long));
        expect(stateOf(mixed)).toEqual(stateOf(long));
      }
    }
    expect(short.misses).toBe(long.misses);
    expect(short.misses).toBeGreaterThan(250);
  });
});

describe('an access to a full cache', () => {
  it('evicts nothing when it writes a block that is there', () => {
    const cache = cacheOf('lru', 4);
    for (const block of [1, 2, 3, 4]) cache.read(block);
    expect(cache.write(1)).toBe(true);
    expect([1, 2, 3, 4].map((block) => cache.read(block))).toEqual([true, true, true, true]);
  });

  it('keeps the uses of a block that is written', () => {
    const cache = cacheOf('lfu', 3);
    for (const block of [1, 1, 1, 2, 3, 3]) cache.read(block);
    cache.write(1);
    cache.read(4);
    cache.read(5);
    expect([1, 3].map((block) => cache.read(block))).toEqual([true, true]);
  });
});

it('a bug planted in the location index changes the misses', () => {
  const count = (): number => {
    const stream = new RandomStream(4, 'planted');
    const cache = cacheOf('lru', 50);
    for (let step = 0; step < 5000; step++) cache.read(drawBlock(stream));
    return cache.misses;
  };
  const right = count();
  const set = Object.getOwnPropertyDescriptor(LocationIndex.prototype, 'set')!;
  LocationIndex.prototype.set = function (this: LocationIndex, block: number, value: number): void {
    if (block % 7 !== 3) Reflect.apply(item([set.value as (block: number, value: number) => void], 0), this, [block, value]);
  };
  try {
    expect(count()).toBeGreaterThan(right + 50);
  } finally {
    Object.defineProperty(LocationIndex.prototype, 'set', set);
  }
});
