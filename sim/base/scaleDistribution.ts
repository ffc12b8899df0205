import type { Distribution } from './distributions.ts';

/** The same distribution with every duration `factor` times as long; `factor` > 0. */
export function scaleDistribution(distribution: Distribution, factor: number): Distribution {
  switch (distribution.kind) {
    case 'constant':
      return { kind: 'constant', valueNs: Math.round(distribution.valueNs * factor) };
    case 'uniform':
      return { kind: 'uniform', minNs: Math.round(distribution.minNs * factor), maxNs: Math.round(distribution.maxNs * factor) };
    case 'exponential':
      return { kind: 'exponential', meanNs: distribution.meanNs * factor };
    case 'lognormal':
      return { ...distribution, meanNs: distribution.meanNs * factor };
    case 'empirical':
      return { kind: 'empirical', quantiles: distribution.quantiles.map(({ at, valueNs }) => ({ at, valueNs: valueNs * factor })) };
  }
}
