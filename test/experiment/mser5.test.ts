import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { mser5 } from '../../sim/experiment/mser5.ts';

/** The definition, word for word: mean squared deviation of the kept batch means over their number. */
function naive(series: readonly number[]): number {
  const batches = Array.from(
    { length: Math.floor(series.length / 5) },
    (_, batch) => series.slice(batch * 5, batch * 5 + 5).reduce((sum, value) => sum + value, 0) / 5,
  );
  const errors = Array.from({ length: Math.floor(batches.length / 2) + 1 }, (_, dropped) => {
    const kept = batches.slice(dropped);
    const center = kept.reduce((sum, value) => sum + value, 0) / kept.length;
    return kept.reduce((sum, value) => sum + (value - center) ** 2, 0) / kept.length ** 2;
  });
  return errors.indexOf(Math.min(...errors)) * 5;
}

function noisy(count: number, start: (at: number) => number, seed: number): number[] {
  const stream = new RandomStream(seed, 'series');
  return Array.from({ length: count }, (_, at) => start(at) + stream.next());
}

describe('MSER-5', () => {
  it('drops a start that is unlike the rest, and what the definition says', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const series = noisy(400, (at) => Math.max(0, 10 - at / 10), seed);
      const found = mser5(series);
      expect(found).toEqual({ values: naive(series), isSettled: true });
      expect(found.values).toBeGreaterThanOrEqual(60);
      expect(found.values).toBeLessThan(200);
    }
  });

  it('drops nothing of a constant, and says when a series never settles', () => {
    expect(mser5(new Array<number>(50).fill(3))).toEqual({ values: 0, isSettled: true });
    expect(mser5(Array.from({ length: 200 }, (_, at) => at))).toEqual({ values: 100, isSettled: false });
  });
});
