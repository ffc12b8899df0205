/** Whole comparisons on numbers that are made up with fixed seeds: false alarms at the stated level, planted differences found. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { compareVariants } from '../../sim/experiment/compareVariants.ts';
import type { ComparedVariant, VariantSamples } from '../../sim/experiment/compareVariants.ts';
import { metrics } from '../../sim/experiment/metrics.ts';
import { isRegression } from '../../sim/experiment/regression.ts';
import { item } from '../support/item.ts';

const some = metrics.slice(0, 5);

/** Mean 0, variance 1: twelve uniform numbers, near enough to normal. */
function normal(stream: RandomStream): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += stream.next();
  return sum;
}

interface MadeUp {
  readonly seed: number;
  readonly replications: number;
  /** By variant: its figures over those of the first. */
  readonly factors: readonly number[];
  /** Relative noise that the variants of a replication have in common, and of each alone. */
  readonly shared: number;
  readonly own: number;
}

function madeUp({ seed, replications, factors, shared, own }: MadeUp): VariantSamples[] {
  const stream = new RandomStream(seed, 'made up');
  const common = Array.from({ length: replications }, () => some.map(() => 1 + shared * normal(stream)));
  return factors.map((factor, variant) => ({
    name: `v${String(variant)}`,
    samples: common.map((values) => values.map((value) => 100 * factor * value * (1 + own * normal(stream)))),
  }));
}

const shown = (compared: readonly ComparedVariant[]): boolean[] =>
  compared.flatMap(({ metrics: found }) => found.flatMap(({ against }) => (against === null ? [] : [against.isSignificant])));

describe('compareVariants', () => {
  it('raises false alarms at the stated level, and would not without its correction', () => {
    const runs = 400;
    let alarms = 0;
    let uncorrected = 0;
    let tests = 0;
    let below = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const compared = compareVariants(some, madeUp({ seed, replications: 10, factors: [1, 1, 1], shared: 0.05, own: 0.01 }), 0);
      const pValues = compared.flatMap(({ metrics: found }) => found.flatMap(({ against }) => (against === null ? [] : [against.pValue])));
      if (shown(compared).includes(true)) alarms++;
      if (pValues.some((value) => value < 0.05)) uncorrected++;
      tests += pValues.length;
      below += pValues.filter((value) => value < 0.05).length;
    }
    // 5 % of 400 is 20 with a standard deviation of 4.4; tests of one baseline hang together, so it may be fewer.
    expect(alarms).toBeGreaterThan(5);
    expect(alarms).toBeLessThan(32);
    expect(below / tests).toBeGreaterThan(0.04);
    expect(below / tests).toBeLessThan(0.06);
    expect(uncorrected / runs).toBeGreaterThan(0.2);
  });

  it('finds a planted difference of 3 %, which unpaired noise of 5 % would hide', () => {
    let found = 0;
    for (let seed = 1; seed <= 50; seed++) {
      const compared = compareVariants(some, madeUp({ seed, replications: 10, factors: [1, 1.03], shared: 0.05, own: 0.01 }), 0);
      if (shown(compared).every(Boolean)) found++;
      for (const { mean, against } of item(compared, 1).metrics) {
        if (against === null) throw new Error('a variant is compared with the baseline');
        expect(Math.abs(against.difference / mean - 0.03)).toBeLessThan(0.02);
      }
    }
    expect(found).toBeGreaterThan(45);
  });

  it('says which way, and leaves out what has no figure', () => {
    const variants = madeUp({ seed: 3, replications: 6, factors: [1, 1.5, 1], shared: 0.05, own: 0.001 });
    const [base, slow] = [item(variants, 0), item(variants, 1)];
    const same: VariantSamples = { name: 'same', samples: base.samples.map((values) => values.map((value, metric) => (metric === 4 ? null : value))) };
    const compared = compareVariants(some, [slow, base, same], 1);
    expect(item(compared, 0).metrics.map(({ metric, against }) => [metric.name, against?.verdict])).toEqual([
      ['throughput', 'better'],
      ['bandwidth', 'better'],
      ['writeMean', 'worse'],
      ['writeP50', 'worse'],
      ['writeP99', 'worse'],
    ]);
    expect(item(compared, 1).metrics.map(({ against }) => against)).toEqual([null, null, null, null, null]);
    expect(item(compared, 2).metrics.map(({ against }) => against?.verdict)).toEqual(['same', 'same', 'same', 'same']);
  });
});

describe('isRegression', () => {
  const [throughput, writeP99] = [item(some, 0), item(some, 4)];
  const baseline = [100, 110, 90, 105, 95];
  const times = (factors: readonly number[]): number[] => baseline.map((value, pair) => value * item(factors, pair));

  it('needs the whole interval beyond the limit, on the side that is worse', () => {
    const sixPercent = times([1.06, 1.061, 1.059, 1.06, 1.06]);
    const aboutFive = times([1.06, 1.04, 1.05, 1.07, 1.03]);
    expect(isRegression({ metric: writeP99, change: 0.05 }, sixPercent, baseline)).toBe(true);
    expect(isRegression({ metric: writeP99, change: 0.05 }, aboutFive, baseline)).toBe(false);
    expect(isRegression({ metric: writeP99, change: 0.07 }, sixPercent, baseline)).toBe(false);
    expect(isRegression({ metric: throughput, change: -0.05 }, times([0.94, 0.941, 0.94, 0.939, 0.94]), baseline)).toBe(true);
    expect(isRegression({ metric: throughput, change: -0.05 }, sixPercent, baseline)).toBe(false);
  });
});
