/**
 * A ring of rows of numbers that begin under a tag and are filled in until they end: the store behind a recording of IOs.
 *
 * Rows are numbered from 0 in the order in which they begin. When the ring is full the oldest row gives way, or, with `keepsFirst`, no other begins; what is set on a row that is not kept
 * is dropped. A tag names one row at a time, from `begin` to `end`; tags are small (numbers of places in a pool), since a table is as long as the largest.
 * A row is one stretch of memory: whatever happens to an IO touches one or two lines of the processor's cache.
 */
import type { Stateful } from '../../base/stateful.ts';

export interface SpanRingState {
  readonly begun: number;
  readonly leftOut: number;
  readonly open: readonly (readonly [number, number])[];
  /** Rows that were used, one behind the other. */
  readonly cells: Float64Array;
}

const noRow = -1;

export class SpanRing implements Stateful<SpanRingState> {
  readonly #columns: number;
  readonly #rowsMax: number;
  readonly #keepsFirst: boolean;
  #cells: Float64Array;
  /** Tag → number of its row. */
  #rowOfTag = new Float64Array(1024).fill(noRow);
  #begun = 0;
  #leftOut = 0;

  constructor(columns: number, rowsMax: number, keepsFirst: boolean) {
    this.#columns = columns;
    this.#rowsMax = rowsMax;
    this.#keepsFirst = keepsFirst;
    this.#cells = new Float64Array(columns * Math.min(rowsMax, 1024));
  }

  /** Rows that are kept. */
  get count(): number {
    return Math.min(this.#begun, this.#rowsMax);
  }

  /** Rows that were not kept. */
  get leftOut(): number {
    return this.#leftOut + Math.max(0, this.#begun - this.#rowsMax);
  }

  /** The rows: a cell for each column. Another array after a `begin`. */
  get cells(): Float64Array {
    return this.#cells;
  }

  /** Begins a row under this tag, and tells the index of its first cell; the caller fills all of them. -1: it is not kept. */
  begin(tag: number): number {
    if (this.#keepsFirst && this.#begun >= this.#rowsMax) {
      this.#leftOut += 1;
      return -1;
    }
    if (tag >= this.#rowOfTag.length) this.#growTags(tag);
    this.#rowOfTag[tag] = this.#begun;
    const first = this.#cellOf(this.#begun);
    this.#begun += 1;
    if (first >= this.#cells.length) this.#grow();
    return first;
  }

  set(tag: number, column: number, value: number): void {
    const number = this.idOf(tag);
    if (number !== noRow && number >= this.#begun - this.#rowsMax) this.#cells[this.#cellOf(number) + column] = value;
  }

  /** Sets a value and ends the row: the tag is free again. */
  end(tag: number, column: number, value: number): void {
    this.set(tag, column, value);
    if (tag < this.#rowOfTag.length) this.#rowOfTag[tag] = noRow;
  }

  /** Number of the row under this tag, or -1. */
  idOf(tag: number): number {
    return tag < this.#rowOfTag.length ? this.#rowOfTag[tag] : noRow;
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
    const copied = new Float64Array(count);
    for (let row = 0; row < count; row += 1) copied[row] = this.#cells[this.#cellOf(first + row) + number];
    return copied;
  }

  save(): SpanRingState {
    const open: (readonly [number, number])[] = [];
    this.#rowOfTag.forEach((number, tag) => number !== noRow && open.push([tag, number]));
    return { begun: this.#begun, leftOut: this.#leftOut, open, cells: this.#cells.slice(0, this.count * this.#columns) };
  }

  restore(state: SpanRingState): void {
    this.#begun = state.begun;
    this.#leftOut = state.leftOut;
    this.#rowOfTag.fill(noRow);
    for (const [tag, number] of state.open) {
      if (tag >= this.#rowOfTag.length) this.#growTags(tag);
      this.#rowOfTag[tag] = number;
    }
    while (this.#cells.length < state.cells.length) this.#grow();
    this.#cells.set(state.cells);
  }

  #cellOf(number: number): number {
    return (number % this.#rowsMax) * this.#columns;
  }

  #grow(): void {
    const wide = new Float64Array(Math.min(this.#rowsMax * this.#columns, this.#cells.length * 2));
    wide.set(this.#cells);
    this.#cells = wide;
  }

  #growTags(tag: number): void {
    const wide = new Float64Array(Math.max(tag + 1, this.#rowOfTag.length * 2)).fill(noRow);
    wide.set(this.#rowOfTag);
    this.#rowOfTag = wide;
  }
}
