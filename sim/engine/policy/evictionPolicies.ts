import { arc } from './arc.ts';
import { clock } from './clock.ts';
import type { EvictionPolicySpec } from './evictionPolicy.ts';
import { fifo } from './fifo.ts';
import { lfu } from './lfu.ts';
import { lirs } from './lirs.ts';
import { lru } from './lru.ts';
import { opt } from './opt.ts';
import { s3fifo } from './s3fifo.ts';
import { sieve } from './sieve.ts';
import { slru } from './slru.ts';
import { twoQ } from './twoQ.ts';
import { wTinyLfu } from './wTinyLfu.ts';

/** Every eviction policy: help, validation, docs and conformance tests read this table. */
export const evictionPolicies: readonly EvictionPolicySpec[] = [lru, fifo, clock, arc, s3fifo, sieve, lfu, slru, twoQ, lirs, wTinyLfu, opt];

/** Those that a running cache can have: they don't ask for the future. */
export const onlinePolicies: readonly EvictionPolicySpec[] = evictionPolicies.filter(({ needsFuture }) => needsFuture !== true);
