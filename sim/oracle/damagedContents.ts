/** Damage done to flash and array at rest: which contents were hit. Only these may an engine call lost. */
import type { Stateful } from '../base/stateful.ts';
import type { ArrayBank } from './arrayBank.ts';
import { lostStamp } from './content.ts';
import type { LocatedVersion } from './engineReader.ts';
import type { SlotBank } from './slotBank.ts';

export class DamagedContents implements Stateful<readonly number[]> {
  private readonly flash: SlotBank;
  private readonly array: ArrayBank;
  /** What slots and blocks that were damaged ought to have held. */
  private readonly stamps = new Set<number>();
  /** The log was hit, and has not been recovered from since. */
  isLogHit = false;

  constructor(flash: SlotBank, array: ArrayBank) {
    this.flash = flash;
    this.array = array;
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

  /** A slot of the VM that ought to hold this was written over. */
  overwritten(slot: number, vm: number, right: number): void {
    if (this.flash.losesContent(slot, vm, right)) this.stamps.add(right);
  }

  /** Damages what the array holds of the block, which no command uses just now. False where there is nothing to be damaged. */
  strikeArray(vm: number, block: number): boolean {
    const right = this.array.damage(vm, block);
    if (right !== null) this.stamps.add(right);
    return right !== null;
  }

  /** The same of a snapshot. */
  strikeSnapshot(vm: number, snapshot: number): boolean {
    const right = this.array.damageSnapshot(vm, snapshot);
    if (right !== null) this.stamps.add(right);
    return right !== null;
  }

  /** Is what is there of the block damaged? */
  isHit(vm: number, block: number, { place, slot }: LocatedVersion): boolean {
    if (place === 'flash') return this.flash.isDamaged(slot);
    if (place === 'array') return this.array.isDamaged(vm, block);
    return place === 'snapshot' && this.array.isSnapshotDamaged(vm, slot);
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
