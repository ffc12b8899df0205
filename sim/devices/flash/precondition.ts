/**
 * The state in which an SSD begins, since fresh flash writes faster than flash that has been full: the fills of SNIA's Solid State Storage Performance Test Specification (Enterprise, 2.0.1,
 * section 3: purge; workload independent preconditioning writes the whole capacity; random writes lead to the steady state).
 *
 * Takes no time of the run and counts for nothing but the blocks' own erase cycles.
 */
import type { RandomStream } from '../../base/random.ts';
import { WriteStream } from '../device.ts';
import type { Precondition } from './ssdParams.ts';
import type { Translation } from './translation.ts';

/** Random writes, as multiples of the capacity: by then the blocks of greedy and FIFO collection hold what they hold for good. */
const RANDOM_FILLS = 2;

export function precondition(state: Precondition, logicalUnits: number, translation: Translation, stream: RandomStream): void {
  if (state === 'fresh') return;
  for (let unit = 0; unit < logicalUnits; unit += 1) write(translation, unit);
  if (state === 'sequential') return;
  for (let count = 0; count < RANDOM_FILLS * logicalUnits; count += 1) write(translation, stream.nextInt(logicalUnits));
}

function write(translation: Translation, unit: number): void {
  const place = translation.place(unit);
  if (place < 0 || !translation.isGathering(place)) translation.write(unit, WriteStream.Current, false);
}
