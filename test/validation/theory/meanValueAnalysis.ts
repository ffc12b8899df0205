/**
 * A closed network of single servers with exponential service, and a think time: throughput and response time by exact mean value analysis (M. Reiser, S. S.
 * Lavenberg, "Mean-value analysis of closed multichain queuing networks", JACM 27(2), 1980). Only the demands count, not how many visits they are made of.
 */
export interface ClosedNetworkFigures {
  /** Cycles per unit of time. */
  readonly throughput: number;
  /** Of one cycle, without the think time. */
  readonly response: number;
}

/** `demands`: time that one cycle needs of each station; all in the same unit. */
export function meanValueAnalysis(customers: number, think: number, demands: readonly number[]): ClosedNetworkFigures {
  let queues = demands.map(() => 0);
  let throughput = 0;
  let response = 0;
  for (let population = 1; population <= customers; population += 1) {
    const residences = demands.map((demand, station) => demand * (1 + queues[station]!));
    response = residences.reduce((sum, residence) => sum + residence, 0);
    throughput = population / (think + response);
    queues = residences.map((residence) => throughput * residence);
  }
  return { throughput, response };
}
