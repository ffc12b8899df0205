/**
 * LIRS: blocks with a low reuse distance (LIR) fill all of the cache but a small share; the others (HIR) pass through that share, a queue. The stack S holds,
 * by recency, the LIR blocks and whatever was used since the oldest of them, whether it is still in the cache or not. A HIR block that is used again while it
 * is in S has a lower reuse distance than the oldest LIR block has recency: the two change roles.
 *
 * As the paper, with 1 % for HIR blocks; S is bounded by dropping the blocks that have been gone for the longest time when S weighs more than `stack` times
 * the cache (2, as libCacheSim's LIRS).
 */
import type { Spec } from '../../base/spec.ts';
import { CellList } from './cellList.ts';
import { CellPolicy } from './cellPolicy.ts';
import type { EvictionContext, EvictionPolicy } from './evictionPolicy.ts';
import { ghostKey } from './ghostList.ts';
import { RecencyStack } from './recencyStack.ts';

/** Of a cell's mark. */
const LOW = 1;
const HIGH = 2;

type LirsParams = { readonly high: number; readonly stack: number };

class Lirs extends CellPolicy {
  private readonly stack = new RecencyStack();
  private readonly queue: CellList;
  /** Each cell's node in S, plus 1; 0 when it is not there. */
  private readonly nodes: Int32Array;
  private readonly capacity: () => number;
  private readonly weightOf: (cell: number) => number;
  private readonly params: LirsParams;
  private lowWeight = 0;

  constructor(params: LirsParams, context: EvictionContext) {
    super(context);
    this.queue = new CellList(context.cells);
    this.nodes = context.cells.policyWords(0);
    this.capacity = context.capacity;
    this.weightOf = context.weightOf;
    this.params = params;
  }

  private lowShare(): number {
    const capacity = this.capacity();
    return capacity - Math.max(1, Math.floor(capacity * this.params.high));
  }

  onInsert(cell: number): void {
    const key = ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell));
    const weight = this.weightOf(cell);
    const gone = this.stack.find(key);
    if (gone >= 0) {
      this.stack.comeBack(gone, cell);
      this.stack.moveToTop(gone);
      this.nodes[cell] = gone + 1;
      this.becomeLow(cell);
    } else {
      this.nodes[cell] = this.stack.push(key, weight, cell) + 1;
      if (this.lowWeight + weight <= this.lowShare()) {
        this.becomeLow(cell);
      } else {
        this.cells.setMark(cell, HIGH);
        this.queue.pushFront(cell);
      }
    }
    this.stack.limitTo(this.capacity() * this.params.stack);
  }

  /** The cell's node is on top of S. */
  private becomeLow(cell: number): void {
    this.cells.setMark(cell, LOW);
    this.lowWeight += this.weightOf(cell);
    const share = this.lowShare();
    while (this.lowWeight > share && this.lowerBottom(cell));
    this.prune();
  }

  /** The oldest LIR block, if it is not `but`, becomes HIR. */
  private lowerBottom(but: number): boolean {
    this.prune();
    const bottom = this.stack.bottomCell();
    if (bottom < 0 || bottom === but) return false;
    this.lowWeight -= this.weightOf(bottom);
    this.leaveStack(bottom);
    this.cells.setMark(bottom, HIGH);
    this.queue.pushFront(bottom);
    return true;
  }

  private leaveStack(cell: number): void {
    const node = this.nodes[cell] - 1;
    if (node < 0) return;
    this.stack.remove(node);
    this.nodes[cell] = 0;
  }

  /** S ends with a LIR block. */
  private prune(): void {
    const { stack } = this;
    for (;;) {
      if (stack.bottom < 0) return;
      const cell = stack.bottomCell();
      if (cell >= 0 && this.cells.markOf(cell) === LOW) return;
      if (cell >= 0) this.nodes[cell] = 0;
      stack.remove(stack.bottom);
    }
  }

  onHit(cell: number): void {
    this.use(cell, ghostKey(this.cells.spaceOf(cell), this.cells.blockOf(cell)));
  }

  private use(cell: number, key: number): void {
    const node = this.nodes[cell] - 1;
    if (this.cells.markOf(cell) === LOW) {
      this.stack.moveToTop(node);
      this.prune();
      return;
    }
    this.queue.remove(cell);
    if (node >= 0) {
      this.stack.moveToTop(node);
      this.becomeLow(cell);
    } else {
      this.nodes[cell] = this.stack.push(key, this.weightOf(cell), cell) + 1;
      this.queue.pushFront(cell);
    }
    this.stack.limitTo(this.capacity() * this.params.stack);
  }

  override onRewrite(from: number, to: number): void {
    if (from !== to) this.onMove(from, to);
    this.onHit(to);
  }

  onRemove(cell: number): void {
    if (this.cells.markOf(cell) === LOW) this.lowWeight -= this.weightOf(cell);
    else this.queue.remove(cell);
    this.leaveStack(cell);
    this.prune();
  }

  override onEvict(cell: number): void {
    const node = this.nodes[cell] - 1;
    if (this.cells.markOf(cell) === LOW || node < 0) {
      this.onRemove(cell);
      return;
    }
    this.queue.remove(cell);
    this.stack.goAway(node);
    this.nodes[cell] = 0;
  }

  protected onMove(from: number, to: number): void {
    const mark = this.cells.markOf(from);
    const node = this.nodes[from];
    this.cells.setMark(to, mark);
    this.nodes[from] = 0;
    this.nodes[to] = node;
    if (node > 0) this.stack.setCell(node - 1, to);
    if (mark === HIGH) this.queue.replace(from, to);
  }

  selectVictim(): number {
    const victim = this.queue.oldest(this.mayEvict);
    return victim >= 0 ? victim : this.stack.oldestCell(this.mayEvict);
  }

  save(): unknown {
    return { stack: this.stack.save(), queue: this.queue.save(), lowWeight: this.lowWeight };
  }

  restore(state: unknown): void {
    const saved = state as { stack: ReturnType<RecencyStack['save']>; queue: number[]; lowWeight: number };
    this.stack.restore(saved.stack);
    this.queue.restore(saved.queue);
    this.lowWeight = saved.lowWeight;
  }
}

export const lirs: Spec<LirsParams, EvictionContext, EvictionPolicy> = {
  name: 'lirs',
  summary: 'Keeps blocks with a low reuse distance; the others pass through a small share',
  source: 'Jiang, Zhang: LIRS: an efficient low inter-reference recency set replacement policy, SIGMETRICS 2002',
  params: {
    high: { unit: 'ratio', default: 0.01, min: 0, max: 0.99, summary: 'share of the cache for blocks of high reuse distance' },
    stack: { unit: 'count', default: 2, min: 1, max: 100, summary: 'weight that the stack may have, in caches' },
  },
  create: (params, context) => new Lirs(params, context),
};
