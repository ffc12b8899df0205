/**
 * Rate control towards a dirty target: every few seconds the rate of destaging is set anew, in proportion to how many blocks are dirty above the target plus
 * the sum of that over time; blocks then go one by one at that rate, oldest first. Below the target a minimum remains, so that everything goes in the end.
 *
 * The sum grows only while the array takes blocks at the rate asked for, and shrinks only while it is above 0. When the first block becomes dirty after there
 * was none, nothing happens for a while. Rates count blocks where the source counts sectors: proportion and sum are the same for both.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtWatcher, DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';

/** `interval` and `delay` in ns. */
type PiRateParams = {
  readonly target: number;
  readonly interval: number;
  readonly proportionInverse: number;
  readonly integralInverse: number;
  readonly startPerSecond: number;
  readonly minimumPerSecond: number;
  readonly inFlight: number;
  readonly delay: number;
};

/** A release taken later than this counts as falling behind. */
const behindNs = 1e6;
/** More than a block per nanosecond can't be told from that. */
const perSecondMax = 1e9;

class PiRate implements FlushPolicy, DirtWatcher {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = false;
  readonly watcher = this;
  private readonly params: PiRateParams;
  private updateNs: number;
  private wakeNs = Infinity;
  /** Not before this the next block goes. */
  private releaseNs = 0;
  private perSecond: number;
  private integral = 0;
  private listed = 0;
  /** What was named last and has not begun yet, or −1; and when it was named. */
  private named = -1;
  private namedNs = 0;

  constructor(params: PiRateParams, startNs: number) {
    this.params = params;
    this.updateNs = startNs + params.interval;
    this.perSecond = params.startPerSecond;
  }

  nextWakeNs(): number {
    return Math.min(this.updateNs, this.wakeNs);
  }

  wake(nowNs: number, view: DirtyView): void {
    if (nowNs >= this.wakeNs) this.wakeNs = Infinity;
    if (nowNs < this.updateNs) return;
    const { interval, target, proportionInverse, integralInverse, minimumPerSecond } = this.params;
    const intervals = Math.floor((nowNs - this.updateNs) / interval) + 1;
    this.updateNs += interval * intervals;
    const error = view.dirtyBlocks() - target * view.portionBlocks();
    if (error < 0 ? this.integral > 0 : nowNs < this.releaseNs + behindNs) this.integral += (error * interval) / 1e9;
    const wanted = error / proportionInverse + this.integral / integralInverse;
    this.perSecond = Math.min(perSecondMax, Math.max(minimumPerSecond, wanted));
  }

  next(nowNs: number, view: DirtyView): number {
    this.wakeNs = Infinity;
    this.named = -1;
    const node = view.oldest();
    if (node < 0 || view.inFlight() >= this.params.inFlight) return -1;
    if (nowNs < this.releaseNs) {
      this.wakeNs = this.releaseNs;
      return -1;
    }
    this.named = node;
    this.namedNs = nowNs;
    return node;
  }

  onListed(node: number, view: DirtyView): void {
    if (this.listed === 0 && view.inFlight() === 0) this.releaseNs = Math.max(this.releaseNs, view.sinceNs(node) + this.params.delay);
    this.listed++;
  }

  onReturned(): void {
    this.listed++;
    // It has not been to the array: its turn comes again.
    this.releaseNs -= Math.ceil(1e9 / this.perSecond);
  }

  onRewritten(): void {
    // The oldest goes first.
  }

  onUnlisted(node: number): void {
    this.listed--;
    if (node !== this.named) return;
    this.named = -1;
    this.releaseNs = this.namedNs + Math.ceil(1e9 / this.perSecond);
  }

  save(): readonly number[] {
    return [this.updateNs, this.wakeNs, this.releaseNs, this.perSecond, this.integral, this.listed, this.named, this.namedNs];
  }

  restore(state: readonly number[]): void {
    [this.updateNs, this.wakeNs, this.releaseNs, this.perSecond, this.integral, this.listed, this.named, this.namedNs] = state as [
      number,
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

export const piRate: Spec<PiRateParams, FlushContext, FlushPolicy> = {
  name: 'pi-rate',
  summary: 'Sets the rate of destaging by proportional and integral control so that a share of the portion stays dirty',
  source:
    'Linux, drivers/md/bcache/writeback.c and Documentation/admin-guide/bcache.rst: target 10 %, every 5 s, inverses 40 and 10,000, 64 under way, 30 s; rates of 1024 and 8 sectors/s as blocks of 4 KiB',
  params: {
    target: { unit: 'ratio', default: 0.1, min: 0, max: 1, summary: 'share of the portion that is to be dirty' },
    interval: { unit: 'ns', default: 5e9, min: 1e3, summary: 'time from one setting of the rate to the next' },
    proportionInverse: { unit: 'count', default: 40, min: 1, summary: 'blocks above the target that add 1 block/s to the rate' },
    integralInverse: { unit: 'count', default: 10000, min: 1, summary: 'blocks above the target, times seconds, that add 1 block/s to the rate' },
    startPerSecond: { unit: 'perSecond', default: 128, min: 1e-3, summary: 'rate until it is first set' },
    minimumPerSecond: { unit: 'perSecond', default: 1, min: 1e-3, summary: 'rate below the target' },
    inFlight: { unit: 'count', default: 64, min: 1, summary: 'destages under way at a time' },
    delay: { unit: 'ns', default: 30e9, min: 0, summary: 'time from the first block that becomes dirty, when none was, to its destage' },
  },
  create: (params, { startNs }) => new PiRate(params, startNs),
};
