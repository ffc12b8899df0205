/**
 * A time series by columns in a fixed amount of memory, however long the run: when the table is full, neighbouring rows are merged in pairs, and the caller
 * samples half as often.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

/**
 * How two neighbouring values become one. `mean`: weighted by the lengths of their intervals (rates, shares; exact). `last`: the later one (levels at the
 * row's time; exact). `max`: the larger (high percentiles: an upper bound). A value that does not exist (NaN) gives way to one that does.
 */
export type SampleMerge = 'mean' | 'last' | 'max';

export interface SampleTableState {
  readonly timesNs: Float64Array;
  readonly columns: readonly Float64Array[];
}

export class SampleTable implements Stateful<SampleTableState> {
  readonly #merges: readonly SampleMerge[];
  readonly #rowsMax: number;
  readonly #timesNs: Float64Array;
  readonly #columns: readonly Float64Array[];
  #rows = 0;

  /** One merge per column; `rowsMax` is even. */
  constructor(merges: readonly SampleMerge[], rowsMax: number) {
    assert(rowsMax >= 2 && rowsMax % 2 === 0, 'a table of samples has an even number of rows');
    this.#merges = merges;
    this.#rowsMax = rowsMax;
    this.#timesNs = new Float64Array(rowsMax);
    this.#columns = merges.map(() => new Float64Array(rowsMax));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Sets a value of the row to come. */
  set(column: number, value: number): void {
    this.#columns[column][this.#rows] = value;
  }

  /** Ends the row at this time, which ascends. True: the table was full and its rows were merged; the next rows are to be twice as long. */
  endRow(atNs: number): boolean {
    this.#timesNs[this.#rows] = atNs;
    this.#rows += 1;
    if (this.#rows < this.#rowsMax) return false;
    this.#mergePairs();
    return true;
  }

  /** Copies, as long as there are rows. */
  times(): Float64Array<ArrayBuffer> {
    return this.#timesNs.slice(0, this.#rows);
  }

  columns(): Float64Array<ArrayBuffer>[] {
    return this.#columns.map((column) => column.slice(0, this.#rows));
  }

  /** The rows so far, not copied. */
  view(): { readonly timesNs: Float64Array; readonly columns: readonly Float64Array[] } {
    return { timesNs: this.#timesNs.subarray(0, this.#rows), columns: this.#columns.map((column) => column.subarray(0, this.#rows)) };
  }

  save(): SampleTableState {
    return { timesNs: this.times(), columns: this.columns() };
  }

  restore(state: SampleTableState): void {
    this.#rows = state.timesNs.length;
    this.#timesNs.set(state.timesNs);
    for (let column = 0; column < this.#columns.length; column += 1) this.#columns[column].set(state.columns[column]);
  }

  #mergePairs(): void {
    const times = this.#timesNs;
    for (let column = 0; column < this.#columns.length; column += 1) {
      const values = this.#columns[column];
      const merge = this.#merges[column];
      for (let row = 0; row < this.#rows; row += 2) {
        const firstNs = times[row] - (row === 0 ? 0 : times[row - 1]);
        values[row / 2] = mergeOf(merge, values[row], firstNs, values[row + 1], times[row + 1] - times[row]);
      }
    }
    for (let row = 0; row < this.#rows; row += 2) times[row / 2] = times[row + 1];
    this.#rows /= 2;
  }
}

function mergeOf(merge: SampleMerge, first: number, firstNs: number, second: number, secondNs: number): number {
  if (merge === 'last' || Number.isNaN(first)) return second;
  if (Number.isNaN(second)) return first;
  if (merge === 'max') return Math.max(first, second);
  return (first * firstNs + second * secondNs) / (firstNs + secondNs);
}
