/** What a trace says request by request: operations, bytes, sizes, alignment, sequentiality, times between requests. Constant memory, but for distinct sizes. */
import { Histogram } from '../../../sim/base/histogram.ts';
import { Op, opNames } from '../../../sim/engine/protocol.ts';
import type { TraceBatch } from '../traceBatch.ts';
import { RateOverTime } from './rateOverTime.ts';

/** Ends of requests that a new one may continue: as many streams are told apart. */
const streamsMax = 32;
/** Sizes that are told apart; what comes after so many is counted as `other`. */
const sizesMax = 65_536;

export class RequestFigures {
  readonly requests = new Float64Array(opNames.length);
  readonly bytes = new Float64Array(opNames.length);
  readonly sizes = new Map<number, number>();
  otherSizes = 0;
  unaligned = 0;
  sequential = 0;
  streamed = 0;
  timesBack = 0;
  firstNs = Infinity;
  lastNs = -Infinity;
  lengthBytesMin = Infinity;
  lengthBytesMax = 0;
  readonly rate = new RateOverTime();
  readonly gaps = new Histogram();
  readonly services = new Histogram();
  #gapSquares = 0;
  #gapSum = 0;
  readonly #alignBytes: number;
  /** Of each volume: where its last request ended. */
  readonly #lastEnd: number[] = [];
  readonly #ends = new Float64Array(streamsMax).fill(-1);
  readonly #endVolumes = new Uint16Array(streamsMax);
  #nextEnd = 0;
  #lastAtNs = -1;

  constructor(alignBytes: number) {
    this.#alignBytes = alignBytes;
  }

  add(batch: TraceBatch): void {
    for (let index = 0; index < batch.count; index++) {
      const op = batch.op[index]!;
      const length = batch.lengthBytes[index]!;
      this.requests[op]! += 1;
      this.bytes[op]! += length;
      this.#time(batch.atNs[index]!, length, op);
      if (batch.serviceNs[index]! >= 0) this.services.record(batch.serviceNs[index]!);
      if (op !== Op.Flush) this.#place(batch.offsetBytes[index]!, length, batch.volume[index]!);
    }
  }

  /** Standard deviation of the times between requests, divided by their mean: 1 for Poisson arrivals, more for bursts. 0 when nothing is known. */
  get gapVariation(): number {
    const { count } = this.gaps;
    if (count === 0 || this.#gapSum === 0) return 0;
    const mean = this.#gapSum / count;
    return Math.sqrt(Math.max(0, this.#gapSquares / count - mean * mean)) / mean;
  }

  #time(atNs: number, length: number, op: number): void {
    if (atNs < this.firstNs) this.firstNs = atNs;
    if (atNs > this.lastNs) this.lastNs = atNs;
    if (this.#lastAtNs >= 0 || this.gaps.count > 0) {
      const gap = atNs - this.#lastAtNs;
      if (gap < 0) this.timesBack += 1;
      else {
        this.gaps.record(gap);
        this.#gapSum += gap;
        this.#gapSquares += gap * gap;
      }
    }
    this.#lastAtNs = atNs;
    this.rate.add(atNs, length, op === Op.Write);
  }

  #place(offset: number, length: number, volume: number): void {
    if (offset % this.#alignBytes !== 0 || length % this.#alignBytes !== 0) this.unaligned += 1;
    if (length < this.lengthBytesMin) this.lengthBytesMin = length;
    if (length > this.lengthBytesMax) this.lengthBytesMax = length;
    const known = this.sizes.get(length);
    if (known !== undefined) this.sizes.set(length, known + 1);
    else if (this.sizes.size < sizesMax) this.sizes.set(length, 1);
    else this.otherSizes += 1;
    if (this.#lastEnd[volume] === offset) this.sequential += 1;
    this.#lastEnd[volume] = offset + length;
    this.#follow(offset, offset + length, volume);
  }

  /** Does it go on where one of the last streams ended? */
  #follow(offset: number, end: number, volume: number): void {
    for (let stream = 0; stream < streamsMax; stream++) {
      if (this.#ends[stream] !== offset || this.#endVolumes[stream] !== volume) continue;
      this.streamed += 1;
      this.#ends[stream] = end;
      return;
    }
    this.#ends[this.#nextEnd] = end;
    this.#endVolumes[this.#nextEnd] = volume;
    this.#nextEnd = (this.#nextEnd + 1) % streamsMax;
  }
}
