import { expect, it } from 'vitest';
import { PairIndex } from '../../sim/base/pairIndex.ts';
import { RandomStream } from '../../sim/base/random.ts';

it('numbers pairs in the order of first appearance, as a Map of texts does', () => {
  const index = new PairIndex();
  const naive = new Map<string, number>();
  const stream = new RandomStream(1, 'pairs');
  for (let draw = 0; draw < 50_000; draw++) {
    // Few lows with many highs and the other way round: neither half alone tells pairs apart.
    const low = draw % 2 === 0 ? stream.nextInt(8) : stream.nextUint32();
    const high = draw % 2 === 0 ? stream.nextUint32() >>> stream.nextInt(32) : stream.nextInt(3) + 0xffff_fffd;
    const text = `${String(low)} ${String(high)}`;
    const known = naive.get(text);
    expect(index.of(low, high)).toBe(known ?? naive.size);
    if (known === undefined) naive.set(text, naive.size);
  }
  expect(index.count).toBe(naive.size);
  for (const [text, number] of [...naive].slice(0, 100)) expect(`${String(index.lowOf(number))} ${String(index.highOf(number))}`).toBe(text);
});
