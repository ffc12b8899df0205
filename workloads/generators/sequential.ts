/** One IO behind the other through the region, and from its start again: a scan, a file being overwritten. */
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixParams, ioMixSpec, type IoMixParams, type IoMixState } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';

interface SequentialState {
  readonly mix: IoMixState;
  readonly cursorBytes: number;
}

export const sequential: WorkloadSpec<IoMixParams> = {
  name: 'sequential',
  summary: 'one IO behind the other through the region, and from its start again',
  source: 'own',
  ...ioMixSpec,
  params: { ...ioMixParams, ioSizeBytes: { ...ioMixParams.ioSizeBytes, default: 64 * 1024 } },
  create: (params, context) => new SequentialPattern(params, context),
};

class SequentialPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  #cursorBytes = 0;

  constructor(params: IoMixParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
  }

  next(into: IoRequest): boolean {
    const { regionBytes, unitBytes } = this.#mix;
    this.#mix.draw(into);
    const atBytes = this.#cursorBytes + into.lengthBytes <= regionBytes ? this.#cursorBytes : 0;
    this.#mix.pointAt(atBytes, into);
    this.#cursorBytes = atBytes + Math.ceil(into.lengthBytes / unitBytes) * unitBytes;
    return false;
  }

  save(): SequentialState {
    return { mix: this.#mix.save(), cursorBytes: this.#cursorBytes };
  }

  restore(state: SequentialState): void {
    this.#mix.restore(state.mix);
    this.#cursorBytes = state.cursorBytes;
  }
}
