import type { Spec } from '../../base/spec.ts';
import type { Stateful } from '../../base/stateful.ts';

/** What an admission policy stands on. */
export interface AdmissionContext {
  readonly blockBytes: number;
  /** Blocks of DRAM that the VM has. Not to be asked by a constructor. */
  readonly capacity: () => number;
}

/** Decides which read misses leave their block in DRAM. Asked once for each block that is missed, in order; what it answers no to is read past the cache. */
export interface AdmissionPolicy extends Stateful<unknown> {
  /** `ioBlocks`: size of the IO that the block belongs to, in blocks. */
  admits(nowNs: number, space: number, block: number, ioBlocks: number): boolean;
}

export interface AdmissionPolicySpec extends Spec<Record<string, unknown>, AdmissionContext, AdmissionPolicy> {
  /** It looks at the time, which stands still in a replay. */
  readonly needsTime?: boolean;
}
