/** Two exclusive tiers under LRU are one LRU of both sizes, hit by hit: DEMOTE, Wong & Wilkes, My cache or yours?, USENIX 2002. */
import { expect, it } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { BlockCache } from '../../../sim/hosts/timeless/blockCache.ts';

const lru = { policy: 'lru', params: {} };

it.each([
  [10, 30],
  [1, 39],
  [38, 2],
])('DRAM of %d and flash of %d blocks hit exactly like one LRU of 40', (dramBlocks, flashBlocks) => {
  const stream = new RandomStream(1, 'tiers');
  const tiers = new BlockCache({ dramBlocks, flashBlocks, eviction: lru, diskBlocks: 200 });
  const one = new BlockCache({ dramBlocks: 40, eviction: lru, diskBlocks: 200 });
  const small = new BlockCache({ dramBlocks, eviction: lru, diskBlocks: 200 });
  for (let step = 0; step < 8000; step++) {
    const block = Math.floor(200 * stream.next() * stream.next());
    const isSmallHit = small.read(block);
    const flashHits = tiers.flashHits;
    expect(tiers.read(block)).toBe(one.read(block));
    if (isSmallHit) expect(tiers.flashHits).toBe(flashHits); // what DRAM alone would hit is hit in DRAM
    if (step % 2000 === 0) tiers.engine.verifyInvariants();
  }
  expect(tiers.flashHits).toBe(small.misses - one.misses);
  expect(tiers.flashHits).toBeGreaterThan(0);
});
