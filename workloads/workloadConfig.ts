/**
 * Workloads of VMs, fully resolved. Plain JSON; ns and bytes.
 */

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

export type WorkloadConfig = PacedWorkload | PhasedWorkload | ParallelWorkload | FioWorkload;

/** One thing that is done, and when. */
export interface PacedWorkload extends PatternChoice {
  readonly kind: 'paced';
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

/** Workloads one after the other; times within a phase count from its beginning. */
export interface PhasedWorkload {
  readonly kind: 'phases';
  readonly startNs: number;
  readonly stopNs: number | null;
  /** How often all phases are gone through; null: for ever. */
  readonly rounds: number | null;
  readonly phases: readonly WorkloadPhase[];
}

export interface WorkloadPhase {
  /** Null: until its workload has ended. */
  readonly lastsNs: number | null;
  /** Null: a pause. */
  readonly workload: WorkloadConfig | null;
}

/** Workloads side by side, each with a name of its own. */
export interface ParallelWorkload {
  readonly kind: 'parallel';
  readonly workloads: readonly { readonly name: string; readonly workload: WorkloadConfig }[];
}

/** The jobs of a fio job file; what they are is known when the file is read. */
export interface FioWorkload {
  readonly kind: 'fio';
  readonly file: string;
  /** The one job to run; empty: all. */
  readonly job: string;
  readonly startNs: number;
  readonly stopNs: number | null;
}

/** Everything that a workload does, phase by phase and side by side; nothing of a fio job file that has not been read. */
export function pacedParts(config: WorkloadConfig): readonly PacedWorkload[] {
  switch (config.kind) {
    case 'paced':
      return [config];
    case 'phases':
      return config.phases.flatMap(({ workload }) => (workload === null ? [] : pacedParts(workload)));
    case 'parallel':
      return config.workloads.flatMap(({ workload }) => pacedParts(workload));
    case 'fio':
      return [];
  }
}
