import { flushPolicies } from '../engine/policy/flushPolicies.ts';
import type { Scenario } from './scenario.ts';

/** Do the flush policies of all VMs promise, from beginning to end, that the array holds each disk as it was at one point in time? */
export function promisesPrefix({ vms, timeline }: Scenario): boolean {
  const isKept = timeline.every((entry) => entry.do !== 'set-flush' && (entry.do !== 'change' || entry.change.kind !== 'flush'));
  return isKept && vms.every(({ cache }) => flushPolicies.find(({ name }) => name === cache.flush.policy)?.isPromising === true);
}
