/**
 * A guest that boots from an image: reads runs of neighbouring blocks all over the image, and again and again a small hot part of it (libraries, directories); writes a little of its own.
 * It ends when it has read what a boot reads; what comes then is another phase.
 *
 * VMs that boot from the same `image` read the same blocks in the same order: those draws come from a stream that they share. Their writes are their own. A boot storm is many such VMs
 * that start within a short time (`count`, `stagger`).
 */
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import { IoMix, ioMixSpec, regionParams, type IoMixParams, type IoMixState } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';

export interface BootParams {
  readonly image: string;
  readonly bootSizeBytes: number;
  readonly readRatio: number;
  readonly ioSizeBytes: number;
  readonly runSizeBytes: number;
  readonly hotSizeBytes: number;
  readonly hotAccessRatio: number;
  readonly footprintBytes: number;
  readonly offsetBytes: number;
}

interface BootState {
  readonly mix: IoMixState;
  readonly image: RandomState;
  readonly place: number;
  readonly leftBytes: number;
}

const mib = 1024 * 1024;

export const boot: WorkloadSpec<BootParams> = {
  name: 'boot',
  summary: 'a guest boots from an image that VMs may share: runs of reads, a hot part, few writes; then it ends',
  source:
    'Razavi and Kielmann, Scalable virtual machine deployment using VM image caches, SC 2013 (reads of a boot: 25 MB to 196 MB by system); runs and shares: own',
  params: {
    image: { unit: 'name', default: 'image', summary: 'VMs that name the same image read the same blocks in the same order' },
    bootSizeBytes: { unit: 'bytes', default: 192 * mib, min: 4096, summary: 'what a boot reads in all; then the workload ends' },
    readRatio: { unit: 'ratio', default: 0.95, min: 0.01, max: 1, summary: 'share of reads among the IOs' },
    ioSizeBytes: { unit: 'bytes', default: 16 * 1024, min: 512, max: mib, summary: 'size of each IO' },
    runSizeBytes: { unit: 'bytes', default: 128 * 1024, min: 512, summary: 'mean length of a run of neighbouring reads' },
    hotSizeBytes: { unit: 'bytes', default: 16 * mib, min: 512, summary: 'size of the hot part, at the start of the region' },
    hotAccessRatio: { unit: 'ratio', default: 0.3, min: 0, max: 1, summary: 'share of the reads that go to the hot part' },
    footprintBytes: { ...regionParams.footprintBytes, summary: 'size of the image; 0: the whole space, but at most 1GiB' },
    offsetBytes: regionParams.offsetBytes,
  },
  ends: () => true,
  problem(params, spaceBytes) {
    const problem = ioMixSpec.problem(mixOf(params), spaceBytes);
    if (problem !== null) return problem;
    const imageBytes = params.footprintBytes > 0 ? params.footprintBytes : spaceBytes - params.offsetBytes;
    return params.hotSizeBytes + params.ioSizeBytes > imageBytes
      ? { field: 'hotSize', allowed: 'the image must be larger than its hot part', isOfSpace: true }
      : null;
  },
  largestIoBytes: ({ ioSizeBytes }) => ioSizeBytes,
  granulesBytes: (params) => ioMixSpec.granulesBytes(mixOf(params)),
  create: (params, context) => new BootPattern(params, context),
};

function mixOf({ readRatio, ioSizeBytes, footprintBytes, offsetBytes }: BootParams): IoMixParams {
  return { readRatio, discardRatio: 0, ioSizeBytes, writeSizeBytes: null, footprintBytes, offsetBytes, alignBytes: 0 };
}

class BootPattern implements IoPattern {
  readonly #mix: IoMix;
  readonly #own: RandomStream;
  readonly #image: RandomStream;
  readonly #hotPlaces: number;
  readonly #hotAccessRatio: number;
  /** After a read, the chance that its neighbour is read next. */
  readonly #goOnRatio: number;
  #place: number;
  #leftBytes: number;

  constructor(params: BootParams, context: WorkloadContext) {
    this.#mix = new IoMix(mixOf(params), context);
    this.#own = context.stream;
    this.#image = context.sharedStreamOf(`image/${params.image}`);
    this.#hotPlaces = Math.min(this.#mix.placeCount - 1, Math.ceil(params.hotSizeBytes / params.ioSizeBytes));
    this.#hotAccessRatio = this.#hotPlaces < 1 ? 0 : params.hotAccessRatio;
    this.#goOnRatio = Math.max(0, 1 - params.ioSizeBytes / params.runSizeBytes);
    this.#place = this.#mix.placeCount;
    this.#leftBytes = params.bootSizeBytes;
  }

  get done(): boolean {
    return this.#leftBytes <= 0;
  }

  next(into: IoRequest): boolean {
    this.#mix.draw(into);
    const place = into.op === Op.Read ? this.#nextRead() : this.#own.nextInt(this.#mix.placeCount);
    this.#mix.pointAt(place * this.#mix.unitBytes, into);
    if (into.op === Op.Read) this.#leftBytes -= into.lengthBytes;
    return false;
  }

  save(): BootState {
    return { mix: this.#mix.save(), image: this.#image.save(), place: this.#place, leftBytes: this.#leftBytes };
  }

  restore(state: BootState): void {
    this.#mix.restore(state.mix);
    this.#image.restore(state.image);
    this.#place = state.place;
    this.#leftBytes = state.leftBytes;
  }

  #nextRead(): number {
    if (this.#image.next() < this.#hotAccessRatio) return this.#image.nextInt(this.#hotPlaces);
    const goesOn = this.#image.next() < this.#goOnRatio;
    this.#place =
      goesOn && this.#place + 1 < this.#mix.placeCount ? this.#place + 1 : this.#hotPlaces + this.#image.nextInt(this.#mix.placeCount - this.#hotPlaces);
    return this.#place;
  }
}
