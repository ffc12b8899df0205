/** The operations inside a disk: a pool of numbered places, columns of typed arrays. A place is taken and given back. */
import type { Stateful } from '../../base/stateful.ts';

/** What an operation is. `Destage`: from the drive's own buffer to the platter; nobody waits for it. `ReadOn`: a read towards which the arm is reading on. */
export const DiskWork = { Read: 0, Write: 1, Destage: 2, ReadOn: 3 } as const;
export type DiskWork = (typeof DiskWork)[keyof typeof DiskWork];

export interface DiskOpsState {
  readonly tag: Float64Array;
  readonly arrivedNs: Float64Array;
  readonly sector: Float64Array;
  readonly count: Float64Array;
  readonly decodedNs: Float64Array;
  readonly dataNs: Float64Array;
  readonly work: Int32Array;
  readonly segment: Int32Array;
  readonly free: Int32Array;
}

export class DiskOps implements Stateful<DiskOpsState> {
  tag = new Float64Array(0);
  arrivedNs = new Float64Array(0);
  sector = new Float64Array(0);
  count = new Float64Array(0);
  /** When the overhead of the command is over, and when the data of a write is there; −1: both begin when the arm takes it up. */
  decodedNs = new Float64Array(0);
  dataNs = new Float64Array(0);
  work = new Int32Array(0);
  /** Of the buffer; −1: none. */
  segment = new Int32Array(0);
  /** Places that are free, the next one last. */
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

  save(): DiskOpsState {
    return {
      tag: this.tag.slice(),
      arrivedNs: this.arrivedNs.slice(),
      sector: this.sector.slice(),
      count: this.count.slice(),
      decodedNs: this.decodedNs.slice(),
      dataNs: this.dataNs.slice(),
      work: this.work.slice(),
      segment: this.segment.slice(),
      free: this.#free.slice(0, this.#freeCount),
    };
  }

  restore(state: DiskOpsState): void {
    this.tag = Float64Array.from(state.tag);
    this.arrivedNs = Float64Array.from(state.arrivedNs);
    this.sector = Float64Array.from(state.sector);
    this.count = Float64Array.from(state.count);
    this.decodedNs = Float64Array.from(state.decodedNs);
    this.dataNs = Float64Array.from(state.dataNs);
    this.work = Int32Array.from(state.work);
    this.segment = Int32Array.from(state.segment);
    this.#free = new Int32Array(state.work.length);
    this.#free.set(state.free);
    this.#freeCount = state.free.length;
  }

  #grow(): void {
    const places = this.work.length;
    const size = places === 0 ? 32 : places * 2;
    const wider = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(size);
      grown.set(values);
      return grown;
    };
    const work = new Int32Array(size);
    const segment = new Int32Array(size);
    work.set(this.work);
    segment.set(this.segment);
    this.tag = wider(this.tag);
    this.arrivedNs = wider(this.arrivedNs);
    this.sector = wider(this.sector);
    this.count = wider(this.count);
    this.decodedNs = wider(this.decodedNs);
    this.dataNs = wider(this.dataNs);
    this.work = work;
    this.segment = segment;
    this.#free = new Int32Array(size);
    for (let place = size - 1; place >= places; place -= 1) this.give(place);
  }
}
