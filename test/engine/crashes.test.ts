/** Short random runs in which the server crashes again and again: `npm run fuzz -- --crashes` does the same at length. */
import { describe, expect, it } from 'vitest';
import { CrashableEngines } from '../fuzz/crashableEngines.ts';
import { drawPlan } from '../fuzz/fuzzPlan.ts';
import { runFuzz } from '../fuzz/fuzzRun.ts';
import { describePlan } from '../fuzz/reduceFailure.ts';

const steps = 500;

describe('crashes and recovery', () => {
  it.each(Array.from({ length: 24 }, (_, i) => 9000 + i))('seed %i: nothing promised is lost', (seed) => {
    const plan = drawPlan(seed, true);
    const crashable = new CrashableEngines();
    const { failure, report } = runFuzz(plan, seed, steps, (config) => crashable.create(config), { crashable });
    expect(failure, describePlan(plan)).toBeNull();
    expect(report.violations).toBe(0);
  });
});
