/**
 * What the drawn workloads have in common: their share of reads and discards, the sizes of their IOs, and the region that they work on, cut into places.
 *
 * A place is where an IO may begin: places are a unit apart (the smallest size, unless an alignment is given), and the largest IO fits at each of them.
 * The operation is drawn from the workload's main stream, sizes and runs from streams of their own, so that a mix of sizes doesn't shift which places are used.
 */
import { assert } from '../../sim/base/assert.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { ParamSpec } from '../../sim/base/spec.ts';
import { formatQuantity } from '../../sim/base/units.ts';
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import { allSizes, SizeSampler, type IoSizes } from './ioSizes.ts';
import type { ParamProblem, WorkloadContext } from './ioPattern.ts';

export interface IoMixParams {
  readonly readRatio: number;
  readonly discardRatio: number;
  readonly ioSizeBytes: IoSizes;
  /** Null: as reads. */
  readonly writeSizeBytes: IoSizes | null;
  readonly footprintBytes: number;
  readonly offsetBytes: number;
  /** 0: the smallest size. */
  readonly alignBytes: number;
}

/** Workloads that jump about may go on where they are now and then. */
export interface RandomMixParams extends IoMixParams {
  readonly sequentialRatio: number;
}

/** A footprint that nobody stated is the whole space, but not more than this: the tables of large VMs stay small. */
const footprintDefaultMaxBytes = 1024 * 1024 * 1024;
const ioBytesMax = 4 * 1024 * 1024;

export const regionParams = {
  footprintBytes: { unit: 'bytes', default: 0, min: 0, summary: 'size of the region that is used; 0: the whole space, but at most 1GiB' },
  offsetBytes: { unit: 'bytes', default: 0, min: 0, summary: 'where the region begins; a partition that is not aligned to blocks, say' },
} as const satisfies Readonly<Record<string, ParamSpec<number>>>;

export const ioSizeParam: ParamSpec<IoSizes> = {
  unit: 'sizes',
  default: 4096,
  min: 512,
  max: ioBytesMax,
  summary: 'size of each IO; or several with their shares, such as { 4KiB: 80%, 64KiB: 20% }',
};

export const ioMixParams: { readonly [K in keyof IoMixParams]: ParamSpec<IoMixParams[K]> } = {
  readRatio: { unit: 'ratio', default: 0.7, min: 0, max: 1, summary: 'share of reads among the IOs' },
  discardRatio: { unit: 'ratio', default: 0, min: 0, max: 1, summary: 'share of discards among the IOs; the rest are writes' },
  ioSizeBytes: ioSizeParam,
  writeSizeBytes: {
    unit: 'sizes',
    default: null,
    min: 512,
    max: ioBytesMax,
    summary: 'size of each write where it differs from that of reads; default: as ioSize',
  },
  ...regionParams,
  alignBytes: { unit: 'bytes', default: 0, min: 0, max: ioBytesMax, summary: 'IOs begin at multiples of it, from the offset; 0: of the smallest size' },
};

export const randomMixParams: { readonly [K in keyof RandomMixParams]: ParamSpec<RandomMixParams[K]> } = {
  ...ioMixParams,
  sequentialRatio: { unit: 'ratio', default: 0, min: 0, max: 1, summary: 'share of the IOs that begin where the one before them ended' },
};

export interface IoMixState {
  readonly stream: RandomState;
  readonly sizes: RandomState;
  readonly runs: RandomState;
  readonly endBytes: number;
}

export class IoMix {
  /** Number of places. */
  readonly placeCount: number;
  /** Distance of two places. */
  readonly unitBytes: number;
  readonly regionBytes: number;
  readonly #stream: RandomStream;
  readonly #sizeStream: RandomStream;
  readonly #runStream: RandomStream;
  readonly #readRatio: number;
  readonly #readOrDiscardRatio: number;
  readonly #offsetBytes: number;
  readonly #sequentialRatio: number;
  /** One size, no runs: the usual case takes the short way. */
  readonly #isPlain: boolean;
  /** The one size, or 0: drawn. */
  readonly #sizeBytes: number;
  readonly #readSizes: SizeSampler;
  readonly #writeSizes: SizeSampler;
  /** Where the IO before ended, from the start of the region; kept for runs only. */
  #endBytes = 0;

  constructor(params: IoMixParams & { readonly sequentialRatio?: number }, context: WorkloadContext) {
    const writeSizes = params.writeSizeBytes === null ? params.ioSizeBytes : params.writeSizeBytes;
    this.#stream = context.stream;
    this.#sizeStream = context.streamOf('size');
    this.#runStream = context.streamOf('run');
    this.#readRatio = params.readRatio;
    this.#readOrDiscardRatio = params.readRatio + params.discardRatio;
    this.#offsetBytes = params.offsetBytes;
    this.#sequentialRatio = params.sequentialRatio === undefined ? 0 : params.sequentialRatio;
    this.#sizeBytes = typeof params.ioSizeBytes === 'number' && writeSizes === params.ioSizeBytes ? params.ioSizeBytes : 0;
    this.#isPlain = this.#sizeBytes > 0 && this.#sequentialRatio === 0;
    this.#readSizes = new SizeSampler(params.ioSizeBytes, this.#sizeStream);
    this.#writeSizes = new SizeSampler(writeSizes, this.#sizeStream);
    this.unitBytes = unitOf(params);
    this.regionBytes = regionOf(params, context.spaceBytes);
    this.placeCount = placesIn(params, context.spaceBytes);
    assert(this.placeCount >= 1, 'the region of a workload holds at least one IO');
  }

