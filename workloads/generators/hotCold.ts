/** Two classes of places: a hot share of the region gets most of the IO, the rest gets what is left; equal chances within each. Hot places are scattered over the region. */
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixSpec, randomMixParams, type IoMixState, type RandomMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface HotColdParams extends RandomMixParams {
  readonly hotRatio: number;
  readonly hotAccessRatio: number;
}

export const hotCold: WorkloadSpec<HotColdParams> = {
  name: 'hot-cold',
  summary: 'a hot share of the region gets most of the IO',
  source: 'Rosenblum and Ousterhout, The design and implementation of a log-structured file system, TOCS 1992, section 3.5',
  ...ioMixSpec,
  params: {
    ...randomMixParams,
    hotRatio: { unit: 'ratio', default: 0.1, min: 0, max: 1, summary: 'share of the region that is hot' },
    hotAccessRatio: { unit: 'ratio', default: 0.9, min: 0, max: 1, summary: 'share of the IOs that go to it' },
  },
  create: (params, context) => new HotColdPattern(params, context),
};

class HotColdPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #context: WorkloadContext;
  readonly #places: Scatter;
  readonly #hotItems: number;
  readonly #hotAccessRatio: number;

  constructor(params: HotColdParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
    this.#context = context;
    this.#places = new Scatter(this.#mix.placeCount, context.key);
    this.#hotItems = Math.min(this.#mix.placeCount, Math.max(1, Math.round(this.#mix.placeCount * params.hotRatio)));
    this.#hotAccessRatio = this.#hotItems === this.#mix.placeCount ? 1 : params.hotAccessRatio;
  }

  next(into: IoRequest): boolean {
    if (this.#mix.continuesRun(into)) return false;
    const stream = this.#context.stream;
    const isHot = stream.next() < this.#hotAccessRatio;
    const rank = isHot ? stream.nextInt(this.#hotItems) : this.#hotItems + stream.nextInt(this.#mix.placeCount - this.#hotItems);
    this.#mix.fill(this.#places.at(rank), into);
    return false;
  }

  save(): IoMixState {
    return this.#mix.save();
  }

  restore(state: IoMixState): void {
    this.#mix.restore(state);
  }
}
