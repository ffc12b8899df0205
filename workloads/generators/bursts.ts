/**
 * Open loop in bursts: on and off times alternate, each drawn from a distribution; within each, IO arrives as a Poisson process of its own rate (off: usually none). With exponential
 * times this is the interrupted Poisson process, or with a rate between bursts the Markov-modulated one of two states.
 *
 * It begins with a burst. On and off times have a random stream of their own: they stay where they are when the rates change.
 */
import { createSampler, exponentialNs, meanOf, type Distribution, type Sampler } from '../../sim/base/distributions.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { Pacing, PacingContext, PacingSpec } from './pacing.ts';
import { rateParam } from './openLoop.ts';

export interface BurstsParams {
  readonly ratePerSecond: number;
  readonly on: Distribution;
  readonly off: Distribution;
  readonly offRatePerSecond: number;
}

interface BurstsState {
  readonly isOn: boolean;
  readonly periodEndNs: number;
  readonly nextNs: number;
  readonly stream: RandomState;
  readonly periods: RandomState;
}

/** Fewer arrivals than this per burst and pause together, and drawing the pauses between two arrivals would take longer than everything else. */
const arrivalsPerCycleMin = 0.01;

export const bursts: PacingSpec<BurstsParams> = {
  name: 'bursts',
  summary: 'open loop: bursts of Poisson arrivals with pauses between them',
  source: 'A. Kuczura, The interrupted Poisson process as an overflow process, Bell System Technical Journal 52, 1973',
  params: {
    ratePerSecond: { ...rateParam, summary: 'rate of arrivals during a burst' },
    on: { unit: 'distribution', default: { kind: 'exponential', meanNs: 100e6 }, summary: 'how long a burst lasts' },
    off: { unit: 'distribution', default: { kind: 'exponential', meanNs: 900e6 }, summary: 'how long a pause lasts' },
    offRatePerSecond: { unit: 'perSecond', default: 0, min: 0, max: 1e9, summary: 'rate of arrivals during a pause' },
  },
  problem({ ratePerSecond, on, off, offRatePerSecond }) {
    if (meanOf(on) === 0) return { field: 'on', allowed: 'a burst must last some time' };
    const arrivals = (ratePerSecond * meanOf(on) + offRatePerSecond * meanOf(off)) / 1e9;
    return arrivals >= arrivalsPerCycleMin
      ? null
      : { field: 'on', allowed: 'a burst and a pause together must bring 0.01 IOs or more on the mean: longer bursts or a higher rate are needed' };
  },
  create: (params, context) => new Bursts(params, context),
};

class Bursts implements Pacing {
  readonly isClosed = false;
  /** Mean intervals; Infinity: no arrivals. */
  readonly #onNs: number;
  readonly #offNs: number;
  readonly #on: Sampler;
  readonly #off: Sampler;
  readonly #stream: RandomStream;
  readonly #periods: RandomStream;
  #isOn = true;
  #periodEndNs: number;
  #nextNs: number;

  constructor(params: BurstsParams, context: PacingContext) {
    this.#onNs = 1e9 / params.ratePerSecond;
    this.#offNs = params.offRatePerSecond > 0 ? 1e9 / params.offRatePerSecond : Infinity;
    this.#stream = context.stream;
    this.#periods = context.streamOf('periods');
    this.#on = createSampler(params.on, this.#periods);
    this.#off = createSampler(params.off, this.#periods);
    this.#periodEndNs = context.startNs + this.#on.next();
    this.#nextNs = context.startNs;
    this.onTaken();
  }

  nextArrivalNs(): number {
    return this.#nextNs;
  }

  /** An interval that passes the end of its period is drawn anew from there: intervals have no memory. */
  onTaken(): void {
    let fromNs = this.#nextNs;
    for (;;) {
      const meanNs = this.#isOn ? this.#onNs : this.#offNs;
      const atNs = meanNs === Infinity ? Infinity : fromNs + exponentialNs(meanNs, this.#stream);
      if (atNs < this.#periodEndNs) {
        this.#nextNs = atNs;
        return;
      }
      fromNs = this.#periodEndNs;
      this.#isOn = !this.#isOn;
      this.#periodEndNs += (this.#isOn ? this.#on : this.#off).next();
    }
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
    this.#periodEndNs += byNs;
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    this.restore(saved as BurstsState);
    this.delay(nowNs - savedNs);
  }

  save(): BurstsState {
    return { isOn: this.#isOn, periodEndNs: this.#periodEndNs, nextNs: this.#nextNs, stream: this.#stream.save(), periods: this.#periods.save() };
  }

  restore(state: BurstsState): void {
    this.#isOn = state.isOn;
    this.#periodEndNs = state.periodEndNs;
    this.#nextNs = state.nextNs;
    this.#stream.restore(state.stream);
    this.#periods.restore(state.periods);
  }
}
