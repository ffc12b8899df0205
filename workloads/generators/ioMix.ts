/**
 * What the drawn workloads have in common: their share of reads and discards, the size of an IO, and the region that they work on, cut into items of that size.
 */
import { assert } from '../../sim/base/assert.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { ParamSpec } from '../../sim/base/spec.ts';
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import type { WorkloadContext } from './ioPattern.ts';

export interface IoMixParams {
  readonly readRatio: number;
  readonly discardRatio: number;
  readonly ioSizeBytes: number;
  readonly footprintBytes: number;
  readonly offsetBytes: number;
}

/** A footprint that nobody stated is the whole space, but not more than this: the tables of large VMs stay small. */
const footprintDefaultMaxBytes = 1024 * 1024 * 1024;

export const ioMixParams: { readonly [K in keyof IoMixParams]: ParamSpec<number> } = {
  readRatio: { unit: 'ratio', default: 0.7, min: 0, max: 1, summary: 'share of reads among the IOs' },
  discardRatio: { unit: 'ratio', default: 0, min: 0, max: 1, summary: 'share of discards among the IOs; the rest are writes' },
  ioSizeBytes: { unit: 'bytes', default: 4096, min: 512, max: 4 * 1024 * 1024, summary: 'size of each IO' },
  footprintBytes: { unit: 'bytes', default: 0, min: 0, summary: 'size of the region that is used; 0: the whole space, but at most 1GiB' },
  offsetBytes: { unit: 'bytes', default: 0, min: 0, summary: 'where the region begins; a partition that is not aligned to blocks, say' },
};

export class IoMix {
  /** Number of items in the region. */
  readonly itemCount: number;
  readonly #stream: RandomStream;
  readonly #params: IoMixParams;
  readonly #readOrDiscardRatio: number;

  constructor(params: IoMixParams, context: WorkloadContext) {
    this.#params = params;
    this.#stream = context.stream;
    this.#readOrDiscardRatio = params.readRatio + params.discardRatio;
    this.itemCount = itemsIn(params, context.spaceBytes);
    assert(this.itemCount >= 1, 'the region of a workload holds at least one IO');
    assert(this.itemCount <= 0x7fffffff, 'the region of a workload holds less than 2^31 IOs');
  }

  /** Draws the operation and points the IO at `item`. */
  fill(item: number, into: IoRequest): void {
    const draw = this.#stream.next();
    into.op = draw < this.#params.readRatio ? Op.Read : draw < this.#readOrDiscardRatio ? Op.Discard : Op.Write;
    into.offsetBytes = this.#params.offsetBytes + item * this.#params.ioSizeBytes;
    into.lengthBytes = this.#params.ioSizeBytes;
  }

  save(): RandomState {
    return this.#stream.save();
  }

  restore(state: RandomState): void {
    this.#stream.restore(state);
  }
}

/** IOs that fit side by side into the region on a space of this size; 0 or less when not even one does. */
export function itemsIn(params: IoMixParams, spaceBytes: number): number {
  const regionBytes = params.footprintBytes > 0 ? params.footprintBytes : Math.min(spaceBytes - params.offsetBytes, footprintDefaultMaxBytes);
  return Math.floor(regionBytes / params.ioSizeBytes);
}
