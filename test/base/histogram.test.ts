import { expect, test } from 'vitest';
import { createSampler } from '../../sim/base/distributions.ts';
import { Histogram } from '../../sim/base/histogram.ts';
import { RandomStream } from '../../sim/base/random.ts';

const percentiles = [0, 1, 10, 50, 90, 99, 99.9, 99.99, 100];

test.each([
  ['small', 200],
  ['microseconds', 90_000],
  ['seconds', 3e9],
  ['months', 9e15 / 20],
] as const)('%s: percentiles are within 1/128 of those of all samples, sorted', (_, meanNs) => {
  const histogram = new Histogram();
  const sampler = createSampler({ kind: 'exponential', meanNs }, new RandomStream(1, 'histogram'));
  const samples = Array.from({ length: 50_000 }, () => sampler.next());
  for (const sample of samples) histogram.record(sample);
  samples.sort((first, second) => first - second);
  for (const percent of percentiles) {
    const exact = samples[Math.max(0, Math.ceil((percent / 100) * samples.length) - 1)] ?? NaN;
    const reported = histogram.percentile(percent);
    expect(reported).toBeGreaterThanOrEqual(exact);
    expect(reported - exact).toBeLessThanOrEqual(exact / 128);
  }
  expect(histogram.count).toBe(samples.length);
  expect(histogram.max()).toBe(samples.at(-1));
  expect(histogram.min()).toBe(samples[0]);
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  expect(Math.abs(histogram.mean() / mean - 1)).toBeLessThan(1e-12);
});

test('every power of two and its neighbours lie in their bucket', () => {
  for (let power = 0; power <= 53; power += 1) {
    for (const value of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
      if (value > 2 ** 53 - 1) continue;
      const histogram = new Histogram();
      histogram.record(value);
      const [bucket] = histogram.buckets();
      expect(bucket?.fromNs).toBeLessThanOrEqual(value);
      expect(bucket?.toNs).toBeGreaterThan(value);
      expect((bucket?.toNs ?? NaN) - (bucket?.fromNs ?? NaN)).toBeLessThanOrEqual(Math.max(1, value / 127));
      expect(histogram.percentile(50)).toBe(value);
    }
  }
});

test('an empty one says 0', () => {
  const histogram = new Histogram();
  expect([histogram.count, histogram.mean(), histogram.min(), histogram.max(), histogram.percentile(99), histogram.buckets()]).toEqual([0, 0, 0, 0, 0, []]);
});

test('merging is recording both; reset forgets; a restored one is the same', () => {
  const both = new Histogram();
  const first = new Histogram();
  const second = new Histogram();
  for (let value = 1; value < 5000; value += 7) {
    both.record(value);
    (value % 2 === 0 ? first : second).record(value);
  }
  first.merge(second);
  expect(first.save()).toEqual(both.save());
  const restored = new Histogram();
  restored.record(3);
  restored.restore(both.save());
  expect(restored.save()).toEqual(both.save());
  expect(restored.percentile(50)).toBe(both.percentile(50));
  both.reset();
  expect(both.save()).toEqual(new Histogram().save());
});
