/**
 * Writes to flash slots that no barrier covers yet: what a power cut may leave of each is the content before, one of those written since, or a torn mixture.
 *
 * A write is covered when an append to the log was issued after it had completed and is durable itself. A device whose buffer has capacitors keeps what it
 * has completed; only what was on its way is in doubt.
 */
import type { Stateful } from '../base/stateful.ts';
import { WriteFate } from '../base/writeFate.ts';
import type { WriteFates } from '../base/writeFate.ts';
import { poisonStamp } from './content.ts';

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
   * What a power cut leaves of each slot in doubt. `barrier`: the newest of the appends under way that have begun to reach the flash.
   */
  left(fates: WriteFates, barrier: number): Map<number, number> {
    const left = new Map<number, number>();
    fates.begin();
    for (const [slot, doubt] of this.doubts) {
      const isCovered = doubt.doneAt !== 0 && doubt.doneAt <= barrier;
      if (isCovered && doubt.pending === 0) continue;
      const { written } = doubt;
      const oldest = isCovered && written.length > 1 ? written.length - 1 : 0;
      const durable = oldest > 0 ? written[oldest - 1] : doubt.durable;
      const fate = fates.fate();
      if (fate === WriteFate.Lost) left.set(slot, durable);
      else if (fate === WriteFate.Kept) left.set(slot, written[oldest + Math.floor(fates.next() * (written.length - oldest))]);
      else left.set(slot, poisonStamp);
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
