/**
 * Closed loop: at most `queueDepth` IOs are in flight; each place in the queue issues its next IO a think time after the answer to the one before, or only after every so many answers.
 *
 * The times at which places are ready lie in a ring in ascending order, so a constant think time costs O(1) per IO, a random one O(queueDepth) at worst.
 */
import { assert } from '../../sim/base/assert.ts';
import { createSampler, isRandom, type Distribution, type Sampler } from '../../sim/base/distributions.ts';
import { momentsOf } from '../../sim/base/moments.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { Pacing, PacingSpec } from './pacing.ts';

interface ClosedLoopState {
  readonly readyNs: Float64Array;
  readonly inFlight: number;
  readonly answersToThink: number;
  readonly notBeforeNs: number;
  readonly stream: RandomState;
}

export interface ClosedLoopParams {
  readonly queueDepth: number;
  readonly thinkTime: Distribution;
  readonly thinkEvery: number;
}

export const closed: PacingSpec<ClosedLoopParams> = {
  name: 'closed',
  summary: 'closed loop: so many IOs are in flight; the next comes a think time after an answer',
  source: 'own',
  params: {
    queueDepth: { unit: 'count', default: 8, min: 1, max: 65_536, summary: 'IOs in flight' },
    thinkTime: { unit: 'distribution', default: { kind: 'constant', valueNs: 0 }, summary: 'time from an answer to the next IO' },
    thinkEvery: { unit: 'count', default: 1, min: 1, summary: 'the think time comes after every so many answers' },
  },
  law: ({ queueDepth, thinkTime, thinkEvery }) => (thinkEvery === 1 ? { kind: 'closed', places: queueDepth, think: momentsOf(thinkTime) } : null),
  create: (params, { startNs, stream }) => new ClosedLoop(params, startNs, createSampler(params.thinkTime, stream), stream),
};

class ClosedLoop implements Pacing {
  readonly isClosed = true;
  readonly #readyNs: Float64Array;
  readonly #thinkTime: Sampler;
  /** Where it is always the same; else −1. */
  readonly #fixedThinkNs: number;
  readonly #thinkEvery: number;
  readonly #stream: RandomStream;
  #head = 0;
  #readyCount: number;
  #inFlight = 0;
  #answersToThink: number;
  /** The start of the workload, moved by delays and rewinds. */
  #notBeforeNs: number;

  /** `thinkTime` draws from `stream`, whose state is saved here. */
  constructor({ queueDepth, thinkEvery, thinkTime: law }: ClosedLoopParams, startNs: number, thinkTime: Sampler, stream: RandomStream) {
    assert(queueDepth >= 1, 'a closed loop has a queue depth of at least 1');
    this.#readyNs = new Float64Array(queueDepth).fill(startNs);
    this.#readyCount = queueDepth;
    this.#notBeforeNs = startNs;
    this.#thinkTime = thinkTime;
    this.#fixedThinkNs = isRandom(law) ? -1 : thinkTime.next();
    this.#thinkEvery = thinkEvery;
    this.#answersToThink = thinkEvery;
    this.#stream = stream;
  }

  nextArrivalNs(): number {
    return this.#readyCount === 0 ? Infinity : this.#readyNs[this.#head]!;
  }

  onTaken(): void {
    assert(this.#readyCount > 0, 'an IO is taken from a place that is ready');
    this.#head = this.#head + 1 === this.#readyNs.length ? 0 : this.#head + 1;
    this.#readyCount -= 1;
    this.#inFlight += 1;
  }

  onAcknowledged(nowNs: number): void {
    assert(this.#inFlight > 0, 'an acknowledgement answers an IO in flight');
    this.#inFlight -= 1;
    const readyNs = this.#thinkEvery === 1 || this.#thinks() ? nowNs + this.#thinkNs() : nowNs;
    this.#insert(readyNs > this.#notBeforeNs ? readyNs : this.#notBeforeNs);
  }

  catchUp(nowNs: number): void {
    const places = this.#readyNs.length;
    for (let index = 0; index < this.#readyCount; index++) {
      const place = (this.#head + index) % places;
      if (this.#readyNs[place]! >= nowNs) return;
      this.#readyNs[place] = nowNs;
    }
  }

  isOver(stopNs: number): boolean {
    return this.#inFlight === 0 && this.nextArrivalNs() >= stopNs;
  }

  delay(byNs: number): void {
    for (let index = 0; index < this.#readyNs.length; index++) this.#readyNs[index]! += byNs;
    this.#notBeforeNs += byNs;
  }

  /**
   * Places that were in flight are ready at once; those that waited have as long to wait as they had. Of these, the earliest are the ones that are in flight now: they come back with
   * their answers.
   */
  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    const state = saved as ClosedLoopState;
    const all = new Float64Array(this.#readyNs.length).fill(nowNs);
    for (let place = 0; place < state.readyNs.length; place++) all[place] = state.readyNs[place]! + nowNs - savedNs;
    all.sort();
    this.#readyNs.set(all.subarray(this.#inFlight));
    this.#head = 0;
    this.#stream.restore(state.stream);
    this.#answersToThink = state.answersToThink;
    this.#notBeforeNs = state.notBeforeNs + nowNs - savedNs;
  }

  save(): ClosedLoopState {
    const readyNs = new Float64Array(this.#readyCount);
    for (let index = 0; index < this.#readyCount; index++) readyNs[index] = this.#readyNs[(this.#head + index) % this.#readyNs.length]!;
    return { readyNs, inFlight: this.#inFlight, answersToThink: this.#answersToThink, notBeforeNs: this.#notBeforeNs, stream: this.#stream.save() };
  }

  restore(state: ClosedLoopState): void {
    this.#readyNs.set(state.readyNs);
    this.#head = 0;
    this.#readyCount = state.readyNs.length;
    this.#inFlight = state.inFlight;
    this.#answersToThink = state.answersToThink;
    this.#notBeforeNs = state.notBeforeNs;
    this.#stream.restore(state.stream);
  }

  #thinkNs(): number {
    return this.#fixedThinkNs >= 0 ? this.#fixedThinkNs : this.#thinkTime.next();
  }

  /** Is it the turn of a think time? */
  #thinks(): boolean {
    this.#answersToThink -= 1;
    if (this.#answersToThink > 0) return false;
    this.#answersToThink = this.#thinkEvery;
    return true;
  }

  #insert(atNs: number): void {
    const readyNs = this.#readyNs;
    const places = readyNs.length;
    assert(this.#readyCount < places, 'a place becomes ready once');
    let position = (this.#head + this.#readyCount) % places;
    for (let left = this.#readyCount; left > 0; left--) {
      const before = position === 0 ? places - 1 : position - 1;
      if (readyNs[before]! <= atNs) break;
      readyNs[position] = readyNs[before]!;
      position = before;
    }
    readyNs[position] = atNs;
    this.#readyCount += 1;
  }
}
