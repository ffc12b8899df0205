/** The order in which a disk serves what waits: one line each. */
import type { Spec } from '../../base/spec.ts';
import { cscanDiskScheduler } from './cscanDiskScheduler.ts';
import type { DiskScheduler } from './diskScheduler.ts';
import { fcfsDiskScheduler } from './fcfsDiskScheduler.ts';
import { sptfDiskScheduler } from './sptfDiskScheduler.ts';
import { sstfDiskScheduler } from './sstfDiskScheduler.ts';

export const diskSchedulers: readonly Spec<Record<never, never>, null, DiskScheduler>[] = [
  fcfsDiskScheduler,
  sstfDiskScheduler,
  sptfDiskScheduler,
  cscanDiskScheduler,
];
