/**
 * A first-in-first-out queue of numbers with a bound that never grows: who pushes must have looked at `isFull`.
 *
 * Any number that fits a double is kept exactly. Nothing is allocated after construction.
 */
import { assert } from './assert.ts';
import type { Stateful } from './stateful.ts';

export interface RingState {
  /** Oldest first. */
  readonly values: Float64Array;
}

export class Ring implements Stateful<RingState> {
  readonly capacity: number;
  readonly #values: Float64Array;
  /** The array's length is a power of two: positions wrap by this mask. */
  readonly #mask: number;
  #head = 0;
  #length = 0;

  /** Holds up to `capacity` values, 1 … 2^26. */
  constructor(capacity: number) {
    assert(capacity >= 1 && capacity <= 0x400_0000, 'the capacity of a ring is 1 to 2^26');
    this.capacity = capacity;
    let size = 1;
    while (size < capacity) size *= 2;
    this.#values = new Float64Array(size);
    this.#mask = size - 1;
  }

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length === this.capacity;
  }

  push(value: number): void {
    assert(this.#length < this.capacity, 'a ring is pushed to only when it has room');
    this.#values[(this.#head + this.#length) & this.#mask] = value;
    this.#length += 1;
  }

  /** Removes and returns the oldest value. */
  shift(): number {
    assert(this.#length > 0, 'a ring is taken from only when it holds something');
    const value = this.#values[this.#head];
    this.#head = (this.#head + 1) & this.#mask;
    this.#length -= 1;
    return value;
  }

  /** The value `index` places behind the oldest, which is 0. */
  at(index: number): number {
    assert(index >= 0 && index < this.#length, 'a ring is read only where it holds something');
    return this.#values[(this.#head + index) & this.#mask];
  }

  clear(): void {
    this.#head = 0;
    this.#length = 0;
  }

  save(): RingState {
    const values = new Float64Array(this.#length);
    for (let index = 0; index < this.#length; index += 1) values[index] = this.at(index);
    return { values };
  }

  restore(state: RingState): void {
    assert(state.values.length <= this.capacity, 'a ring is restored into one of the same capacity');
    this.clear();
    for (const value of state.values) this.push(value);
  }
}
