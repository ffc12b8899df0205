/**
 * Least recently used. The links are the cell table's: no memory of its own.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

class Lru implements EvictionPolicy {
  private readonly list: CellList;
  private readonly mayEvict: (cell: number) => boolean;

  constructor(context: EvictionContext) {
    this.list = new CellList(context.cells);
    this.mayEvict = context.mayEvict;
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

  selectVictim(): number {
    let cell = this.list.back;
    while (cell >= 0 && !this.mayEvict(cell)) cell = this.list.newer(cell);
    return cell;
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
