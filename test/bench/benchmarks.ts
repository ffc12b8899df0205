/** The table of benchmarks, in the order in which they run. */
import type { Benchmark } from './benchmark.ts';
import { hold100, hold10000 } from './hold.ts';

export const benchmarks: readonly Benchmark[] = [hold10000, hold100];

/** Everybody's yardstick: rates are told as multiples of this contender's. */
export const yardstick = { benchmark: hold10000.name, contender: 'flatqueue' } as const;
