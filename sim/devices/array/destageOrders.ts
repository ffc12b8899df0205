/** The orders in which an array's write cache goes to its disks: one line each. */
import { assert } from '../../base/assert.ts';
import { cscanDestage } from './cscanDestage.ts';
import type { DestageOrderSpec } from './destageOrder.ts';
import { lrwDestage } from './lrwDestage.ts';
import { wowDestage } from './wowDestage.ts';

export const destageOrders: readonly DestageOrderSpec[] = [lrwDestage, cscanDestage, wowDestage];

/** The order of that name. Asserts that there is one. */
export function destageOrderOf(name: string): DestageOrderSpec {
  const spec = destageOrders.find((candidate) => candidate.name === name);
  assert(spec !== undefined, 'a destage order is asked for by a name in the table');
  return spec;
}
