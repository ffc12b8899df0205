/**
 * Periodic full flush: every interval, all blocks that are dirty at that instant are destaged, oldest first. What becomes dirty during a flush waits for the
 * next one; a flush that takes longer than the interval is followed by the next at once.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';

/** `interval` in ns. */
type PeriodicParams = { readonly interval: number };

class Periodic implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = false;
  readonly keepsDirty = false;
  readonly watcher = null;
  private readonly intervalNs: number;
  private nextNs: number;
  /** Blocks dirty since this sequence or before are being flushed. */
  private flushThrough = -1;

  constructor(intervalNs: number, startNs: number) {
    this.intervalNs = intervalNs;
    this.nextNs = startNs + intervalNs;
  }

  nextWakeNs(): number {
    return this.nextNs;
  }

  wake(nowNs: number, view: DirtyView): void {
    if (nowNs < this.nextNs) return;
    this.flushThrough = view.newestSequence();
    this.nextNs += this.intervalNs * (Math.floor((nowNs - this.nextNs) / this.intervalNs) + 1);
  }

  next(_nowNs: number, view: DirtyView): number {
    const node = view.oldest();
    return node >= 0 && view.sinceSequence(node) <= this.flushThrough ? node : -1;
  }

  save(): readonly number[] {
    return [this.nextNs, this.flushThrough];
  }

  restore(state: readonly number[]): void {
    [this.nextNs, this.flushThrough] = state as [number, number];
  }
}

export const periodic: Spec<PeriodicParams, FlushContext, FlushPolicy> = {
  name: 'periodic',
  summary: 'Every interval, destages all blocks that are dirty at that instant',
  source:
    'Carson, Setia: Analysis of the periodic update write policy for disk cache, IEEE TSE 18(1), 1992; interval as the transaction group timeout of ZFS (5 s)',
  params: { interval: { unit: 'ns', default: 5e9, min: 1e3, summary: 'time from one flush to the next' } },
  create: (params, context) => new Periodic(params.interval, context.startNs),
};
