/**
 * M/M/c, first come, first served (A. K. Erlang, 1917; as in any textbook on queues): the time from arrival to departure, in units of the mean service time.
 */
export interface MarkovQueue {
  /** Share of the arrivals that have to wait. */
  readonly waitProbability: number;
  readonly mean: number;
  /** Time within which the share `q` of the customers has left. */
  readonly quantile: (q: number) => number;
}

/** `utilisation` of each of the `servers`, below 1. */
export function markovQueue(servers: number, utilisation: number): MarkovQueue {
  const waitProbability = erlangC(servers, utilisation);
  const drain = servers * (1 - utilisation);
  /** P(time > t): service alone, or a wait that is exponential with rate `drain` before it. */
  const exceeds = (t: number): number => {
    const gap = drain - 1;
    const both = Math.abs(gap) < 1e-9 ? Math.exp(-t) * (1 + t) : (drain * Math.exp(-t) - Math.exp(-drain * t)) / gap;
    return (1 - waitProbability) * Math.exp(-t) + waitProbability * both;
  };
  return {
    waitProbability,
    mean: 1 + waitProbability / drain,
    quantile: (q) => {
      let low = 0;
      let high = 1;
      while (exceeds(high) > 1 - q) high *= 2;
      for (let step = 0; step < 100; step += 1) {
        const middle = (low + high) / 2;
        if (exceeds(middle) > 1 - q) low = middle;
        else high = middle;
      }
      return high;
    },
  };
}

/** By way of Erlang's B, whose recursion does not overflow. */
function erlangC(servers: number, utilisation: number): number {
  const offered = servers * utilisation;
  let blocking = 1;
  for (let places = 1; places <= servers; places += 1) blocking = (offered * blocking) / (places + offered * blocking);
  return blocking / (1 - utilisation * (1 - blocking));
}
