/**
 * Which block is collected next when free ones run short. One file per policy, one line in `gcPolicies.ts`.
 *
 * A policy knows the closed blocks of each die: those that are full, and not being collected. Blocks have numbers of the whole device, die by die.
 */
import type { RandomStream } from '../../../base/random.ts';
import type { Spec } from '../../../base/spec.ts';
import type { Stateful } from '../../../base/stateful.ts';

export interface GcContext {
  readonly dies: number;
  readonly blocksPerDie: number;
  readonly unitsPerBlock: number;
  /** By block: units that are still wanted. The translation's own; read only. */
  readonly validUnits: Int32Array;
  readonly stream: RandomStream;
}

export interface GcPolicy extends Stateful<unknown> {
  /** The block is full, with `validUnits[block]` of its units wanted. */
  close(block: number): void;
  /** One unit less of a block is wanted, closed or not; `validUnits` has been changed. Called for each write: must be quick. */
  invalidate(block: number): void;
  /** Takes the next one of the die out; there is one. */
  take(die: number): number;
}

/** Parameters that policies may have: those of the device. */
export interface GcParams {
  /** Blocks looked at for each choice. */
  readonly choices: number;
}

export type GcSpec = Pick<Spec<GcParams, GcContext, GcPolicy>, 'name' | 'summary' | 'source' | 'create'>;
