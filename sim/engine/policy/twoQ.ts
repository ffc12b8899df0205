/**
 * 2Q, the full version: what is new goes through a FIFO queue, A1in; what left it is remembered in A1out, a ghost queue; a miss that is found there goes to the
 * main LRU list, Am. Hits in A1in move nothing.
 *
 * As libCacheSim's TwoQ, with the paper's sizes: A1in a quarter of the cache, A1out half of it. Room is made in A1in when that is over its share, else in Am.
 */
import { IntMap } from '../../base/intMap.ts';
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { ghostKey, GhostList } from './ghostList.ts';

const IN = 1;
const MAIN = 2;

type TwoQParams = { readonly in: number; readonly out: number };

class TwoQ extends CellPolicy {
  private readonly fresh: CellList;
  private readonly main: CellList;
  private readonly out = new GhostList();
  private readonly capacity: () => number;
  private readonly weightOf: (cell: number) => number;
  private readonly params: TwoQParams;
  private freshWeight = 0;
  /** Announced blocks that were in A1out: they go to Am when they come. */
  private readonly expected = new IntMap();

  constructor(params: TwoQParams, context: EvictionContext) {
    super(context);
    this.fresh = new CellList(context.cells);
    this.main = new CellList(context.cells);
    this.capacity = context.capacity;
    this.weightOf = context.weightOf;
    this.params = params;
  }

  override onMiss(space: number, block: number): void {
    const key = ghostKey(space, block);
    if (!this.out.remove(key)) return;
    if (this.expected.size > this.capacity()) this.expected.clear();
    this.expected.set(key, 1);
  }

  onInsert(cell: number): void {
    const key = ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
    if ((this.expected.size > 0 && this.expected.delete(key)) || this.out.remove(key)) {
      this.cells.setMark(cell, MAIN);
      this.main.pushFront(cell);
    } else {
      this.cells.setMark(cell, IN);
      this.fresh.pushFront(cell);
      this.freshWeight += this.weightOf(cell);
    }
  }

  onHit(cell: number): void {
    if (this.cells.markOf(cell) === IN || this.main.front === cell) return;
    this.main.remove(cell);
    this.main.pushFront(cell);
  }

  onRemove(cell: number): void {
    if (this.cells.markOf(cell) === IN) {
      this.fresh.remove(cell);
      this.freshWeight -= this.weightOf(cell);
    } else {
      this.main.remove(cell);
    }
  }

  override onEvict(cell: number): void {
    const isFresh = this.cells.markOf(cell) === IN;
    this.onRemove(cell);
    if (!isFresh) return;
    const key = ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
    const weight = this.weightOf(cell);
    const capacity = Math.floor(this.capacity() * this.params.out);
    if (weight > capacity || this.out.has(key)) return;
    this.out.trimTo(capacity - weight);
    this.out.add(key, weight);
  }

  protected onMove(from: number, to: number): void {
    const mark = this.cells.markOf(from);
    this.cells.setMark(to, mark);
    (mark === IN ? this.fresh : this.main).replace(from, to);
  }

  selectVictim(): number {
    const isFromFresh = this.freshWeight > Math.floor(this.capacity() * this.params.in);
    const victim = (isFromFresh ? this.fresh : this.main).oldest(this.mayEvict);
    return victim >= 0 ? victim : (isFromFresh ? this.main : this.fresh).oldest(this.mayEvict);
  }

  save(): unknown {
    return {
      lists: [this.fresh.save(), this.main.save()],
      out: this.out.save(),
      expected: this.expected.save(),
      freshWeight: this.freshWeight,
    };
  }

  restore(state: unknown): void {
    const saved = state as {
      lists: [number[], number[]];
      out: ReturnType<GhostList['save']>;
      expected: ReturnType<IntMap['save']>;
      freshWeight: number;
    };
    this.fresh.restore(saved.lists[0]);
    this.main.restore(saved.lists[1]);
    this.out.restore(saved.out);
    this.expected.restore(saved.expected);
    this.freshWeight = saved.freshWeight;
  }
}

export const twoQ: Spec<TwoQParams, EvictionContext, EvictionPolicy> = {
  name: '2q',
  summary: 'A queue sifts what is new; what is missed again soon after it left goes to an LRU list',
  source: 'Johnson, Shasha: 2Q: a low overhead high performance buffer management replacement algorithm, VLDB 1994; as TwoQ of libCacheSim',
  params: {
    in: { unit: 'ratio', default: 0.25, min: 0.001, max: 0.999, summary: 'share of the cache that is A1in' },
    out: { unit: 'ratio', default: 0.5, min: 0, max: 10, summary: 'ghosts in A1out, as a share of the cache' },
  },
  create: (params, context) => new TwoQ(params, context),
};
