/** The operations inside a storage array: a pool of numbered places, columns of typed arrays. A place is taken and given back. */
import type { Stateful } from '../../base/stateful.ts';

export interface ArrayOpsState {
  readonly columns: readonly Float64Array[];
  readonly free: Int32Array;
}

/** Bits of `flags`. */
export const ArrayOpFlag = { KeepsFormer: 1, IsAtomic: 2, Failed: 4 } as const;

export class ArrayOps implements Stateful<ArrayOpsState> {
  tag = new Float64Array(0);
  op = new Float64Array(0);
  offsetBytes = new Float64Array(0);
  lengthBytes = new Float64Array(0);
  submittedNs = new Float64Array(0);
  halfTripNs = new Float64Array(0);
  /** Of the message on the way: when it was sent, in which epoch of the link. */
  sentNs = new Float64Array(0);
  epoch = new Float64Array(0);
  /** When it came to the controllers. */
  arrivedNs = new Float64Array(0);
  flags = new Float64Array(0);
  /** Of a range that is copied out before a write. */
  copyFromBytes = new Float64Array(0);
  copyLengthBytes = new Float64Array(0);
  #free = new Int32Array(0);
  #freeCount = 0;

  take(): number {
    if (this.#freeCount === 0) this.#grow();
    this.#freeCount -= 1;
    return this.#free[this.#freeCount];
  }

  give(op: number): void {
    this.#free[this.#freeCount] = op;
    this.#freeCount += 1;
  }

  has(op: number, flag: number): boolean {
    return (this.flags[op] & flag) !== 0;
  }

  clear(op: number, flag: number): void {
    this.flags[op] &= ~flag;
  }

  save(): ArrayOpsState {
    return { columns: this.#columns().map((column) => column.slice()), free: this.#free.slice(0, this.#freeCount) };
  }

  restore(state: ArrayOpsState): void {
    this.#setColumns(state.columns.map((column) => Float64Array.from(column)));
    this.#free = new Int32Array(this.tag.length);
    this.#free.set(state.free);
    this.#freeCount = state.free.length;
  }

  #columns(): readonly Float64Array[] {
    return [
      this.tag,
      this.op,
      this.offsetBytes,
      this.lengthBytes,
      this.submittedNs,
      this.halfTripNs,
      this.sentNs,
      this.epoch,
      this.arrivedNs,
      this.flags,
      this.copyFromBytes,
      this.copyLengthBytes,
    ];
  }

  #setColumns(columns: readonly Float64Array<ArrayBuffer>[]): void {
    [
      this.tag,
      this.op,
      this.offsetBytes,
      this.lengthBytes,
      this.submittedNs,
      this.halfTripNs,
      this.sentNs,
      this.epoch,
      this.arrivedNs,
      this.flags,
      this.copyFromBytes,
      this.copyLengthBytes,
    ] = columns;
  }

  #grow(): void {
    const places = this.tag.length;
    const size = places === 0 ? 64 : places * 2;
    this.#setColumns(
      this.#columns().map((column) => {
        const grown = new Float64Array(size);
        grown.set(column);
        return grown;
      }),
    );
    this.#free = new Int32Array(size);
    for (let place = size - 1; place >= places; place -= 1) this.give(place);
  }
}
