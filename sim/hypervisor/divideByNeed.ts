/**
 * Divides a whole amount by what each needs, within bounds: when all needs can be met, each gets its need and the rest goes by weight; when they can't, each gets
 * in proportion to its need.
 */
import { divideByWeight } from './divideByWeight.ts';
import type { Division } from './divideByWeight.ts';

export function divideByNeed({ total, weights, atLeast, atMost }: Division, needs: readonly number[]): number[] {
  const wanted = needs.map((need, index) => Math.min(atMost[index], Math.max(atLeast[index], Math.ceil(need))));
  const isEnough = wanted.reduce((sum, amount) => sum + amount, 0) <= total;
  return isEnough ? divideByWeight({ total, weights, atLeast: wanted, atMost }) : divideByWeight({ total, weights: needs, atLeast, atMost });
}
