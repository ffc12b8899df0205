import type { CellTable } from '../cells.ts';

/** A doubly linked list of cells through the policies' scratch arrays: newest at the front. A cell is in at most one list. O(1). */
export class CellList {
  front = -1;
  back = -1;
  count = 0;
  private readonly previous: Int32Array;
  private readonly next: Int32Array;

  constructor(cells: CellTable) {
    this.previous = cells.policyPrevious;
    this.next = cells.policyNext;
  }

  pushFront(cell: number): void {
    this.previous[cell] = -1;
    this.next[cell] = this.front;
    if (this.front >= 0) this.previous[this.front] = cell;
    else this.back = cell;
    this.front = cell;
    this.count++;
  }

  remove(cell: number): void {
    const before = this.previous[cell];
    const after = this.next[cell];
    if (before >= 0) this.next[before] = after;
    else this.front = after;
    if (after >= 0) this.previous[after] = before;
    else this.back = before;
    this.count--;
  }

  /** The neighbour towards the front (newer), or −1. */
  newer(cell: number): number {
    return this.previous[cell];
  }

  save(): readonly number[] {
    return [this.front, this.back, this.count];
  }

  restore(state: readonly number[]): void {
    [this.front, this.back, this.count] = state as [number, number, number];
  }
}
