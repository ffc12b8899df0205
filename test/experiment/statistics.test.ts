/** The statistics of comparisons against documented output of R and worked examples, to six digits. */
import { describe, expect, it } from 'vitest';
import { holmAdjusted } from '../../sim/experiment/holmAdjusted.ts';
import { meanInterval } from '../../sim/experiment/meanInterval.ts';
import { pairedDifference } from '../../sim/experiment/pairedDifference.ts';
import { replicationsNeeded } from '../../sim/experiment/replicationsNeeded.ts';
import { studentT } from '../../sim/experiment/studentT.ts';

/** Student's sleep data (Cushny & Peebles 1905), `datasets::sleep` of R: extra hours of sleep under two drugs, ten patients. */
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('Student’s t', () => {
  it.each([
    // R: qt(p, df)
    [0.975, 9, 2.262157],
    [0.975, 1, 12.706205],
    [0.975, 30, 2.042272],
    [0.995, 4, 4.604095],
    [0.95, 120, 1.657651],
  ])('quantile %d at %d degrees of freedom is %d', (probability, freedom, expected) => {
    expect(studentT.quantile(probability, freedom)).toBeCloseTo(expected, 6);
  });

  it('keeps the digits of small tails', () => {
    expect(studentT.twoSidedP(2, 10)).toBeCloseTo(0.07338803, 7); // R: 2 * pt(-2, 10)
    expect(studentT.twoSidedP(-2, 10)).toBe(studentT.twoSidedP(2, 10));
    expect(studentT.twoSidedP(0, 5)).toBeCloseTo(1, 12);
    // One degree of freedom is Cauchy's: P(|t| > x) = 1 − (2/π) atan x, for large x 2 / (π x) (1 − 1 / (3 x²))
    expect(studentT.twoSidedP(1e6, 1) / (2 / (Math.PI * 1e6))).toBeCloseTo(1, 6);
    expect(studentT.twoSidedP(Infinity, 3)).toBe(0);
  });
});

describe('interval and paired test', () => {
  it('agree with R on the sleep data', () => {
    // t.test(sleep$extra[1:10]): mean 0.75, 95 % CI −0.5297804 … 2.0297804
    const one = meanInterval(first);
    expect(one.mean).toBeCloseTo(0.75, 10);
    expect(one.ciLow).toBeCloseTo(-0.5297804, 6);
    expect(one.ciHigh).toBeCloseTo(2.0297804, 6);
    // t.test(first, second, paired = TRUE), in R's own help page: t = −4.0621, df = 9, p-value = 0.002833, CI −2.4598858 … −0.7001142
    const pair = pairedDifference(first, second);
    expect(pair.difference).toBeCloseTo(-1.58, 10);
    expect(pair.differenceCiLow).toBeCloseTo(-2.4598858, 6);
    expect(pair.differenceCiHigh).toBeCloseTo(-0.7001142, 6);
    expect(pair.pValue).toBeCloseTo(0.00283289, 7);
    // d_z = −1.58 / 1.229995, J(9) = 1 − 3 / 35
    expect(pair.effectSize).toBeCloseTo((-1.58 / 1.2299955) * (32 / 35), 5);
  });

  it('takes what does not vary as constant, with or without rounding', () => {
    expect(meanInterval([0.1, 0.1, 0.1])).toMatchObject({ standardDeviation: 0, ciLow: expect.closeTo(0.1, 12) as number });
    expect(pairedDifference([5, 6, 7], [5, 6, 7])).toMatchObject({ difference: 0, pValue: 1, effectSize: null, isSame: true });
    expect(pairedDifference([6, 7, 8], [5, 6, 7])).toMatchObject({ difference: 1, pValue: 0, effectSize: null, isSame: false });
    expect(pairedDifference([0.1 + 0.2, 1], [0.3, 1])).toMatchObject({ pValue: 1, isSame: false });
    expect(pairedDifference([1.1, 2.1, 3.1], [1, 2, 3])).toMatchObject({ pValue: 0, effectSize: null });
  });

  it('says how many replications an interval needs', () => {
    const interval = { count: 10, mean: 100, standardDeviation: 1, ciLow: 97, ciHigh: 103 };
    expect(replicationsNeeded(interval, 0.03)).toBe(10);
    expect(replicationsNeeded(interval, 0.025)).toBe(15); // (3 / 2.5)² · 10 = 14.4
    expect(replicationsNeeded(interval, 0.001)).toBe(20);
    expect(replicationsNeeded({ ...interval, mean: 0 }, 0.02)).toBe(10);
  });
});

describe('Holm’s correction', () => {
  it.each([
    // R: p.adjust(p, "holm")
    [
      [0.01, 0.02, 0.03, 0.04, 0.05],
      [0.05, 0.08, 0.09, 0.09, 0.09],
    ],
    [
      [0.04, 0.01, 0.03],
      [0.06, 0.03, 0.06],
    ],
    [
      [0.5, 0.9],
      [1, 1],
    ],
    [[], []],
  ])('%j becomes %j', (pValues, expected) => {
    const adjusted = holmAdjusted(pValues);
    expect(adjusted).toHaveLength(expected.length);
    adjusted.forEach((value, test) => {
      expect(value).toBeCloseTo(expected[test] ?? NaN, 12);
    });
  });
});
