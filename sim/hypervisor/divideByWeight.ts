/**
 * Divides a whole amount by weight within bounds: each gets weight × a common level, but at least its lower and at most its upper bound.
 *
 * The level is found by fixing, in rounds, those that their bounds stop (all that are below their lower bound when these together ask for more than those above
 * their upper bound give up, else the others), as CSS divides the free space of a line among flexible boxes. Rounded down; the remainder goes, one each, to the
 * first that lost by it. All of `total` is given unless the upper bounds forbid it. O(n × rounds), at most n rounds, a few in practice.
 *
 * `atLeast` must fit into `total`, and each bound below its other; whoever calls has checked it.
 */
import { assert } from '../base/assert.ts';

export interface Division {
  readonly total: number;
  /** All ≥ 0; where all that may still have more are 0, they share equally. */
  readonly weights: readonly number[];
  readonly atLeast: readonly number[];
  readonly atMost: readonly number[];
}

export function divideByWeight({ total, weights, atLeast, atMost }: Division): number[] {
  const exact = atLeast.map((least) => least);
  const isOpen = weights.map((_, index) => atMost[index] > atLeast[index]);
  const floors = atLeast.reduce((sum, least) => sum + least, 0);
  assert(floors <= total, 'what is promised fits into the total');
  for (;;) {
    let left = total;
    let weightsOpen = 0;
    let open = 0;
    exact.forEach((amount, index) => {
      if (!isOpen[index]) left -= amount;
      else {
        weightsOpen += weights[index];
        open += 1;
      }
    });
    if (open === 0) break;
    let excess = 0;
    const fair = weights.map((weight) => (weightsOpen > 0 ? (left * weight) / weightsOpen : left / open));
    fair.forEach((amount, index) => {
      if (isOpen[index]) excess += Math.min(atMost[index], Math.max(atLeast[index], amount)) - amount;
    });
    let isStopped = false;
    fair.forEach((amount, index) => {
      if (!isOpen[index]) return;
      exact[index] = amount;
      const isLow = amount < atLeast[index];
      if (excess >= 0 ? !isLow : amount <= atMost[index]) return;
      exact[index] = isLow ? atLeast[index] : atMost[index];
      isOpen[index] = false;
      isStopped = true;
    });
    if (!isStopped) break;
  }
  return roundDown(exact, total, atLeast, atMost);
}

function roundDown(exact: readonly number[], total: number, atLeast: readonly number[], atMost: readonly number[]): number[] {
  const amounts = exact.map((amount, index) => Math.min(atMost[index], Math.max(atLeast[index], Math.floor(amount))));
  let left = total - amounts.reduce((sum, amount) => sum + amount, 0);
  // Sums of rounded shares may miss by the last bit: then one too many was given.
  for (let index = 0; left < 0 && index < amounts.length; index += 1) {
    if (amounts[index] <= atLeast[index]) continue;
    amounts[index] -= 1;
    left += 1;
  }
  // First to those that rounding took from; by the last bit of a sum one may still be left.
  for (const isAny of [false, true]) {
    for (let index = 0; left > 0 && index < amounts.length; index += 1) {
      if (amounts[index] >= (isAny ? atMost[index] : exact[index])) continue;
      amounts[index] += 1;
      left -= 1;
    }
  }
  return amounts;
}
