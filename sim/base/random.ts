/**
 * Named streams of pseudo-random numbers.
 *
 * Guarantees: a stream depends on the seed and its name alone, so adding a VM or a device does not shift what the others draw; the same numbers on every
 * machine (only exact arithmetic). Alea by J. Baagøe, from npm's `seedrandom`: each number is a multiple of 2^-32; the period is about 2^116.
 * Not for secrets.
 */
import seedrandom from 'seedrandom';
import { assert } from './assert.ts';
import type { Stateful } from './stateful.ts';

/** The generator's four numbers. */
export interface RandomState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
}

const TWO_32 = 0x1_0000_0000;

export class RandomStream implements Stateful<RandomState> {
  readonly #name: string;
  #draw: seedrandom.StatefulPRNG<RandomState>;

  /** `seed` is the run's; `name` says who draws, unique within the run (`vm3/disk`, `array`). */
  constructor(seed: number, name: string) {
    this.#name = name;
    this.#draw = seedrandom.alea(`${String(seed)}/${name}`, { state: true });
  }

  get name(): string {
    return this.#name;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number {
    return this.#draw();
  }

  /** Uniform over 0 … 2^32 − 1. */
  nextUint32(): number {
    return this.#draw() * TWO_32;
  }

  /** Uniform over 0 … bound − 1; `bound` is an integer from 1 to 2^53. Takes one draw up to 2^32, two above. */
  nextInt(bound: number): number {
    assert(bound >= 1, 'the bound of a random integer is at least 1');
    if (bound <= TWO_32) return Math.floor(this.#draw() * bound);
    return Math.floor(this.next53() * bound);
  }

  /** Uniform in [0, 1), in steps of 2^-53. Takes two draws. */
  next53(): number {
    const high = this.#draw();
    return high + Math.floor(this.#draw() * 0x20_0000) / 0x20_0000_0000_0000;
  }

  save(): RandomState {
    return this.#draw.state();
  }

  restore(state: RandomState): void {
    this.#draw = seedrandom.alea('', { state: { ...state } });
  }
}
