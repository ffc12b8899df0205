/**
 * The slots of one tier as a device sees them: what each holds, who reads and writes it at this instant, and whose it was when it was last touched.
 *
 * A slot that is being written is poison until the write has completed; what it will then hold can be looked at as `settled`. A write over a slot that
 * another command in flight reads or writes is a violation of I2; a command that touches a slot of another VM, of I1.
 *
 * A slot may be damaged at rest: then whoever reads it gets something else, until it is written again; `settled` and `completed` still say what it ought to hold.
 */
import type { Stateful } from '../base/stateful.ts';
import type { EngineReader } from './engineReader.ts';
import { damagedStamp, isReadable, poisonStamp, printStamp } from './content.ts';
import type { ViolationLog } from './violationLog.ts';

export interface SlotBankState {
  readonly stamps: Uint32Array;
  readonly incoming: Uint32Array;
  readonly writers: Uint16Array;
  readonly readers: Uint16Array;
  readonly owners: Int32Array;
  readonly damaged: readonly (readonly [number, number])[];
}

export class SlotBank implements Stateful<SlotBankState> {
  private readonly tier: 'dram' | 'flash';
  private readonly engine: EngineReader;
  private readonly violations: ViolationLog;
  private readonly stamps: Uint32Array;
  private readonly incoming: Uint32Array;
  private readonly writers: Uint16Array;
  private readonly readers: Uint16Array;
  private readonly owners: Int32Array;
  /** Damaged slots: what is read of them. */
  private readonly damaged = new Map<number, number>();
  private damages = 0;
  /** Told of slots that are written over, or change hands, and of what they held. */
  onGone: ((slot: number, former: number) => void) | null = null;
  /** Reads that got something else than what was written. */
  damagedReads = 0;

  constructor(tier: 'dram' | 'flash', slotCount: number, engine: EngineReader, violations: ViolationLog) {
    this.tier = tier;
    this.engine = engine;
    this.violations = violations;
    this.stamps = new Uint32Array(slotCount).fill(poisonStamp);
    this.incoming = new Uint32Array(slotCount);
    this.writers = new Uint16Array(slotCount);
    this.readers = new Uint16Array(slotCount);
    this.owners = new Int32Array(slotCount).fill(-1);
  }

  get slotCount(): number {
    return this.stamps.length;
  }

  /** A command of `vm` begins to write the slot; it will hold `stamp`. */
  beginWrite(slot: number, vm: number, stamp: number): void {
    if (!this.touch(slot, vm)) return;
    if (this.writers[slot] > 0) this.violations.add('I2', `${this.tier} slot ${slot} of VM ${vm} is written by two commands at once`);
    if (this.readers[slot] > 0) this.violations.add('I2', `${this.tier} slot ${slot} of VM ${vm} is written while a command reads it`);
    this.writers[slot]++;
    this.incoming[slot] = stamp;
    this.onGone?.(slot, this.stamps[slot]);
    this.damaged.delete(slot);
    this.stamps[slot] = poisonStamp;
  }

  endWrite(slot: number, vm: number, stamp: number, ok: boolean): void {
    if (!this.touch(slot, vm) || this.writers[slot] === 0) return;
    this.writers[slot]--;
    this.stamps[slot] = ok ? stamp : poisonStamp;
  }

  /** A command of `vm` begins to read the slot. What it holds, which is also what it must hold at the end. */
  beginRead(slot: number, vm: number): number {
    if (!this.touch(slot, vm)) return poisonStamp;
    this.readers[slot]++;
    if (this.damaged.has(slot)) this.damagedReads++;
    const stamp = this.stampOf(slot);
    if (!isReadable(stamp)) this.violations.add('I2', `${this.tier} slot ${slot} of VM ${vm} is read while it holds ${printStamp(stamp)}`);
    return stamp;
  }

  endRead(slot: number, vm: number, stampAtBegin: number): void {
    if (!this.touch(slot, vm) || this.readers[slot] === 0) return;
    this.readers[slot]--;
    const stamp = this.stampOf(slot);
    if (stamp === stampAtBegin) return;
    this.violations.add('I2', `${this.tier} slot ${slot} of VM ${vm} changed from ${printStamp(stampAtBegin)} to ${printStamp(stamp)} while it was read`);
  }

