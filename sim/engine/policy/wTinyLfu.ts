/**
 * W-TinyLFU: a small LRU window for what is new, and a main cache of two segments, probation and protected. What leaves the window is a candidate for main:
 * it stays only if it was used more often lately than the block that would have to go for it, the oldest on probation. A hit on probation protects; the
 * protected segment passes its oldest back to probation when it is too full. A window of 1 %, 80 % of main protected, ties won by the block in main.
 *
 * How uses are counted, also of blocks that are gone, and how the cache fills at first, is the variant's: see `usageCounts.ts`. `libcachesim` fills the window
 * until the cache is full, and then main from it, probation first; `caffeine` passes on to probation what the window has no room for. Without Caffeine's
 * doorkeeper and climbing window.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { ghostKey } from './ghostList.ts';
import { CaffeineCounts, LibCacheSimCounts } from './usageCounts.ts';
import type { UsageCounts } from './usageCounts.ts';

const WINDOW = 0;
const PROBATION = 1;
const PROTECTED = 2;

type WTinyLfuParams = { readonly variant: 'libcachesim' | 'caffeine'; readonly window: number; readonly protected: number };

class WTinyLfu extends CellPolicy {
  /** Window, probation, protected. */
  private readonly segments: readonly CellList[];
  private readonly weights = [0, 0, 0];
  private readonly counts: UsageCounts;
  private readonly capacity: () => number;
  private readonly weightOf: (cell: number) => number;
  private readonly params: WTinyLfuParams;
  /** Key of the miss that was announced last: it has been counted. NaN for none. */
  private announced = NaN;

  constructor(params: WTinyLfuParams, context: EvictionContext) {
    super(context);
    this.segments = [0, 1, 2].map(() => new CellList(context.cells));
    this.counts = params.variant === 'caffeine' ? new CaffeineCounts() : new LibCacheSimCounts();
    this.capacity = context.capacity;
    this.weightOf = context.weightOf;
    this.params = params;
  }

  private keyOf(cell: number): number {
    return ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
  }

  private windowShare(): number {
    return Math.max(1, Math.floor(this.capacity() * this.params.window));
  }

  private mainShare(): number {
    return this.capacity() - this.windowShare();
  }

  override onMiss(space: number, block: number, weight: number): void {
    this.announced = ghostKey(space, block);
    this.countMiss(this.announced, weight);
  }

  private countMiss(key: number, weight: number): void {
    this.counts.setBlocks(Math.ceil(this.mainShare() / weight), Math.ceil(this.capacity() / weight));
    this.counts.onMiss(key);
  }

  onInsert(cell: number): void {
    const key = this.keyOf(cell);
    if (key !== this.announced) this.countMiss(key, this.weightOf(cell));
    this.announced = NaN;
    this.enter(cell, WINDOW);
    if (this.params.variant === 'libcachesim') return;
    const share = this.windowShare();
    while (this.weights[WINDOW] > share && this.segments[WINDOW].count > 1) this.change(this.segments[WINDOW].back, PROBATION);
  }

  private enter(cell: number, segment: number): void {
    this.cells.setMark(cell, segment);
    this.segments[segment].pushFront(cell);
    this.weights[segment] += this.weightOf(cell);
  }

  private change(cell: number, segment: number): void {
    this.onRemove(cell);
    this.enter(cell, segment);
  }

  onHit(cell: number): void {
    const segment = this.cells.markOf(cell);
    if (segment === WINDOW) this.counts.onWindowHit(this.keyOf(cell));
    else this.counts.onMainHit(this.keyOf(cell));
    this.change(cell, segment === PROBATION ? PROTECTED : segment);
    if (segment !== PROBATION) return;
    const share = this.protectedShare();
    while (this.weights[PROTECTED] > share && this.segments[PROTECTED].count > 1) this.change(this.segments[PROTECTED].back, PROBATION);
  }

  private protectedShare(): number {
    return Math.floor(this.mainShare() * this.params.protected);
  }

  override onRewrite(from: number, to: number): void {
    if (from !== to) this.onMove(from, to);
    this.onHit(to);
  }

  onRemove(cell: number): void {
    const segment = this.cells.markOf(cell);
    this.segments[segment].remove(cell);
    this.weights[segment] -= this.weightOf(cell);
  }

  protected onMove(from: number, to: number): void {
    const segment = this.cells.markOf(from);
    this.cells.setMark(to, segment);
    this.segments[segment].replace(from, to);
  }

  selectVictim(): number {
    const [window, probation, guarded] = this.segments;
    this.fillMain();
    const isWindowFull = this.weights[WINDOW] >= this.windowShare();
    const candidate = isWindowFull ? window.oldest(this.mayEvict) : -1;
    let victim = probation.oldest(this.mayEvict);
    if (victim < 0) victim = guarded.oldest(this.mayEvict);
    if (victim < 0) return candidate >= 0 ? candidate : window.oldest(this.mayEvict);
    if (candidate < 0) return victim;
    const key = this.keyOf(candidate);
    const isBetter = this.counts.frequency(key) > this.counts.frequency(this.keyOf(victim));
    this.counts.onCandidate(key);
    if (!isBetter) return candidate;
    this.change(candidate, PROBATION);
    return victim;
  }

  /** While main has room, what is oldest in the window moves there unasked. */
  private fillMain(): void {
    const [window] = this.segments;
    const share = this.mainShare();
    while (window.count > 1 && this.weights[WINDOW] > this.windowShare()) {
      const oldest = window.back;
      const weight = this.weightOf(oldest);
      if (this.weights[PROBATION] + this.weights[PROTECTED] + weight > share) return;
      this.counts.onCandidate(this.keyOf(oldest));
      this.change(oldest, this.weights[PROBATION] + weight <= share - this.protectedShare() ? PROBATION : PROTECTED);
    }
  }

  save(): unknown {
    return {
      segments: this.segments.map((segment) => segment.save()),
      weights: [...this.weights],
      counts: this.counts.save(),
      announced: this.announced,
    };
  }

  restore(state: unknown): void {
    const saved = state as { segments: number[][]; weights: number[]; counts: unknown; announced: number };
    this.segments.forEach((segment, i) => {
      segment.restore(saved.segments[i]);
      this.weights[i] = saved.weights[i];
    });
    this.counts.restore(saved.counts);
    this.announced = saved.announced;
  }
}

export const wTinyLfu: Spec<WTinyLfuParams, EvictionContext, EvictionPolicy> = {
  name: 'wtinylfu',
  summary: 'A small window for what is new; it passes on what was used more often than what would go',
  source: 'Einziger, Friedman, Manes: TinyLFU: a highly efficient cache admission policy, ACM ToS 13(4), 2017; as WTinyLFU of libCacheSim, or of Caffeine',
  params: {
    variant: { unit: 'name', default: 'libcachesim', choices: ['libcachesim', 'caffeine'], summary: 'whose definition of counting and filling' },
    window: { unit: 'ratio', default: 0.01, min: 0.001, max: 0.99, summary: 'share of the cache that is the window' },
    protected: { unit: 'ratio', default: 0.8, min: 0, max: 0.99, summary: 'share of main that is protected' },
  },
  create: (params, context) => new WTinyLfu(params, context),
};
