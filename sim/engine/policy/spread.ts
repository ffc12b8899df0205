/**
 * Periodic flush without the burst: at every interval the set of dirty blocks is taken down, as `periodic` does, but its blocks are destaged evenly over
 * the time that follows, oldest first. With a smoothing of 1 over the whole interval, with 0 all at once, which is `periodic`. What is left of a set when
 * the next is taken down, because the array was slow, belongs to that one.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtWatcher, DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';

/** `interval` in ns. */
type SpreadParams = { readonly interval: number; readonly smoothing: number };

class Spread implements FlushPolicy, DirtWatcher {
  readonly demandsDurability = null;
  readonly onEveryWrite = false;
  readonly keepsDirty = false;
  readonly watcher = this;
  private readonly intervalNs: number;
  private readonly spanNs: number;
  private tickNs: number;
  /** When the next block of the set is due; Infinity when the policy is going to be asked anyway. */
  private releaseNs = Infinity;
  private listed = 0;
  /** The set: blocks dirty since this sequence or before; how many there were at `startedNs`, and how many still wait. */
  private flushThrough = -1;
  private startedNs = 0;
  private setBlocks = 0;
  private waitingBlocks = 0;

  constructor(intervalNs: number, smoothing: number, startNs: number) {
    this.intervalNs = intervalNs;
    this.spanNs = intervalNs * smoothing;
    this.tickNs = startNs + intervalNs;
  }

  nextWakeNs(): number {
    return Math.min(this.tickNs, this.releaseNs);
  }

  wake(nowNs: number, view: DirtyView): void {
    if (nowNs >= this.releaseNs) this.releaseNs = Infinity;
    if (nowNs < this.tickNs) return;
    this.flushThrough = view.newestSequence();
    this.startedNs = nowNs;
    this.setBlocks = this.listed;
    this.waitingBlocks = this.listed;
    this.releaseNs = Infinity;
    this.tickNs += this.intervalNs * (Math.floor((nowNs - this.tickNs) / this.intervalNs) + 1);
  }

  next(nowNs: number, view: DirtyView): number {
    this.releaseNs = Infinity;
    if (this.waitingBlocks === 0) return -1;
    // Blocks whose destage was under way when the set was taken down, and came back, are over and above it: they go at once.
    const gone = Math.max(0, this.setBlocks - this.waitingBlocks);
    const dueNs = gone === 0 ? nowNs : this.startedNs + Math.floor((this.spanNs * gone) / this.setBlocks);
    if (dueNs <= nowNs) return view.oldest();
    this.releaseNs = dueNs;
    return -1;
  }

  onListed(node: number, view: DirtyView): void {
    this.listed++;
    if (view.sinceSequence(node) <= this.flushThrough) this.waitingBlocks++;
  }

  onReturned(node: number, view: DirtyView): void {
    this.onListed(node, view);
  }

  onRewritten(): void {
    // A block belongs to the set by when it became dirty.
  }

  onUnlisted(node: number, view: DirtyView): void {
    this.listed--;
    if (view.sinceSequence(node) <= this.flushThrough) this.waitingBlocks--;
  }

  save(): readonly number[] {
    return [this.tickNs, this.releaseNs, this.listed, this.flushThrough, this.startedNs, this.setBlocks, this.waitingBlocks];
  }

  restore(state: readonly number[]): void {
    [this.tickNs, this.releaseNs, this.listed, this.flushThrough, this.startedNs, this.setBlocks, this.waitingBlocks] = state as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  }
}

export const spread: Spec<SpreadParams, FlushContext, FlushPolicy> = {
  name: 'spread',
  summary: 'Every interval, takes down which blocks are dirty and destages them evenly over the next interval',
  source:
    'own: what Carson, Setia (IEEE TSE 18(1), 1992) find wrong with periodic update, taken out of it; interval as the transaction group timeout of ZFS (5 s)',
  params: {
    interval: { unit: 'ns', default: 5e9, min: 1e3, summary: 'time from one set to the next' },
    smoothing: { unit: 'ratio', default: 1, min: 0, max: 1, summary: 'share of the interval over which a set is destaged; 0 is the policy periodic' },
  },
  create: ({ interval, smoothing }, { startNs }) => new Spread(interval, smoothing, startNs),
};
