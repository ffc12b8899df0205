/**
 * The requests between arrival and answer, in columns. A request's tag is its row, which is reused after the answer; its buffer has the same number.
 * Grows by doubling up to a bound that follows from the scheduler's limits.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { IoRequest, Op, RequestTag, VmId } from '../../engine/protocol.ts';

export interface RequestTableState {
  readonly free: Int32Array;
  readonly used: number;
  readonly source: Int32Array;
  readonly part: Int32Array;
  readonly marks: Uint8Array;
  readonly arrivalNs: Float64Array;
  readonly offsetBytes: Float64Array;
  readonly lengthBytes: Float64Array;
  readonly queuedNs: Float64Array;
}

/** Rows: 2^22 requests between arrival and answer. */
const ROWS_MAX = 0x40_0000;
/** Bits of a mark: two for the op, then these. */
const SPACE_BIT = 4;
const FORCE_BIT = 8;
const REPLAY_BIT = 16;
const PASSING_BIT = 32;
const DROPPED_BIT = 64;

export class RequestTable implements Stateful<RequestTableState> {
  #source = new Int32Array(256);
  /** As the source named it. */
  #part = new Int32Array(256);
  #marks = new Uint8Array(256);
  #arrivalNs = new Float64Array(256);
  #offsetBytes = new Float64Array(256);
  #lengthBytes = new Float64Array(256);
  /** When a request began to wait for the scheduler; of those that did. */
  #queuedNs = new Float64Array(256);
  /** Rows that were given back; the last is used first. */
  #free = new Int32Array(256);
  #freeCount = 0;
  #used = 0;

  /** Requests in the table. */
  get count(): number {
    return this.#used - this.#freeCount;
  }

  /** Enters the request (all but `tag`, `vm`, `buffer` are read) and returns its tag. `isReplay`: it counts no more, since it was counted before a rewind. */
  add(request: IoRequest, source: number, part: number, arrivalNs: number, isReplay: boolean): RequestTag {
    let row = this.#used;
    if (this.#freeCount > 0) {
      this.#freeCount -= 1;
      row = this.#free[this.#freeCount];
    } else {
      if (row === this.#source.length) this.#grow();
      this.#used += 1;
    }
    this.#source[row] = source;
    this.#part[row] = part;
    this.#marks[row] = request.op | (request.space * SPACE_BIT) | (request.forceUnitAccess ? FORCE_BIT : 0) | (isReplay ? REPLAY_BIT : 0);
    this.#arrivalNs[row] = arrivalNs;
    this.#offsetBytes[row] = request.offsetBytes;
    this.#lengthBytes[row] = request.lengthBytes;
    return row as RequestTag;
  }

  /** Fills `into` with the request of this tag; `vm` is its source's. */
  load(tag: number, vm: VmId, into: IoRequest): void {
    const marks = this.#marks[tag];
    into.tag = tag as RequestTag;
    into.vm = vm;
    into.space = (marks & SPACE_BIT) === 0 ? 0 : 1;
    into.op = (marks & 3) as Op;
    into.offsetBytes = this.#offsetBytes[tag];
    into.lengthBytes = this.#lengthBytes[tag];
    into.forceUnitAccess = (marks & FORCE_BIT) !== 0;
    into.buffer = tag;
    into.view = -1;
  }

  source(tag: number): number {
    return this.#source[tag];
  }

  part(tag: number): number {
    return this.#part[tag];
  }

  op(tag: number): Op {
    return (this.#marks[tag] & 3) as Op;
  }

  isReplay(tag: number): boolean {
    return (this.#marks[tag] & REPLAY_BIT) !== 0;
  }

  arrivalNs(tag: number): number {
    return this.#arrivalNs[tag];
  }

  offsetBytes(tag: number): number {
    return this.#offsetBytes[tag];
  }

  lengthBytes(tag: number): number {
    return this.#lengthBytes[tag];
  }

  /** The request waits for the scheduler from now on. */
  setQueued(tag: number, nowNs: number): void {
    this.#queuedNs[tag] = nowNs;
  }

  queuedNs(tag: number): number {
    return this.#queuedNs[tag];
  }

  /** The request is on its way through the hypervisor, between the scheduler and the engine. */
  setPassing(tag: number): void {
    this.#marks[tag] |= PASSING_BIT;
  }

  /** Ends the way; true when the request was dropped meanwhile. */
  endPassing(tag: number): boolean {
    const isDropped = (this.#marks[tag] & DROPPED_BIT) !== 0;
    this.#marks[tag] &= ~(PASSING_BIT | DROPPED_BIT);
    return isDropped;
  }

  /** Marks the requests of these sources that are on their way as dropped. O(rows): for what happens rarely. */
  dropPassing(sources: readonly number[]): void {
    for (let row = 0; row < this.#used; row += 1)
      if ((this.#marks[row] & PASSING_BIT) !== 0 && sources.includes(this.#source[row])) this.#marks[row] |= DROPPED_BIT;
  }

  /** The requests that are neither on their way through the hypervisor nor removed; when none waits for the scheduler, those in the engine. O(rows). */
  inEngine(): number[] {
    const free = new Set(this.#free.subarray(0, this.#freeCount));
    return Array.from({ length: this.#used }, (_, row) => row).filter((row) => !free.has(row) && (this.#marks[row] & PASSING_BIT) === 0);
  }

  remove(tag: number): void {
    this.#free[this.#freeCount] = tag;
    this.#freeCount += 1;
  }

  save(): RequestTableState {
    return {
      free: this.#free.slice(0, this.#freeCount),
      used: this.#used,
      source: this.#source.slice(0, this.#used),
      part: this.#part.slice(0, this.#used),
      marks: this.#marks.slice(0, this.#used),
      arrivalNs: this.#arrivalNs.slice(0, this.#used),
      offsetBytes: this.#offsetBytes.slice(0, this.#used),
      lengthBytes: this.#lengthBytes.slice(0, this.#used),
      queuedNs: this.#queuedNs.slice(0, this.#used),
    };
  }

  restore(state: RequestTableState): void {
    while (this.#source.length < state.used) this.#grow();
    this.#free.set(state.free);
    this.#freeCount = state.free.length;
    this.#used = state.used;
    this.#source.set(state.source);
    this.#part.set(state.part);
    this.#marks.set(state.marks);
    this.#arrivalNs.set(state.arrivalNs);
    this.#offsetBytes.set(state.offsetBytes);
    this.#lengthBytes.set(state.lengthBytes);
    this.#queuedNs.set(state.queuedNs);
  }

  #grow(): void {
    const rows = this.#source.length * 2;
    assert(rows <= ROWS_MAX, 'at most 2^22 requests are between arrival and answer');
    const grown = <T extends Int32Array | Uint8Array | Float64Array>(wide: T, narrow: T): T => {
      wide.set(narrow);
      return wide;
    };
    this.#source = grown(new Int32Array(rows), this.#source);
    this.#part = grown(new Int32Array(rows), this.#part);
    this.#marks = grown(new Uint8Array(rows), this.#marks);
    this.#arrivalNs = grown(new Float64Array(rows), this.#arrivalNs);
    this.#offsetBytes = grown(new Float64Array(rows), this.#offsetBytes);
    this.#lengthBytes = grown(new Float64Array(rows), this.#lengthBytes);
    this.#queuedNs = grown(new Float64Array(rows), this.#queuedNs);
    this.#free = grown(new Int32Array(rows), this.#free);
  }
}
