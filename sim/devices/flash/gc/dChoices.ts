/** d-choices (randomised greedy): of `choices` closed blocks drawn at random (the same one may be drawn twice) the one with the fewest wanted units. */
import { assert } from '../../../base/assert.ts';
import type { RandomState, RandomStream } from '../../../base/random.ts';
import type { GcContext, GcPolicy, GcSpec } from './gcPolicy.ts';

interface DChoicesState {
  readonly closed: Int32Array;
  readonly counts: Int32Array;
  readonly stream: RandomState;
}

class DChoices implements GcPolicy {
  readonly #blocksPerDie: number;
  readonly #choices: number;
  readonly #validUnits: Int32Array;
  readonly #stream: RandomStream;
  /** By die, in no order. */
  readonly #closed: Int32Array;
  readonly #counts: Int32Array;

  constructor(choices: number, context: GcContext) {
    this.#blocksPerDie = context.blocksPerDie;
    this.#choices = choices;
    this.#validUnits = context.validUnits;
    this.#stream = context.stream;
    this.#closed = new Int32Array(context.dies * context.blocksPerDie);
    this.#counts = new Int32Array(context.dies);
  }

  close(block: number): void {
    const die = Math.floor(block / this.#blocksPerDie);
    this.#closed[die * this.#blocksPerDie + this.#counts[die]] = block;
    this.#counts[die] += 1;
  }

  invalidate(): void {
    // What a block holds is looked at when it is drawn.
  }

  take(die: number): number {
    const count = this.#counts[die];
    assert(count > 0, 'a die that runs short of free blocks has closed ones');
    const first = die * this.#blocksPerDie;
    let best = -1;
    for (let draw = 0; draw < this.#choices; draw += 1) {
      const place = first + this.#stream.nextInt(count);
      if (best < 0 || this.#validUnits[this.#closed[place]] < this.#validUnits[this.#closed[best]]) best = place;
    }
    const block = this.#closed[best];
    this.#closed[best] = this.#closed[first + count - 1];
    this.#counts[die] = count - 1;
    return block;
  }

  save(): DChoicesState {
    return { closed: this.#closed.slice(), counts: this.#counts.slice(), stream: this.#stream.save() };
  }

  restore(state: unknown): void {
    const saved = state as DChoicesState;
    this.#closed.set(saved.closed);
    this.#counts.set(saved.counts);
    this.#stream.restore(saved.stream);
  }
}

export const dChoices: GcSpec = {
  name: 'd-choices',
  summary: 'of some blocks drawn at random the one with the fewest wanted pages',
  source: 'Li, Lee, Lui: Stochastic modeling of large-scale solid-state storage systems, SIGMETRICS 2013; Van Houdt, SIGMETRICS 2013',
  create: (params, context) => new DChoices(params.choices, context),
};
