/** Mean and variance of the distributions, by their formulas: what samples of them are held against. */
import type { Distribution } from './distributions.ts';

export interface Moments {
  readonly meanNs: number;
  /** In ns². */
  readonly variance: number;
}

/** Mean and variance of a distribution, before its samples are rounded to whole ns. */
export function momentsOf(distribution: Distribution): Moments {
  switch (distribution.kind) {
    case 'constant':
      return { meanNs: distribution.valueNs, variance: 0 };
    case 'uniform': {
      const { minNs, maxNs } = distribution;
      return { meanNs: (minNs + maxNs) / 2, variance: ((maxNs - minNs) * (maxNs - minNs + 2)) / 12 };
    }
    case 'exponential':
      return { meanNs: distribution.meanNs, variance: distribution.meanNs * distribution.meanNs };
    case 'lognormal': {
      const { meanNs, sigma } = distribution;
      return { meanNs, variance: meanNs * meanNs * (Math.exp(sigma * sigma) - 1) };
    }
    case 'empirical':
      return empiricalMoments(distribution.quantiles);
  }
}

/** Between two quantiles all values are alike. */
function empiricalMoments(quantiles: readonly { readonly at: number; readonly valueNs: number }[]): Moments {
  let meanNs = 0;
  let square = 0;
  for (let index = 1; index < quantiles.length; index += 1) {
    const { at, valueNs } = quantiles[index];
    const before = quantiles[index - 1];
    const share = at - before.at;
    meanNs += (share * (valueNs + before.valueNs)) / 2;
    square += (share * (valueNs * valueNs + valueNs * before.valueNs + before.valueNs * before.valueNs)) / 3;
  }
  return { meanNs, variance: Math.max(0, square - meanNs * meanNs) };
}
