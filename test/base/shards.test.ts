import { decompress } from 'fzstd';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MissRatioCurve } from '../../sim/base/missRatioCurve.ts';
import { Shards } from '../../sim/base/shards.ts';
import { StackDistances } from '../../sim/base/stackDistances.ts';
import { item } from '../support/item.ts';
import { describeWithTraces, tracesFolder } from '../support/traces.ts';

/** A loop over 20,000 keys and random uses of 2,000 popular ones: a curve with a cliff. */
function* cliff(uses: number): Iterable<number> {
  let state = 12345;
  for (let use = 0; use < uses; use++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield use % 3 === 0 ? 1_000_000 + ((state >>> 8) % 2000) : use % 20_000;
  }
}

function meanError(shards: Shards, exact: MissRatioCurve, points: number): number {
  const sizes = Array.from({ length: points }, (_, i) => Math.floor((exact.largestSize * (i + 1)) / points));
  const estimated = shards.missRatios(sizes);
  return exact.missRatios(sizes).reduce((sum, ratio, i) => sum + Math.abs(ratio - item(estimated, i)), 0) / points;
}

describe('SHARDS', () => {
  it('is exact at rate 1', () => {
    const shards = new Shards({ rate: 1 });
    const distances = new StackDistances();
    const exact = new MissRatioCurve();
    for (const key of cliff(60_000)) {
      shards.use(key);
      exact.add(distances.use(key));
    }
    const sizes = [1, 10, 1000, 2047];
    expect(shards.missRatios(sizes)).toEqual(exact.missRatios(sizes));
  });

  it.each([
    ['fixed rate', { rate: 0.05 }],
    ['fixed size', { rate: 1, keysMax: 1000 }],
  ])('finds a cliff (%s)', (_, options) => {
    const shards = new Shards(options);
    const distances = new StackDistances();
    const exact = new MissRatioCurve();
    for (const key of cliff(400_000)) {
      shards.use(key);
      exact.add(distances.use(key));
    }
    // The cliff's place has the error of a sample of 1,000: about 3 %, on a step of two thirds. A straight line would be off by 0.15.
    expect(meanError(shards, exact, 100)).toBeLessThan(0.045);
    expect(shards.keyCount).toBeLessThanOrEqual(1200);
  });

  it('never has more keys in its sample than it may, and goes on from where it was saved', () => {
    const keys = [...cliff(40_000)];
    const one = new Shards({ rate: 1, keysMax: 64, seed: 7 });
    for (const key of keys.slice(0, 20_000)) {
      one.use(key);
      expect(one.keyCount).toBeLessThanOrEqual(64);
    }
    const other = new Shards({ rate: 1, keysMax: 64, seed: 7 });
    other.restore(structuredClone(one.save()));
    for (const key of keys.slice(20_000)) {
      one.use(key);
      other.use(key);
    }
    expect(other.save()).toEqual(one.save());
  });

  it('takes uses that do not count for neither hit nor miss, but lets them move the key', () => {
    const all = new Shards({ rate: 1 });
    const reads = new Shards({ rate: 1 });
    for (const sample of [all, reads]) for (let key = 0; key < 10; key++) sample.use(key, sample === all);
    for (const sample of [all, reads]) for (let key = 9; key >= 0; key--) sample.use(key);
    expect([all.uses, reads.uses]).toEqual([20, 10]);
    // The second time key 9 is at the top and key 0 at the tenth place, whether or not the first time counted.
    expect([1, 5, 10].map((size) => Math.round(reads.missRatio(size) * 10))).toEqual([9, 5, 0]);
    expect([1, 5, 10].map((size) => Math.round(all.missRatio(size) * 20))).toEqual([19, 15, 10]);
  });

  it('samples other keys with another seed', () => {
    const rates = [1, 2].map((seed) => {
      const shards = new Shards({ rate: 0.01, seed });
      for (let key = 0; key < 50_000; key++) shards.use(key);
      return shards.keyCount;
    });
    expect(rates[0]).not.toBe(rates[1]);
    for (const count of rates) expect(Math.abs(count - 500)).toBeLessThan(80);
  });
});

describeWithTraces('SHARDS on a real trace', () => {
  it('is off by less than 0.01 on average on w106, at a hundredth of the keys and with 4,096 keys', { timeout: 60_000 }, async () => {
    const bytes = decompress(await readFile(`${tracesFolder}caffeine-w106.u32le.zst`));
    const keys = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    const distances = new StackDistances();
    const exact = new MissRatioCurve();
    const fixedRate = new Shards({ rate: 0.01 });
    const fixedSize = new Shards({ rate: 0.1, keysMax: 4096 });
    for (const key of keys) {
      exact.add(distances.use(key));
      fixedRate.use(key);
      fixedSize.use(key);
    }
    expect(keys.length).toBe(5_292_456);
    expect(exact.missRatios([2000, 20_000, 100_000]).map((ratio) => Math.round(ratio * keys.length))).toEqual([1_144_779, 536_386, 330_578]); // LRU of table D
    expect(meanError(fixedRate, exact, 200)).toBeLessThan(0.01);
    expect(meanError(fixedSize, exact, 200)).toBeLessThan(0.01);
  });
});
