import type { CellTable } from '../cells.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

/** What most policies do alike: a miss is no news, what is evicted is just gone, and a rewritten block keeps its place and is used. */
export abstract class CellPolicy implements EvictionPolicy {
  protected readonly cells: CellTable;
  protected readonly mayEvict: (cell: number) => boolean;

  constructor(context: EvictionContext) {
    this.cells = context.cells;
    this.mayEvict = context.mayEvict;
  }

  onMiss(_space: number, _block: number, _weight: number): void {
    // Nothing to prepare.
  }

  onEvict(cell: number): void {
    this.onRemove(cell);
  }

  onRewrite(from: number, to: number): void {
    this.onHit(from);
    if (from !== to) this.onMove(from, to);
  }

  abstract onInsert(cell: number): void;
  abstract onHit(cell: number): void;
  abstract onRemove(cell: number): void;
  /** `to` takes the place of `from` in all that the policy knows. */
  protected abstract onMove(from: number, to: number): void;
  abstract selectVictim(): number;
  abstract save(): unknown;
  abstract restore(state: unknown): void;
}
