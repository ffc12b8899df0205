/** FIFO: the block that was filled first, whatever is in it: a circular log. A ring per die. */
import { assert } from '../../../base/assert.ts';
import type { GcContext, GcPolicy, GcSpec } from './gcPolicy.ts';

interface FifoState {
  readonly rings: Int32Array;
  readonly heads: Int32Array;
  readonly counts: Int32Array;
}

class Fifo implements GcPolicy {
  readonly #blocksPerDie: number;
  readonly #rings: Int32Array;
  readonly #heads: Int32Array;
  readonly #counts: Int32Array;

  constructor(context: GcContext) {
    this.#blocksPerDie = context.blocksPerDie;
    this.#rings = new Int32Array(context.dies * context.blocksPerDie);
    this.#heads = new Int32Array(context.dies);
    this.#counts = new Int32Array(context.dies);
  }

  close(block: number): void {
    const die = Math.floor(block / this.#blocksPerDie);
    this.#rings[die * this.#blocksPerDie + ((this.#heads[die] + this.#counts[die]) % this.#blocksPerDie)] = block;
    this.#counts[die] += 1;
  }

  invalidate(): void {
    // The order of filling is all that counts.
  }

  take(die: number): number {
    assert(this.#counts[die] > 0, 'a die that runs short of free blocks has closed ones');
    const block = this.#rings[die * this.#blocksPerDie + this.#heads[die]];
    this.#heads[die] = (this.#heads[die] + 1) % this.#blocksPerDie;
    this.#counts[die] -= 1;
    return block;
  }

  save(): FifoState {
    return { rings: this.#rings.slice(), heads: this.#heads.slice(), counts: this.#counts.slice() };
  }

  restore(state: unknown): void {
    const saved = state as FifoState;
    this.#rings.set(saved.rings);
    this.#heads.set(saved.heads);
    this.#counts.set(saved.counts);
  }
}

export const fifo: GcSpec = {
  name: 'fifo',
  summary: 'the block that was filled first',
  source: 'Desnoyers: Analytic models of SSD write performance, ACM TOS 10(2), 2014 (there: LRU cleaning)',
  create: (_params, context) => new Fifo(context),
};
