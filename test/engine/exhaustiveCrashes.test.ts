/** Every crash of two very small runs; `npm run fuzz -- --exhaustive 200` does the same with 200 device writes in each of the 72 settings. */
import { expect, it } from 'vitest';
import { crashEverywhere, newExhaustiveCounts } from '../fuzz/exhaustiveCrashes.ts';

it.each([5, 40])('a crash after every write, with every combination of writes kept, lost or torn: seed %i', (seed) => {
  const counts = newExhaustiveCounts();
  expect(crashEverywhere(seed, 30, counts)).toBeNull();
  expect(counts.writes).toBeGreaterThanOrEqual(30);
  expect(counts.crashes).toBeGreaterThan(counts.instants);
});
