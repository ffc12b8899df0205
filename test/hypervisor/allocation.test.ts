import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { bestDivision, gainOf, lookAhead } from '../../sim/hypervisor/allocation.ts';
import { divideByNeed } from '../../sim/hypervisor/divideByNeed.ts';
import { divideByWeight } from '../../sim/hypervisor/divideByWeight.ts';

/** The most that any division gains, by trying all. */
function bruteForce(gains: readonly Float64Array[], quanta: number, from = 0): number {
  if (from === gains.length) return 0;
  let best = 0;
  for (let given = 0; given < gains[from]!.length && given <= quanta; given += 1)
    best = Math.max(best, gains[from]![given]! + bruteForce(gains, quanta - given, from + 1));
  return best;
}

/** Curves of steps and slopes, never falling. */
function drawGains(random: RandomStream, vms: number, quanta: number): Float64Array[] {
  return Array.from({ length: vms }, () => {
    const curve = new Float64Array(quanta + 1);
    const isBent = random.nextInt(2) === 0;
    for (let at = 1; at <= quanta; at += 1) curve[at] = curve[at - 1]! + (isBent ? Math.floor(100 / at) : random.nextInt(4) === 0 ? random.nextInt(60) : 0);
    return curve;
  });
}

describe('division by gain', () => {
  test('the best division is that of trying all; looking ahead is never better, and good where curves bend', () => {
    const random = new RandomStream(5, 'gains');
    for (let round = 0; round < 200; round += 1) {
      const vms = 1 + random.nextInt(4);
      const quanta = 1 + random.nextInt(12);
      const gains = drawGains(random, vms, quanta);
      const best = bestDivision(gains, quanta);
      const ahead = lookAhead(gains, quanta);
      const most = bruteForce(gains, quanta);
      expect(gainOf(gains, best)).toBe(most);
      expect(gainOf(gains, ahead)).toBeLessThanOrEqual(most);
      for (const got of [best, ahead]) expect(got.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(quanta);
    }
    const bent = Array.from({ length: 5 }, (_, vm) => Float64Array.from({ length: 41 }, (_unused, at) => (vm + 1) * 1000 * (1 - 1 / (1 + at / (vm + 2)))));
    expect(gainOf(bent, lookAhead(bent, 40))).toBeGreaterThan(0.999 * gainOf(bent, bestDivision(bent, 40)));
  });

  test('looking ahead crosses a plateau where a step at a time would stop', () => {
    const cliff = Float64Array.from({ length: 11 }, (_, at) => (at < 8 ? 0 : 100));
    const slope = Float64Array.from({ length: 11 }, (_, at) => at);
    expect([...lookAhead([cliff, slope], 10)]).toEqual([8, 2]);
  });

  test('cliffs that do not fit together are what looking ahead misses', () => {
    const cliffAt = (size: number, gain: number): Float64Array => Float64Array.from({ length: 11 }, (_, at) => (at < size ? 0 : gain));
    const gains = [cliffAt(6, 100), cliffAt(5, 80), cliffAt(5, 80)];
    expect(gainOf(gains, lookAhead(gains, 10))).toBe(100);
    expect(gainOf(gains, bestDivision(gains, 10))).toBe(160);
  });
});

describe('division by weight', () => {
  const free = { atLeast: [0, 0, 0], atMost: [Infinity, Infinity, Infinity] };

  test('gives shares, rounds down, and the remainder to the first', () => {
    expect(divideByWeight({ total: 100, weights: [1, 1, 1], ...free })).toEqual([34, 33, 33]);
    expect(divideByWeight({ total: 80, weights: [1, 2, 5], ...free })).toEqual([10, 20, 50]);
    expect(divideByWeight({ total: 10, weights: [0, 0, 0], ...free })).toEqual([4, 3, 3]);
  });

  test('keeps to bounds; what they take or leave is shared by the others', () => {
    expect(divideByWeight({ total: 100, weights: [1, 1, 1], atLeast: [60, 0, 0], atMost: [Infinity, Infinity, Infinity] })).toEqual([60, 20, 20]);
    expect(divideByWeight({ total: 100, weights: [8, 1, 1], atLeast: [0, 0, 0], atMost: [10, Infinity, Infinity] })).toEqual([10, 45, 45]);
    expect(divideByWeight({ total: 100, weights: [8, 1, 1], atLeast: [0, 30, 0], atMost: [10, 40, 50] })).toEqual([10, 40, 50]);
    expect(divideByWeight({ total: 100, weights: [1, 1, 1], atLeast: [0, 0, 0], atMost: [10, 20, 30] })).toEqual([10, 20, 30]);
  });

  test('is at one level for all that no bound stops', () => {
    const random = new RandomStream(8, 'weights');
    for (let round = 0; round < 500; round += 1) {
      const count = 1 + random.nextInt(7);
      const draw = (most: number): number[] => Array.from({ length: count }, () => random.nextInt(most));
      const weights = draw(9).map((weight) => weight + 1);
      const atLeast = draw(60);
      const atMost = atLeast.map((least) => least + random.nextInt(120));
      const total = atLeast.reduce((sum, least) => sum + least, 0) + random.nextInt(400);
      const amounts = divideByWeight({ total, weights, atLeast, atMost });
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(
        Math.min(
          total,
          atMost.reduce((sum, most) => sum + most, 0),
        ),
      );
      const levels = amounts.map((amount, index) => amount / weights[index]!);
      for (const [index, amount] of amounts.entries()) {
        expect(amount).toBeGreaterThanOrEqual(atLeast[index]!);
        expect(amount).toBeLessThanOrEqual(atMost[index]!);
        // Whoever could have less has no higher level than any that could have more, but for rounding.
        for (const [other, level] of levels.entries())
          if (amount > atLeast[index]! && amounts[other]! < atMost[other]!)
            expect(levels[index]!).toBeLessThanOrEqual(level + count / weights[index]! + 1 / weights[other]!);
      }
    }
  });

  test('by need: each what it needs and the rest by weight, or all in proportion', () => {
    const division = { total: 100, weights: [1, 3], atLeast: [0, 0], atMost: [Infinity, Infinity] };
    expect(divideByNeed(division, [50, 10])).toEqual([50, 50]);
    expect(divideByNeed(division, [90, 10])).toEqual([90, 10]);
    expect(divideByNeed(division, [300, 100])).toEqual([75, 25]);
  });
});
