import type { Distribution } from '../sim/base/distributions.ts';

/** One workload of a VM, fully resolved: an entry of `generators/workloadTable.ts` with its parameters, and what all workloads have. Plain JSON; ns and bytes. */
export interface WorkloadConfig {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly space: 'disk' | 'memory';
  readonly pacing: PacingConfig;
  /** It issues IO from here … */
  readonly startNs: number;
  /** … to here; null: to the end. */
  readonly stopNs: number | null;
  /** At most this many IOs, guest flushes not counted; null: no limit. */
  readonly ios: number | null;
  /** A guest flush after every so many writes; 0: never. */
  readonly flushEvery: number;
  /** Share of the writes that force unit access. */
  readonly forceUnitAccessRatio: number;
}

export type PacingConfig =
  /** So many IOs are in flight; each waits `thinkTime` after the acknowledgement before it. */
  | { readonly kind: 'closed'; readonly queueDepth: number; readonly thinkTime: Distribution }
  /** Arrivals at exponential intervals, whatever the answers. */
  | { readonly kind: 'poisson'; readonly ratePerSecond: number }
  /** At the trace's own times, `speed` times as fast. */
  | { readonly kind: 'trace'; readonly speed: number };
