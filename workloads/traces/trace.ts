/**
 * A trace in memory: 23 bytes per request (31 where the file holds service times), in pieces of typed arrays, so that it grows without copying.
 */
import { assert } from '../../sim/base/assert.ts';
import type { Op } from '../../sim/engine/protocol.ts';
import { opNames, type IoRequest } from '../../sim/engine/protocol.ts';
import type { ReadNotes } from './readNotes.ts';
import type { TraceBatch } from './traceBatch.ts';
import type { VolumeTable } from './volumeTable.ts';

const pieceShift = 16;
const pieceRequests = 1 << pieceShift;
const pieceMask = pieceRequests - 1;

interface Piece {
  readonly atNs: Float64Array;
  readonly offsetBytes: Float64Array;
  readonly lengthBytes: Uint32Array;
  readonly op: Uint8Array;
  readonly volume: Uint16Array;
  /** Empty where the file holds none. */
  readonly serviceNs: Float64Array;
}

/** What a request of a trace says of its IO. */
export type IoExtent = Pick<IoRequest, 'op' | 'offsetBytes' | 'lengthBytes'>;

/** A volume that a trace has requests of. */
export interface TraceVolume {
  readonly name: string;
  /** What `volumeOf` says for its requests. */
  readonly volume: number;
  readonly count: number;
  /** First byte behind everything that its requests touch. */
  readonly endBytes: number;
}

export class Trace {
  /** Name of its format. */
  readonly format: string;
  /** False: all its times are 0. */
  readonly hasTimes: boolean;
  /** What the reader left out or found odd. */
  readonly notes: ReadNotes;
  readonly #pieces: Piece[] = [];
  readonly #hasServiceTimes: boolean;
  readonly #volumes: VolumeTable;
  /** By volume. */
  readonly #volumeEndBytes: number[] = [];
  readonly #volumeCounts: number[] = [];
  readonly #countByOp = new Float64Array(opNames.length);
  #count = 0;
  #endBytes = 0;
  #lengthBytesMax = 0;
  #lengthBytesSum = 0;
  #timesBack = 0;
  #lastNs = 0;

  constructor(format: { readonly name: string; readonly storesTimes: boolean; readonly storesServiceTimes: boolean }, volumes: VolumeTable, notes: ReadNotes) {
    this.format = format.name;
    this.hasTimes = format.storesTimes;
    this.#hasServiceTimes = format.storesServiceTimes;
    this.#volumes = volumes;
    this.notes = notes;
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
      if (used === 0) this.#pieces.push(createPiece(this.#hasServiceTimes));
      const piece = this.#pieces[this.#pieces.length - 1]!;
      const to = Math.min(batch.count, from + pieceRequests - used);
      piece.atNs.set(batch.atNs.subarray(from, to), used);
      piece.offsetBytes.set(batch.offsetBytes.subarray(from, to), used);
      piece.lengthBytes.set(batch.lengthBytes.subarray(from, to), used);
      piece.op.set(batch.op.subarray(from, to), used);
      piece.volume.set(batch.volume.subarray(from, to), used);
      if (this.#hasServiceTimes) piece.serviceNs.set(batch.serviceNs.subarray(from, to), used);
      this.#count += to - from;
      from = to;
    }
    this.#summarise(batch);
  }

  atNs(index: number): number {
    return this.#piece(index).atNs[index & pieceMask]!;
  }

  /** Which volume the request is of: an index that `volumes` explains. */
  volumeOf(index: number): number {
    return this.#piece(index).volume[index & pieceMask]!;
  }

  /** How long the request took when it was recorded, in ns; -1 where that is not known. */
  serviceNs(index: number): number {
    const { serviceNs } = this.#piece(index);
    return serviceNs.length === 0 ? -1 : serviceNs[index & pieceMask]!;
  }

  /** Volumes with at least one request, in the order of first appearance in the file; one without a name in formats that don't tell them apart. */
  get volumes(): readonly TraceVolume[] {
    return this.#volumeCounts.flatMap((count, volume) =>
      count === 0 ? [] : [{ name: this.#volumes.names[volume] ?? '', volume, count, endBytes: this.#volumeEndBytes[volume]! }],
    );
  }

  /**
   * Lays the volumes one behind the other on one disk, in the order of `volumes`, each beginning at a multiple of `alignBytes`. Says where each begins. To be called once, with everything
   * read; O(requests) where there are several.
   */
  layVolumesApart(alignBytes: number): ReadonlyMap<string, number> {
    const starts = new Map<string, number>();
    const startOf = new Float64Array(this.#volumeCounts.length);
    let end = 0;
    for (const { name, volume, endBytes } of this.volumes) {
      starts.set(name, end);
      startOf[volume] = end;
      end += Math.ceil(endBytes / alignBytes) * alignBytes;
    }
    assert(end <= Number.MAX_SAFE_INTEGER, 'the volumes laid apart stay below 2^53 bytes');
    if (starts.size < 2) return starts;
    for (let index = 0; index < this.#count; index++) {
      const piece = this.#pieces[index >>> pieceShift]!;
      const place = index & pieceMask;
      piece.offsetBytes[place] = piece.offsetBytes[place]! + startOf[piece.volume[place]!]!;
    }
    this.#endBytes = end;
    return starts;
  }

  /** Sets `op`, `offsetBytes` and `lengthBytes` of `into` to those of request `index`. */
  fill(index: number, into: IoExtent): void {
    const piece = this.#piece(index);
    const place = index & pieceMask;
    into.op = piece.op[place] as Op;
    into.offsetBytes = piece.offsetBytes[place]!;
    into.lengthBytes = piece.lengthBytes[place]!;
  }

  #piece(index: number): Piece {
    assert(index >= 0 && index < this.#count, 'a request of a trace lies within it');
    return this.#pieces[index >>> pieceShift]!;
  }

  #summarise(batch: TraceBatch): void {
    const { atNs, offsetBytes, lengthBytes, op, volume } = batch;
    for (let index = 0; index < batch.count; index++) {
      const length = lengthBytes[index]!;
      this.#countByOp[op[index]!]! += 1;
      this.#lengthBytesSum += length;
      if (length > this.#lengthBytesMax) this.#lengthBytesMax = length;
      const end = offsetBytes[index]! + length;
      if (end > this.#endBytes) this.#endBytes = end;
      const own = volume[index]!;
      while (this.#volumeCounts.length <= own) {
        this.#volumeCounts.push(0);
        this.#volumeEndBytes.push(0);
      }
      this.#volumeCounts[own]! += 1;
      if (end > this.#volumeEndBytes[own]!) this.#volumeEndBytes[own] = end;
      if (atNs[index]! < this.#lastNs) this.#timesBack += 1;
      else this.#lastNs = atNs[index]!;
    }
  }
}

function createPiece(hasServiceTimes: boolean): Piece {
  return {
    atNs: new Float64Array(pieceRequests),
    offsetBytes: new Float64Array(pieceRequests),
    lengthBytes: new Uint32Array(pieceRequests),
    op: new Uint8Array(pieceRequests),
    volume: new Uint16Array(pieceRequests),
    serviceNs: new Float64Array(hasServiceTimes ? pieceRequests : 0),
  };
}
