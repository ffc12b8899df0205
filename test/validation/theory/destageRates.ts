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
