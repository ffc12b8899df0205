/** Open loop: IO arrives at exponential intervals (a Poisson process), whatever the answers. */
import { exponentialNs } from '../../sim/base/distributions.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { ParamSpec } from '../../sim/base/spec.ts';
import type { Pacing, PacingSpec } from './pacing.ts';

interface OpenLoopState {
  readonly nextNs: number;
  readonly stream: RandomState;
}

export interface PoissonParams {
  readonly ratePerSecond: number;
}

export const rateParam: ParamSpec<number> = { unit: 'perSecond', default: 1000, min: 1e-6, max: 1e9, summary: 'arrivals per second' };

export const poisson: PacingSpec<PoissonParams> = {
  name: 'poisson',
  summary: 'open loop: Poisson arrivals at a rate, whatever the answers',
  source: 'own',
  params: { ratePerSecond: rateParam },
  law: ({ ratePerSecond }) => ({ kind: 'open', ratePerSecond }),
  create: ({ ratePerSecond }, { startNs, stream }) => new OpenLoop(ratePerSecond, startNs, stream),
};

class OpenLoop implements Pacing {
  readonly isClosed = false;
  readonly #meanNs: number;
  readonly #stream: RandomStream;
  #nextNs: number;

  constructor(perSecond: number, startNs: number, stream: RandomStream) {
    this.#meanNs = 1e9 / perSecond;
    this.#stream = stream;
    this.#nextNs = startNs + exponentialNs(this.#meanNs, stream);
  }

  nextArrivalNs(): number {
    return this.#nextNs;
  }

  onTaken(): void {
    this.#nextNs += exponentialNs(this.#meanNs, this.#stream);
  }

  onAcknowledged(): void {
    // Answers don't matter here.
  }

  catchUp(): void {
    // They come when they come.
  }

  isOver(stopNs: number): boolean {
    return this.#nextNs >= stopNs;
  }

  delay(byNs: number): void {
    this.#nextNs += byNs;
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    this.restore(saved as OpenLoopState);
    this.#nextNs += nowNs - savedNs;
  }

  save(): OpenLoopState {
    return { nextNs: this.#nextNs, stream: this.#stream.save() };
  }

  restore(state: OpenLoopState): void {
    this.#nextNs = state.nextNs;
    this.#stream.restore(state.stream);
  }
}
