/**
 * High and low mark: when so much is dirty, destages, oldest first, until only the low mark is left; then nothing until the high mark is reached again. Both
 * marks at the same place make a cap that sends the block that has been dirty for the longest time.
 */
import type { DirtyView, FlushPolicy, FlushSpec } from './flushPolicy.ts';
import { markConflict } from './markConflict.ts';

type WatermarkParams = { readonly high: number; readonly low: number };

class Watermark implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = true;
  readonly watcher = null;
  private readonly high: number;
  private readonly low: number;
  private isDraining = false;

  constructor(high: number, low: number) {
    this.high = high;
    this.low = low;
  }

  nextWakeNs(): number {
    return Infinity;
  }

  wake(): void {
    // Nothing of this policy depends on time.
  }

  next(_nowNs: number, view: DirtyView): number {
    const portion = view.portionBlocks();
    const dirty = view.dirtyBlocks();
    if (dirty >= Math.floor(this.high * portion)) this.isDraining = true;
    if (dirty - view.inFlight() <= Math.floor(this.low * portion)) this.isDraining = false;
    return this.isDraining ? view.oldest() : -1;
  }

  save(): boolean {
    return this.isDraining;
  }

  restore(state: boolean): void {
    this.isDraining = state;
  }
}

export const watermark: FlushSpec<WatermarkParams> = {
  name: 'watermark',
  summary: 'Begins to destage at a high mark of dirty blocks and stops at a low one',
  source: 'Linux, Documentation/admin-guide/device-mapper/writecache.rst: high_watermark 50 %, low_watermark 45 %',
  params: {
    high: { unit: 'ratio', default: 0.5, min: 0, max: 1, summary: 'dirty share of the portion at which destaging begins' },
    low: { unit: 'ratio', default: 0.45, min: 0, max: 1, summary: 'dirty share of the portion at which it stops; not above high' },
  },
  conflict: markConflict,
  create: ({ high, low }) => new Watermark(high, low),
};
