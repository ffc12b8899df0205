/**
 * What is due when: a binary heap of small integers (numbers of operations, of dies), each with a time and a rank that decides between equal times.
 *
 * O(log n), no allocation but when it grows. Times are integer ns.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

export interface TimeHeapState {
  readonly times: Float64Array;
  readonly ranks: Float64Array;
  readonly items: Int32Array;
}

export class TimeHeap implements Stateful<TimeHeapState> {
  #times = new Float64Array(64);
  #ranks = new Float64Array(64);
  #items = new Int32Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Infinity when empty. */
  get topNs(): number {
    return this.#count === 0 ? Infinity : this.#times[0];
  }

  push(timeNs: number, rank: number, item: number): void {
    if (this.#count === this.#items.length) this.#grow();
    const times = this.#times;
    const ranks = this.#ranks;
    const items = this.#items;
    let place = this.#count;
    this.#count += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (times[parent] < timeNs || (times[parent] === timeNs && ranks[parent] < rank)) break;
      times[place] = times[parent];
      ranks[place] = ranks[parent];
      items[place] = items[parent];
      place = parent;
    }
    times[place] = timeNs;
    ranks[place] = rank;
    items[place] = item;
  }

  /** Takes the earliest out. */
  pop(): number {
    assert(this.#count > 0, 'something is taken from a heap that holds something');
    const top = this.#items[0];
    const last = this.#count - 1;
    this.#count = last;
    if (last > 0) this.#sink(this.#times[last], this.#ranks[last], this.#items[last]);
    return top;
  }

  save(): TimeHeapState {
    const { count } = this;
    return { times: this.#times.slice(0, count), ranks: this.#ranks.slice(0, count), items: this.#items.slice(0, count) };
  }

  restore(state: TimeHeapState): void {
    this.#count = 0;
    while (this.#items.length < state.items.length) this.#grow();
    this.#times.set(state.times);
    this.#ranks.set(state.ranks);
    this.#items.set(state.items);
    this.#count = state.items.length;
  }

  /** Puts what was last where the top was. */
  #sink(timeNs: number, rank: number, item: number): void {
    const times = this.#times;
    const ranks = this.#ranks;
    const items = this.#items;
    const count = this.#count;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      const right = child + 1;
      if (right < count && (times[right] < times[child] || (times[right] === times[child] && ranks[right] < ranks[child]))) child = right;
      if (timeNs < times[child] || (timeNs === times[child] && rank < ranks[child])) break;
      times[place] = times[child];
      ranks[place] = ranks[child];
      items[place] = items[child];
      place = child;
    }
    times[place] = timeNs;
    ranks[place] = rank;
    items[place] = item;
  }

  #grow(): void {
    const length = this.#items.length * 2;
    const [times, ranks, items] = [new Float64Array(length), new Float64Array(length), new Int32Array(length)];
    times.set(this.#times);
    ranks.set(this.#ranks);
    items.set(this.#items);
    this.#times = times;
    this.#ranks = ranks;
    this.#items = items;
  }
}
