/** Two classes of places: a hot share of the region gets most of the IO, the rest gets what is left; equal chances within each. Hot places are scattered over the region. */
import type { RandomState } from '../../sim/base/random.ts';
import type { Spec } from '../../sim/base/spec.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixParams, type IoMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface HotColdParams extends IoMixParams {
  readonly hotRatio: number;
  readonly hotAccessRatio: number;
}

export const hotCold: Spec<HotColdParams, WorkloadContext, IoPattern> = {
  name: 'hot-cold',
  summary: 'a hot share of the region gets most of the IO',
  source: 'Rosenblum and Ousterhout, The design and implementation of a log-structured file system, TOCS 1992, section 3.5',
  params: {
    ...ioMixParams,
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
    this.#places = new Scatter(this.#mix.itemCount, context.key);
    this.#hotItems = Math.min(this.#mix.itemCount, Math.max(1, Math.round(this.#mix.itemCount * params.hotRatio)));
    this.#hotAccessRatio = this.#hotItems === this.#mix.itemCount ? 1 : params.hotAccessRatio;
  }

  next(into: IoRequest): void {
    const stream = this.#context.stream;
    const isHot = stream.next() < this.#hotAccessRatio;
    const rank = isHot ? stream.nextInt(this.#hotItems) : this.#hotItems + stream.nextInt(this.#mix.itemCount - this.#hotItems);
    this.#mix.fill(this.#places.at(rank), into);
  }

  save(): RandomState {
    return this.#mix.save();
  }

  restore(state: RandomState): void {
    this.#mix.restore(state);
  }
}
