import type { Moments } from '../../sim/base/moments.ts';
import type { RandomStream } from '../../sim/base/random.ts';
import type { Spec } from '../../sim/base/spec.ts';
import type { Stateful } from '../../sim/base/stateful.ts';
import type { Trace } from '../traces/trace.ts';
import type { ParamProblem } from './ioPattern.ts';

/** When IO arrives. Knows nothing of what it is (see `ioPattern.ts`). All times are integer ns. */
export interface Pacing extends Stateful<unknown> {
  /** Does an IO wait for answers to earlier ones? Then a guest flush takes a place in the queue; else it comes right behind its write. */
  readonly isClosed: boolean;
  /** Intended arrival of the next IO; Infinity while it waits for an acknowledgement, or when none comes any more. */
  nextArrivalNs(): number;
  /** The next IO was taken; `lengthBytes` is 0 for a flush. */
  onTaken(lengthBytes: number): void;
  onAcknowledged(nowNs: number): void;
  /** The guest was held up by itself until now: what would wait for a place in the queue meanwhile arrives now. Arrivals that don't wait for anything stay. */
  catchUp(nowNs: number): void;
  /** Will nothing arrive before `stopNs` any more, whatever is acknowledged when? */
  isOver(stopNs: number): boolean;
  /** As in IoSource. */
  delay(byNs: number): void;
  rewind(saved: unknown, savedNs: number, nowNs: number): void;
}

/** What a pacing is made in. */
export interface PacingContext {
  /** Nothing arrives before. */
  readonly startNs: number;
  /** Of this workload's pacing alone. */
  readonly stream: RandomStream;
  /** Another one, for draws that are to stay what they are when those of `stream` change. */
  streamOf(purpose: string): RandomStream;
  /** The trace that the workload names; null where it names none. */
  readonly trace: Trace | null;
}

/** What follows from a pacing for any run of it; the checks of every run hold it to this, so it is written down apart from the pacing's own code. */
export type PacingLaw =
  /** So many places, each of which thinks after each answer. */
  | { readonly kind: 'closed'; readonly places: number; readonly think: Moments }
  /** Arrivals at this rate, spread no further than those of a Poisson process. */
  | { readonly kind: 'open'; readonly ratePerSecond: number };

/** How a pacing introduces itself. One file each and a line in `pacings.ts`. */
export interface PacingSpec<Params extends object> extends Spec<Params, PacingContext, Pacing> {
  /** Looks at parameters together; each by itself is within its range. Left out: any will do. */
  problem?(params: Params): ParamProblem | null;
  /** Null, or left out, where nothing so simple follows. */
  law?(params: Params): PacingLaw | null;
}
