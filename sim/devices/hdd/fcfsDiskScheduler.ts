/** First come, first served: the order of arrival. Nobody starves, the arm travels most. */
import type { Spec } from '../../base/spec.ts';
import type { DiskQueue, DiskScheduler } from './diskScheduler.ts';

class FcfsDiskScheduler implements DiskScheduler {
  pick(_queue: DiskQueue, _cylinder: number, _sector: number): number {
    return 0;
  }
}

export const fcfsDiskScheduler: Spec<Record<never, never>, null, DiskScheduler> = {
  name: 'fcfs',
  summary: 'first come, first served',
  source: 'the order of arrival: the baseline of the two others',
  params: {},
  create: () => new FcfsDiskScheduler(),
};
