/**
 * Shortest positioning time first: the operation whose first sector is under its head soonest, arm and angle together; among equally near ones the first that came. What drives with command
 * queueing do. Far ones may wait for ever while near ones keep coming.
 * Sources: D. M. Jacobson, J. Wilkes, "Disk scheduling algorithms based on rotational position" (HPL-CSP-91-7rev1, 1991); Worthington, Ganger and Patt (SIGMETRICS 1994), who call it SPTF.
 */
import type { Spec } from '../../base/spec.ts';
import type { DiskQueue, DiskScheduler } from './diskScheduler.ts';

class SptfDiskScheduler implements DiskScheduler {
  pick(queue: DiskQueue, _cylinder: number, _sector: number, positionNs: (index: number) => number): number {
    let best = 0;
    let bestNs = positionNs(0);
    for (let index = 1; index < queue.length; index += 1) {
      const ownNs = positionNs(index);
      if (ownNs >= bestNs) continue;
      best = index;
      bestNs = ownNs;
    }
    return best;
  }
}

export const sptfDiskScheduler: Spec<Record<never, never>, null, DiskScheduler> = {
  name: 'sptf',
  summary: 'shortest positioning time first: arm and angle together',
  source: 'Jacobson and Wilkes, Disk scheduling algorithms based on rotational position, HPL-CSP-91-7rev1, 1991',
  params: {},
  create: () => new SptfDiskScheduler(),
};
