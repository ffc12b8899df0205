/**
 * Every place of the region is equally likely; or, with `once`, every place comes once before any comes again: a random order that is new in each pass.
 */
import type { ParamSpec } from '../../sim/base/spec.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import { IoMix, ioMixSpec, randomMixParams, type IoMixState, type RandomMixParams } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface UniformParams extends RandomMixParams {
  readonly once: boolean;
}

interface UniformState {
  readonly mix: IoMixState;
  readonly taken: number;
  readonly pass: number;
}

const once: ParamSpec<boolean> = { unit: 'flag', default: false, summary: 'does each place come once, in random order, before any comes again?' };

export const uniform: WorkloadSpec<UniformParams> = {
  name: 'uniform',
  summary: 'every place of the region is equally likely',
  source: 'own',
  ...ioMixSpec,
  params: { ...randomMixParams, once },
  create: (params, context) => new UniformPattern(params, context),
};

class UniformPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #context: WorkloadContext;
  readonly #once: boolean;
  #order: Scatter;
  /** With `once`: places that have come in this pass, and passes before it. */
  #taken = 0;
  #pass = 0;

  constructor(params: UniformParams, context: WorkloadContext) {
    this.#mix = new IoMix(params, context);
    this.#context = context;
    this.#once = params.once;
    this.#order = this.#orderOf(0);
  }

  next(into: IoRequest): boolean {
    if (this.#mix.continuesRun(into)) return false;
    this.#mix.fill(this.#once ? this.#nextInOrder() : this.#context.stream.nextInt(this.#mix.placeCount), into);
    return false;
  }

  save(): UniformState {
    return { mix: this.#mix.save(), taken: this.#taken, pass: this.#pass };
  }

  restore(state: UniformState): void {
    this.#mix.restore(state.mix);
    this.#taken = state.taken;
    this.#pass = state.pass;
    this.#order = this.#orderOf(state.pass);
  }

  #nextInOrder(): number {
    if (this.#taken === this.#mix.placeCount) {
      this.#taken = 0;
      this.#pass += 1;
      this.#order = this.#orderOf(this.#pass);
    }
    this.#taken += 1;
    return this.#order.at(this.#taken - 1);
  }

  #orderOf(pass: number): Scatter {
    return new Scatter(this.#mix.placeCount, this.#context.key ^ Math.imul(pass, 0x9e3779b1));
  }
}
