/**
 * ARC: two LRU lists, T1 of blocks used once and T2 of blocks used more often, with a ghost list each, B1 and B2, of what was evicted from them. A miss that
 * is found in B1 says that T1 should have been larger, in B2 that T2 should: `target` is the wished size of T1, and moves accordingly.
 *
 * As in the paper's text (figure 4), with the target a real number; weights as in libCacheSim's ARC. The target moves when the miss is announced or, where it is
 * not, when the block comes.
 */
import { IntMap } from '../../base/intMap.ts';
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { ghostKey, GhostList } from './ghostList.ts';

const ONCE = 1;
const OFTEN = 2;

class Arc extends CellPolicy {
  private readonly once: CellList;
  private readonly often: CellList;
  private readonly onceGhosts = new GhostList();
  private readonly oftenGhosts = new GhostList();
  private readonly capacity: () => number;
  private readonly weightOf: (cell: number) => number;
  private onceWeight = 0;
  private oftenWeight = 0;
  private target = 0;
  /** The block that room is made for was in B2. */
  private isForOften = false;
  /** Nor in B1: it is new. And what it weighs. */
  private isForNew = true;
  private incomingWeight = 1;
  /** Announced blocks that were ghosts: they go to T2 when they come. */
  private readonly expected = new IntMap();

  constructor(context: EvictionContext) {
    super(context);
    this.once = new CellList(context.cells);
    this.often = new CellList(context.cells);
    this.capacity = context.capacity;
    this.weightOf = context.weightOf;
  }

  override onMiss(space: number, block: number, weight: number): void {
    const key = ghostKey(space, block);
    this.isForOften = false;
    this.isForNew = !this.adapt(key);
    this.incomingWeight = weight;
    if (!this.isForNew) {
      if (this.expected.size > this.capacity()) this.expected.clear();
      this.expected.set(key, 1);
    }
  }

  /** Moves the target if `key` is a ghost, which it then is no more. */
  private adapt(key: number): boolean {
    const { onceGhosts, oftenGhosts } = this;
    const isOnce = onceGhosts.has(key);
    if (!isOnce && !oftenGhosts.has(key)) return false;
    const ratio = isOnce ? oftenGhosts.weight / onceGhosts.weight : onceGhosts.weight / oftenGhosts.weight;
    const step = Math.max(1, ratio);
    this.target = isOnce ? Math.min(this.target + step, this.capacity()) : Math.max(this.target - step, 0);
    this.isForOften = !isOnce;
    if (isOnce) onceGhosts.remove(key);
    else oftenGhosts.remove(key);
    return true;
  }

  onInsert(cell: number): void {
    const key = ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
    const wasGhost = (this.expected.size > 0 && this.expected.delete(key)) || this.adapt(key);
    this.isForOften = false;
    this.isForNew = true;
    if (wasGhost) this.enterOften(cell);
    else this.enterOnce(cell);
  }

  private enterOnce(cell: number): void {
    this.cells.setMark(cell, ONCE);
    this.once.pushFront(cell);
    this.onceWeight += this.weightOf(cell);
  }

  private enterOften(cell: number): void {
    this.cells.setMark(cell, OFTEN);
    this.often.pushFront(cell);
    this.oftenWeight += this.weightOf(cell);
  }

  /** Case IV of the paper: for a new block, one ghost goes where a list with its ghosts is full. False: T1 alone fills the cache, and its oldest leaves no ghost. */
  private makeGhostRoom(): boolean {
    const capacity = this.capacity();
    const { onceGhosts, oftenGhosts } = this;
    if (!this.isForNew) return true;
    if (this.onceWeight + onceGhosts.weight + this.incomingWeight > capacity) return onceGhosts.dropOldest();
    if (this.onceWeight + this.oftenWeight + onceGhosts.weight + oftenGhosts.weight >= 2 * capacity) oftenGhosts.dropOldest();
    return true;
  }

  onHit(cell: number): void {
    this.onRemove(cell);
    this.enterOften(cell);
  }

  onRemove(cell: number): void {
    if (this.cells.markOf(cell) === ONCE) {
      this.once.remove(cell);
      this.onceWeight -= this.weightOf(cell);
    } else {
      this.often.remove(cell);
      this.oftenWeight -= this.weightOf(cell);
    }
  }

  override onEvict(cell: number): void {
    const key = ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
    const ghosts = this.cells.markOf(cell) === ONCE ? this.onceGhosts : this.oftenGhosts;
    const leavesGhost = this.makeGhostRoom();
    this.onRemove(cell);
    if (!leavesGhost || this.onceGhosts.has(key) || this.oftenGhosts.has(key)) return;
    ghosts.add(key, this.weightOf(cell));
    ghosts.trimTo(2 * this.capacity()); // the cache may have become smaller
  }

  protected onMove(from: number, to: number): void {
    const mark = this.cells.markOf(from);
    this.cells.setMark(to, mark);
    (mark === ONCE ? this.once : this.often).replace(from, to);
  }

  selectVictim(): number {
    const { onceWeight, target } = this;
    const isAllOnce = this.isForNew && this.onceGhosts.count === 0 && onceWeight + this.incomingWeight > this.capacity();
    const isFromOnce = isAllOnce || (onceWeight > 0 && (onceWeight > target || (onceWeight === target && this.isForOften)));
    const first = (isFromOnce ? this.once : this.often).oldest(this.mayEvict);
    return first >= 0 ? first : (isFromOnce ? this.often : this.once).oldest(this.mayEvict);
  }

  save(): unknown {
    return {
      lists: [this.once.save(), this.often.save()],
      ghosts: [this.onceGhosts.save(), this.oftenGhosts.save()],
      expected: this.expected.save(),
      numbers: [this.onceWeight, this.oftenWeight, this.target, this.isForOften ? 1 : 0, this.isForNew ? 1 : 0, this.incomingWeight],
    };
  }

  restore(state: unknown): void {
    const saved = state as {
      lists: [number[], number[]];
      ghosts: [ReturnType<GhostList['save']>, ReturnType<GhostList['save']>];
      expected: ReturnType<IntMap['save']>;
      numbers: [number, number, number, number, number, number];
    };
    this.once.restore(saved.lists[0]);
    this.often.restore(saved.lists[1]);
    this.onceGhosts.restore(saved.ghosts[0]);
    this.oftenGhosts.restore(saved.ghosts[1]);
    this.expected.restore(saved.expected);
    const [onceWeight, oftenWeight, target, isForOften, isForNew, incomingWeight] = saved.numbers;
    this.onceWeight = onceWeight;
    this.oftenWeight = oftenWeight;
    this.target = target;
    this.isForOften = isForOften === 1;
    this.isForNew = isForNew === 1;
    this.incomingWeight = incomingWeight;
  }
}

export const arc: Spec<Record<never, never>, EvictionContext, EvictionPolicy> = {
  name: 'arc',
  summary: 'Balances blocks used once against blocks used more often, by what it regrets',
  source: 'Megiddo, Modha: ARC: a self-tuning, low overhead replacement cache, FAST 2003; the target a real number',
  params: {},
  create: (_params, context) => new Arc(context),
};
