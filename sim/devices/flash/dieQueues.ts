/** A queue of pairs of integers per die: rings that grow when they must. First in, first out; the head may be changed in place. */
import type { Stateful } from '../../base/stateful.ts';

const LENGTH_MIN = 8;

export class DieQueues implements Stateful<readonly Int32Array[]> {
  /** By die: pairs, a power of two of them. */
  readonly #rings: Int32Array<ArrayBuffer>[];
  readonly #heads: Int32Array;
  /** By die. Read only. */
  readonly counts: Int32Array;

  constructor(dies: number) {
    this.#rings = Array.from({ length: dies }, () => new Int32Array(2 * LENGTH_MIN));
    this.#heads = new Int32Array(dies);
    this.counts = new Int32Array(dies);
  }

  push(die: number, first: number, second: number): void {
    let ring = this.#rings[die];
    if (this.counts[die] * 2 === ring.length) ring = this.#grow(die);
    const place = ((this.#heads[die] + this.counts[die]) * 2) & (ring.length - 1);
    ring[place] = first;
    ring[place + 1] = second;
    this.counts[die] += 1;
  }

  /** Of the head; there is one. */
  first(die: number): number {
    return this.#rings[die][this.#heads[die] * 2];
  }

  second(die: number): number {
    return this.#rings[die][this.#heads[die] * 2 + 1];
  }

  setSecond(die: number, value: number): void {
    this.#rings[die][this.#heads[die] * 2 + 1] = value;
  }

  shift(die: number): void {
    this.#heads[die] = (this.#heads[die] + 1) & (this.#rings[die].length / 2 - 1);
    this.counts[die] -= 1;
  }

  /** By die its pairs, in order. */
  save(): readonly Int32Array[] {
    return this.#rings.map((ring, die) =>
      Int32Array.from({ length: this.counts[die] * 2 }, (_, index) => ring[(this.#heads[die] * 2 + index) & (ring.length - 1)]),
    );
  }

  restore(state: readonly Int32Array[]): void {
    for (const [die, pairs] of state.entries()) {
      this.#heads[die] = 0;
      this.counts[die] = 0;
      for (let index = 0; index < pairs.length; index += 2) this.push(die, pairs[index], pairs[index + 1]);
    }
  }

  #grow(die: number): Int32Array<ArrayBuffer> {
    const ring = this.#rings[die];
    const grown = new Int32Array(ring.length * 2);
    for (let index = 0; index < ring.length; index += 1) grown[index] = ring[(this.#heads[die] * 2 + index) & (ring.length - 1)];
    this.#rings[die] = grown;
    this.#heads[die] = 0;
    return grown;
  }
}
