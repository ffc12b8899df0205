/**
 * Destages a block that has lain fallow: not written for so long. A block that is written more often stays dirty for good.
 *
 * Flashcache, where the default is from, also limits how many go per cache set and second, and counts reads as use; both are left out.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';
import { WriteOrder } from './writeOrder.ts';

/** `delay` in ns. */
type IdleParams = { readonly delay: number };

interface IdleState {
  readonly order: ReturnType<WriteOrder['save']>;
  readonly wakeNs: number;
}

class Idle implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = true;
  readonly watcher = new WriteOrder();
  private readonly delayNs: number;
  private wakeNs = Infinity;

  constructor(delayNs: number) {
    this.delayNs = delayNs;
  }

  nextWakeNs(): number {
    return this.wakeNs;
  }

  wake(nowNs: number): void {
    if (nowNs >= this.wakeNs) this.wakeNs = Infinity;
  }

  next(nowNs: number, view: DirtyView): number {
    const node = this.watcher.first;
    const dueNs = node >= 0 ? view.writtenNs(node) + this.delayNs : Infinity;
    const isDue = dueNs <= nowNs;
    this.wakeNs = isDue ? Infinity : dueNs;
    return isDue ? node : -1;
  }

  save(): IdleState {
    return { order: this.watcher.save(), wakeNs: this.wakeNs };
  }

  restore(state: IdleState): void {
    this.watcher.restore(state.order);
    this.wakeNs = state.wakeNs;
  }
}

export const idle: Spec<IdleParams, FlushContext, FlushPolicy> = {
  name: 'idle',
  summary: 'Destages each block when it has not been written for so long',
  source: 'Flashcache, flashcache-sa-guide.txt: fallow_delay (900 s)',
  params: { delay: { unit: 'ns', default: 900e9, min: 1e3, summary: 'time from the last write of a block to its destage' } },
  create: (params) => new Idle(params.delay),
};
