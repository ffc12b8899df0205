/**
 * What keeps the durable point of one space of one VM from moving on: versions in DRAM that are complete neither on flash nor on array, and preimages on
 * their way to flash. Each with the key that the durable point must stay below: the version's own sequence, or that of the write that superseded it where
 * the array has it besides. In the order of the keys.
 *
 * A row of (cell, key) pairs, in the order of appending; the cell table knows each cell's place. A member that goes leaves a gap, and gaps go when the row is
 * full. O(1) amortised, and what is touched lies close together.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';
import { Flag } from './cells.ts';
import type { CellTable } from './cells.ts';

interface VolatileState {
  /** Pairs of a cell (or a gap) and its key. */
  readonly members: Float64Array;
  readonly bounds: readonly number[];
}

const lengthMin = 64;
const gap = -1;

export class VolatileList implements Stateful<VolatileState> {
  count = 0;
  /** Places `start` to `end` − 1 are in use; the first is no gap. */
  private members = new Float64Array(lengthMin * 2);
  private start = 0;
  private end = 0;
  /** Nothing was done yet to make members from here on durable: those before it are on their way. */
  private cursor = 0;
  private readonly cells: CellTable;

  constructor(cells: CellTable) {
    this.cells = cells;
  }

  append(cell: number, key: number): void {
    const { cells } = this;
    assert((cells.flagsOf(cell) & Flag.Volatile) === 0, 'append: not yet volatile');
    if (this.end * 2 === this.members.length) this.closeGaps();
    cells.setFlags(cell, Flag.Volatile);
    cells.volatilePlaces[cell] = this.end;
    this.members[this.end * 2] = cell;
    this.members[this.end * 2 + 1] = key;
    this.end++;
    this.count++;
  }

  remove(cell: number): void {
    this.cells.clearFlags(cell, Flag.Volatile);
    this.members[this.cells.volatilePlaces[cell] * 2] = gap;
    this.count--;
    while (this.start < this.end && this.members[this.start * 2] === gap) this.start++;
  }

  /** Key of the first member; Infinity when there is none. */
  firstKey(): number {
    return this.start < this.end ? this.members[this.start * 2 + 1] : Infinity;
  }

  /** The first member up to this key that nothing was done for yet to make it durable, or −1. */
  next(key: number): number {
    if (this.cursor < this.start) this.cursor = this.start;
    while (this.cursor < this.end && this.members[this.cursor * 2] === gap) this.cursor++;
    return this.cursor < this.end && this.members[this.cursor * 2 + 1] <= key ? this.members[this.cursor * 2] : -1;
  }

  /** The member that `next` named is on its way. */
  passNext(): void {
    this.cursor++;
  }

  /** Members and their keys, in order. */
  forEach(visit: (cell: number, key: number) => void): void {
    for (let at = this.start * 2; at < this.end * 2; at += 2) if (this.members[at] !== gap) visit(this.members[at], this.members[at + 1]);
  }

  private closeGaps(): void {
    const { cells, members } = this;
    const places = members.length / 2;
    const isRightSize = places >= 2 * this.count && places <= 8 * this.count + lengthMin;
    if (!isRightSize) this.members = new Float64Array(2 * (3 * this.count + lengthMin));
    let cursor = -1;
    let to = 0;
    for (let from = this.start; from < this.end; from++) {
      if (from >= this.cursor && cursor < 0) cursor = to;
      const cell = members[from * 2];
      if (cell === gap) continue;
      this.members[to * 2] = cell;
      this.members[to * 2 + 1] = members[from * 2 + 1];
      cells.volatilePlaces[cell] = to;
      to++;
    }
    this.start = 0;
    this.end = to;
    this.cursor = cursor < 0 ? to : cursor;
  }

  save(): VolatileState {
    return { members: this.members.slice(0, this.end * 2), bounds: [this.start, this.cursor, this.count] };
  }

  /** The cells' places are the cell table's to restore. */
  restore({ members, bounds }: VolatileState): void {
    [this.start, this.cursor, this.count] = bounds as [number, number, number];
    this.end = members.length / 2;
    this.members = new Float64Array(2 * Math.max(this.end, 3 * this.count + lengthMin));
    this.members.set(members);
  }
}
