/**
 * SIEVE: a queue in which nothing moves. A hand goes from the oldest block to the newest and, at its end, begins again at the oldest; blocks that were used
 * since it last passed lose their bit and stay, the first one without is evicted. New blocks come in at the front.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

class Sieve extends CellPolicy {
  private readonly list: CellList;
  /** Where the hand stands; −1: at the oldest block. */
  private hand = -1;

  constructor(context: EvictionContext) {
    super(context);
    this.list = new CellList(context.cells);
  }

  onInsert(cell: number): void {
    this.cells.setMark(cell, 0);
    this.list.pushFront(cell);
  }

  onHit(cell: number): void {
    this.cells.setMark(cell, 1);
  }

  onRemove(cell: number): void {
    if (this.hand === cell) this.hand = this.list.newer(cell);
    this.list.remove(cell);
  }

  protected onMove(from: number, to: number): void {
    this.cells.setMark(to, this.cells.markOf(from));
    this.list.replace(from, to);
    if (this.hand === from) this.hand = to;
  }

  selectVictim(): number {
    const { cells, list } = this;
    let cell = this.hand >= 0 ? this.hand : list.back;
    for (let steps = 2 * list.count; steps > 0; steps--) {
      if (cells.markOf(cell) === 1) {
        cells.setMark(cell, 0);
      } else if (this.mayEvict(cell)) {
        this.hand = cell;
        return cell;
      }
      const newer = list.newer(cell);
      cell = newer >= 0 ? newer : list.back;
    }
    return -1;
  }

  save(): readonly number[] {
    return [...this.list.save(), this.hand];
  }

  restore(state: readonly number[]): void {
    this.list.restore(state.slice(0, 3));
    this.hand = state[3];
  }
}

export const sieve: Spec<Record<never, never>, EvictionContext, EvictionPolicy> = {
  name: 'sieve',
  summary: 'Evicts the next block that was not used since a hand last passed it; nothing moves',
  source: 'Zhang, Yang, Yue, Vigfusson, Rashmi: SIEVE is simpler than LRU, NSDI 2024; one bit',
  params: {},
  create: (_params, context) => new Sieve(context),
};
