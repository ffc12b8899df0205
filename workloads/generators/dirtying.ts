/**
 * Page faults and page dirtying: most of it within a writable working set, which moves on slowly; the rest anywhere. The pages of the working set are scattered over the region.
 * This is what decides how much there is to send again when a VM's memory is copied while it runs, and here how many preimages a rollback window holds.
 */
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixParams, ioMixSpec, type IoMixParams, type IoMixState } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface DirtyingParams extends IoMixParams {
  readonly hotRatio: number;
  readonly hotAccessRatio: number;
  readonly driftEvery: number;
}

interface DirtyingState {
  readonly mix: IoMixState;
  readonly hotFirst: number;
  readonly sinceDrift: number;
}

export const dirtying: WorkloadSpec<DirtyingParams> = {
  name: 'dirtying',
  summary: 'memory is dirtied, mostly within a writable working set that moves on slowly',
  source: 'C. Clark et al., Live migration of virtual machines, NSDI 2005, section 3 (writable working sets)',
  usualSpace: 'memory',
  ...ioMixSpec,
  params: {
    ...ioMixParams,
    readRatio: {
      ...ioMixParams.readRatio,
      default: 0.2,
      summary: 'share of page faults (reads) among the IOs; the rest are pages dirtied',
    },
    hotRatio: { unit: 'ratio', default: 0.1, min: 0, max: 1, summary: 'size of the working set, as a share of the region' },
    hotAccessRatio: { unit: 'ratio', default: 0.9, min: 0, max: 1, summary: 'share of the IOs that go to it' },
    driftEvery: { unit: 'count', default: 100, min: 0, summary: 'after every so many IOs one page leaves the working set and another enters it; 0: never' },
  },
  create: (params, context) => new DirtyingPattern(params, context),
};

class DirtyingPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #context: WorkloadContext;
  readonly #places: Scatter;
  readonly #hotPages: number;
  readonly #hotAccessRatio: number;
  readonly #driftEvery: number;
  /** The working set is `#hotPages` ranks from here on, round the end. */
  #hotFirst = 0;
  #sinceDrift = 0;

  constructor(params: DirtyingParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
    this.#context = context;
    const pages = this.#mix.placeCount;
    this.#places = new Scatter(pages, context.key);
    this.#hotPages = Math.min(pages, Math.max(1, Math.round(pages * params.hotRatio)));
    this.#hotAccessRatio = this.#hotPages === pages ? 1 : params.hotAccessRatio;
    this.#driftEvery = params.driftEvery;
  }

  next(into: IoRequest): boolean {
    const { stream } = this.#context;
    const pages = this.#mix.placeCount;
    const isHot = stream.next() < this.#hotAccessRatio;
    const rank = this.#hotFirst + (isHot ? stream.nextInt(this.#hotPages) : this.#hotPages + stream.nextInt(pages - this.#hotPages));
    this.#mix.fill(this.#places.at(rank < pages ? rank : rank - pages), into);
    if (this.#driftEvery > 0) this.#drift();
    return false;
  }

  save(): DirtyingState {
    return { mix: this.#mix.save(), hotFirst: this.#hotFirst, sinceDrift: this.#sinceDrift };
  }

  restore(state: DirtyingState): void {
    this.#mix.restore(state.mix);
    this.#hotFirst = state.hotFirst;
    this.#sinceDrift = state.sinceDrift;
  }

  #drift(): void {
    this.#sinceDrift += 1;
    if (this.#sinceDrift < this.#driftEvery) return;
    this.#sinceDrift = 0;
    this.#hotFirst = this.#hotFirst + 1 === this.#mix.placeCount ? 0 : this.#hotFirst + 1;
  }
}
