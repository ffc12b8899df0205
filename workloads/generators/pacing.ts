import type { Stateful } from '../../sim/base/stateful.ts';

/** When IO arrives. Knows nothing of what it is (see `ioPattern.ts`). All times are integer ns. */
export interface Pacing extends Stateful<unknown> {
  /** Does an IO wait for answers to earlier ones? Then a guest flush takes a place in the queue; else it comes right behind its write. */
  readonly isClosed: boolean;
  /** Intended arrival of the next IO; Infinity while it waits for an acknowledgement, or when none comes any more. */
  nextArrivalNs(): number;
  /** The next IO was taken. */
  onTaken(): void;
  onAcknowledged(nowNs: number): void;
  /** Will nothing arrive before `stopNs` any more, whatever is acknowledged when? */
  isOver(stopNs: number): boolean;
  /** As in IoSource. */
  delay(byNs: number): void;
  rewind(saved: unknown, savedNs: number, nowNs: number): void;
}
