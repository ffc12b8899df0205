/**
 * Short random runs in which the server crashes again and again, one for each second way to set it up: `npm run fuzz -- --crashes --instants 20000` does the same at
 * length. A failing run is repeated by `npm run fuzz -- --crashes --instants 1 --seed S --steps 600`.
 */
import { describe, expect, it } from 'vitest';
import { campaignPlan, newCounts, runCampaign, settings, shortfalls } from '../fuzz/crashCampaign.ts';
import { describePlan } from '../fuzz/reduceFailure.ts';

const firstSeed = 9000;

describe('crashes and recovery', () => {
  it('lose nothing that was promised, in every phase', () => {
    const counts = newCounts();
    for (let i = 0; i < settings.length / 2; i++) {
      // Both flush policies come round.
      const seed = firstSeed + 2 * i + (i % 2);
      const { failure } = runCampaign(seed, counts);
      expect(failure, `seed ${String(seed)}: ${describePlan(campaignPlan(seed).plan)}`).toBeNull();
    }
    expect(counts.bookmarksTried).toBeGreaterThan(20);
    expect(shortfalls(counts, 1, 0)).toEqual([]);
  });
});