  /** Draws operation and size, and points the IO at `place`. */
  fill(place: number, into: IoRequest): void {
    const draw = this.#stream.next();
    into.op = draw < this.#readRatio ? Op.Read : draw < this.#readOrDiscardRatio ? Op.Discard : Op.Write;
    into.offsetBytes = this.#offsetBytes + place * this.unitBytes;
    into.lengthBytes = this.#sizeBytes;
    if (!this.#isPlain) this.#drawRest(place, into);
  }

  /** Draws operation and size. */
  draw(into: IoRequest): void {
    const draw = this.#stream.next();
    into.op = draw < this.#readRatio ? Op.Read : draw < this.#readOrDiscardRatio ? Op.Discard : Op.Write;
    into.lengthBytes = this.#sizeBytes > 0 ? this.#sizeBytes : this.#drawSize(into.op);
  }

  /** Points the IO at this byte of the region. */
  pointAt(atBytes: number, into: IoRequest): void {
    into.offsetBytes = this.#offsetBytes + atBytes;
  }

  /** Now and then, fills the IO so that it begins where the one before it ended. False: this is not the time; `fill` it. */
  continuesRun(into: IoRequest): boolean {
    if (this.#isPlain || this.#sequentialRatio === 0 || this.#runStream.next() >= this.#sequentialRatio) return false;
    this.draw(into);
    const atBytes = Math.ceil(this.#endBytes / this.unitBytes) * this.unitBytes;
    const fits = atBytes + into.lengthBytes <= this.regionBytes;
    this.pointAt(fits ? atBytes : 0, into);
    this.#endBytes = (fits ? atBytes : 0) + into.lengthBytes;
    return true;
  }

  #drawRest(place: number, into: IoRequest): void {
    if (this.#sizeBytes === 0) into.lengthBytes = this.#drawSize(into.op);
    this.#endBytes = place * this.unitBytes + into.lengthBytes;
  }

  #drawSize(op: Op): number {
    return op === Op.Write ? this.#writeSizes.next() : this.#readSizes.next();
  }

  save(): IoMixState {
    return { stream: this.#stream.save(), sizes: this.#sizeStream.save(), runs: this.#runStream.save(), endBytes: this.#endBytes };
  }

  restore(state: IoMixState): void {
    this.#stream.restore(state.stream);
    this.#sizeStream.restore(state.sizes);
    this.#runStream.restore(state.runs);
    this.#endBytes = state.endBytes;
  }
}

function sizesOf(params: IoMixParams): readonly number[] {
  return params.writeSizeBytes === null ? allSizes(params.ioSizeBytes) : [...allSizes(params.ioSizeBytes), ...allSizes(params.writeSizeBytes)];
}

export function largestIoBytes(params: IoMixParams): number {
  return Math.max(...sizesOf(params));
}

export function granulesBytes(params: IoMixParams): readonly number[] {
  return [params.offsetBytes, unitOf(params), ...sizesOf(params)];
}

function unitOf(params: IoMixParams): number {
  return params.alignBytes > 0 ? params.alignBytes : Math.min(...sizesOf(params));
}

function regionOf(params: Pick<IoMixParams, 'footprintBytes' | 'offsetBytes'>, spaceBytes: number): number {
  return params.footprintBytes > 0 ? params.footprintBytes : Math.min(spaceBytes - params.offsetBytes, footprintDefaultMaxBytes);
}

/** Places in the region on a space of this size; 0 or less when not even one IO fits. */
function placesIn(params: IoMixParams, spaceBytes: number): number {
  return Math.floor((regionOf(params, spaceBytes) - largestIoBytes(params)) / unitOf(params)) + 1;
}

/** What is wrong with a mix on a space of this size; null: nothing. */
export function ioMixProblem(params: IoMixParams, spaceBytes: number): ParamProblem | null {
  const { offsetBytes, footprintBytes, readRatio, discardRatio } = params;
  const discards = Math.round((1 - readRatio) * 1e9) / 1e9;
  if (discardRatio > discards)
    return { field: 'discardRatio', allowed: `readRatio and discardRatio together are at most 1, so at most ${String(discards)} is possible` };
  const ioBytes = largestIoBytes(params);
  if (offsetBytes + Math.max(footprintBytes, ioBytes) > spaceBytes) {
    const field = footprintBytes > ioBytes ? 'footprint' : offsetBytes > 0 ? 'offset' : 'ioSize';
    return { field, allowed: 'the region must lie within the space', isOfSpace: true };
  }
  const places = placesIn(params, spaceBytes);
  if (places < 1) return { field: 'footprint', allowed: `it must hold at least one IO of ${formatQuantity(ioBytes, 'bytes')}`, isOfSpace: true };
  if (places > 0x7fffffff)
    return { field: 'footprint', allowed: `IOs may begin at less than 2^31 places, which are ${formatQuantity(unitOf(params), 'bytes')} apart` };
  return null;
}

/** What all specs of workloads with a mix have. */
export const ioMixSpec = { problem: ioMixProblem, largestIoBytes, granulesBytes } as const;
