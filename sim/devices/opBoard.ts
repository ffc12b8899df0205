/**
 * The operations inside a device, from submission to completion, and the figures that every device keeps of them: what a model needs besides its own timing.
 *
 * A model tells it of each arrival and gets a number for the operation, and tells it when that one ends, as soon as it knows. Equal ends come out in the order of submission. Keeps
 * all of `DeviceCounters` but `busyNs` and what garbage collection writes.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';
import { CompletionStatus, TransferOp, copyDeviceCounters, zeroDeviceCounters } from './device.ts';
import type { CompletionList, DeviceCounters, Transfer } from './device.ts';
import { TimeHeap } from './timeHeap.ts';
import type { TimeHeapState } from './timeHeap.ts';

export interface OpBoardState {
  readonly tags: Float64Array;
  readonly submittedNs: Float64Array;
  readonly ranks: Float64Array;
  readonly free: Int32Array;
  readonly due: TimeHeapState;
  readonly doneTags: Float64Array;
  readonly firstDoneNs: number;
  readonly nextRank: number;
  readonly changedNs: number;
  readonly submittedSumNs: number;
  readonly counters: DeviceCounters;
}

export class OpBoard implements Stateful<OpBoardState> {
  readonly counters = zeroDeviceCounters();
  readonly #insideMax: number;
  readonly #due = new TimeHeap();
  /** By number of the operation; numbers are used again. */
  #tags = new Float64Array(64);
  #submittedNs = new Float64Array(64);
  #ranks = new Float64Array(64);
  /** Numbers that are free: a stack. */
  #free = new Int32Array(64);
  #freeCount = 0;
  /** Ended, not drained yet. */
  #doneTags = new Float64Array(64);
  #doneCount = 0;
  #firstDoneNs = 0;
  #nextRank = 0;
  /** Up to when `occupancyNs` is accounted. */
  #changedNs = 0;
  /** Over the operations inside. */
  #submittedSumNs = 0;

  constructor(insideMax: number) {
    this.#insideMax = insideMax;
    this.#refill(0);
  }

  /** Of the operation that ends first, among those whose end is known and those that have ended and not been drained; Infinity: none. */
  get nextEndNs(): number {
    return this.#doneCount > 0 ? this.#firstDoneNs : this.#due.topNs;
  }

  /** Room for numbers of operations: columns by number are to be at least this long. */
  get capacity(): number {
    return this.#tags.length;
  }

  /** Counts an operation in, and gives it a number. */
  arrive(nowNs: number, transfer: Transfer): number {
    const { counters } = this;
    this.#account(nowNs);
    assert(counters.inside < this.#insideMax, 'a device is given no more operations than it has room for');
    if (this.#freeCount === 0) this.#grow();
    this.#freeCount -= 1;
    const op = this.#free[this.#freeCount];
    this.#tags[op] = transfer.tag;
    this.#submittedNs[op] = nowNs;
    this.#ranks[op] = this.#nextRank;
    this.#nextRank += 1;
    this.#submittedSumNs += nowNs;
    counters.inside += 1;
    if (counters.inside > counters.insideMax) counters.insideMax = counters.inside;
    this.#count(transfer);
    return op;
  }

  /** The operation ends then: not before the time that was advanced to. */
  endAt(op: number, finishNs: number): void {
    this.#due.push(finishNs, this.#ranks[op], op);
  }

  /** Ends what is due. */
  advance(nowNs: number): void {
    const { counters } = this;
    while (this.#due.topNs <= nowNs) {
      const finishNs = this.#due.topNs;
      const op = this.#due.pop();
      this.#account(finishNs);
      const submittedNs = this.#submittedNs[op];
      counters.completed += 1;
      counters.inside -= 1;
      counters.sojournNs += finishNs - submittedNs;
      this.#submittedSumNs -= submittedNs;
      if (this.#doneCount === 0) this.#firstDoneNs = finishNs;
      if (this.#doneCount === this.#doneTags.length) this.#doneTags = wider(this.#doneTags);
      this.#doneTags[this.#doneCount] = this.#tags[op];
      this.#doneCount += 1;
      this.#free[this.#freeCount] = op;
      this.#freeCount += 1;
    }
  }

  drain(completions: CompletionList): void {
    let count = completions.count;
    for (let index = 0; index < this.#doneCount; index += 1) {
      completions.tags[count] = this.#doneTags[index];
      completions.statuses[count] = CompletionStatus.Ok;
      count += 1;
    }
    completions.count = count;
    this.#doneCount = 0;
  }

  /** Brings the counters up to date; what is due has been ended. */
  settle(nowNs: number): void {
    this.#account(nowNs);
    this.counters.residentNs = this.counters.inside * nowNs - this.#submittedSumNs;
  }

  save(): OpBoardState {
    return {
      tags: this.#tags.slice(),
      submittedNs: this.#submittedNs.slice(),
      ranks: this.#ranks.slice(),
      free: this.#free.slice(0, this.#freeCount),
      due: this.#due.save(),
      doneTags: this.#doneTags.slice(0, this.#doneCount),
      firstDoneNs: this.#firstDoneNs,
      nextRank: this.#nextRank,
      changedNs: this.#changedNs,
      submittedSumNs: this.#submittedSumNs,
      counters: copyDeviceCounters(this.counters),
    };
  }

  restore(state: OpBoardState): void {
    this.#tags = state.tags.slice();
    this.#submittedNs = state.submittedNs.slice();
    this.#ranks = state.ranks.slice();
    this.#free = new Int32Array(state.tags.length);
    this.#free.set(state.free);
    this.#freeCount = state.free.length;
    this.#due.restore(state.due);
    while (this.#doneTags.length < state.doneTags.length) this.#doneTags = wider(this.#doneTags);
    this.#doneTags.set(state.doneTags);
    this.#doneCount = state.doneTags.length;
    this.#firstDoneNs = state.firstDoneNs;
    this.#nextRank = state.nextRank;
    this.#changedNs = state.changedNs;
    this.#submittedSumNs = state.submittedSumNs;
    const { bytesWrittenByCause } = this.counters;
    bytesWrittenByCause.set(state.counters.bytesWrittenByCause);
    Object.assign(this.counters, { ...state.counters, bytesWrittenByCause });
  }

  #count(transfer: Transfer): void {
    const { counters } = this;
    const { lengthBytes } = transfer;
    if (transfer.op === TransferOp.Read) {
      counters.reads += 1;
      counters.bytesRead += lengthBytes;
    } else if (transfer.op === TransferOp.Write) {
      counters.writes += 1;
      counters.bytesWritten += lengthBytes;
      counters.bytesWrittenByCause[transfer.cause] += lengthBytes;
    } else {
      counters.discards += 1;
    }
  }

  #account(nowNs: number): void {
    this.counters.occupancyNs += this.counters.inside * (nowNs - this.#changedNs);
    this.#changedNs = nowNs;
  }

  #grow(): void {
    const from = this.#tags.length;
    this.#tags = wider(this.#tags);
    this.#submittedNs = wider(this.#submittedNs);
    this.#ranks = wider(this.#ranks);
    this.#free = new Int32Array(from * 2);
    this.#refill(from);
  }

  /** Numbers from `from` on are free: the lowest is given first. */
  #refill(from: number): void {
    for (let op = this.#tags.length - 1; op >= from; op -= 1) {
      this.#free[this.#freeCount] = op;
      this.#freeCount += 1;
    }
  }
}

function wider(values: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(values.length * 2);
  grown.set(values);
  return grown;
}
