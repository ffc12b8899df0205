/** Places are used by Zipf's law; a fixed permutation scatters them over the region, so that the popular ones aren't neighbours. */
import { ZipfSampler } from '../../sim/base/distributions.ts';
import type { RandomState } from '../../sim/base/random.ts';
import type { Spec } from '../../sim/base/spec.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixParams, type IoMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface ZipfParams extends IoMixParams {
  readonly exponent: number;
}

export const zipf: Spec<ZipfParams, WorkloadContext, IoPattern> = {
  name: 'zipf',
  summary: "places are used by Zipf's law, the popular ones scattered over the region",
  source: 'Breslau et al., Web caching and Zipf-like distributions, INFOCOM 1999',
  params: {
    ...ioMixParams,
    exponent: { unit: 'ratio', default: 0.9, min: 0, max: 4, summary: 'the n-th most popular place is used in proportion to n^-exponent; 0: all alike' },
  },
  create: (params, context) => new ZipfPattern(params, context),
};

class ZipfPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #context: WorkloadContext;
  readonly #ranks: ZipfSampler;
  readonly #places: Scatter;

  constructor(params: ZipfParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
    this.#context = context;
    this.#ranks = new ZipfSampler(this.#mix.itemCount, params.exponent);
    this.#places = new Scatter(this.#mix.itemCount, context.key);
  }

  next(into: IoRequest): void {
    this.#mix.fill(this.#places.at(this.#ranks.next(this.#context.stream)), into);
  }

  save(): RandomState {
    return this.#mix.save();
  }

  restore(state: RandomState): void {
    this.#mix.restore(state);
  }
}
