/**
 * A ring of rows of numbers that begin under a tag and are filled in until they end: the store behind a recording of IOs.
 *
 * Rows are numbered from 0 in the order in which they begin. When the ring is full the oldest row gives way, or, with `keepsFirst`, no other begins; what is set on a row that is not kept
 * is dropped. A tag names one row at a time, from `begin` to `end`.
 */
import type { Stateful } from '../../base/stateful.ts';

export interface SpanRingState {
  readonly begun: number;
  readonly leftOut: number;
  readonly open: readonly (readonly [number, number])[];
  /** Rows that were used, column by column. */
  readonly columns: readonly Float64Array[];
}

export class SpanRing implements Stateful<SpanRingState> {
  readonly #rowsMax: number;
  readonly #keepsFirst: boolean;
  readonly #columns: Float64Array[];
  /** Tag → number of its row. */
  readonly #open = new Map<number, number>();
  #begun = 0;
  #leftOut = 0;

  constructor(columns: number, rowsMax: number, keepsFirst: boolean) {
    this.#rowsMax = rowsMax;
    this.#keepsFirst = keepsFirst;
    const rows = Math.min(rowsMax, 1024);
    this.#columns = Array.from({ length: columns }, () => new Float64Array(rows));
  }

  /** Rows that are kept. */
  get count(): number {
    return Math.min(this.#begun, this.#rowsMax);
  }

  /** Rows that were not kept. */
  get leftOut(): number {
    return this.#leftOut + Math.max(0, this.#begun - this.#rowsMax);
  }

  /** Begins a row under this tag; `fill` is to follow. False: it is not kept. */
  begin(tag: number): boolean {
    if (this.#keepsFirst && this.#begun >= this.#rowsMax) {
      this.#leftOut += 1;
      return false;
    }
    this.#open.set(tag, this.#begun);
    this.#begun += 1;
    return true;
  }

  /** Values of the row begun last, one for each column. */
  fill(values: readonly number[]): void {
    const row = this.#rowOf(this.#begun - 1);
    if (row >= this.#columns[0].length) this.#grow();
    for (let column = 0; column < this.#columns.length; column += 1) this.#columns[column][row] = values[column];
  }

  set(tag: number, column: number, value: number): void {
    const number = this.#open.get(tag);
    if (number !== undefined && number >= this.#begun - this.#rowsMax) this.#columns[column][this.#rowOf(number)] = value;
  }

  /** Sets a value and ends the row: the tag is free again. */
  end(tag: number, column: number, value: number): void {
    this.set(tag, column, value);
    this.#open.delete(tag);
  }

  /** Number of the row under this tag, or -1. */
  idOf(tag: number): number {
    return this.#open.get(tag) ?? -1;
  }

  /** Numbers of the rows that are kept. */
  ids(): Float64Array {
    const first = this.#begun - this.count;
    return Float64Array.from({ length: this.count }, (_, row) => first + row);
  }

  /** A copy, in the order in which the rows began. */
  column(number: number): Float64Array {
    const { count } = this;
    const first = this.#begun - count;
    const stored = this.#columns[number];
    const copied = new Float64Array(count);
    for (let row = 0; row < count; row += 1) copied[row] = stored[this.#rowOf(first + row)];
    return copied;
  }

  save(): SpanRingState {
    return { begun: this.#begun, leftOut: this.#leftOut, open: [...this.#open], columns: this.#columns.map((column) => column.slice(0, this.count)) };
  }

  restore(state: SpanRingState): void {
    this.#begun = state.begun;
    this.#leftOut = state.leftOut;
    this.#open.clear();
    for (const [tag, number] of state.open) this.#open.set(tag, number);
    while (this.#columns[0].length < state.columns[0].length) this.#grow();
    for (let column = 0; column < this.#columns.length; column += 1) this.#columns[column].set(state.columns[column]);
  }

  #rowOf(number: number): number {
    return number % this.#rowsMax;
  }

  #grow(): void {
    const rows = Math.min(this.#rowsMax, this.#columns[0].length * 2);
    for (let column = 0; column < this.#columns.length; column += 1) {
      const wide = new Float64Array(rows);
      wide.set(this.#columns[column]);
      this.#columns[column] = wide;
    }
  }
}
