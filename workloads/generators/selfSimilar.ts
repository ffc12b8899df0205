/**
 * The 80/20 rule, and again within the 20, and so on: a share `skew` of the places gets all but `skew` of the IO, at every scale. Places are scattered over the region.
 */
import { SelfSimilarSampler } from '../../sim/base/distributions.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixSpec, randomMixParams, type IoMixState, type RandomMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface SelfSimilarParams extends RandomMixParams {
  readonly skew: number;
}

export const selfSimilar: WorkloadSpec<SelfSimilarParams> = {
  name: 'self-similar',
  summary: 'the 80/20 rule at every scale: a share of the places gets all but that share of the IO',
  source: 'Gray et al., Quickly generating billion-record synthetic databases, SIGMOD 1994, section 4',
  ...ioMixSpec,
  params: {
    ...randomMixParams,
    skew: { unit: 'ratio', default: 0.2, min: 0.001, max: 0.999, summary: '0.2: 80 % of the IO go to 20 % of the places; 0.5: all alike' },
  },
  create: (params, context) => new SelfSimilarPattern(params, context),
};

class SelfSimilarPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #context: WorkloadContext;
  readonly #ranks: SelfSimilarSampler;
  readonly #places: Scatter;

  constructor(params: SelfSimilarParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
    this.#context = context;
    this.#ranks = new SelfSimilarSampler(this.#mix.placeCount, params.skew);
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
