/**
 * A trace in memory: 21 bytes per request, in pieces of typed arrays, so that it grows without copying.
 */
import { assert } from '../../sim/base/assert.ts';
import type { Op } from '../../sim/engine/protocol.ts';
import { opNames, type IoRequest } from '../../sim/engine/protocol.ts';
import { createTraceBatch, type TraceBatch } from './traceBatch.ts';

const pieceShift = 16;
const pieceRequests = 1 << pieceShift;
const pieceMask = pieceRequests - 1;

export class Trace {
  /** Name of its format. */
  readonly format: string;
  readonly #pieces: TraceBatch[] = [];
  readonly #countByOp = new Float64Array(opNames.length);
  #count = 0;
  #endBytes = 0;
  #lengthBytesMax = 0;
  #lengthBytesSum = 0;
  #timesBack = 0;
  #lastNs = 0;

  constructor(format: string) {
    this.format = format;
  }

  get count(): number {
    return this.#count;
  }
  /** First byte behind everything that any request touches: the disk is at least as large. */
  get endBytes(): number {
    return this.#endBytes;
  }
  get lengthBytesMax(): number {
    return this.#lengthBytesMax;
  }
  get lengthBytesSum(): number {
    return this.#lengthBytesSum;
  }
  /** From the first request to the latest. */
  get spanNs(): number {
    return this.#lastNs;
  }
  /** Requests that are earlier than one before them. */
  get timesBack(): number {
    return this.#timesBack;
  }

  countOf(op: Op): number {
    return this.#countByOp[op]!;
  }

  /** Adds the requests of `batch`, which it copies. */
  append(batch: TraceBatch): void {
    let from = 0;
    while (from < batch.count) {
      const used = this.#count & pieceMask;
      if (used === 0) this.#pieces.push(createTraceBatch(pieceRequests));
      const piece = this.#pieces[this.#pieces.length - 1]!;
      const to = Math.min(batch.count, from + pieceRequests - used);
      piece.atNs.set(batch.atNs.subarray(from, to), used);
      piece.offsetBytes.set(batch.offsetBytes.subarray(from, to), used);
      piece.lengthBytes.set(batch.lengthBytes.subarray(from, to), used);
      piece.op.set(batch.op.subarray(from, to), used);
      this.#count += to - from;
      from = to;
    }
    this.#summarise(batch);
  }

  atNs(index: number): number {
    return this.#piece(index).atNs[index & pieceMask]!;
  }

  /** Sets `op`, `offsetBytes` and `lengthBytes` of `into` to those of request `index`. */
  fill(index: number, into: IoRequest): void {
    const piece = this.#piece(index);
    const place = index & pieceMask;
    into.op = piece.op[place] as Op;
    into.offsetBytes = piece.offsetBytes[place]!;
    into.lengthBytes = piece.lengthBytes[place]!;
  }

  #piece(index: number): TraceBatch {
    assert(index >= 0 && index < this.#count, 'a request of a trace lies within it');
    return this.#pieces[index >>> pieceShift]!;
  }

  #summarise(batch: TraceBatch): void {
    const { atNs, offsetBytes, lengthBytes, op } = batch;
    for (let index = 0; index < batch.count; index++) {
      const length = lengthBytes[index]!;
      this.#countByOp[op[index]!]! += 1;
      this.#lengthBytesSum += length;
      if (length > this.#lengthBytesMax) this.#lengthBytesMax = length;
      const end = offsetBytes[index]! + length;
      if (end > this.#endBytes) this.#endBytes = end;
      if (atNs[index]! < this.#lastNs) this.#timesBack += 1;
      else this.#lastNs = atNs[index]!;
    }
  }
}