  /** What the slot holds once what is in flight has completed. */
  settled(slot: number, vm: number): number {
    if (!this.touch(slot, vm)) return poisonStamp;
    return this.writers[slot] > 0 ? this.incoming[slot] : this.stamps[slot];
  }

  /** Does the tier hold what may be read of `vm` in this slot, written to the end? */
  completed(slot: number, vm: number): number {
    return this.owners[slot] === vm && this.writers[slot] === 0 ? this.stamps[slot] : poisonStamp;
  }

  /** What is read of the slot at this instant; poison while it is written. */
  stampOf(slot: number): number {
    return this.damaged.size === 0 ? this.stamps[slot] : (this.damaged.get(slot) ?? this.stamps[slot]);
  }

  isDamaged(slot: number): boolean {
    return this.damaged.has(slot);
  }

  /** What it ought to hold. */
  rightStampOf(slot: number): number {
    return this.stamps[slot];
  }

  /** The slot, which no command uses just now, is damaged. What it ought to hold, or null where it holds nothing. */
  damage(slot: number): number | null {
    if (this.writers[slot] > 0 || this.readers[slot] > 0 || !isReadable(this.stamps[slot])) return null;
    this.damaged.set(slot, damagedStamp(this.stamps[slot], ++this.damages));
    return this.stamps[slot];
  }

  /** The slot, which is the VM's, ought to hold this, but was written over: false where nobody could look for it. */
  losesContent(slot: number, vm: number, right: number): boolean {
    if (this.engine.slotOwner(this.tier, slot) !== vm || !isReadable(right)) return false;
    this.owners[slot] = vm;
    this.stamps[slot] = right;
    return this.damage(slot) !== null;
  }

  /** Power is cut: no command reads or writes any more. `isVolatile`: nothing is left of what the slots held. */
  cut(isVolatile: boolean): void {
    this.writers.fill(0);
    this.readers.fill(0);
    if (isVolatile) this.stamps.fill(poisonStamp);
  }

  /** What a power cut has left in the slot. */
  settle(slot: number, stamp: number): void {
    this.stamps[slot] = stamp;
    this.damaged.delete(slot);
  }

  /** Looks at all owners, so that also a slot that changed hands without being touched loses its content. How many slots `vm` has now. O(slots). */
  countOwned(vm: number): number {
    let count = 0;
    for (let slot = 0; slot < this.stamps.length; slot++) {
      const owner = this.engine.slotOwner(this.tier, slot);
      if (owner === vm) count++;
      if (owner !== this.owners[slot]) this.changeHands(slot, owner);
    }
    return count;
  }

  save(): SlotBankState {
    return {
      stamps: this.stamps.slice(),
      incoming: this.incoming.slice(),
      writers: this.writers.slice(),
      readers: this.readers.slice(),
      owners: this.owners.slice(),
      damaged: [...this.damaged],
    };
  }

  restore(state: SlotBankState): void {
    this.stamps.set(state.stamps);
    this.incoming.set(state.incoming);
    this.writers.set(state.writers);
    this.readers.set(state.readers);
    this.owners.set(state.owners);
    this.damaged.clear();
    for (const [slot, stamp] of state.damaged) this.damaged.set(slot, stamp);
  }

  /** Is it there and the VM's own? What a slot held before it changed hands is gone for good. */
  private touch(slot: number, vm: number): boolean {
    if (!(slot >= 0 && slot < this.stamps.length)) {
      this.violations.add('I1', `VM ${vm} touches ${this.tier} slot ${slot}, which does not exist`);
      return false;
    }
    const owner = this.engine.slotOwner(this.tier, slot);
    if (owner !== this.owners[slot]) this.changeHands(slot, owner);
    if (owner !== vm) this.violations.add('I1', `VM ${vm} touches ${this.tier} slot ${slot}, which is of VM ${owner}`);
    return true;
  }

  private changeHands(slot: number, owner: number): void {
    if (this.writers[slot] > 0 || this.readers[slot] > 0) this.violations.add('I1', `${this.tier} slot ${slot} changed hands while a command touched it`);
    this.onGone?.(slot, this.stamps[slot]);
    this.owners[slot] = owner;
    this.stamps[slot] = poisonStamp;
    this.damaged.delete(slot);
  }
}
