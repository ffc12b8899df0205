/**
 * Holm's correction (1979; R's `p.adjust(p, "holm")`): p values of many tests, adjusted so that the chance of even one false alarm among all of them stays at the level that each is
 * held against, whatever the tests depend on.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, test) => test).sort((one, other) => (pValues[one] ?? 1) - (pValues[other] ?? 1) || one - other);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  order.forEach((test, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[test] ?? 1)));
    adjusted[test] = largest;
  });
  return adjusted;
}
