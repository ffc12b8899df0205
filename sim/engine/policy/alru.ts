/**
 * Approximately least recently used: wakes up now and then and, if the VM has asked for nothing in a while, destages a bounded number of blocks that have
 * not been written for a while, the one first that has not been for the longest time. A busy VM's blocks stay dirty.
 *
 * The source orders by the last use, reads included; here the last write counts.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtWatcher, DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';
import { WriteOrder } from './writeOrder.ts';

/** `wakeUp`, `staleness` and `activity` in ns. */
type AlruParams = { readonly wakeUp: number; readonly staleness: number; readonly blocks: number; readonly activity: number };

interface AlruState {
  readonly order: ReturnType<WriteOrder['save']>;
  readonly cycle: readonly [number, number, number];
}

class Alru implements FlushPolicy, DirtWatcher {
  readonly demandsDurability = null;
  readonly onEveryWrite = false;
  readonly keepsDirty = true;
  readonly watcher = this;
  private readonly params: AlruParams;
  private readonly order = new WriteOrder();
  private tickNs: number;
  /** Blocks that may still go in this cycle. */
  private left = 0;
  /** What was named last and has not begun yet, or −1. */
  private named = -1;

  constructor(params: AlruParams, startNs: number) {
    this.params = params;
    this.tickNs = startNs + params.wakeUp;
  }

  nextWakeNs(): number {
    return this.tickNs;
  }

  wake(nowNs: number, view: DirtyView): void {
    const { wakeUp, blocks, activity } = this.params;
    if (nowNs < this.tickNs) return;
    this.tickNs += wakeUp * (Math.floor((nowNs - this.tickNs) / wakeUp) + 1);
    this.left = nowNs - view.lastRequestNs() >= activity ? blocks : 0;
  }

  next(nowNs: number, view: DirtyView): number {
    const node = this.left > 0 ? this.order.first : -1;
    this.named = node >= 0 && nowNs - view.writtenNs(node) >= this.params.staleness ? node : -1;
    return this.named;
  }

  onListed(node: number, view: DirtyView): void {
    this.order.onListed(node, view);
  }

  onReturned(node: number, view: DirtyView): void {
    this.order.onReturned(node, view);
    if (this.left > 0) this.left++;
  }

  onRewritten(node: number): void {
    this.order.onRewritten(node);
  }

  onUnlisted(node: number): void {
    this.order.onUnlisted(node);
    if (node !== this.named) return;
    this.named = -1;
    this.left--;
  }

  save(): AlruState {
    return { order: this.order.save(), cycle: [this.tickNs, this.left, this.named] };
  }

  restore(state: AlruState): void {
    this.order.restore(state.order);
    [this.tickNs, this.left, this.named] = state.cycle;
  }
}

export const alru: Spec<AlruParams, FlushContext, FlushPolicy> = {
  name: 'alru',
  summary: 'Now and then destages some blocks not written for a while, if the VM asks for nothing',
  source: 'Open CAS Linux, Administration guide, ALRU: wake-up 20 s, staleness 120 s, 100 lines, activity threshold 10,000 ms',
  params: {
    wakeUp: { unit: 'ns', default: 20e9, min: 1e3, summary: 'time from one cycle to the next' },
    staleness: { unit: 'ns', default: 120e9, min: 0, summary: 'time that a block must not have been written for' },
    blocks: { unit: 'count', default: 100, min: 1, summary: 'blocks destaged in a cycle' },
    activity: { unit: 'ns', default: 10e9, min: 0, summary: 'time that the VM must not have asked for anything before a cycle; 0s: whatever it does' },
  },
  create: (params, { startNs }) => new Alru(params, startNs),
};
