/** Every place of the region is equally likely. */
import type { RandomState } from '../../sim/base/random.ts';
import type { Spec } from '../../sim/base/spec.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixParams, type IoMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext } from './ioPattern.ts';

export const uniform: Spec<IoMixParams, WorkloadContext, IoPattern> = {
  name: 'uniform',
  summary: 'every place of the region is equally likely',
  source: 'own',
  params: ioMixParams,
  create: (params, context) => new UniformPattern(params, context),
};

class UniformPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #context: WorkloadContext;

  constructor(params: IoMixParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
    this.#context = context;
  }

  next(into: IoRequest): void {
    this.#mix.fill(this.#context.stream.nextInt(this.#mix.itemCount), into);
  }

  save(): RandomState {
    return this.#mix.save();
  }

  restore(state: RandomState): void {
    this.#mix.restore(state);
  }
}
