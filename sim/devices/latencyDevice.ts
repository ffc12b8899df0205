/**
 * A device as a station: each operation takes a latency, drawn from a distribution, plus the time to transfer its bytes; a bounded number of operations is
 * served at the same time, the rest waits first come, first served.
 *
 * Timing. Service = latency (by kind: read, or write and discard) + `extraLatency` (of the way there and back) + bytes / `bytesPerSecond` (rounded up once,
 * to whole ns), and at least 1 ns, so that time always moves on. Each of the parallel places transfers at the full rate: the device as a whole does at most
 * `parallel` times that. A discard transfers nothing. Random latencies are drawn in the order of submission.
 *
 * How it works. Service begins in the order of submission, and how long it takes is known at submission; so when an operation ends is known then too: it
 * starts when all but `parallel` − 1 of those before it have ended. One ring sorted by the end holds everything, no heap is needed: an operation can only
 * overtake those in service beside it, so a place in the ring is found within `parallel` − 1 steps of its tail, and with constant latency and equal sizes
 * at once. Equal ends keep the order of submission.
 *
 * Faults: none of its own. As flash it may give back something else than was written (`sim/oracle/damageFlash.ts` keeps the contents, this the times), and may, without power, keep, lose or tear what was not covered by a barrier (`sim/faults/plannedCut.ts` says which); what is on the way to an array
 * likewise.
 *
 * Left out: queues per channel, background work; the full models have those.
 */
import { assert } from '../base/assert.ts';
import { createSampler, isRandom } from '../base/distributions.ts';
import type { Distribution, Sampler } from '../base/distributions.ts';
import type { RandomState, RandomStream } from '../base/random.ts';
import { CompletionStatus, TransferOp, copyDeviceCounters, zeroDeviceCounters } from './device.ts';
import type { CompletionList, DeviceCounters, DeviceModel, Transfer } from './device.ts';

export interface LatencyDeviceConfig {
  readonly readLatency: Distribution;
  /** Of writes and discards. */
  readonly writeLatency: Distribution;
  /** Added to each operation, for example the round trip of the network. */
  readonly extraLatency: Distribution;
  /** At which one operation transfers; Infinity: no time for the transfer. */
  readonly bytesPerSecond: number;
  /** Operations served at the same time, >= 1. */
  readonly parallel: number;
  /** At most so many operations inside (waiting and in service): whoever submits keeps to it. */
  readonly insideMax: number;
}

export interface LatencyDeviceState {
  /** Operations inside, in the order of their ends; the first `done` have ended and are not drained yet. */
  readonly finishNs: Float64Array;
  readonly submittedNs: Float64Array;
  readonly tags: Float64Array;
  readonly done: number;
  readonly changedNs: number;
  readonly counters: DeviceCounters;
  readonly stream: RandomState;
  readonly latencies: readonly [Distribution, Distribution, Distribution];
}

const CAPACITY_MIN = 64;

export class LatencyDevice implements DeviceModel {
  readonly name: string;
  readonly parallel: number;
  readonly #insideMax: number;
  readonly #nsPerByte: number;
  /** Read, write and extra latency, as they are now. */
  #latencies: LatencyDeviceState['latencies'];
  #readLatency: Sampler;
  #writeLatency: Sampler;
  #extraLatency: Sampler;
  /** Sum of the latencies where none is random, so that nothing is to be drawn; else -1. */
  #fixedReadNs = -1;
  #fixedWriteNs = -1;
  readonly #stream: RandomStream;
  readonly #counters = zeroDeviceCounters();
  /** The ring: three columns, a power of two long. */
  #finishNs = new Float64Array(CAPACITY_MIN);
  #submittedNs = new Float64Array(CAPACITY_MIN);
  #tags = new Float64Array(CAPACITY_MIN);
  #mask = CAPACITY_MIN - 1;
  #head = 0;
  /** Entries from the head on: first those that have ended and are not drained, then those inside. */
  #done = 0;
  #inside = 0;
  /** Up to when `busyNs` and `occupancyNs` are accounted. */
  #changedNs = 0;
  #lastLengthBytes = 0;
  #lastTransferNs = 0;

