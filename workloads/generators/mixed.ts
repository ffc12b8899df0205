/** Several workloads in one: each IO comes from one of them, drawn by weight. They share the pacing; each has its own region, sizes and random numbers. */
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { PatternChoice } from '../workloadConfig.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';
import { WeightedChoice } from './weightedChoice.ts';

export interface MixedPart extends PatternChoice {
  readonly weight: number;
}

export interface MixedParams {
  readonly of: readonly MixedPart[];
}

interface MixedState {
  readonly stream: RandomState;
  readonly parts: readonly unknown[];
}

export const mixed: WorkloadSpec<MixedParams> = {
  name: 'mixed',
  summary: 'each IO comes from one of several workloads, drawn by weight',
  source: 'own',
  params: { of: { unit: 'parts', default: [], summary: 'the workloads, each with its weight' } },
  parts: ({ of }) => of,
  problem: ({ of }) => (of.some(({ weight }) => weight > 0) ? null : { field: 'of', allowed: 'at least one workload with a weight above 0 is needed' }),
  largestIoBytes: () => 0,
  granulesBytes: () => [],
  create: (params, context) => new MixedPattern(params, context),
};

class MixedPattern implements IoPattern {
  readonly #parts: readonly IoPattern[];
  readonly #choice: WeightedChoice;
  readonly #stream: RandomStream;

  constructor(params: MixedParams, context: WorkloadContext) {
    this.#parts = params.of.map((part, index) => context.createPart(part, `of/${String(index)}`));
    this.#choice = new WeightedChoice(params.of.map(({ weight }) => weight));
    this.#stream = context.stream;
  }

  /** Parts of finite length leave the mix when they end. */
  get done(): boolean {
    return this.#parts.every((part) => part.done);
  }

  next(into: IoRequest): boolean {
    let number = this.#choice.next(this.#stream);
    while (this.#parts[number]!.done) number = number + 1 === this.#parts.length ? 0 : number + 1;
    return this.#parts[number]!.next(into);
  }

  save(): MixedState {
    return { stream: this.#stream.save(), parts: this.#parts.map((part) => part.save()) };
  }

  restore(state: MixedState): void {
    this.#stream.restore(state.stream);
    this.#parts.forEach((part, index) => {
      part.restore(state.parts[index]);
    });
  }
}
