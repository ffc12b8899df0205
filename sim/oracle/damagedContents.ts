/** Damage done to flash at rest: which contents were hit. Only these may an engine call lost. */
import type { Stateful } from '../base/stateful.ts';
import { lostStamp } from './content.ts';
import type { LocatedVersion } from './engineReader.ts';
import type { SlotBank } from './slotBank.ts';

export class DamagedContents implements Stateful<readonly number[]> {
  private readonly flash: SlotBank;
  /** What slots that were damaged ought to have held. */
  private readonly stamps = new Set<number>();
  /** The log was hit, and has not been recovered from since. */
  isLogHit = false;

  constructor(flash: SlotBank) {
    this.flash = flash;
  }

  /** Was there any? */
  get isAny(): boolean {
    return this.stamps.size > 0;
  }

  /** Damages what is in the slot. False where there is nothing to be damaged just now. */
  strike(slot: number): boolean {
    const right = this.flash.damage(slot);
    if (right !== null) this.stamps.add(right);
    return right !== null;
  }

  /** Is what is there damaged? */
  isHit({ place, slot }: LocatedVersion): boolean {
    return place === 'flash' && this.flash.isDamaged(slot);
  }

  /** Was there damage to a copy of this content? */
  has(stamp: number): boolean {
    return this.stamps.has(stamp);
  }

  /** Is what was found the content that was expected, or is it called lost and may be? */
  isAsExpected(found: number, expected: number): boolean {
    return found === expected || (found === lostStamp && this.stamps.has(expected));
  }

  save(): readonly number[] {
    return [...this.stamps];
  }

  restore(stamps: readonly number[]): void {
    this.stamps.clear();
    for (const stamp of stamps) this.stamps.add(stamp);
  }
}
