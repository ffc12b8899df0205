/**
 * What keeps the durable point of one space of one VM from moving on: versions in DRAM that are complete neither on flash nor on array, and preimages on
 * their way to flash. Each with the key that the durable point must stay below: the version's own sequence, or that of the write that superseded it where
 * the array has it besides. In the order of the keys; linked through the cell table; O(1) for what is appended and removed.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';
import { Flag } from './cells.ts';
import type { CellTable } from './cells.ts';

interface VolatileState {
  readonly first: number;
  readonly last: number;
  readonly cursor: number;
  readonly count: number;
}

export class VolatileList implements Stateful<VolatileState> {
  first = -1;
  last = -1;
  /** First member that nothing was done for yet to make it durable, or −1: those before it are on their way. */
  cursor = -1;
  count = 0;
  private readonly cells: CellTable;

  constructor(cells: CellTable) {
    this.cells = cells;
  }

  append(cell: number, key: number): void {
    const { volatilePrevious, volatileNext, volatileKey, flags } = this.cells;
    assert((flags[cell] & Flag.Volatile) === 0, 'append: not yet volatile');
    assert(this.last < 0 || volatileKey[this.last] <= key, 'append: volatile versions in the order of their keys');
    volatileKey[cell] = key;
    flags[cell] |= Flag.Volatile;
    volatilePrevious[cell] = this.last;
    volatileNext[cell] = -1;
    if (this.last >= 0) volatileNext[this.last] = cell;
    else this.first = cell;
    this.last = cell;
    if (this.cursor < 0) this.cursor = cell;
    this.count++;
  }

  remove(cell: number): void {
    const { volatilePrevious, volatileNext, flags } = this.cells;
    flags[cell] &= ~Flag.Volatile;
    const before = volatilePrevious[cell];
    const after = volatileNext[cell];
    if (before >= 0) volatileNext[before] = after;
    else this.first = after;
    if (after >= 0) volatilePrevious[after] = before;
    else this.last = before;
    if (this.cursor === cell) this.cursor = after;
    this.count--;
  }

  /** Key of the first member; Infinity when there is none. */
  firstKey(): number {
    return this.first < 0 ? Infinity : this.cells.volatileKey[this.first];
  }

  /** The member after `cell`, or −1. */
  following(cell: number): number {
    return this.cells.volatileNext[cell];
  }

  save(): VolatileState {
    return { first: this.first, last: this.last, cursor: this.cursor, count: this.count };
  }

  restore(state: VolatileState): void {
    this.first = state.first;
    this.last = state.last;
    this.cursor = state.cursor;
    this.count = state.count;
  }
}