  /** `stream` is this device's own. */
  constructor(name: string, config: LatencyDeviceConfig, stream: RandomStream) {
    assert(config.parallel >= 1 && config.bytesPerSecond > 0 && config.insideMax >= 1, 'a device serves at least one operation, at some rate');
    this.name = name;
    this.parallel = config.parallel;
    this.#insideMax = config.insideMax;
    this.#nsPerByte = 1e9 / config.bytesPerSecond;
    this.#stream = stream;
    this.#latencies = [config.readLatency, config.writeLatency, config.extraLatency];
    [this.#readLatency, this.#writeLatency, this.#extraLatency] = this.#samplers();
    this.#findFixed();
  }

  change(_nowNs: number, param: string, value: unknown): void {
    const place = ['readLatency', 'writeLatency', 'networkLatency'].indexOf(param);
    assert(place >= 0, 'of a device with a latency, the latencies can change');
    const latencies: [Distribution, Distribution, Distribution] = [...this.#latencies];
    latencies[place] = value as Distribution;
    this.#setLatencies(latencies);
  }

  #setLatencies(latencies: LatencyDeviceState['latencies']): void {
    this.#latencies = latencies;
    [this.#readLatency, this.#writeLatency, this.#extraLatency] = this.#samplers();
    this.#findFixed();
  }

  #samplers(): [Sampler, Sampler, Sampler] {
    const [read, write, extra] = this.#latencies;
    return [createSampler(read, this.#stream), createSampler(write, this.#stream), createSampler(extra, this.#stream)];
  }

  #findFixed(): void {
    const isFixed = !this.#latencies.some(isRandom);
    this.#fixedReadNs = isFixed ? this.#readLatency.next() + this.#extraLatency.next() : -1;
    this.#fixedWriteNs = isFixed ? this.#writeLatency.next() + this.#extraLatency.next() : -1;
  }

  submit(nowNs: number, transfer: Transfer): void {
    if (this.nextWakeNs() <= nowNs) this.wake(nowNs);
    this.#account(nowNs);
    const inside = this.#inside;
    assert(inside < this.#insideMax, 'a device is given no more operations than it has room for');
    if (this.#done + inside > this.#mask) this.#grow();
    const first = this.#head + this.#done;
    const startNs = inside < this.parallel ? nowNs : this.#finishNs[(first + inside - this.parallel) & this.#mask];
    this.#insert(first + inside, startNs + this.#serviceNs(transfer), nowNs, transfer.tag);
    this.#inside = inside + 1;
    if (inside >= this.#counters.insideMax) this.#counters.insideMax = inside + 1;
  }

  wake(nowNs: number): void {
    const counters = this.#counters;
    while (this.#inside > 0) {
      const place = (this.#head + this.#done) & this.#mask;
      const finishNs = this.#finishNs[place];
      if (finishNs > nowNs) return;
      this.#account(finishNs);
      counters.completed += 1;
      counters.sojournNs += finishNs - this.#submittedNs[place];
      this.#done += 1;
      this.#inside -= 1;
    }
  }

  nextWakeNs(): number {
    return this.#done + this.#inside === 0 ? Infinity : this.#finishNs[this.#head];
  }

  drain(completions: CompletionList): void {
    let count = completions.count;
    for (; this.#done > 0; this.#done -= 1) {
      completions.tags[count] = this.#tags[this.#head];
      completions.statuses[count] = CompletionStatus.Ok;
      this.#head = (this.#head + 1) & this.#mask;
      count += 1;
    }
    completions.count = count;
  }

  counters(nowNs: number): DeviceCounters {
    this.#account(nowNs);
    const counters = this.#counters;
    counters.inside = this.#inside;
    counters.residentNs = 0;
    const first = this.#head + this.#done;
    for (let index = 0; index < this.#inside; index += 1) counters.residentNs += nowNs - this.#submittedNs[(first + index) & this.#mask];
    return counters;
  }

  save(): LatencyDeviceState {
    const length = this.#done + this.#inside;
    const column = (values: Float64Array): Float64Array => Float64Array.from({ length }, (_, index) => values[(this.#head + index) & this.#mask]);
    return {
      finishNs: column(this.#finishNs),
      submittedNs: column(this.#submittedNs),
      tags: column(this.#tags),
      done: this.#done,
      changedNs: this.#changedNs,
      counters: copyDeviceCounters(this.#counters),
      stream: this.#stream.save(),
      latencies: this.#latencies,
    };
  }

  restore(state: unknown): void {
    const saved = state as LatencyDeviceState;
    const length = saved.tags.length;
    this.#head = 0;
    this.#done = 0;
    this.#inside = 0;
    while (this.#mask < length) this.#grow();
    this.#finishNs.set(saved.finishNs);
    this.#submittedNs.set(saved.submittedNs);
    this.#tags.set(saved.tags);
    this.#done = saved.done;
    this.#inside = length - saved.done;
    this.#changedNs = saved.changedNs;
    Object.assign(this.#counters, { ...saved.counters, bytesWrittenByCause: this.#counters.bytesWrittenByCause });
    this.#counters.bytesWrittenByCause.set(saved.counters.bytesWrittenByCause);
    this.#stream.restore(saved.stream);
    this.#setLatencies(saved.latencies);
  }

  /** Draws, rounds up, and counts. */
  #serviceNs(transfer: Transfer): number {
    const counters = this.#counters;
    const lengthBytes = transfer.lengthBytes;
    if (lengthBytes !== this.#lastLengthBytes) {
      this.#lastLengthBytes = lengthBytes;
      this.#lastTransferNs = Math.ceil(lengthBytes * this.#nsPerByte);
    }
    let serviceNs = this.#latencyNs(transfer.op === TransferOp.Read);
    if (transfer.op === TransferOp.Read) {
      counters.reads += 1;
      counters.bytesRead += lengthBytes;
      serviceNs += this.#lastTransferNs;
    } else if (transfer.op === TransferOp.Write) {
      counters.writes += 1;
      counters.bytesWritten += lengthBytes;
      counters.bytesProgrammed += lengthBytes;
      counters.bytesWrittenByCause[transfer.cause] += lengthBytes;
      serviceNs += this.#lastTransferNs;
    } else {
      counters.discards += 1;
    }
    return serviceNs > 1 ? serviceNs : 1;
  }

  #latencyNs(isRead: boolean): number {
    if (this.#fixedReadNs >= 0) return isRead ? this.#fixedReadNs : this.#fixedWriteNs;
    return this.#extraLatency.next() + (isRead ? this.#readLatency : this.#writeLatency).next();
  }

  /** Puts an operation behind all that end no later than it. `end` is the place behind the last one, not yet wrapped. */
  #insert(end: number, finishNs: number, nowNs: number, tag: number): void {
    const mask = this.#mask;
    const stop = this.#head + this.#done;
    let place = end;
    while (place > stop && this.#finishNs[(place - 1) & mask] > finishNs) {
      const from = (place - 1) & mask;
      const to = place & mask;
      this.#finishNs[to] = this.#finishNs[from];
      this.#submittedNs[to] = this.#submittedNs[from];
      this.#tags[to] = this.#tags[from];
      place -= 1;
    }
    this.#finishNs[place & mask] = finishNs;
    this.#submittedNs[place & mask] = nowNs;
    this.#tags[place & mask] = tag;
  }

  #account(nowNs: number): void {
    const elapsedNs = nowNs - this.#changedNs;
    if (elapsedNs === 0) return;
    const inside = this.#inside;
    this.#counters.occupancyNs += inside * elapsedNs;
    this.#counters.busyNs += (inside < this.parallel ? inside : this.parallel) * elapsedNs;
    this.#changedNs = nowNs;
  }

  /** Doubles the ring; its head becomes place 0. */
  #grow(): void {
    const length = this.#done + this.#inside;
    const wider = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array((this.#mask + 1) * 2);
      for (let index = 0; index < length; index += 1) grown[index] = values[(this.#head + index) & this.#mask];
      return grown;
    };
    this.#finishNs = wider(this.#finishNs);
    this.#submittedNs = wider(this.#submittedNs);
    this.#tags = wider(this.#tags);
    this.#mask = this.#mask * 2 + 1;
    this.#head = 0;
  }
}
