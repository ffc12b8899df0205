/**
 * CLOCK as a queue with reinsertion: a block that was used since it was last looked at goes to the front once more instead of being evicted (1 bit).
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

class Clock extends CellPolicy {
  private readonly list: CellList;

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
    this.list.remove(cell);
  }

  protected onMove(from: number, to: number): void {
    this.cells.setMark(to, this.cells.markOf(from));
    this.list.replace(from, to);
  }

  selectVictim(): number {
    const { cells } = this;
    let cell = this.list.back;
    for (let steps = 2 * this.list.count; steps > 0 && cell >= 0; steps--) {
      const newer = this.list.newer(cell);
      if (cells.markOf(cell) === 1) {
        cells.setMark(cell, 0);
        this.list.remove(cell);
        this.list.pushFront(cell);
      } else if (this.mayEvict(cell)) {
        return cell;
      }
      cell = newer >= 0 ? newer : this.list.back;
    }
    return -1;
  }

  save(): readonly number[] {
    return this.list.save();
  }

  restore(state: readonly number[]): void {
    this.list.restore(state);
  }
}

export const clock: Spec<Record<never, never>, EvictionContext, EvictionPolicy> = {
  name: 'clock',
  summary: 'Evicts the oldest block that was not used since it was last looked at',
  source: 'Corbató: A paging experiment with the Multics system, MIT Project MAC, 1968; here as FIFO with reinsertion, 1 bit',
  params: {},
  create: (_params, context) => new Clock(context),
};
