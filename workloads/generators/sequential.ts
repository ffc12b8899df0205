/** One place after the other through the region, and from its start again: a scan, a backup, a file being overwritten. */
import type { RandomState } from '../../sim/base/random.ts';
import type { Spec } from '../../sim/base/spec.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixParams, type IoMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext } from './ioPattern.ts';

interface SequentialState {
  readonly stream: RandomState;
  readonly item: number;
}

export const sequential: Spec<IoMixParams, WorkloadContext, IoPattern> = {
  name: 'sequential',
  summary: 'one place after the other through the region, and from its start again',
  source: 'own',
  params: { ...ioMixParams, ioSizeBytes: { ...ioMixParams.ioSizeBytes, default: 64 * 1024 } },
  create: (params, context) => new SequentialPattern(params, context),
};

class SequentialPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  #item = 0;

  constructor(params: IoMixParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
  }

  next(into: IoRequest): void {
    this.#mix.fill(this.#item, into);
    this.#item = this.#item + 1 === this.#mix.itemCount ? 0 : this.#item + 1;
  }

  save(): SequentialState {
    return { stream: this.#mix.save(), item: this.#item };
  }

  restore(state: SequentialState): void {
    this.#mix.restore(state.stream);
    this.#item = state.item;
  }
}
