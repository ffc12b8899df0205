/**
 * Segmented LRU: several LRU lists of equal shares, the lowest for what is new. A hit moves a block one segment up; a segment that is too full then passes its
 * oldest down. Evicted is the oldest of the lowest segment that has any.
 *
 * As libCacheSim's SLRU: four segments, and a new block goes to the lowest segment with room (that fills the cache from below), else to the lowest. The paper
 * has two, probation and protection. Left out: where the shares don't add up to the cache, libCacheSim may evict at a hit.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

type SlruParams = { readonly segments: number };

class Slru extends CellPolicy {
  private readonly segments: readonly CellList[];
  private readonly weights: number[];
  private readonly capacity: () => number;
  private readonly weightOf: (cell: number) => number;

  constructor(params: SlruParams, context: EvictionContext) {
    super(context);
    this.segments = Array.from({ length: params.segments }, () => new CellList(context.cells));
    this.weights = this.segments.map(() => 0);
    this.capacity = context.capacity;
    this.weightOf = context.weightOf;
  }

  private share(): number {
    return Math.floor(this.capacity() / this.segments.length);
  }

  onInsert(cell: number): void {
    const room = this.share() - this.weightOf(cell);
    const segment = this.weights.findIndex((weight) => weight <= room);
    this.enter(cell, Math.max(0, segment));
  }

  private enter(cell: number, segment: number): void {
    this.cells.setMark(cell, segment);
    this.segments[segment].pushFront(cell);
    this.weights[segment] += this.weightOf(cell);
  }

  onHit(cell: number): void {
    const segment = this.cells.markOf(cell);
    const to = Math.min(segment + 1, this.segments.length - 1);
    this.onRemove(cell);
    this.enter(cell, to);
    const share = this.share();
    for (let full = to; full > 0; full--) {
      while (this.weights[full] > share) {
        const oldest = this.segments[full].back;
        this.onRemove(oldest);
        this.enter(oldest, full - 1);
      }
    }
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
    for (const segment of this.segments) {
      const cell = segment.oldest(this.mayEvict);
      if (cell >= 0) return cell;
    }
    return -1;
  }

  save(): unknown {
    return { segments: this.segments.map((segment) => segment.save()), weights: [...this.weights] };
  }

  restore(state: unknown): void {
    const saved = state as { segments: number[][]; weights: number[] };
    this.segments.forEach((segment, i) => {
      segment.restore(saved.segments[i]);
      this.weights[i] = saved.weights[i];
    });
  }
}

export const slru: Spec<SlruParams, EvictionContext, EvictionPolicy> = {
  name: 'slru',
  summary: 'LRU in segments: every hit moves a block one up, and pushes the oldest there one down',
  source: 'Karedla, Love, Wherry: Caching strategies to improve disk system performance, IEEE Computer 27(3), 1994; as SLRU of libCacheSim',
  params: { segments: { unit: 'count', default: 4, min: 1, max: 16, summary: 'segments, of equal shares' } },
  create: (params, context) => new Slru(params, context),
};
