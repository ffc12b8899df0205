import { expect, it } from 'vitest';
import { fitZipf, ZipfSampler } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';

it.each([
  [100, 0.9],
  [20_000, 0.6],
  [20_000, 1.2],
])('finds the exponent that %d items were drawn with: %d', (items, exponent) => {
  const sampler = new ZipfSampler(items, exponent);
  const stream = new RandomStream(3, 'fit');
  const counts = new Uint32Array(items);
  for (let draw = 0; draw < 400_000; draw++) counts[sampler.next(stream)]! += 1;
  const used = counts
    .filter((count) => count > 0)
    .sort()
    .reverse();
  const fit = fitZipf(used);
  // Ranks are those of what was seen, not of the law, which makes rare ones look somewhat rarer.
  expect(Math.abs(fit.exponent - exponent)).toBeLessThan(0.05);
  expect(fit.deviation).toBeLessThan(0.03);
});

it('takes equal counts for exponent 0, and tells a law that is none', () => {
  expect(fitZipf(new Uint32Array(5000).fill(7)).exponent).toBeLessThan(1e-6);
  expect(fitZipf([1])).toEqual({ exponent: expect.any(Number) as number, deviation: 0 });
  const twoClasses = Uint32Array.from({ length: 1000 }, (_, rank) => (rank < 500 ? 1000 : 1));
  expect(fitZipf(twoClasses).deviation).toBeGreaterThan(0.2);
});
