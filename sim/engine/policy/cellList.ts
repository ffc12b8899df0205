import type { CellTable } from '../cells.ts';

/** A doubly linked list of cells through the links of the cell table: newest at the front. A cell is in at most one list. O(1). */
export class CellList {
  front = -1;
  back = -1;
  count = 0;
  /** Of a cell, from [2 × cell] on: towards the front, towards the back. */
  private readonly links: Int32Array;

  constructor(cells: CellTable) {
    this.links = cells.policyLinks();
  }

  pushFront(cell: number): void {
    const { links, front } = this;
    const at = cell * 2;
    links[at] = -1;
    links[at + 1] = front;
    if (front >= 0) links[front * 2] = cell;
    else this.back = cell;
    this.front = cell;
    this.count++;
  }

  remove(cell: number): void {
    const { links } = this;
    const at = cell * 2;
    const newer = links[at];
    const older = links[at + 1];
    if (newer >= 0) links[newer * 2 + 1] = older;
    else this.front = older;
    if (older >= 0) links[older * 2] = newer;
    else this.back = newer;
    this.count--;
  }

  /** Puts `to`, which is in no list, where `from` was. */
  replace(from: number, to: number): void {
    const { links } = this;
    const at = from * 2;
    const newer = links[at];
    const older = links[at + 1];
    links[to * 2] = newer;
    links[to * 2 + 1] = older;
    if (newer >= 0) links[newer * 2 + 1] = to;
    else this.front = to;
    if (older >= 0) links[older * 2] = to;
    else this.back = to;
  }

  /** The neighbour towards the front (newer), or −1. */
  newer(cell: number): number {
    return this.links[cell * 2];
  }

  /** The oldest cell that `mayEvict` lets go, or −1. */
  oldest(mayEvict: (cell: number) => boolean): number {
    let cell = this.back;
    while (cell >= 0 && !mayEvict(cell)) cell = this.links[cell * 2];
    return cell;
  }

  save(): readonly number[] {
    return [this.front, this.back, this.count];
  }

  restore(state: readonly number[]): void {
    [this.front, this.back, this.count] = state as [number, number, number];
  }
}
