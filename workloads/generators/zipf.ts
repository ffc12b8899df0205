/** Places are used by Zipf's law; a fixed permutation scatters them over the region, so that the popular ones aren't neighbours. */
import { ZipfSampler } from '../../sim/base/distributions.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixSpec, randomMixParams, type IoMixState, type RandomMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface ZipfParams extends RandomMixParams {
  readonly exponent: number;
}

export const zipf: WorkloadSpec<ZipfParams> = {
  name: 'zipf',
  summary: "places are used by Zipf's law, the popular ones scattered over the region",
  source: 'Breslau et al., Web caching and Zipf-like distributions, INFOCOM 1999',
  ...ioMixSpec,
  params: {
    ...randomMixParams,
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
    this.#ranks = new ZipfSampler(this.#mix.placeCount, params.exponent);
    this.#places = new Scatter(this.#mix.placeCount, context.key);
  }

  next(into: IoRequest): boolean {
    if (this.#mix.continuesRun(into)) return false;
    this.#mix.fill(this.#places.at(this.#ranks.next(this.#context.stream)), into);
    return false;
  }

  save(): IoMixState {
    return this.#mix.save();
  }

  restore(state: IoMixState): void {
    this.#mix.restore(state);
  }
}
