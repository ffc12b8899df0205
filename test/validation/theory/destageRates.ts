/** Destaging under Poisson writes, block i at rate λᵢ: blocks that are destaged per second, and blocks that are dirty, in the mean. */
export interface DestageFigures {
  readonly perSecond: number;
  readonly dirtyBlocks: number;
}

/** All dirty blocks every `intervalSeconds`, at once. */
export function periodicDestages(rates: Float64Array, intervalSeconds: number): DestageFigures {
  let perSecond = 0;
  let dirtyBlocks = 0;
  for (const rate of rates) {
    const written = 1 - Math.exp(-rate * intervalSeconds);
    perSecond += written / intervalSeconds;
    dirtyBlocks += 1 - written / (rate * intervalSeconds);
  }
  return { perSecond, dirtyBlocks };
}

/** Each block when it has been dirty for `ageSeconds`. */
export function ageDestages(rates: Float64Array, ageSeconds: number): DestageFigures {
  let perSecond = 0;
  for (const rate of rates) perSecond += rate / (1 + rate * ageSeconds);
  return { perSecond, dirtyBlocks: perSecond * ageSeconds };
}

/** Each block when it has not been written for `delaySeconds`. */
export function idleDestages(rates: Float64Array, delaySeconds: number): DestageFigures {
  let perSecond = 0;
  let dirtyBlocks = 0;
  for (const rate of rates) {
    const fallow = Math.exp(-rate * delaySeconds);
    perSecond += rate * fallow;
    dirtyBlocks += 1 - fallow;
  }
  return { perSecond, dirtyBlocks };
}
