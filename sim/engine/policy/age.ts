/**
 * Destages a block when it has been dirty for so long, however often it was written meanwhile: no block stays dirty longer while the array keeps up.
 *
 * Looks at each block exactly when it is due. Linux, where the default is from, looks every 5 s only (`dirty_writeback_centisecs`); that is left out.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';

/** `age` in ns. */
type AgeParams = { readonly age: number };

class Age implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = false;
  readonly watcher = null;
  private readonly ageNs: number;
  private wakeNs = Infinity;

  constructor(ageNs: number) {
    this.ageNs = ageNs;
  }

  nextWakeNs(): number {
    return this.wakeNs;
  }

  wake(nowNs: number): void {
    if (nowNs >= this.wakeNs) this.wakeNs = Infinity;
  }

  next(nowNs: number, view: DirtyView): number {
    const node = view.oldest();
    const dueNs = node >= 0 ? view.sinceNs(node) + this.ageNs : Infinity;
    const isDue = dueNs <= nowNs;
    this.wakeNs = isDue ? Infinity : dueNs;
    return isDue ? node : -1;
  }

  save(): number {
    return this.wakeNs;
  }

  restore(state: number): void {
    this.wakeNs = state;
  }
}

export const age: Spec<AgeParams, FlushContext, FlushPolicy> = {
  name: 'age',
  summary: 'Destages each block when it has been dirty for so long',
  source: 'Linux, Documentation/admin-guide/sysctl/vm.rst: dirty_expire_centisecs (30 s)',
  params: { age: { unit: 'ns', default: 30e9, min: 1e3, summary: 'time from the first write that the array lacks to the destage' } },
  create: (params) => new Age(params.age),
};
