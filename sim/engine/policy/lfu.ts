/**
 * Least frequently used, exactly: of the blocks with the fewest uses, the one that came to that number first is evicted. A block begins with one use; what is
 * evicted is forgotten (in-cache LFU).
 *
 * One list for each number of uses that occurs, and the lists in a list by that number: O(1) for every verb.
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';

/** The blocks with one number of uses. */
interface Bucket {
  uses: number;
  readonly list: CellList;
  /** Numbers of the buckets with more and with fewer uses, −1 for none. */
  more: number;
  fewer: number;
}

interface LfuState {
  readonly buckets: readonly (readonly number[])[];
  readonly free: readonly number[];
  readonly fewest: number;
}

class Lfu extends CellPolicy {
  /** Number of each cell's bucket. */
  private readonly bucketOf: Int32Array;
  private buckets: Bucket[] = [];
  private free: number[] = [];
  private fewest = -1;

  constructor(context: EvictionContext) {
    super(context);
    this.bucketOf = context.cells.policyWords(0);
  }

  onInsert(cell: number): void {
    this.enter(cell, 1, -1);
  }

  onHit(cell: number): void {
    const from = this.bucketOf[cell];
    const bucket = this.buckets[from];
    bucket.list.remove(cell);
    this.enter(cell, bucket.uses + 1, from);
    if (bucket.list.count === 0) this.dropBucket(from);
  }

  onRemove(cell: number): void {
    const number = this.bucketOf[cell];
    this.buckets[number].list.remove(cell);
    if (this.buckets[number].list.count === 0) this.dropBucket(number);
  }

  protected onMove(from: number, to: number): void {
    this.bucketOf[to] = this.bucketOf[from];
    this.buckets[this.bucketOf[from]].list.replace(from, to);
  }

  selectVictim(): number {
    for (let number = this.fewest; number >= 0; number = this.buckets[number].more) {
      const cell = this.buckets[number].list.oldest(this.mayEvict);
      if (cell >= 0) return cell;
    }
    return -1;
  }

  /** Puts the cell among those with `uses` uses: the bucket behind `before` (−1: the first). */
  private enter(cell: number, uses: number, before: number): void {
    const next = before >= 0 ? this.buckets[before].more : this.fewest;
    const number = next >= 0 && this.buckets[next].uses === uses ? next : this.addBucket(uses, before, next);
    this.bucketOf[cell] = number;
    this.buckets[number].list.pushFront(cell);
  }

  private addBucket(uses: number, fewer: number, more: number): number {
    const number = this.free.pop() ?? this.buckets.push({ uses, list: new CellList(this.cells), more, fewer }) - 1;
    const bucket = this.buckets[number];
    bucket.uses = uses;
    bucket.more = more;
    bucket.fewer = fewer;
    if (fewer >= 0) this.buckets[fewer].more = number;
    else this.fewest = number;
    if (more >= 0) this.buckets[more].fewer = number;
    return number;
  }

  private dropBucket(number: number): void {
    const { more, fewer } = this.buckets[number];
    if (fewer >= 0) this.buckets[fewer].more = more;
    else this.fewest = more;
    if (more >= 0) this.buckets[more].fewer = fewer;
    this.free.push(number);
  }

  save(): LfuState {
    return {
      buckets: this.buckets.map(({ uses, list, more, fewer }) => [uses, more, fewer, ...list.save()]),
      free: [...this.free],
      fewest: this.fewest,
    };
  }

  restore(state: LfuState): void {
    this.buckets = state.buckets.map(([uses, more, fewer, ...saved]) => {
      const list = new CellList(this.cells);
      list.restore(saved);
      return { uses, list, more, fewer };
    });
    this.free = [...state.free];
    this.fewest = state.fewest;
  }
}

export const lfu: Spec<Record<never, never>, EvictionContext, EvictionPolicy> = {
  name: 'lfu',
  summary: 'Evicts the block with the fewest uses, of several the one that came to that number first',
  source: 'Shah, Mitra, Matani: An O(1) algorithm for implementing the LFU cache eviction scheme, 2010; what is evicted is forgotten',
  params: {},
  create: (_params, context) => new Lfu(context),
};
