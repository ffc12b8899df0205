/**
 * A set of numbers 0 … 2^31 − 1 that finds the next member from any number on: bits in words, above them a bit for each word that is not empty, and so on up
 * to a single word (the "van Emde Boas" layout with a fan-out of 32; P. van Emde Boas, "Preserving order in a forest in less than logarithmic time", 1975).
 *
 * Every operation looks at one word per level, at most seven. Memory is one bit per number up to the largest that ever was a member, and 3 % more.
 */
import { assert } from './assert.ts';
import type { Stateful } from './stateful.ts';

interface OrderedIntSetState {
  readonly bits: Int32Array;
  readonly size: number;
}

export class OrderedIntSet implements Stateful<OrderedIntSetState> {
  #size = 0;
  /** [0]: a bit per number; [n]: a bit per word of [n − 1], set unless that word is 0. The last has one word. */
  #levels: Int32Array[] = [new Int32Array(1)];

  get size(): number {
    return this.#size;
  }

  has(number: number): boolean {
    const words = this.#levels[0];
    const word = number >>> 5;
    return word < words.length && (words[word] & (1 << (number & 31))) !== 0;
  }

  /** Says whether it is new. O(1) but in the calls that make the set grow. */
  add(number: number): boolean {
    assert(number >= 0 && number < 0x8000_0000, 'a member of the set is a number from 0 to 2^31 - 1');
    if (this.has(number)) return false;
    if (number >>> 5 >= this.#levels[0].length) this.#grow(number);
    let position = number;
    for (const words of this.#levels) {
      const word = position >>> 5;
      const before = words[word];
      words[word] = before | (1 << (position & 31));
      if (before !== 0) break;
      position = word;
    }
    this.#size++;
    return true;
  }

  /** Says whether it was there. */
  delete(number: number): boolean {
    if (!this.has(number)) return false;
    let position = number;
    for (const words of this.#levels) {
      const word = position >>> 5;
      words[word] &= ~(1 << (position & 31));
      if (words[word] !== 0) break;
      position = word;
    }
    this.#size--;
    return true;
  }

  /** The least member that is `from` or more, or −1. */
  nextFrom(from: number): number {
    let position = from;
    for (let level = 0; level < this.#levels.length; level++) {
      const words = this.#levels[level];
      const word = position >>> 5;
      if (word >= words.length) return -1;
      const bits = words[word] & (-1 << (position & 31));
      if (bits !== 0) return this.#descend(level, word * 32 + lowestBit(bits));
      position = word + 1;
    }
    return -1;
  }

  /** The least member below this position of a level. */
  #descend(level: number, position: number): number {
    let at = position;
    for (let below = level - 1; below >= 0; below--) at = at * 32 + lowestBit(this.#levels[below][at]);
    return at;
  }

  #grow(number: number): void {
    let words = this.#levels[0].length;
    while (words <= number >>> 5) words *= 2;
    const bits = new Int32Array(words);
    bits.set(this.#levels[0]);
    this.#build(bits);
  }

  /** Makes the levels above from the lowest. */
  #build(bits: Int32Array): void {
    this.#levels = [bits];
    for (let below = bits; below.length > 1;) {
      const words = new Int32Array(Math.ceil(below.length / 32));
      for (let word = 0; word < below.length; word++) if (below[word] !== 0) words[word >>> 5] |= 1 << (word & 31);
      this.#levels.push(words);
      below = words;
    }
  }

  save(): OrderedIntSetState {
    return { bits: this.#levels[0].slice(), size: this.#size };
  }

  restore(state: OrderedIntSetState): void {
    this.#build(state.bits.slice());
    this.#size = state.size;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
