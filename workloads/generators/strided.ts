/**
 * IOs a fixed distance apart through the region: a column of a matrix that lies in rows. At the end of the region it begins again one unit further on, and after the last unit of the
 * stride at the start: so everything is touched once before anything is touched again, where IOs are as large as the unit.
 */
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixParams, ioMixSpec, largestIoBytes, type IoMixParams, type IoMixState } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';

export interface StridedParams extends IoMixParams {
  readonly strideBytes: number;
}

interface StridedState {
  readonly mix: IoMixState;
  readonly startBytes: number;
  readonly nextBytes: number;
}

export const strided: WorkloadSpec<StridedParams> = {
  name: 'strided',
  summary: 'IOs a fixed distance apart; each pass begins one unit further on than the one before',
  source: 'own',
  ...ioMixSpec,
  params: {
    ...ioMixParams,
    strideBytes: { unit: 'bytes', default: 1024 * 1024, min: 512, summary: 'from the start of an IO to the start of the next' },
  },
  granulesBytes: (params) => [...ioMixSpec.granulesBytes(params), params.strideBytes],
  create: (params, context) => new StridedPattern(params, context),
};

class StridedPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #strideBytes: number;
  /** The last byte of the region at which the largest IO may begin. */
  readonly #lastBytes: number;
  /** Where this pass began, and the next IO is. */
  #startBytes = 0;
  #nextBytes = 0;

  constructor(params: StridedParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
    this.#strideBytes = params.strideBytes;
    this.#lastBytes = this.#mix.regionBytes - largestIoBytes(params);
  }

  next(into: IoRequest): boolean {
    this.#mix.draw(into);
    this.#mix.pointAt(this.#nextBytes, into);
    this.#nextBytes += this.#strideBytes;
    if (this.#nextBytes <= this.#lastBytes) return false;
    this.#startBytes += this.#mix.unitBytes;
    if (this.#startBytes >= this.#strideBytes || this.#startBytes > this.#lastBytes) this.#startBytes = 0;
    this.#nextBytes = this.#startBytes;
    return false;
  }

  save(): StridedState {
    return { mix: this.#mix.save(), startBytes: this.#startBytes, nextBytes: this.#nextBytes };
  }

  restore(state: StridedState): void {
    this.#mix.restore(state.mix);
    this.#startBytes = state.startBytes;
    this.#nextBytes = state.nextBytes;
  }
}
