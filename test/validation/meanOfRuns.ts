/**
 * Mean of independent runs, and how far it can be trusted: half of the 99 % confidence interval by Student's t, the runs being the samples (within a run
 * neighbouring IOs are not independent of each other, so their number says nothing).
 */
export interface RunsMean {
  readonly mean: number;
  /** null for a single run. */
  readonly confidence: number | null;
}

/** 99.5 % quantile of Student's t for 1, 2, … degrees of freedom, as in any table of it. */
const STUDENT = [63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977, 2.947, 2.921, 2.898, 2.878, 2.861, 2.845];

export function meanOfRuns(values: readonly number[]): RunsMean {
  const runs = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  if (runs < 2) return { mean, confidence: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1);
  return { mean, confidence: STUDENT[Math.min(runs - 2, STUDENT.length - 1)]! * Math.sqrt(variance / runs) };
}
