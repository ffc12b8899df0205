/** The operations of a RAID that are under way: how many pieces are out on members, and the list of pieces that wait for the second phase. Pools of places. */
import type { Stateful } from '../../base/stateful.ts';

export interface RaidJobsState {
  readonly columns: readonly (readonly number[])[];
  readonly freeJob: number;
  readonly freePiece: number;
}

const INITIAL = 64;

export class RaidJobs implements Stateful<RaidJobsState> {
  owner = new Float64Array(0);
  pending = new Int32Array(0);
  failed = new Int32Array(0);
  /** First deferred piece of a job; of a free job: the next free one. −1: none. */
  #first = new Int32Array(0);
  pieceOp = new Int32Array(0);
  pieceMember = new Int32Array(0);
  pieceOffset = new Float64Array(0);
  pieceLength = new Float64Array(0);
  #pieceNext = new Int32Array(0);
  #freeJob = -1;
  #freePiece = -1;

  take(owner: number): number {
    if (this.#freeJob < 0) this.#growJobs();
    const job = this.#freeJob;
    this.#freeJob = this.#first[job];
    this.#first[job] = -1;
    this.owner[job] = owner;
    this.pending[job] = 0;
    this.failed[job] = 0;
    return job;
  }

  give(job: number): void {
    for (let piece = this.takeDeferred(job); piece >= 0; piece = this.takeDeferred(job));
    this.#first[job] = this.#freeJob;
    this.#freeJob = job;
  }

  /** A piece for later. */
  defer(job: number, op: number, member: number, offsetBytes: number, lengthBytes: number): void {
    if (this.#freePiece < 0) this.#growPieces();
    const piece = this.#freePiece;
    this.#freePiece = this.#pieceNext[piece];
    this.pieceOp[piece] = op;
    this.pieceMember[piece] = member;
    this.pieceOffset[piece] = offsetBytes;
    this.pieceLength[piece] = lengthBytes;
    this.#pieceNext[piece] = this.#first[job];
    this.#first[job] = piece;
  }

  /** A deferred piece, the last one first; −1 when there is none. It may be read until the next `defer`. */
  takeDeferred(job: number): number {
    const piece = this.#first[job];
    if (piece < 0) return -1;
    this.#first[job] = this.#pieceNext[piece];
    this.#pieceNext[piece] = this.#freePiece;
    this.#freePiece = piece;
    return piece;
  }

  save(): RaidJobsState {
    const columns = [this.owner, this.pending, this.failed, this.#first, this.pieceOp, this.pieceMember, this.pieceOffset, this.pieceLength, this.#pieceNext];
    return { columns: columns.map((column) => [...column]), freeJob: this.#freeJob, freePiece: this.#freePiece };
  }

  restore(state: RaidJobsState): void {
    const [owner, pending, failed, first, pieceOp, pieceMember, pieceOffset, pieceLength, pieceNext] = state.columns;
    this.owner = Float64Array.from(owner);
    this.pending = Int32Array.from(pending);
    this.failed = Int32Array.from(failed);
    this.#first = Int32Array.from(first);
    this.pieceOp = Int32Array.from(pieceOp);
    this.pieceMember = Int32Array.from(pieceMember);
    this.pieceOffset = Float64Array.from(pieceOffset);
    this.pieceLength = Float64Array.from(pieceLength);
    this.#pieceNext = Int32Array.from(pieceNext);
    this.#freeJob = state.freeJob;
    this.#freePiece = state.freePiece;
  }

  #growJobs(): void {
    const from = this.pending.length;
    const size = from === 0 ? INITIAL : from * 2;
    this.owner = widerNumbers(this.owner, size);
    this.pending = widerInts(this.pending, size);
    this.failed = widerInts(this.failed, size);
    this.#first = widerInts(this.#first, size);
    for (let job = size - 1; job >= from; job -= 1) {
      this.#first[job] = this.#freeJob;
      this.#freeJob = job;
    }
  }

  #growPieces(): void {
    const from = this.pieceOp.length;
    const size = from === 0 ? INITIAL : from * 2;
    this.pieceOp = widerInts(this.pieceOp, size);
    this.pieceMember = widerInts(this.pieceMember, size);
    this.pieceOffset = widerNumbers(this.pieceOffset, size);
    this.pieceLength = widerNumbers(this.pieceLength, size);
    this.#pieceNext = widerInts(this.#pieceNext, size);
    for (let piece = size - 1; piece >= from; piece -= 1) {
      this.#pieceNext[piece] = this.#freePiece;
      this.#freePiece = piece;
    }
  }
}

function widerInts(values: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(values);
  return grown;
}

function widerNumbers(values: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(size);
  grown.set(values);
  return grown;
}
