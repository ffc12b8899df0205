import type { Stateful } from '../../base/stateful.ts';
import type { CellTable } from '../cells.ts';

interface UseTrailState {
  readonly trail: Int32Array;
  readonly start: number;
  readonly count: number;
}

const lengthMin = 64;

/**
 * Cells in the order of their last use, as the trail that the uses leave: each appends its cell, whose entry before is stale from then on. A list of links would
 * touch the records of two neighbours with each use, anywhere in memory; here a use touches only the cell's own record, and what it writes lies in a row.
 *
 * The cell's policy word is its place in the trail: an entry is stale if its cell names another. When the trail is full, what is stale goes. O(1) amortised.
 */
export class UseTrail implements Stateful<UseTrailState> {
  /** Oldest use first; entries are those from `start` to `end` − 1. */
  private trail = new Int32Array(lengthMin);
  private start = 0;
  private end = 0;
  private count = 0;
  private readonly cells: CellTable;

  constructor(cells: CellTable) {
    this.cells = cells;
  }

  /** A cell that is not in the trail. */
  add(cell: number): void {
    this.count++;
    this.append(cell);
  }

  use(cell: number): void {
    if (this.cells.wordOf(cell) !== this.end - 1) this.append(cell);
  }

  remove(cell: number): void {
    this.cells.setWord(cell, -1);
    this.count--;
  }

  /** Puts `to`, which is not in the trail, where `from` was. */
  replace(from: number, to: number): void {
    const place = this.cells.wordOf(from);
    this.cells.setWord(from, -1);
    this.cells.setWord(to, place);
    this.trail[place] = to;
  }

  /** The cell that was not used for the longest time of those that `mayLeave` lets go, or −1. */
  oldest(mayLeave: (cell: number) => boolean): number {
    const { cells, trail, end } = this;
    let passed = 0;
    let place = this.start;
    while (place < end) {
      const cell = trail[place];
      if (cells.wordOf(cell) === place) {
        if (mayLeave(cell)) break;
        passed++;
      }
      place++;
    }
    // The next search need not pass by what is stale.
    if (place - this.start >= 2 * passed + lengthMin || passed === 0) this.closeUp(place);
    return place < end ? trail[place] : -1;
  }

  /** Moves the entries before `place` up to it, over what is stale. */
  private closeUp(place: number): void {
    const { cells, trail } = this;
    let to = place;
    for (let from = place - 1; from >= this.start; from--) {
      const cell = trail[from];
      if (cells.wordOf(cell) !== from) continue;
      to--;
      trail[to] = cell;
      cells.setWord(cell, to);
    }
    this.start = to;
  }

  private append(cell: number): void {
    if (this.end === this.trail.length) this.compact();
    this.trail[this.end] = cell;
    this.cells.setWord(cell, this.end);
    this.end++;
  }

  private compact(): void {
    const { cells, trail: before } = this;
    const isRightSize = before.length >= 2 * this.count && before.length <= 8 * this.count + lengthMin;
    const trail = isRightSize ? before : new Int32Array(3 * this.count + lengthMin);
    let to = 0;
    for (let from = this.start; from < this.end; from++) {
      const cell = before[from];
      if (cells.wordOf(cell) !== from) continue;
      trail[to] = cell;
      cells.setWord(cell, to);
      to++;
    }
    this.trail = trail;
    this.start = 0;
    this.end = to;
  }

  save(): UseTrailState {
    return { trail: this.trail.slice(0, this.end), start: this.start, count: this.count };
  }

  /** The cells' words are the cell table's to restore. */
  restore(state: UseTrailState): void {
    this.end = state.trail.length;
    this.trail = new Int32Array(Math.max(this.end, 3 * state.count + lengthMin));
    this.trail.set(state.trail);
    this.start = state.start;
    this.count = state.count;
  }
}
