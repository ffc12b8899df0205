/**
 * Writes to flash slots that no barrier covers yet: what a power cut may leave of each is the content before, one of those written since, or a torn mixture.
 *
 * A write is covered when an append to the log was issued after it had completed and is durable itself. A device whose buffer has capacitors keeps what it
 * has completed; only what was on its way is in doubt.
 */
import type { Stateful } from '../base/stateful.ts';
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

  /** Power is cut: calls back with what each doubtful slot holds now. `random` gives numbers in [0, 1). */
  cut(random: () => number, settle: (slot: number, stamp: number) => void): void {
    for (const [slot, { durable, written }] of this.doubts) {
      const outcome = random();
      if (outcome < 0.35) settle(slot, durable);
      else if (outcome < 0.5) settle(slot, poisonStamp);
      else settle(slot, written[Math.floor(random() * written.length)]);
    }
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
