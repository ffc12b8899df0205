/**
 * The requests of a trace as writers want them: those that their format can hold, with times from 0 on, one after the other in an object that is reused.
 */
import { Op } from '../../sim/engine/protocol.ts';
import type { Trace } from './trace.ts';

export interface WritableRequest {
  atNs: number;
  op: Op;
  offsetBytes: number;
  lengthBytes: number;
  volume: number;
  /** -1: not known. */
  serviceNs: number;
}

export interface WritableOptions {
  readonly ops: readonly Op[];
  readonly objectSizeBytes: number;
  /** Requests are widened to multiples of this; 1: they are as they are. */
  readonly roundBytes: number;
}

const pieceCharacters = 1 << 16;

export class WritableRequests {
  readonly objectSizeBytes: number;
  readonly volumeNames: readonly string[];
  readonly #trace: Trace;
  readonly #options: WritableOptions;
  readonly #firstNs: number;

  constructor(trace: Trace, options: WritableOptions) {
    this.#trace = trace;
    this.#options = options;
    this.objectSizeBytes = options.objectSizeBytes;
    const names: string[] = [];
    for (const { name, volume } of trace.volumes) names[volume] = name;
    this.volumeNames = names;
    let firstNs = Infinity;
    for (let index = 0; index < trace.count; index++) firstNs = Math.min(firstNs, trace.atNs(index));
    this.#firstNs = firstNs;
  }

  /** How many `each` goes through. */
  get count(): number {
    return this.#options.ops.reduce<number>((sum, op) => sum + this.#trace.countOf(op), 0);
  }

  /** Calls `visit` for each request in order, with its position among those of the trace. The object is valid until the next. */
  each(visit: (request: WritableRequest, position: number) => void): void {
    for (const { request, position } of this.#walk()) visit(request, position);
  }

  /** Lines of text in pieces of about 64 KiB. `lineOf` gives a line without its end. */
  *lines(lineOf: (request: WritableRequest) => string): Iterable<Uint8Array> {
    const encoder = new TextEncoder();
    let text = '';
    for (const { request } of this.#walk()) {
      text += `${lineOf(request)}\n`;
      if (text.length < pieceCharacters) continue;
      yield encoder.encode(text);
      text = '';
    }
    if (text !== '') yield encoder.encode(text);
  }

  /** Records of one length in pieces of about 64 KiB. */
  *records(recordBytes: number, put: (view: DataView, at: number, request: WritableRequest, index: number) => void): Iterable<Uint8Array> {
    const perPiece = Math.ceil(pieceCharacters / recordBytes);
    let bytes = new Uint8Array(perPiece * recordBytes);
    let view = new DataView(bytes.buffer);
    let filled = 0;
    let index = 0;
    for (const { request } of this.#walk()) {
      put(view, filled * recordBytes, request, index);
      index += 1;
      filled += 1;
      if (filled < perPiece) continue;
      yield bytes;
      bytes = new Uint8Array(perPiece * recordBytes);
      view = new DataView(bytes.buffer);
      filled = 0;
    }
    if (filled > 0) yield bytes.subarray(0, filled * recordBytes);
  }

  /** The number of a volume: its name where that is a number up to `max`, else its position. */
  volumeNumber(volume: number, max: number): number {
    const name = this.volumeNames[volume] ?? '';
    return /^\d{1,9}$/.test(name) && Number(name) <= max ? Number(name) : volume;
  }

  *#walk(): Iterable<{ readonly request: WritableRequest; readonly position: number }> {
    const trace = this.#trace;
    const { ops, roundBytes } = this.#options;
    const request: WritableRequest = { atNs: 0, op: Op.Read, offsetBytes: 0, lengthBytes: 0, volume: 0, serviceNs: -1 };
    const step = { request, position: 0 };
    for (let position = 0; position < trace.count; position++) {
      trace.fill(position, request);
      if (!ops.includes(request.op)) continue;
      request.atNs = trace.atNs(position) - this.#firstNs;
      request.volume = trace.volumeOf(position);
      request.serviceNs = trace.serviceNs(position);
      if (roundBytes > 1) widen(request, roundBytes);
      step.position = position;
      yield step;
    }
  }
}

function widen(request: WritableRequest, unitBytes: number): void {
  const end = Math.ceil((request.offsetBytes + request.lengthBytes) / unitBytes) * unitBytes;
  request.offsetBytes = Math.floor(request.offsetBytes / unitBytes) * unitBytes;
  request.lengthBytes = end - request.offsetBytes;
}
