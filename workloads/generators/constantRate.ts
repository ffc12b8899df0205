/** Open loop: IO arrives at equal intervals, whatever the answers. Each arrival is rounded by itself, so that the rate is exact however long the run is. */
import type { Pacing, PacingSpec } from './pacing.ts';
import { rateParam } from './openLoop.ts';

export interface ConstantRateParams {
  readonly ratePerSecond: number;
}

interface ConstantRateState {
  readonly originNs: number;
  readonly taken: number;
}

export const constantRate: PacingSpec<ConstantRateParams> = {
  name: 'constant',
  summary: 'open loop: IO arrives at equal intervals, whatever the answers',
  source: 'own',
  params: { ratePerSecond: rateParam },
  law: ({ ratePerSecond }) => ({ kind: 'open', ratePerSecond }),
  create: ({ ratePerSecond }, { startNs }) => new ConstantRate(ratePerSecond, startNs),
};

class ConstantRate implements Pacing {
  readonly isClosed = false;
  readonly #intervalNs: number;
  /** Arrival of the first IO, moved by all delays. */
  #originNs: number;
  #taken = 0;
  #nextNs: number;

  constructor(perSecond: number, startNs: number) {
    this.#intervalNs = 1e9 / perSecond;
    this.#originNs = startNs;
    this.#nextNs = startNs;
  }

  nextArrivalNs(): number {
    return this.#nextNs;
  }

  onTaken(): void {
    this.#taken += 1;
    this.#nextNs = this.#arrivalNs();
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
    this.#originNs += byNs;
    this.#nextNs = this.#arrivalNs();
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    this.restore(saved as ConstantRateState);
    this.delay(nowNs - savedNs);
  }

  save(): ConstantRateState {
    return { originNs: this.#originNs, taken: this.#taken };
  }

  restore(state: ConstantRateState): void {
    this.#originNs = state.originNs;
    this.#taken = state.taken;
    this.#nextNs = this.#arrivalNs();
  }

  #arrivalNs(): number {
    return this.#originNs + Math.round(this.#taken * this.#intervalNs);
  }
}
