/**
 * S3-FIFO: a small queue for what is new, a main queue for what was used again, and a ghost queue of what left the small one. Blocks that were used at least
 * `threshold` times in the small queue move on to main when their turn to leave comes, others leave and become ghosts; a ghost that is missed goes to main at
 * once. Main is a CLOCK with a count of up to 3. Uses cost a count and move nothing.
 *
 * As libCacheSim's S3FIFOv0: room is made in main when that is over its share or the small queue is empty, otherwise in the small queue; what arrives in main
 * has count 0; the threshold is 2 (the paper's text has 1, "more than once" counting the first use).
 */
import { IntMap } from '../../base/intMap.ts';
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { ghostKey, GhostList } from './ghostList.ts';

/** Of a cell's mark: in main; below it its count. */
const MAIN = 4;
const countMax = 3;

type S3FifoParams = { readonly small: number; readonly ghost: number; readonly threshold: number };

class S3Fifo extends CellPolicy {
  private readonly small: CellList;
  private readonly main: CellList;
  private readonly ghosts = new GhostList();
  private readonly capacity: () => number;
  private readonly weightOf: (cell: number) => number;
  private readonly params: S3FifoParams;
  private smallWeight = 0;
  private mainWeight = 0;
  /** Announced blocks that were ghosts: they go to main when they come. */
  private readonly expected = new IntMap();

  constructor(params: S3FifoParams, context: EvictionContext) {
    super(context);
    this.small = new CellList(context.cells);
    this.main = new CellList(context.cells);
    this.capacity = context.capacity;
    this.weightOf = context.weightOf;
    this.params = params;
  }

  override onMiss(space: number, block: number): void {
    const key = ghostKey(space, block);
    if (!this.ghosts.remove(key)) return;
    if (this.expected.size > this.capacity()) this.expected.clear();
    this.expected.set(key, 1);
  }

  onInsert(cell: number): void {
    const key = ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
    if ((this.expected.size > 0 && this.expected.delete(key)) || this.ghosts.remove(key)) {
      this.enterMain(cell, 0);
    } else {
      this.cells.setMark(cell, 0);
      this.small.pushFront(cell);
      this.smallWeight += this.weightOf(cell);
    }
  }

  private enterMain(cell: number, count: number): void {
    this.cells.setMark(cell, MAIN + count);
    this.main.pushFront(cell);
    this.mainWeight += this.weightOf(cell);
  }

  onHit(cell: number): void {
    const mark = this.cells.markOf(cell);
    if ((mark & countMax) < countMax) this.cells.setMark(cell, mark + 1);
  }

  onRemove(cell: number): void {
    if (this.cells.markOf(cell) < MAIN) {
      this.small.remove(cell);
      this.smallWeight -= this.weightOf(cell);
    } else {
      this.main.remove(cell);
      this.mainWeight -= this.weightOf(cell);
    }
  }

  override onEvict(cell: number): void {
    const isFromSmall = this.cells.markOf(cell) < MAIN;
    this.onRemove(cell);
    if (!isFromSmall) return;
    const key = ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
    const weight = this.weightOf(cell);
    const capacity = Math.floor(this.capacity() * this.params.ghost);
    if (weight > capacity || this.ghosts.has(key)) return;
    this.ghosts.trimTo(capacity - weight);
    this.ghosts.add(key, weight);
  }

  protected onMove(from: number, to: number): void {
    const mark = this.cells.markOf(from);
    this.cells.setMark(to, mark);
    (mark < MAIN ? this.small : this.main).replace(from, to);
  }

  selectVictim(): number {
    const capacity = this.capacity();
    const mainShare = capacity - Math.floor(capacity * this.params.small);
    if (this.mainWeight <= mainShare) {
      const victim = this.fromSmall();
      if (victim >= 0) return victim;
    }
    const victim = this.fromMain();
    return victim >= 0 ? victim : this.fromSmall();
  }

  /** The oldest of the small queue that was not used enough; those that were move on to main. */
  private fromSmall(): number {
    let cell = this.small.back;
    while (cell >= 0) {
      const newer = this.small.newer(cell);
      if (this.cells.markOf(cell) >= this.params.threshold) {
        this.onRemove(cell);
        this.enterMain(cell, 0);
      } else if (this.mayEvict(cell)) {
        return cell;
      }
      cell = newer;
    }
    return -1;
  }

  private fromMain(): number {
    const { cells, main } = this;
    let cell = main.back;
    for (let steps = (countMax + 1) * main.count; steps > 0; steps--) {
      const newer = main.newer(cell);
      const mark = cells.markOf(cell);
      if (mark > MAIN) {
        cells.setMark(cell, mark - 1);
        main.remove(cell);
        main.pushFront(cell);
      } else if (this.mayEvict(cell)) {
        return cell;
      }
      cell = newer >= 0 ? newer : main.back;
    }
    return -1;
  }

  save(): unknown {
    return {
      lists: [this.small.save(), this.main.save()],
      ghosts: this.ghosts.save(),
      expected: this.expected.save(),
      weights: [this.smallWeight, this.mainWeight],
    };
  }

  restore(state: unknown): void {
    const saved = state as {
      lists: [number[], number[]];
      ghosts: ReturnType<GhostList['save']>;
      expected: ReturnType<IntMap['save']>;
      weights: [number, number];
    };
    this.small.restore(saved.lists[0]);
    this.main.restore(saved.lists[1]);
    this.ghosts.restore(saved.ghosts);
    this.expected.restore(saved.expected);
    [this.smallWeight, this.mainWeight] = saved.weights;
  }
}

export const s3fifo: Spec<S3FifoParams, EvictionContext, EvictionPolicy> = {
  name: 's3fifo',
  summary: 'A small queue sifts what is new, a main queue keeps what was used again; ghosts come back to main',
  source: 'Yang, Zhang, Qiu, Yue, Rashmi: FIFO queues are all you need for cache eviction, SOSP 2023; as S3FIFOv0 of libCacheSim',
  params: {
    small: { unit: 'ratio', default: 0.1, min: 0.001, max: 0.999, summary: 'share of the cache that is the small queue' },
    ghost: { unit: 'ratio', default: 0.9, min: 0, max: 10, summary: 'ghosts, as a share of the cache' },
    threshold: { unit: 'count', default: 2, min: 1, max: countMax, summary: 'uses in the small queue that lead to main' },
  },
  create: (params, context) => new S3Fifo(params, context),
};
