/** Every policy of garbage collection: a new one is a file of its own and a line here. */
import { dChoices } from './dChoices.ts';
import { fifo } from './fifo.ts';
import type { GcSpec } from './gcPolicy.ts';
import { greedy } from './greedy.ts';

export const gcPolicies: readonly GcSpec[] = [greedy, fifo, dChoices];
