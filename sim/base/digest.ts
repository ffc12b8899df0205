/**
 * A running 64-bit hash over a sequence of integers: what a run did is one such hash.
 *
 * Guarantees: depends on every value and on their order; the same on every machine (32-bit integer arithmetic only). It is no cryptographic hash: two
 * 32-bit lanes, each word multiplied and rotated in (after MurmurHash3 by A. Appleby), the lanes fed into each other, and a final avalanche.
 */
import type { Stateful } from './stateful.ts';

export interface DigestState {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

const LOW_FACTOR = 0xcc9e2d51;
const HIGH_FACTOR = 0x1b873593;
/** Of the words that are taken in side by side: odd, so that different words stay different (from xxHash by Y. Collet). */
const FIRST_FACTOR = 0x9e3779b1;
const SECOND_FACTOR = 0x85ebca77;
const THIRD_FACTOR = 0xc2b2ae3d;
const FOURTH_FACTOR = 0x27d4eb2f;
const TWO_MINUS_32 = 1 / 0x1_0000_0000;

/** MurmurHash3's finaliser: every bit of the input changes about half of the bits of the result. */
function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hexWord(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

export class Digest implements Stateful<DigestState> {
  /** Lane low, lane high: a typed array keeps them 32 bits wide without boxing. */
  readonly #lanes = Int32Array.of(0x2545f491, 0x4f6cdd1d);
  #count = 0;

  /** Values absorbed so far; a call of `absorb4` is one. */
  get count(): number {
    return this.#count;
  }

  /** Takes in one integer, |value| ≤ 2^53. */
  absorb(value: number): void {
    const lanes = this.#lanes;
    const low = Math.imul(lanes[0] ^ (value | 0), LOW_FACTOR);
    const lowRotated = ((low << 15) | (low >>> 17)) + lanes[1];
    const high = Math.imul(lanes[1] ^ Math.floor(value * TWO_MINUS_32) ^ lowRotated, HIGH_FACTOR);
    lanes[0] = lowRotated;
    lanes[1] = ((high << 13) | (high >>> 19)) + lowRotated;
    this.#count += 1;
  }

  /** The same as three calls of `absorb`. */
  absorb3(first: number, second: number, third: number): void {
    this.absorb(first);
    this.absorb(second);
    this.absorb(third);
  }

  /**
   * Takes in four integers at once, of which the lower 32 bits count. Another result than `absorb` gives, and several times as quick: the words are multiplied side by side
   * instead of one after the other, and each lane takes them in turned by other amounts.
   */
  absorb4(first: number, second: number, third: number, fourth: number): void {
    const lanes = this.#lanes;
    const a = Math.imul(first, FIRST_FACTOR);
    const b = Math.imul(second, SECOND_FACTOR);
    const c = Math.imul(third, THIRD_FACTOR);
    const d = Math.imul(fourth, FOURTH_FACTOR);
    const low = Math.imul(lanes[0] ^ ((a ^ ((b << 9) | (b >>> 23))) + (c ^ ((d << 18) | (d >>> 14)))), LOW_FACTOR);
    const lowRotated = ((low << 15) | (low >>> 17)) + lanes[1];
    const high = Math.imul(lanes[1] ^ ((((a << 21) | (a >>> 11)) + c) ^ (((b << 5) | (b >>> 27)) + d)) ^ lowRotated, HIGH_FACTOR);
    lanes[0] = lowRotated;
    lanes[1] = ((high << 13) | (high >>> 19)) + lowRotated;
    this.#count += 1;
  }

  /** The hash so far: 16 hexadecimal digits. Absorbing may go on. */
  hex(): string {
    const low = avalanche(this.#lanes[0] ^ this.#count);
    const high = avalanche(this.#lanes[1] + low);
    return hexWord(high) + hexWord(avalanche(low + high));
  }

  save(): DigestState {
    return { low: this.#lanes[0], high: this.#lanes[1], count: this.#count };
  }

  restore(state: DigestState): void {
    this.#lanes[0] = state.low;
    this.#lanes[1] = state.high;
    this.#count = state.count;
  }
}
