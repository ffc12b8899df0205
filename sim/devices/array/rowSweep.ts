/**
 * Rows in the order of a sweep that goes one way over the disks and then begins again: two heaps by row, those still ahead in this sweep and those for the
 * next. Each group at most once. O(log n).
 */
import type { Stateful } from '../../base/stateful.ts';

export interface RowSweepState {
  readonly rows: Float64Array;
  readonly heaps: readonly (readonly number[])[];
  readonly current: number;
  readonly handRow: number;
}

export class RowSweep implements Stateful<RowSweepState> {
  readonly #rows: Float64Array;
  readonly #heaps: readonly Int32Array[];
  readonly #sizes = new Int32Array(2);
  /** Which of the heaps is this sweep's. */
  #current = 0;
  /** The row that was taken last. */
  #handRow = -1;

  constructor(groupsMax: number) {
    this.#rows = new Float64Array(groupsMax);
    this.#heaps = [new Int32Array(groupsMax), new Int32Array(groupsMax)];
  }

  /** Into this sweep when the row is still ahead of the hand, unless `next` says so; else into the next one. */
  add(group: number, row: number, next: boolean): void {
    this.#rows[group] = row;
    const which = next || row < this.#handRow ? 1 - this.#current : this.#current;
    const heap = this.#heaps[which];
    let place = this.#sizes[which];
    this.#sizes[which] += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#rows[heap[parent]] <= row) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = group;
  }

  rowOf(group: number): number {
    return this.#rows[group];
  }

  /** The group that the hand comes to next; −1 when there is none. */
  take(): number {
    if (this.#sizes[this.#current] === 0) {
      this.#current = 1 - this.#current;
      this.#handRow = -1;
      if (this.#sizes[this.#current] === 0) return -1;
    }
    const heap = this.#heaps[this.#current];
    const first = heap[0];
    const size = this.#sizes[this.#current] - 1;
    this.#sizes[this.#current] = size;
    const group = heap[size];
    const row = this.#rows[group];
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#rows[heap[child + 1]] < this.#rows[heap[child]]) child += 1;
      if (this.#rows[heap[child]] >= row) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = group;
    this.#handRow = this.#rows[first];
    return first;
  }

  save(): RowSweepState {
    return {
      rows: this.#rows.slice(),
      heaps: this.#heaps.map((heap, index) => [...heap.subarray(0, this.#sizes[index])]),
      current: this.#current,
      handRow: this.#handRow,
    };
  }

  restore(state: RowSweepState): void {
    this.#rows.set(state.rows);
    for (const [index, heap] of state.heaps.entries()) {
      this.#heaps[index].set(heap);
      this.#sizes[index] = heap.length;
    }
    this.#current = state.current;
    this.#handRow = state.handRow;
  }
}
