/** Names of policies, for forms. */
import { flushPolicies } from '../engine/policy/flushPolicies.ts';

export const flushPolicyNames: readonly string[] = flushPolicies.map(({ name }) => name);
