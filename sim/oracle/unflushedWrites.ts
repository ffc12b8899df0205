/**
 * Writes to flash slots that no barrier covers yet: what a power cut may leave of each is the content before, one of those written since, or a torn mixture.
 *
 * A write is covered when an append to the log was issued after it had completed and is durable itself. A device whose buffer has capacitors keeps what it
 * has completed; only what was on its way is in doubt.
 */
import type { Stateful } from '../base/stateful.ts';
import { poisonStamp } from './content.ts';
import type { CutFate } from './cutFate.ts';

interface Doubt {
  /** What is there for certain if nothing since has reached the flash. */
  durable: number;
  /** Contents written since, in order. */
  readonly written: number[];
  pending: number;
  /** When the last one completed, by the count of completions. */
  doneAt: number;
}

export interface UnflushedWritesState {
  readonly doubts: readonly (readonly [number, Doubt])[];
  readonly completions: number;
}

export class UnflushedWrites implements Stateful<UnflushedWritesState> {
  isCapacitorBacked = false;
  private readonly doubts = new Map<number, Doubt>();
  private completions = 0;

  /** The slot, which holds `before`, is about to be written. */
  begin(slot: number, before: number, stamp: number): void {
    let doubt = this.doubts.get(slot);
    if (doubt === undefined) {
      doubt = { durable: before, written: [], pending: 0, doneAt: 0 };
      this.doubts.set(slot, doubt);
    }
    doubt.written.push(stamp);
    doubt.pending++;
  }

  end(slot: number, ok: boolean): void {
    const doubt = this.doubts.get(slot);
    if (doubt === undefined) return;
    doubt.pending--;
    doubt.doneAt = ++this.completions;
    if (!ok) doubt.written.push(poisonStamp);
    else if (this.isCapacitorBacked && doubt.pending === 0) this.doubts.delete(slot);
  }

  /** An append is issued now: what has completed is covered when it is durable. To be given to `covered` then. */
  barrier(): number {
    return this.completions;
  }

  covered(barrier: number): void {
    for (const [slot, doubt] of this.doubts) {
      if (doubt.doneAt > barrier || doubt.doneAt === 0) continue;
      if (doubt.pending === 0) this.doubts.delete(slot);
      else if (doubt.written.length > 1) {
        doubt.durable = doubt.written[doubt.written.length - 2];
        doubt.written.splice(0, doubt.written.length - 1);
        doubt.doneAt = 0;
      }
    }
  }

  /**
   * What a power cut leaves of each slot in doubt. `barrier`: the newest of the appends under way that have begun to reach the flash. `random` gives numbers
   * in [0, 1).
   */
  left(random: () => number, fate: CutFate, barrier: number): Map<number, number> {
    const left = new Map<number, number>();
    for (const [slot, doubt] of this.doubts) {
      const isCovered = doubt.doneAt !== 0 && doubt.doneAt <= barrier;
      if (isCovered && doubt.pending === 0) continue;
      const { written } = doubt;
      const oldest = isCovered && written.length > 1 ? written.length - 1 : 0;
      const durable = oldest > 0 ? written[oldest - 1] : doubt.durable;
      const outcome = fate === 'random' ? random() : { lost: 0, torn: 0.4, kept: 1 }[fate];
      if (outcome < 0.35) left.set(slot, durable);
      else if (outcome < 0.5) left.set(slot, poisonStamp);
      else if (fate === 'kept') left.set(slot, written[written.length - 1]);
      else left.set(slot, written[oldest + Math.floor(random() * (written.length - oldest))]);
    }
    return left;
  }

  /** After a power cut nothing is in doubt. */
  clear(): void {
    this.doubts.clear();
  }

  save(): UnflushedWritesState {
    return { doubts: [...this.doubts].map(([slot, doubt]) => [slot, { ...doubt, written: [...doubt.written] }] as const), completions: this.completions };
  }

  restore(state: UnflushedWritesState): void {
    this.doubts.clear();
    for (const [slot, doubt] of state.doubts) this.doubts.set(slot, { ...doubt, written: [...doubt.written] });
    this.completions = state.completions;
  }
}
