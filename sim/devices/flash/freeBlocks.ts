/**
 * The free blocks of each die, and which is used next: with wear levelling the one with the fewest erases (of several the one that was freed first), else the one that was freed first.
 *
 * Wear levelling is dynamic: blocks whose data never changes are left where they are. A heap per die, O(log blocks).
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';

interface FreeBlocksState {
  readonly keys: Float64Array;
  readonly blocks: Int32Array;
  readonly counts: Int32Array;
  readonly nextOrder: number;
}

/** Above the number of times that blocks are freed. */
const ORDERS = 2 ** 36;

export class FreeBlocks implements Stateful<FreeBlocksState> {
  readonly #blocksPerDie: number;
  readonly #isLevelling: boolean;
  readonly #keys: Float64Array;
  readonly #blocks: Int32Array;
  /** By die. Read only. */
  readonly counts: Int32Array;
  #nextOrder = 0;

  /** All are free at first. */
  constructor(dies: number, blocksPerDie: number, isLevelling: boolean) {
    this.#blocksPerDie = blocksPerDie;
    this.#isLevelling = isLevelling;
    this.#keys = new Float64Array(dies * blocksPerDie);
    this.#blocks = new Int32Array(dies * blocksPerDie);
    this.counts = new Int32Array(dies);
    for (let block = 0; block < dies * blocksPerDie; block += 1) this.put(block, 0);
  }

  put(block: number, erases: number): void {
    const die = Math.floor(block / this.#blocksPerDie);
    const first = die * this.#blocksPerDie;
    const key = (this.#isLevelling ? erases * ORDERS : 0) + this.#nextOrder;
    this.#nextOrder += 1;
    let place = this.counts[die];
    this.counts[die] += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#keys[first + parent] < key) break;
      this.#move(first + place, first + parent);
      place = parent;
    }
    this.#keys[first + place] = key;
    this.#blocks[first + place] = block;
  }

  take(die: number): number {
    const count = this.counts[die] - 1;
    assert(count >= 0, 'a block is taken from a die that has a free one');
    this.counts[die] = count;
    const first = die * this.#blocksPerDie;
    const block = this.#blocks[first];
    const key = this.#keys[first + count];
    const last = this.#blocks[first + count];
    let place = 0;
    for (let child = 1; child < count; child = 2 * place + 1) {
      if (child + 1 < count && this.#keys[first + child + 1] < this.#keys[first + child]) child += 1;
      if (key < this.#keys[first + child]) break;
      this.#move(first + place, first + child);
      place = child;
    }
    this.#keys[first + place] = key;
    this.#blocks[first + place] = last;
    return block;
  }

  save(): FreeBlocksState {
    return { keys: this.#keys.slice(), blocks: this.#blocks.slice(), counts: this.counts.slice(), nextOrder: this.#nextOrder };
  }

  restore(state: FreeBlocksState): void {
    this.#keys.set(state.keys);
    this.#blocks.set(state.blocks);
    this.counts.set(state.counts);
    this.#nextOrder = state.nextOrder;
  }

  #move(to: number, from: number): void {
    this.#keys[to] = this.#keys[from];
    this.#blocks[to] = this.#blocks[from];
  }
}
