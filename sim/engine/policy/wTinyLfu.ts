/**
 * W-TinyLFU: a small LRU window for what is new, and a main cache of two segments, probation and protected. What leaves the window is a candidate for main:
 * it stays only if it was used more often lately than the block that would have to go for it, the oldest on probation. A hit on probation protects; the
 * protected segment passes its oldest back to probation when it is too full. How often blocks were used, also those that are gone, says a sketch.
 *
 * As Caffeine's simulator (`WindowTinyLfuPolicy`): a window of 1 %, 80 % of main protected, 4-bit count-min sketch, every access counted, ties won by the
 * block in main. Without its doorkeeper and its climbing window.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { FrequencySketch } from './frequencySketch.ts';
import { ghostKey } from './ghostList.ts';

const WINDOW = 0;
const PROBATION = 1;
const PROTECTED = 2;

type WTinyLfuParams = { readonly window: number; readonly protected: number };

class WTinyLfu extends CellPolicy {
  /** Window, probation, protected. */
  private readonly segments: readonly CellList[];
  private readonly weights = [0, 0, 0];
  private readonly sketch = new FrequencySketch();
  private readonly capacity: () => number;
  private readonly weightOf: (cell: number) => number;
  private readonly params: WTinyLfuParams;
  /** Key of the miss that was announced last: it has been counted. NaN for none. */
  private announced = NaN;

  constructor(params: WTinyLfuParams, context: EvictionContext) {
    super(context);
    this.segments = [0, 1, 2].map(() => new CellList(context.cells));
    this.capacity = context.capacity;
    this.weightOf = context.weightOf;
    this.params = params;
  }

  private keyOf(cell: number): number {
    return ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
  }

  private count(key: number): void {
    this.sketch.ensureKeys(this.blocks());
    this.sketch.increment(key);
  }

  /** The number of blocks that the cache is likely to hold. */
  private blocks(): number {
    const held = this.segments[0].count + this.segments[1].count + this.segments[2].count;
    const weight = this.weights[0] + this.weights[1] + this.weights[2];
    return held === 0 ? 1 : Math.ceil((this.capacity() * held) / weight);
  }

  /** At most this weight is in the window; at least one block can be. */
  private windowShare(): number {
    return Math.max(1, this.capacity() - Math.floor(this.capacity() * (1 - this.params.window)));
  }

  override onMiss(space: number, block: number): void {
    this.announced = ghostKey(space, block);
    this.count(this.announced);
  }

  onInsert(cell: number): void {
    const key = this.keyOf(cell);
    if (key !== this.announced) this.count(key);
    this.announced = NaN;
    this.enter(cell, WINDOW);
    // While the cache is not full, what the window has no room for goes to main unasked.
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
    this.hit(cell, this.keyOf(cell));
  }

  private hit(cell: number, key: number): void {
    this.count(key);
    const segment = this.cells.markOf(cell);
    this.change(cell, segment === PROBATION ? PROTECTED : segment);
    if (segment !== PROBATION) return;
    const share = Math.floor((this.capacity() - this.windowShare()) * this.params.protected);
    while (this.weights[PROTECTED] > share && this.segments[PROTECTED].count > 1) this.change(this.segments[PROTECTED].back, PROBATION);
  }

  override onRewrite(from: number, to: number): void {
    if (from !== to) this.onMove(from, to);
    this.hit(to, this.keyOf(to));
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
    const isWindowFull = this.weights[WINDOW] >= this.windowShare();
    const candidate = isWindowFull ? window.oldest(this.mayEvict) : -1;
    let victim = probation.oldest(this.mayEvict);
    if (victim < 0) victim = guarded.oldest(this.mayEvict);
    if (victim < 0) return candidate >= 0 ? candidate : window.oldest(this.mayEvict);
    if (candidate < 0) return victim;
    if (this.sketch.frequency(this.keyOf(candidate)) <= this.sketch.frequency(this.keyOf(victim))) return candidate;
    this.change(candidate, PROBATION);
    return victim;
  }

  save(): unknown {
    return {
      segments: this.segments.map((segment) => segment.save()),
      weights: [...this.weights],
      sketch: this.sketch.save(),
      announced: this.announced,
    };
  }

  restore(state: unknown): void {
    const saved = state as { segments: number[][]; weights: number[]; sketch: ReturnType<FrequencySketch['save']>; announced: number };
    this.segments.forEach((segment, i) => {
      segment.restore(saved.segments[i]);
      this.weights[i] = saved.weights[i];
    });
    this.sketch.restore(saved.sketch);
    this.announced = saved.announced;
  }
}

export const wTinyLfu: Spec<WTinyLfuParams, EvictionContext, EvictionPolicy> = {
  name: 'wtinylfu',
  summary: 'A small window for what is new; it passes on what was used more often lately than what would have to go',
  source: 'Einziger, Friedman, Manes: TinyLFU: a highly efficient cache admission policy, ACM ToS 13(4), 2017; as WindowTinyLfuPolicy of Caffeine',
  params: {
    window: { unit: 'ratio', default: 0.01, min: 0.001, max: 0.99, summary: 'share of the cache that is the window' },
    protected: { unit: 'ratio', default: 0.8, min: 0, max: 0.99, summary: 'share of main that is protected' },
  },
  create: (params, context) => new WTinyLfu(params, context),
};
