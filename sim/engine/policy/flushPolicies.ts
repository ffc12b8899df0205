import type { Spec } from '../../base/spec.ts';
import type { FlushContext, FlushPolicy } from './flushPolicy.ts';
import { periodic } from './periodic.ts';
import { writeThrough } from './writeThrough.ts';

/** A spec whose parameters were checked against its own table before `create` is called. */
export type FlushPolicySpec = Spec<Record<string, unknown>, FlushContext, FlushPolicy>;

/** Every flush policy: help, validation, docs and conformance tests read this table. */
export const flushPolicies: readonly FlushPolicySpec[] = [writeThrough, periodic];
