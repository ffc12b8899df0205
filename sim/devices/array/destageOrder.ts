/**
 * Which rows an array's write cache writes to its disks next. A group is a place in the cache for the dirty pages of one row (stripe); the order is told of
 * groups that wait, and of hits in them, and picks. Groups are numbers from 0 on, below `groupsMax`.
 */
import type { Spec } from '../../base/spec.ts';
import type { Stateful } from '../../base/stateful.ts';

export interface DestageOrder extends Stateful<unknown> {
  /** A group waits from now on. */
  add(group: number, row: number): void;
  /** A waiting group was written again. */
  touch(group: number): void;
  /** Takes out the group whose turn it is; −1 when none waits. */
  take(): number;
}

export type DestageOrderSpec = Spec<Record<never, never>, { readonly groupsMax: number }, DestageOrder>;
