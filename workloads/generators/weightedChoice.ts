/** Draws one of several by weight: one draw each, O(log n). A weight of 0 never comes. */
import { assert } from '../../sim/base/assert.ts';
import type { RandomStream } from '../../sim/base/random.ts';

export class WeightedChoice {
  /** Draws below it mean this one or one before it. */
  readonly #below: Float64Array;

  constructor(weights: readonly number[]) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    assert(weights.length >= 1 && sum > 0, 'a choice has at least one that can come');
    this.#below = new Float64Array(weights.length);
    let before = 0;
    let last = 0;
    weights.forEach((weight, index) => {
      before += weight;
      this.#below[index] = before / sum;
      if (weight > 0) last = index;
    });
    this.#below.fill(1, last);
  }

  next(stream: RandomStream): number {
    const draw = stream.next();
    let low = 0;
    let high = this.#below.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (draw < this.#below[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
