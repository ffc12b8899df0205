/**
 * Least recently written: what is over the marks (see `destageMarks.ts`) goes, the block first that has not been written for the longest time. Both marks at
 * the same place make a cap.
 */
import { destageMarkParams, mayDestage } from './destageMarks.ts';
import type { DestageMarks } from './destageMarks.ts';
import type { DirtWatcher, DirtyView, FlushPolicy, FlushSpec } from './flushPolicy.ts';
import { markConflict } from './markConflict.ts';
import { WriteOrder } from './writeOrder.ts';

class LeastRecentlyWritten implements FlushPolicy, DirtWatcher {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = true;
  readonly watcher = this;
  private readonly marks: DestageMarks;
  private readonly order = new WriteOrder();

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
    return mayDestage(view, this.marks) ? this.order.first : -1;
  }

  onListed(node: number, view: DirtyView): void {
    this.order.add(node, view);
  }

  onReturned(node: number, view: DirtyView): void {
    this.order.add(node, view);
  }

  onRewritten(node: number): void {
    this.order.moveToEnd(node);
  }

  onUnlisted(node: number): void {
    this.order.remove(node);
  }

  save(): ReturnType<WriteOrder['save']> {
    return this.order.save();
  }

  restore(state: ReturnType<WriteOrder['save']>): void {
    this.order.restore(state);
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
