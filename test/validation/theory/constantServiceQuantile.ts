/**
 * M/D/1: the time within which the share `q` of the customers has left, in units of the service time. C. D. Crommelin, "Delay probability formulae when the
 * holding times are constant", Post Office Electrical Engineers Journal 25, 1932.
 */
export function constantServiceQuantile(utilisation: number, q: number): number {
  let low = 0;
  let high = 1;
  while (waitAtMost(utilisation, high) < q) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (waitAtMost(utilisation, middle) < q) low = middle;
    else high = middle;
  }
  return 1 + high;
}

/** P(wait ≤ t). The sum alternates: good to some 30 service times. */
function waitAtMost(utilisation: number, t: number): number {
  let sum = 0;
  for (let number = 0; number <= Math.floor(t); number += 1) {
    const x = utilisation * (t - number);
    let term = Math.exp(x);
    for (let factor = 1; factor <= number; factor += 1) term *= -x / factor;
    sum += term;
  }
  return (1 - utilisation) * sum;
}
