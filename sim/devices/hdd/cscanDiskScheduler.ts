/**
 * Circular scan: the arm goes one way only, to the next sector that somebody waits for, and from the last one back to the lowest (as C-LOOK: it turns where
 * the last operation is, not at the end of the disk). Waits are more even than with the shortest seek.
 * Source: P. H. Seaman, R. A. Lind, T. L. Wilson, "An analysis of auxiliary-storage activity" (IBM Systems Journal, 1966); B. L. Worthington, G. R. Ganger,
 * Y. N. Patt, "Scheduling Algorithms for Modern Disk Drives" (SIGMETRICS 1994), where it does well on logical block numbers.
 */
import type { Spec } from '../../base/spec.ts';
import type { DiskQueue, DiskScheduler } from './diskScheduler.ts';

class CscanDiskScheduler implements DiskScheduler {
  pick(queue: DiskQueue, _cylinder: number, sector: number): number {
    let ahead = -1;
    let lowest = 0;
    for (let index = 0; index < queue.length; index += 1) {
      const at = queue.sectorAt(index);
      if (at >= sector && (ahead < 0 || at < queue.sectorAt(ahead))) ahead = index;
      if (at < queue.sectorAt(lowest)) lowest = index;
    }
    return ahead < 0 ? lowest : ahead;
  }
}

export const cscanDiskScheduler: Spec<Record<never, never>, null, DiskScheduler> = {
  name: 'cscan',
  summary: 'one way over the disk, then from the start again',
  source: 'Worthington, Ganger and Patt, Scheduling Algorithms for Modern Disk Drives, SIGMETRICS 1994 (C-LOOK)',
  params: {},
  create: () => new CscanDiskScheduler(),
};
