import type { RandomStream } from '../../sim/base/random.ts';
import type { Spec } from '../../sim/base/spec.ts';
import type { Stateful } from '../../sim/base/stateful.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { Trace } from '../traces/trace.ts';
import type { PatternChoice } from '../workloadConfig.ts';

/**
 * Which IO comes next: operation, offset and length. Knows nothing of when (see `pacing.ts`).
 * A workload is one of these in a file of its own and a line in `workloadTable.ts`.
 */
export interface IoPattern extends Stateful<unknown> {
  /**
   * Fills `op`, `offsetBytes` and `lengthBytes`, and may set `forceUnitAccess`, which is false before. Not when `done`. Allocates nothing.
   * True: a guest flush is due right behind it.
   */
  next(into: IoRequest): boolean;
  /** Nothing is left: only patterns of finite length (traces, one pass of a backup) are ever done. */
  readonly done: boolean;
}

/** What a pattern is made in. */
export interface WorkloadContext {
  readonly blockBytes: number;
  /** Size of the space that it works on. */
  readonly spaceBytes: number;
  /** Of this workload alone. */
  readonly stream: RandomStream;
  /** Another stream of this workload alone, for draws that not every configuration makes: so they don't shift the others. */
  streamOf(purpose: string): RandomStream;
  /** A stream that is the same in all VMs of the run that name it: what comes with a disk image that they share. */
  sharedStreamOf(purpose: string): RandomStream;
  /** A fixed number of this workload, for permutations. */
  readonly key: number;
  /** The trace that the workload names; null where it names none. */
  readonly trace: Trace | null;
  /** A pattern that this one is made of, with streams of its own under `name`. */
  createPart(choice: PatternChoice, name: string): IoPattern;
}

/** Why parameters don't fit each other or the space: the parameter to blame as scenarios write it (perhaps a path, `of.0.ioSize`), and what is allowed. */
export interface ParamProblem {
  readonly field: string;
  readonly allowed: string;
  /** Would a larger space do? */
  readonly isOfSpace?: true;
}

/** How a workload introduces itself: what is known of its IO before it is made. */
export interface WorkloadSpec<Params extends object> extends Spec<Params, WorkloadContext, IoPattern> {
  /** Looks at parameters together, and at the space; each by itself is within its range. */
  problem(params: Params, spaceBytes: number): ParamProblem | null;
  /** The largest IO. */
  largestIoBytes(params: Params): number;
  /** All offsets and lengths are multiples of each of these. */
  granulesBytes(params: Params): readonly number[];
  /** Does it end by itself? Left out: never. */
  ends?(params: Params): boolean;
  /** The patterns that it is made of, in the parameter `of`: what is said of them holds for it as well. Left out: none. */
  parts?(params: Params): readonly PatternChoice[];
  /** The space that it works on when nothing is said; left out: the disk. */
  readonly usualSpace?: 'memory';
}
