/**
 * Open loop at the times that a trace recorded, `speed` times as fast, the first request at `startNs`.
 * Where a trace's times go back, the order of the file counts: a request is never earlier than the one before it.
 */
import { assert } from '../../sim/base/assert.ts';
import type { Trace } from '../traces/trace.ts';
import type { Pacing, PacingSpec } from './pacing.ts';

interface TraceTimesState {
  readonly index: number;
  readonly originNs: number;
  readonly nextNs: number;
}

export interface TraceTimesParams {
  readonly speed: number;
}

export const traceTimes: PacingSpec<TraceTimesParams> = {
  name: 'trace',
  summary: "at a trace's own times, or so many times as fast",
  source: 'own',
  params: { speed: { unit: 'ratio', default: 1, min: 1e-6, max: 1e6, summary: 'so many times as fast as it was recorded' } },
  create({ speed }, { trace, startNs }) {
    assert(trace !== null, 'only a trace has times of its own');
    return new TraceTimes(trace, speed, startNs);
  },
};

class TraceTimes implements Pacing {
  readonly isClosed = false;
  readonly #trace: Trace;
  readonly #speed: number;
  #index = 0;
  /** Simulated time of the trace's first request. */
  #originNs: number;
  #nextNs: number;

  constructor(trace: Trace, speed: number, startNs: number) {
    this.#trace = trace;
    this.#speed = speed;
    this.#originNs = startNs;
    this.#nextNs = trace.count === 0 ? Infinity : startNs;
  }

  nextArrivalNs(): number {
    return this.#nextNs;
  }

  onTaken(): void {
    this.#index += 1;
    if (this.#index >= this.#trace.count) {
      this.#nextNs = Infinity;
      return;
    }
    const atNs = this.#originNs + Math.round((this.#trace.atNs(this.#index) - this.#trace.atNs(0)) / this.#speed);
    if (atNs > this.#nextNs) this.#nextNs = atNs;
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
    this.#nextNs += byNs;
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    this.restore(saved as TraceTimesState);
    this.delay(nowNs - savedNs);
  }

  save(): TraceTimesState {
    return { index: this.#index, originNs: this.#originNs, nextNs: this.#nextNs };
  }

  restore(state: TraceTimesState): void {
    this.#index = state.index;
    this.#originNs = state.originNs;
    this.#nextNs = state.nextNs;
  }
}
