/**
 * First in, first out. A write to a cached block does not move it: it is the block that came first.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

class Fifo extends CellPolicy {
  private readonly list: CellList;

  constructor(context: EvictionContext) {
    super(context);
    this.list = new CellList(context.cells);
  }

  onInsert(cell: number): void {
    this.list.pushFront(cell);
  }

  onHit(_cell: number): void {
    // Uses don't count.
  }

  onRemove(cell: number): void {
    this.list.remove(cell);
  }

  protected onMove(from: number, to: number): void {
    this.list.replace(from, to);
  }

  selectVictim(): number {
    return this.list.oldest(this.mayEvict);
  }

  save(): readonly number[] {
    return this.list.save();
  }

  restore(state: readonly number[]): void {
    this.list.restore(state);
  }
}

export const fifo: Spec<Record<never, never>, EvictionContext, EvictionPolicy> = {
  name: 'fifo',
  summary: 'Evicts the block that came first',
  source: 'Belady: A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 5(2), 1966',
  params: {},
  create: (_params, context) => new Fifo(context),
};
