/**
 * Student's t distribution: quantiles for intervals, two-sided tail probabilities for tests. The numbers are jstat's; this file says which of its functions keep their digits
 * (a tail of 1 − cdf would lose them: the incomplete beta function gives it at once).
 */
import jStat from 'jstat';
import { assert } from '../base/assert.ts';

export const studentT = {
  /** The t that is not passed with this probability; `probability` in (0, 1). */
  quantile(probability: number, degreesOfFreedom: number): number {
    assert(probability > 0 && probability < 1 && degreesOfFreedom > 0, 'a quantile is asked of a probability and at least one degree of freedom');
    return jStat.studentt.inv(probability, degreesOfFreedom);
  },

  /** Probability of a |t| at least this large, 0 … 1. */
  twoSidedP(t: number, degreesOfFreedom: number): number {
    assert(degreesOfFreedom > 0, 'a test has at least one degree of freedom');
    if (!Number.isFinite(t)) return 0;
    return Math.min(1, jStat.ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5));
  },
};
