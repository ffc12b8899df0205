/** Open loop: IO arrives at exponential intervals (a Poisson process), whatever the answers. */
import { exponentialNs } from '../../sim/base/distributions.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { Pacing } from './pacing.ts';

interface OpenLoopState {
  readonly nextNs: number;
  readonly stream: RandomState;
}

export class OpenLoop implements Pacing {
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
