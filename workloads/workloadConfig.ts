/** An entry of `generators/workloadTable.ts` by name, with its parameters. */
export interface PatternChoice {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** An entry of `generators/pacings.ts` by name, with its parameters. */
export interface PacingConfig {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** One workload of a VM, fully resolved: what it does, when, and what all workloads have. Plain JSON; ns and bytes. */
export interface WorkloadConfig extends PatternChoice {
  readonly space: 'disk' | 'memory';
  readonly pacing: PacingConfig;
  /** It issues IO from here … */
  readonly startNs: number;
  /** … to here; null: to the end. */
  readonly stopNs: number | null;
  /** At most this many IOs, guest flushes not counted; null: no limit. */
  readonly ios: number | null;
  /** It ends with the IO that makes it this many bytes; null: no limit. */
  readonly bytes: number | null;
  /** Arrivals keep this far apart at least, whatever the pacing; null: no limit. */
  readonly limits: { readonly ratePerSecond: number | null; readonly bytesPerSecond: number | null };
  /** A guest flush after every so many writes; 0: never. */
  readonly flushEvery: number;
  /** A flush is sent when all IO before it is answered, and holds up what comes after it: a barrier. Else it is sent in its turn. */
  readonly flushWaits: boolean;
  /** Share of the writes that force unit access. */
  readonly forceUnitAccessRatio: number;
}
