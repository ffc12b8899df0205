/**
 * Linear threshold: the more is dirty, the more destages are under way, in a straight line from the low mark to the high one (see `destageMarks.ts`); oldest
 * first. The least-cost and the sequential rules that the sources add to it are left out.
 */
import { destageMarkParams, mayDestage } from './destageMarks.ts';
import type { DestageMarks } from './destageMarks.ts';
import type { DirtyView, FlushPolicy, FlushSpec } from './flushPolicy.ts';
import { markConflict } from './markConflict.ts';

class LinearThreshold implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = true;
  readonly watcher = null;
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
    return mayDestage(view, this.marks) ? view.oldest() : -1;
  }

  save(): null {
    return null;
  }

  restore(): void {
    // Stateless.
  }
}

export const linearThreshold: FlushSpec<DestageMarks> = {
  name: 'linear-threshold',
  summary: 'Destages the more at a time, the more is dirty, oldest first',
  source: 'Varma, Jacobson: Destage algorithms for disk arrays with non-volatile caches, ISCA 1995; marks and number as in Gill, Modha: WOW, FAST 2005',
  params: destageMarkParams,
  conflict: markConflict,
  create: (marks) => new LinearThreshold(marks),
};
