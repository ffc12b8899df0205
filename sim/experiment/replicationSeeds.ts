/**
 * The seeds of replications 1, 2, 3, …: from the seed of the experiment and the number of the replication alone, so that replication k of every variant draws the same random numbers
 * (common random numbers), and a longer experiment begins like a shorter one. The first is the seed of the experiment itself: `hindcast run` shows that replication.
 */
import { RandomStream } from '../base/random.ts';

/** All different. */
export function replicationSeeds(seed: number, count: number): number[] {
  const seeds = new Set<number>([seed]);
  const stream = new RandomStream(seed, 'replications');
  while (seeds.size < count) seeds.add(stream.nextUint32());
  return [...seeds].slice(0, count);
}
