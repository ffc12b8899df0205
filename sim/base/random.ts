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

/** The generator's four numbers before a batch was drawn, and how many of the batch are used. */
export interface RandomState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
  readonly used: number;
}

/** Numbers are drawn in batches: what is used one by one then lies side by side, whatever the generator's own state is spread over. */
const BATCH = 32;

const TWO_32 = 0x1_0000_0000;

export class RandomStream implements Stateful<RandomState> {
  readonly #name: string;
  #draw: seedrandom.StatefulPRNG<Omit<RandomState, 'used'>>;
  readonly #batch = new Float64Array(BATCH);
  #used = 0;
  /** Of the generator before the batch. */
  #before: Omit<RandomState, 'used'>;

  /** `seed` is the run's; `name` says who draws, unique within the run (`vm3/disk`, `array`). */
  constructor(seed: number, name: string) {
    this.#name = name;
    this.#draw = seedrandom.alea(`${String(seed)}/${name}`, { state: true });
    this.#before = this.#draw.state();
    this.#fill();
  }

  get name(): string {
    return this.#name;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number {
    if (this.#used === BATCH) this.#fill();
    const value = this.#batch[this.#used];
    this.#used += 1;
    return value;
  }

  /** Uniform over 0 … 2^32 − 1. */
  nextUint32(): number {
    return this.next() * TWO_32;
  }

  /** Uniform over 0 … bound − 1; `bound` is an integer from 1 to 2^53. Takes one draw up to 2^32, two above. */
  nextInt(bound: number): number {
    assert(bound >= 1, 'the bound of a random integer is at least 1');
    if (bound <= TWO_32) return Math.floor(this.next() * bound);
    return Math.floor(this.next53() * bound);
  }

  /** Uniform in [0, 1), in steps of 2^-53. Takes two draws. */
  next53(): number {
    const high = this.next();
    return high + Math.floor(this.next() * 0x20_0000) / 0x20_0000_0000_0000;
  }

  save(): RandomState {
    const { c, s0, s1, s2 } = this.#before;
    return { c, s0, s1, s2, used: this.#used };
  }

  restore(state: RandomState): void {
    const { c, s0, s1, s2, used } = state;
    this.#draw = seedrandom.alea('', { state: { c, s0, s1, s2 } });
    this.#fill();
    this.#used = used;
  }

  #fill(): void {
    this.#before = this.#draw.state();
    for (let index = 0; index < BATCH; index += 1) this.#batch[index] = this.#draw();
    this.#used = 0;
  }
}
