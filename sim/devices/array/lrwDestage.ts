/**
 * Least recently written first: keeps in the cache what is written again and again, and lets the arms travel.
 * Source: the baseline "LRW" of B. S. Gill and D. S. Modha, "WOW: Wise Ordering for Writes" (FAST 2005).
 */
import type { DestageOrder, DestageOrderSpec } from './destageOrder.ts';

interface LrwDestageState {
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly oldest: number;
  readonly newest: number;
}

class LrwDestage implements DestageOrder {
  /** A list from the oldest to the newest. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  #oldest = -1;
  #newest = -1;

  constructor(groupsMax: number) {
    this.#next = new Int32Array(groupsMax).fill(-1);
    this.#previous = new Int32Array(groupsMax).fill(-1);
  }

  add(group: number, _row: number): void {
    this.#previous[group] = this.#newest;
    this.#next[group] = -1;
    if (this.#newest < 0) this.#oldest = group;
    else this.#next[this.#newest] = group;
    this.#newest = group;
  }

  touch(group: number): void {
    if (group === this.#newest) return;
    this.#remove(group);
    this.add(group, 0);
  }

  take(): number {
    const group = this.#oldest;
    if (group >= 0) this.#remove(group);
    return group;
  }

  save(): LrwDestageState {
    return { next: this.#next.slice(), previous: this.#previous.slice(), oldest: this.#oldest, newest: this.#newest };
  }

  restore(state: unknown): void {
    const saved = state as LrwDestageState;
    this.#next.set(saved.next);
    this.#previous.set(saved.previous);
    this.#oldest = saved.oldest;
    this.#newest = saved.newest;
  }

  #remove(group: number): void {
    const previous = this.#previous[group];
    const next = this.#next[group];
    if (previous < 0) this.#oldest = next;
    else this.#next[previous] = next;
    if (next < 0) this.#newest = previous;
    else this.#previous[next] = previous;
  }
}

export const lrwDestage: DestageOrderSpec = {
  name: 'lrw',
  summary: 'the stripe that was written least recently',
  source: 'Gill and Modha, WOW: Wise Ordering for Writes, FAST 2005 (their baseline)',
  params: {},
  create: (_params, { groupsMax }) => new LrwDestage(groupsMax),
};
