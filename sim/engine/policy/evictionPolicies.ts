import type { Spec } from '../../base/spec.ts';
import { clock } from './clock.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { lru } from './lru.ts';

/** Every eviction policy: help, validation, docs and conformance tests read this table. */
export const evictionPolicies: readonly Spec<Record<string, unknown>, EvictionContext, EvictionPolicy>[] = [lru, clock];
