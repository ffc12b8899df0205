/**
 * What a device has before it: a heap of (time, order of entry), each with a kind and a subject. A device that is made of parts holds one of these; the
 * host sees its first entry only, as the time of the next wake.
 *
 * Equal times come out in the order in which they went in. Nothing is allocated but when the heap grows. O(log n).
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

export interface TimerHeapState {
  readonly timeNs: Float64Array;
  readonly order: Float64Array;
  readonly kind: Int32Array;
  readonly subject: Int32Array;
  readonly nextOrder: number;
}

export class TimerHeap implements Stateful<TimerHeapState> {
  #timeNs = new Float64Array(64);
  #order = new Float64Array(64);
  #kind = new Int32Array(64);
  #subject = new Int32Array(64);
  #size = 0;
  #nextOrder = 0;
  /** Of the entry taken last. */
  timeNs = 0;
  kind = 0;
  subject = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the first entry; Infinity when there is none. */
  nextNs(): number {
    return this.#size === 0 ? Infinity : this.#timeNs[0];
  }

  push(timeNs: number, kind: number, subject: number): void {
    if (this.#size === this.#timeNs.length) this.#grow();
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#timeNs[parent] <= timeNs) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#timeNs[place] = timeNs;
    this.#order[place] = this.#nextOrder;
    this.#kind[place] = kind;
    this.#subject[place] = subject;
    this.#nextOrder += 1;
  }

  /** Takes the first entry out; `timeNs`, `kind` and `subject` then hold it. */
  pop(): void {
    assert(this.#size > 0, 'a timer is taken only when there is one');
    this.timeNs = this.#timeNs[0];
    this.kind = this.#kind[0];
    this.subject = this.#subject[0];
    const last = this.#size - 1;
    this.#size = last;
    if (last === 0) return;
    const timeNs = this.#timeNs[last];
    const order = this.#order[last];
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#isBefore(child + 1, this.#timeNs[child], this.#order[child])) child += 1;
      if (!this.#isBefore(child, timeNs, order)) break;
      this.#move(child, place);
      place = child;
    }
    if (place !== last) this.#move(last, place);
  }

  save(): TimerHeapState {
    return {
      timeNs: this.#timeNs.slice(0, this.#size),
      order: this.#order.slice(0, this.#size),
      kind: this.#kind.slice(0, this.#size),
      subject: this.#subject.slice(0, this.#size),
      nextOrder: this.#nextOrder,
    };
  }

  restore(state: TimerHeapState): void {
    while (this.#timeNs.length < state.timeNs.length) this.#grow();
    this.#timeNs.set(state.timeNs);
    this.#order.set(state.order);
    this.#kind.set(state.kind);
    this.#subject.set(state.subject);
    this.#size = state.timeNs.length;
    this.#nextOrder = state.nextOrder;
  }

  #isBefore(place: number, timeNs: number, order: number): boolean {
    return this.#timeNs[place] < timeNs || (this.#timeNs[place] === timeNs && this.#order[place] < order);
  }

  #move(from: number, to: number): void {
    this.#timeNs[to] = this.#timeNs[from];
    this.#order[to] = this.#order[from];
    this.#kind[to] = this.#kind[from];
    this.#subject[to] = this.#subject[from];
  }

  #grow(): void {
    const wider = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(values.length * 2);
      grown.set(values);
      return grown;
    };
    const widerInt = (values: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(values.length * 2);
      grown.set(values);
      return grown;
    };
    this.#timeNs = wider(this.#timeNs);
    this.#order = wider(this.#order);
    this.#kind = widerInt(this.#kind);
    this.#subject = widerInt(this.#subject);
  }
}
