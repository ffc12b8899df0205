/**
 * Least recently used. The links are the cell table's: no memory of its own.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

class Lru extends CellPolicy {
  private readonly list: CellList;

  constructor(context: EvictionContext) {
    super(context);
    this.list = new CellList(context.cells);
  }

  onInsert(cell: number): void {
    this.list.pushFront(cell);
  }

  onHit(cell: number): void {
    if (this.list.front === cell) return;
    this.list.remove(cell);
    this.list.pushFront(cell);
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

export const lru: Spec<Record<never, never>, EvictionContext, EvictionPolicy> = {
  name: 'lru',
  summary: 'Evicts the block that was not used for the longest time',
  source: 'Mattson, Gecsei, Slutz, Traiger: Evaluation techniques for storage hierarchies, IBM Systems Journal 9(2), 1970',
  params: {},
  create: (_params, context) => new Lru(context),
};
