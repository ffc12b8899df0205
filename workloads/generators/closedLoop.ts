/**
 * Closed loop: at most `queueDepth` IOs are in flight; each place in the queue issues its next IO a think time after the answer to the one before.
 *
 * The times at which places are ready lie in a ring in ascending order, so a constant think time costs O(1) per IO, a random one O(queueDepth) at worst.
 */
import { assert } from '../../sim/base/assert.ts';
import type { Sampler } from '../../sim/base/distributions.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import type { Pacing } from './pacing.ts';

interface ClosedLoopState {
  readonly readyNs: Float64Array;
  readonly inFlight: number;
  readonly stream: RandomState;
}

export class ClosedLoop implements Pacing {
  readonly isClosed = true;
  readonly #readyNs: Float64Array;
  readonly #thinkTime: Sampler;
  readonly #stream: RandomStream;
  #head = 0;
  #readyCount: number;
  #inFlight = 0;

  /** `thinkTime` draws from `stream`, whose state is saved here. */
  constructor(queueDepth: number, startNs: number, thinkTime: Sampler, stream: RandomStream) {
    assert(queueDepth >= 1, 'a closed loop has a queue depth of at least 1');
    this.#readyNs = new Float64Array(queueDepth).fill(startNs);
    this.#readyCount = queueDepth;
    this.#thinkTime = thinkTime;
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
    this.#insert(nowNs + this.#thinkTime.next());
  }

  isOver(stopNs: number): boolean {
    return this.#inFlight === 0 && this.nextArrivalNs() >= stopNs;
  }

  delay(byNs: number): void {
    for (let index = 0; index < this.#readyNs.length; index++) this.#readyNs[index]! += byNs;
  }

  /** Every place that is not in flight is ready at once: what its IO was, the pattern knows. */
  rewind(saved: unknown, _savedNs: number, nowNs: number): void {
    this.#stream.restore((saved as ClosedLoopState).stream);
    this.#readyNs.fill(nowNs);
  }

  save(): ClosedLoopState {
    const readyNs = new Float64Array(this.#readyCount);
    for (let index = 0; index < this.#readyCount; index++) readyNs[index] = this.#readyNs[(this.#head + index) % this.#readyNs.length]!;
    return { readyNs, inFlight: this.#inFlight, stream: this.#stream.save() };
  }

  restore(state: ClosedLoopState): void {
    this.#readyNs.set(state.readyNs);
    this.#head = 0;
    this.#readyCount = state.readyNs.length;
    this.#inFlight = state.inFlight;
    this.#stream.restore(state.stream);
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
