/**
 * Shortest seek time first: the operation whose cylinder is nearest to the arm, among equally near ones the first that came. Good on average; far ones may wait
 * for ever while near ones keep coming.
 * Source: P. J. Denning, "Effects of scheduling on file memory operations" (AFIPS 1967).
 */
import type { Spec } from '../../base/spec.ts';
import type { DiskQueue, DiskScheduler } from './diskScheduler.ts';

class SstfDiskScheduler implements DiskScheduler {
  pick(queue: DiskQueue, cylinder: number, _sector: number): number {
    let best = 0;
    let bestDistance = Math.abs(queue.cylinderAt(0) - cylinder);
    for (let index = 1; index < queue.length && bestDistance > 0; index += 1) {
      const distance = Math.abs(queue.cylinderAt(index) - cylinder);
      if (distance >= bestDistance) continue;
      best = index;
      bestDistance = distance;
    }
    return best;
  }
}

export const sstfDiskScheduler: Spec<Record<never, never>, null, DiskScheduler> = {
  name: 'sstf',
  summary: 'shortest seek time first: the nearest cylinder',
  source: 'P. J. Denning, Effects of scheduling on file memory operations, AFIPS 1967',
  params: {},
  create: () => new SstfDiskScheduler(),
};
