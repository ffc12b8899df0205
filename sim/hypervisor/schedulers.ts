import type { Spec } from '../base/spec.ts';
import { fifo } from './fifoScheduler.ts';
import type { IoScheduler, SchedulerContext } from './ioScheduler.ts';
import { mclock } from './mclockScheduler.ts';
import { roundRobin } from './roundRobinScheduler.ts';
import { weightedFair } from './weightedFairScheduler.ts';

/** A spec whose parameters were checked against its own table before `create` is called. */
export type SchedulerSpec = Spec<Record<string, unknown>, SchedulerContext, IoScheduler>;

/** Every scheduler between VMs: help, validation, docs and conformance tests read this table. */
export const schedulers: readonly SchedulerSpec[] = [fifo, roundRobin, weightedFair, mclock];
