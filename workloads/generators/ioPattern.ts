import type { RandomStream } from '../../sim/base/random.ts';
import type { Stateful } from '../../sim/base/stateful.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { Trace } from '../traces/trace.ts';

/**
 * Which IO comes next: operation, offset and length. Knows nothing of when (see `pacing.ts`).
 * A workload is one of these in a file of its own and a line in `workloadTable.ts`.
 */
export interface IoPattern extends Stateful<unknown> {
  /** Fills `op`, `offsetBytes` and `lengthBytes`. Not when `done`. Allocates nothing. */
  next(into: IoRequest): void;
  /** Nothing is left: only patterns of finite length (traces) are ever done. */
  readonly done: boolean;
}

/** What a pattern is made in. */
export interface WorkloadContext {
  readonly blockBytes: number;
  /** Size of the space that it works on. */
  readonly spaceBytes: number;
  /** Of this workload alone. */
  readonly stream: RandomStream;
  /** A fixed number of this workload, for permutations. */
  readonly key: number;
  /** The trace that the workload names; null where it names none. */
  readonly trace: Trace | null;
}
