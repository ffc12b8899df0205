/** The operations that wait for the arm of a disk, in the order of arrival; any of them can be taken out. O(length) to take, which is short. */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { DiskQueue } from './diskScheduler.ts';

export interface DiskWaitingState {
  readonly ops: Int32Array;
  readonly cylinders: Int32Array;
  readonly sectors: Float64Array;
}

export class DiskWaiting implements DiskQueue, Stateful<DiskWaitingState> {
  #ops = new Int32Array(32);
  #cylinders = new Int32Array(32);
  #sectors = new Float64Array(32);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  cylinderAt(index: number): number {
    return this.#cylinders[index];
  }

  sectorAt(index: number): number {
    return this.#sectors[index];
  }

  opAt(index: number): number {
    return this.#ops[index];
  }

  push(op: number, cylinder: number, sector: number): void {
    if (this.#length === this.#ops.length) this.#grow();
    this.#ops[this.#length] = op;
    this.#cylinders[this.#length] = cylinder;
    this.#sectors[this.#length] = sector;
    this.#length += 1;
  }

  /** Takes one out; those behind it move up. */
  take(index: number): number {
    assert(index >= 0 && index < this.#length, 'what is taken waits');
    const op = this.#ops[index];
    this.#ops.copyWithin(index, index + 1, this.#length);
    this.#cylinders.copyWithin(index, index + 1, this.#length);
    this.#sectors.copyWithin(index, index + 1, this.#length);
    this.#length -= 1;
    return op;
  }

  save(): DiskWaitingState {
    return { ops: this.#ops.slice(0, this.#length), cylinders: this.#cylinders.slice(0, this.#length), sectors: this.#sectors.slice(0, this.#length) };
  }

  restore(state: DiskWaitingState): void {
    while (this.#ops.length < state.ops.length) this.#grow();
    this.#ops.set(state.ops);
    this.#cylinders.set(state.cylinders);
    this.#sectors.set(state.sectors);
    this.#length = state.ops.length;
  }

  #grow(): void {
    const ops = new Int32Array(this.#ops.length * 2);
    const cylinders = new Int32Array(this.#ops.length * 2);
    const sectors = new Float64Array(this.#ops.length * 2);
    ops.set(this.#ops);
    cylinders.set(this.#cylinders);
    sectors.set(this.#sectors);
    this.#ops = ops;
    this.#cylinders = cylinders;
    this.#sectors = sectors;
  }
}
