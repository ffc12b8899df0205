/**
 * Least recently written: what is over the marks (see `destageMarks.ts`) goes, the block first that has not been written for the longest time. Both marks at
 * the same place make a cap.
 */
import { destageMarkParams, mayDestage } from './destageMarks.ts';
import type { DestageMarks } from './destageMarks.ts';
import type { DirtyView, FlushPolicy, FlushSpec } from './flushPolicy.ts';
import { markConflict } from './markConflict.ts';
import { WriteOrder } from './writeOrder.ts';

class LeastRecentlyWritten implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = true;
  readonly watcher = new WriteOrder();
  private readonly marks: DestageMarks;

  constructor(marks: DestageMarks) {
    this.marks = marks;
  }

  nextWakeNs(): number {
    return Infinity;
  }

  wake(): void {
    // Nothing of this policy depends on time.
  }

  next(_nowNs: number, view: DirtyView): number {
    return mayDestage(view, this.marks) ? this.watcher.first : -1;
  }

  save(): ReturnType<WriteOrder['save']> {
    return this.watcher.save();
  }

  restore(state: ReturnType<WriteOrder['save']>): void {
    this.watcher.restore(state);
  }
}

export const lrw: FlushSpec<DestageMarks> = {
  name: 'lrw',
  summary: 'Destages what is over the marks, least recently written first',
  source: 'Gill, Modha: WOW: wise ordering for writes, FAST 2005 (what it compares with)',
  params: destageMarkParams,
  conflict: markConflict,
  create: (marks) => new LeastRecentlyWritten(marks),
};
