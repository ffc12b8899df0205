/**
 * Greedy: the block with the fewest wanted units; of several the one that came there last.
 *
 * Lists of blocks by their number of wanted units, per die; a block moves down one list when one of its units is overwritten. O(1), but for the search upward after a die's emptiest
 * list has run dry.
 */
import { assert } from '../../../base/assert.ts';
import type { GcContext, GcPolicy, GcSpec } from './gcPolicy.ts';

interface GreedyState {
  readonly heads: Int32Array;
  readonly nexts: Int32Array;
  readonly previous: Int32Array;
  readonly lowest: Int32Array;
}

const NONE = -1;
/** In `previous`: not in any list. */
const OPEN = -2;
/** In `previous`: first of its list. */
const FIRST = -1;

class Greedy implements GcPolicy {
  readonly #blocksPerDie: number;
  readonly #lists: number;
  readonly #validUnits: Int32Array;
  /** By die and number of wanted units. */
  readonly #heads: Int32Array;
  readonly #nexts: Int32Array;
  readonly #previous: Int32Array;
  /** By die: below this all lists are empty. */
  readonly #lowest: Int32Array;

  constructor(context: GcContext) {
    const blocks = context.dies * context.blocksPerDie;
    this.#blocksPerDie = context.blocksPerDie;
    this.#lists = context.unitsPerBlock + 1;
    this.#validUnits = context.validUnits;
    this.#heads = new Int32Array(context.dies * this.#lists).fill(NONE);
    this.#nexts = new Int32Array(blocks).fill(NONE);
    this.#previous = new Int32Array(blocks).fill(OPEN);
    this.#lowest = new Int32Array(context.dies).fill(this.#lists);
  }

  close(block: number): void {
    this.#link(block, this.#validUnits[block]);
  }

  invalidate(block: number): void {
    if (this.#previous[block] === OPEN) return;
    const valid = this.#validUnits[block];
    this.#unlink(block, valid + 1);
    this.#link(block, valid);
  }

  take(die: number): number {
    const first = die * this.#lists;
    let valid = this.#lowest[die];
    while (valid < this.#lists && this.#heads[first + valid] === NONE) valid += 1;
    assert(valid < this.#lists, 'a die that runs short of free blocks has closed ones');
    this.#lowest[die] = valid;
    const block = this.#heads[first + valid];
    this.#unlink(block, valid);
    return block;
  }

  save(): GreedyState {
    return { heads: this.#heads.slice(), nexts: this.#nexts.slice(), previous: this.#previous.slice(), lowest: this.#lowest.slice() };
  }

  restore(state: unknown): void {
    const saved = state as GreedyState;
    this.#heads.set(saved.heads);
    this.#nexts.set(saved.nexts);
    this.#previous.set(saved.previous);
    this.#lowest.set(saved.lowest);
  }

  #link(block: number, valid: number): void {
    const die = Math.floor(block / this.#blocksPerDie);
    const list = die * this.#lists + valid;
    const head = this.#heads[list];
    this.#nexts[block] = head;
    this.#previous[block] = FIRST;
    if (head !== NONE) this.#previous[head] = block;
    this.#heads[list] = block;
    if (valid < this.#lowest[die]) this.#lowest[die] = valid;
  }

  #unlink(block: number, valid: number): void {
    const next = this.#nexts[block];
    const before = this.#previous[block];
    if (before === FIRST) this.#heads[Math.floor(block / this.#blocksPerDie) * this.#lists + valid] = next;
    else this.#nexts[before] = next;
    if (next !== NONE) this.#previous[next] = before;
    this.#previous[block] = OPEN;
  }
}

export const greedy: GcSpec = {
  name: 'greedy',
  summary: 'the block with the fewest wanted pages',
  source:
    'Rosenblum, Ousterhout: The design and implementation of a log-structured file system, ACM TOCS 10(1), 1992; best for uniform writes: Van Houdt, SIGMETRICS 2013',
  create: (_params, context) => new Greedy(context),
};
