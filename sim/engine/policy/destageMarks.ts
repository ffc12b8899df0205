/**
 * How much is destaged by how much is dirty: nothing at the low mark or below, `inFlight` destages at a time at the high mark and above, in between a number
 * that grows with the dirty blocks in a straight line. With both marks at the same place it is a cap: what is over it goes, and nothing else.
 *
 * Blocks whose destage is under way count as dirty for the number, but not as still to go: the policy never starts a destage that would leave less than the
 * low mark. Sources: Varma, Jacobson: Destage algorithms for disk arrays with non-volatile caches, ISCA 1995; figures as in Gill, Modha: WOW, FAST 2005.
 */
import type { ParamSpec } from '../../base/spec.ts';
import type { DirtyView } from './flushPolicy.ts';

export type DestageMarks = {
  /** Shares of the portion. */
  readonly low: number;
  readonly high: number;
  readonly inFlight: number;
};

export const destageMarkParams: { readonly [K in keyof DestageMarks]: ParamSpec<number> } = {
  low: { unit: 'ratio', default: 0.8, min: 0, max: 1, summary: 'share of the portion that stays dirty: nothing is destaged below' },
  high: { unit: 'ratio', default: 0.9, min: 0, max: 1, summary: 'dirty share of the portion from which on as much is destaged as may be; not below low' },
  inFlight: { unit: 'count', default: 20, min: 1, summary: 'destages under way at the high mark' },
};

/** May one more destage begin? */
export function mayDestage(view: DirtyView, marks: DestageMarks): boolean {
  const dirty = view.dirtyBlocks();
  const underWay = view.inFlight();
  const portion = view.portionBlocks();
  const low = Math.floor(marks.low * portion);
  if (dirty - underWay <= low) return false;
  const high = Math.floor(marks.high * portion);
  const allowed = dirty >= high ? marks.inFlight : Math.ceil((marks.inFlight * (dirty - low)) / (high - low));
  return underWay < allowed;
}
