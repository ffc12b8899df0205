import type { CellTable } from '../cells.ts';

/** A doubly linked list of cells through the policies' links: newest at the front. A cell is in at most one list. O(1). */
export class CellList {
  front = -1;
  back = -1;
  count = 0;
  /** Of a cell, from `cells.linksAt(cell)` on: towards the front, towards the back. */
  private readonly links: Int32Array;
  private readonly cells: CellTable;

  constructor(cells: CellTable) {
    this.cells = cells;
    this.links = cells.links;
  }

  pushFront(cell: number): void {
    const { cells, links, front } = this;
    const at = cells.linksAt(cell);
    links[at] = -1;
    links[at + 1] = front;
    if (front >= 0) links[cells.linksAt(front)] = cell;
    else this.back = cell;
    this.front = cell;
    this.count++;
  }

  remove(cell: number): void {
    const { cells, links } = this;
    const at = cells.linksAt(cell);
    const newer = links[at];
    const older = links[at + 1];
    if (newer >= 0) links[cells.linksAt(newer) + 1] = older;
    else this.front = older;
    if (older >= 0) links[cells.linksAt(older)] = newer;
    else this.back = newer;
    this.count--;
  }

  /** Puts `to`, which is in no list, where `from` was. */
  replace(from: number, to: number): void {
    const { cells, links } = this;
    const at = cells.linksAt(from);
    const newer = links[at];
    const older = links[at + 1];
    links[cells.linksAt(to)] = newer;
    links[cells.linksAt(to) + 1] = older;
    if (newer >= 0) links[cells.linksAt(newer) + 1] = to;
    else this.front = to;
    if (older >= 0) links[cells.linksAt(older)] = to;
    else this.back = to;
  }

  /** The neighbour towards the front (newer), or −1. */
  newer(cell: number): number {
    return this.links[this.cells.linksAt(cell)];
  }

  /** The oldest cell that `mayEvict` lets go, or −1. */
  oldest(mayEvict: (cell: number) => boolean): number {
    let cell = this.back;
    while (cell >= 0 && !mayEvict(cell)) cell = this.links[this.cells.linksAt(cell)];
    return cell;
  }

  save(): readonly number[] {
    return [this.front, this.back, this.count];
  }

  restore(state: readonly number[]): void {
    [this.front, this.back, this.count] = state as [number, number, number];
  }
}
