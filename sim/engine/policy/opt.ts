/**
 * Belady's OPT: evicts the block whose next use is farthest away, which no policy that always keeps what it missed can beat. It needs the future, so only a
 * replay can have it, as the bound.
 *
 * A heap by next use; O(log blocks) a use.
 */
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy, EvictionPolicySpec } from './evictionPolicy.ts';
import { assert } from '../../base/assert.ts';

class Opt extends CellPolicy {
  /** Number of the next use of what each cell holds. */
  private readonly uses: Int32Array;
  /** Where each cell is in the heap. */
  private readonly places: Int32Array;
  private readonly nextUse: () => number;
  private heap = new Int32Array(64);
  private count = 0;

  constructor(context: EvictionContext) {
    super(context);
    assert(context.nextUse !== null, 'opt needs the future');
    this.nextUse = context.nextUse;
    this.uses = context.cells.policyWords(0);
    this.places = context.cells.policyWords(1);
  }

  onInsert(cell: number): void {
    if (this.count === this.heap.length) {
      const longer = new Int32Array(this.count * 2);
      longer.set(this.heap);
      this.heap = longer;
    }
    this.uses[cell] = this.nextUse();
    this.rise(cell, this.count++);
  }

  onHit(cell: number): void {
    this.uses[cell] = this.nextUse();
    this.settle(cell, this.places[cell]);
  }

  onRemove(cell: number): void {
    const place = this.places[cell];
    const last = this.heap[--this.count];
    if (last !== cell) this.settle(last, place);
  }

  protected onMove(from: number, to: number): void {
    const place = this.places[from];
    this.uses[to] = this.uses[from];
    this.places[to] = place;
    this.heap[place] = to;
  }

  selectVictim(): number {
    if (this.count === 0) return -1;
    if (this.mayEvict(this.heap[0])) return this.heap[0];
    let victim = -1;
    for (let place = 1; place < this.count; place++) {
      const cell = this.heap[place];
      if ((victim < 0 || this.uses[cell] > this.uses[victim]) && this.mayEvict(cell)) victim = cell;
    }
    return victim;
  }

  /** Puts the cell where it belongs, seen from `place`. */
  private settle(cell: number, place: number): void {
    if (place > 0 && this.uses[this.heap[(place - 1) >>> 1]] < this.uses[cell]) this.rise(cell, place);
    else this.sink(cell, place);
  }

  private rise(cell: number, from: number): void {
    const { heap, uses, places } = this;
    let place = from;
    while (place > 0) {
      const parent = heap[(place - 1) >>> 1];
      if (uses[parent] >= uses[cell]) break;
      heap[place] = parent;
      places[parent] = place;
      place = (place - 1) >>> 1;
    }
    heap[place] = cell;
    places[cell] = place;
  }

  private sink(cell: number, from: number): void {
    const { heap, uses, places, count } = this;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      if (child + 1 < count && uses[heap[child + 1]] > uses[heap[child]]) child++;
      if (uses[heap[child]] <= uses[cell]) break;
      heap[place] = heap[child];
      places[heap[place]] = place;
      place = child;
    }
    heap[place] = cell;
    places[cell] = place;
  }

  save(): Int32Array {
    return this.heap.slice(0, this.count);
  }

  restore(state: Int32Array): void {
    this.heap = new Int32Array(Math.max(64, state.length * 2));
    this.heap.set(state);
    this.count = state.length;
  }
}

export const opt: EvictionPolicySpec = {
  name: 'opt',
  summary: 'Evicts the block whose next use is farthest away: the bound, for replays only',
  source: 'Belady: A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 5(2), 1966',
  needsFuture: true,
  params: {},
  create: (_params: object, context: EvictionContext): EvictionPolicy => new Opt(context),
};
