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
    const { cells } = this;
    assert((cells.flagsOf(cell) & Flag.Volatile) === 0, 'append: not yet volatile');
    assert(this.last < 0 || cells.volatileKeyOf(this.last) <= key, 'append: volatile versions in the order of their keys');
    cells.setVolatileKey(cell, key);
    cells.setFlags(cell, Flag.Volatile);
    const { links } = cells;
    links[cell * 8 + 2] = this.last;
    links[cell * 8 + 3] = -1;
    if (this.last >= 0) links[this.last * 8 + 3] = cell;
    else this.first = cell;
    this.last = cell;
    if (this.cursor < 0) this.cursor = cell;
    this.count++;
  }

  remove(cell: number): void {
    const { links } = this.cells;
    this.cells.clearFlags(cell, Flag.Volatile);
    const before = links[cell * 8 + 2];
    const after = links[cell * 8 + 3];
    if (before >= 0) links[before * 8 + 3] = after;
    else this.first = after;
    if (after >= 0) links[after * 8 + 2] = before;
    else this.last = before;
    if (this.cursor === cell) this.cursor = after;
    this.count--;
  }

  /** Key of the first member; Infinity when there is none. */
  firstKey(): number {
    return this.first < 0 ? Infinity : this.cells.volatileKeyOf(this.first);
  }

  /** The member after `cell`, or −1. */
  following(cell: number): number {
    return this.cells.links[cell * 8 + 3];
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
