/**
 * The requests between arrival and answer, a row each. A request's tag is its row, which is reused after the answer; its buffer has the same number.
 * Grows by doubling up to a bound that follows from the scheduler's limits.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { IoRequest, Op, RequestTag, VmId } from '../../engine/protocol.ts';

export interface RequestTableState {
  readonly free: Int32Array;
  /** Of all rows that were ever used. */
  readonly rows: Float64Array;
}

/** 2^22 requests between arrival and answer. */
const ROWS_MAX = 0x40_0000;
/** A row is 64 bytes: eight doubles, of which the last two are four integers; the few that are left over keep a row's distance a power of two. */
const DOUBLES = 8;
const INTS = 16;
/** `queuedNs`: when it began to wait for the scheduler, of those that did. */
const Double = { ArrivalNs: 0, OffsetBytes: 1, LengthBytes: 2, QueuedNs: 3 } as const;
/** `part`: as the source named it. */
const Int = { Source: 12, Part: 13, Marks: 14 } as const;
/** Bits of a mark: two for the op, then these. */
const SPACE_BIT = 4;
const FORCE_BIT = 8;
const REPLAY_BIT = 16;
const PASSING_BIT = 32;
const DROPPED_BIT = 64;

export class RequestTable implements Stateful<RequestTableState> {
  #doubles = new Float64Array(256 * DOUBLES);
  /** The same bytes. */
  #ints = new Int32Array(this.#doubles.buffer);
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
      if (row === this.#free.length) this.#grow();
      this.#used += 1;
    }
    const doubles = this.#doubles;
    const ints = this.#ints;
    doubles[row * DOUBLES + Double.ArrivalNs] = arrivalNs;
    doubles[row * DOUBLES + Double.OffsetBytes] = request.offsetBytes;
    doubles[row * DOUBLES + Double.LengthBytes] = request.lengthBytes;
    ints[row * INTS + Int.Source] = source;
    ints[row * INTS + Int.Part] = part;
    ints[row * INTS + Int.Marks] = request.op | (request.space * SPACE_BIT) | (request.forceUnitAccess ? FORCE_BIT : 0) | (isReplay ? REPLAY_BIT : 0);
    return row as RequestTag;
  }

  /** Fills `into` with the request of this tag; `vm` is its source's. */
  load(tag: number, vm: VmId, into: IoRequest): void {
    const marks = this.#ints[tag * INTS + Int.Marks];
    into.tag = tag as RequestTag;
    into.vm = vm;
    into.space = (marks & SPACE_BIT) === 0 ? 0 : 1;
    into.op = (marks & 3) as Op;
    into.offsetBytes = this.#doubles[tag * DOUBLES + Double.OffsetBytes];
    into.lengthBytes = this.#doubles[tag * DOUBLES + Double.LengthBytes];
    into.forceUnitAccess = (marks & FORCE_BIT) !== 0;
    into.buffer = tag;
    into.view = -1;
  }

  source(tag: number): number {
    return this.#ints[tag * INTS + Int.Source];
  }

  part(tag: number): number {
    return this.#ints[tag * INTS + Int.Part];
  }

  op(tag: number): Op {
    return (this.#ints[tag * INTS + Int.Marks] & 3) as Op;
  }

  isReplay(tag: number): boolean {
    return (this.#ints[tag * INTS + Int.Marks] & REPLAY_BIT) !== 0;
  }

  arrivalNs(tag: number): number {
    return this.#doubles[tag * DOUBLES + Double.ArrivalNs];
  }

  offsetBytes(tag: number): number {
    return this.#doubles[tag * DOUBLES + Double.OffsetBytes];
  }

  lengthBytes(tag: number): number {
    return this.#doubles[tag * DOUBLES + Double.LengthBytes];
  }

  /** The request waits for the scheduler from now on. */
  setQueued(tag: number, nowNs: number): void {
    this.#doubles[tag * DOUBLES + Double.QueuedNs] = nowNs;
  }

  queuedNs(tag: number): number {
    return this.#doubles[tag * DOUBLES + Double.QueuedNs];
  }

  /** The request is on its way through the hypervisor, between the scheduler and the engine. */
  setPassing(tag: number): void {
    this.#ints[tag * INTS + Int.Marks] |= PASSING_BIT;
  }

  /** Ends the way; true when the request was dropped meanwhile. */
  endPassing(tag: number): boolean {
    const isDropped = (this.#ints[tag * INTS + Int.Marks] & DROPPED_BIT) !== 0;
    this.#ints[tag * INTS + Int.Marks] &= ~(PASSING_BIT | DROPPED_BIT);
    return isDropped;
  }

  /** Marks the requests of these sources that are on their way as dropped. O(rows): for what happens rarely. */
  dropPassing(sources: readonly number[]): void {
    for (let row = 0; row < this.#used; row += 1)
      if ((this.#ints[row * INTS + Int.Marks] & PASSING_BIT) !== 0 && sources.includes(this.#ints[row * INTS + Int.Source]))
        this.#ints[row * INTS + Int.Marks] |= DROPPED_BIT;
  }

  /** The requests that are neither on their way through the hypervisor nor removed; when none waits for the scheduler, those in the engine. O(rows). */
  inEngine(): number[] {
    const free = new Set(this.#free.subarray(0, this.#freeCount));
    return Array.from({ length: this.#used }, (_, row) => row).filter((row) => !free.has(row) && (this.#ints[row * INTS + Int.Marks] & PASSING_BIT) === 0);
  }

  remove(tag: number): void {
    this.#free[this.#freeCount] = tag;
    this.#freeCount += 1;
  }

  save(): RequestTableState {
    return { free: this.#free.slice(0, this.#freeCount), rows: this.#doubles.slice(0, this.#used * DOUBLES) };
  }

  restore({ free, rows }: RequestTableState): void {
    while (this.#doubles.length < rows.length) this.#grow();
    this.#free.set(free);
    this.#freeCount = free.length;
    this.#used = rows.length / DOUBLES;
    this.#doubles.set(rows);
  }

  #grow(): void {
    const rows = this.#free.length * 2;
    assert(rows <= ROWS_MAX, 'at most 2^22 requests are between arrival and answer');
    const [doubles, free] = [new Float64Array(rows * DOUBLES), new Int32Array(rows)];
    doubles.set(this.#doubles);
    free.set(this.#free);
    this.#doubles = doubles;
    this.#ints = new Int32Array(doubles.buffer);
    this.#free = free;
  }
}
