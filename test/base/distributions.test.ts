import { describe, expect, test } from 'vitest';
import { createSampler, exponentialNs, isRandom, ZipfSampler } from '../../sim/base/distributions.ts';
import type { Distribution } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';

function draw(distribution: Distribution, count: number): number[] {
  const sampler = createSampler(distribution, new RandomStream(11, 'distribution'));
  return Array.from({ length: count }, () => sampler.next());
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('durations', () => {
  const cases: readonly (readonly [Distribution, number, number])[] = [
    [{ kind: 'constant', valueNs: 200 }, 200, 0],
    [{ kind: 'uniform', minNs: 100, maxNs: 300 }, 200, 58],
    [{ kind: 'exponential', meanNs: 50_000 }, 50_000, 50_000],
    [{ kind: 'lognormal', meanNs: 80_000, sigma: 0.5 }, 80_000, 80_000 * Math.sqrt(Math.exp(0.25) - 1)],
    [
      {
        kind: 'empirical',
        quantiles: [
          { at: 0, valueNs: 1000 },
          { at: 0.5, valueNs: 2000 },
          { at: 1, valueNs: 6000 },
        ],
      },
      2750,
      1507,
    ],
  ];
  test.each(cases)('%o: whole nanoseconds with its mean and deviation', (distribution, expectedMean, expectedDeviation) => {
    const values = draw(distribution, 200_000);
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    const average = mean(values);
    const deviation = Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
    expect(Math.abs(average / expectedMean - 1)).toBeLessThan(0.01);
    if (expectedDeviation === 0) expect(deviation).toBe(0);
    else expect(Math.abs(deviation / expectedDeviation - 1)).toBeLessThan(0.02);
  });

  test('are random when two samples may differ', () => {
    expect(isRandom({ kind: 'constant', valueNs: 1 })).toBe(false);
    expect(isRandom({ kind: 'uniform', minNs: 5, maxNs: 5 })).toBe(false);
    expect(isRandom({ kind: 'lognormal', meanNs: 5, sigma: 0 })).toBe(false);
    expect(isRandom({ kind: 'exponential', meanNs: 5 })).toBe(true);
  });

  test('the same stream gives the same arrivals', () => {
    const first = new RandomStream(1, 'arrivals');
    const second = new RandomStream(1, 'arrivals');
    for (let arrival = 0; arrival < 100; arrival += 1) expect(exponentialNs(1000, first)).toBe(exponentialNs(1000, second));
  });
});

describe('Zipf', () => {
  test.each([
    [1, 0.9],
    [2, 1],
    [10, 0],
    [50, 0.9],
    [50, 0.99999],
    [50, 1],
    [50, 1.2],
    [50, 3],
  ])('%d items, exponent %d: the frequencies are those of the law (chi-square)', (itemCount, exponent) => {
    const sampler = new ZipfSampler(itemCount, exponent);
    const stream = new RandomStream(13, 'zipf');
    const draws = 200_000;
    const counts = new Array<number>(itemCount).fill(0);
    for (let index = 0; index < draws; index += 1) {
      const rank = sampler.next(stream);
      counts[rank] = (counts[rank] ?? NaN) + 1;
    }
    const weights = counts.map((_, rank) => (rank + 1) ** -exponent);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const chiSquare = counts.reduce((sum, count, rank) => {
      const expected = (draws * (weights[rank] ?? NaN)) / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    // Mean itemCount − 1, deviation sqrt(2 (itemCount − 1)): four deviations are one in 10,000.
    expect(chiSquare).toBeLessThan(itemCount + 4 * Math.sqrt(2 * itemCount));
  });

  test('reaches far ranks of a huge space without a table', () => {
    const sampler = new ZipfSampler(1e9, 0.9);
    const stream = new RandomStream(17, 'huge');
    let far = 0;
    for (let index = 0; index < 10_000; index += 1) if (sampler.next(stream) > 1e8) far += 1;
    // P(rank > 1e8) = (1e9^0.1 − 1e8^0.1) / (1e9^0.1 − …) ≈ 0.23
    expect(far / 10_000).toBeGreaterThan(0.2);
    expect(far / 10_000).toBeLessThan(0.27);
  });
});
