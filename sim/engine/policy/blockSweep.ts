/**
 * Destages along the disk, in ascending order of blocks and from its end again to its beginning, group by group: the work of `cscan` and `wow`.
 *
 * Where the marks (see `destageMarks.ts`) ask for a destage, the next group that has dirty blocks is begun, and from then on all of its dirty blocks that lie
 * ahead go, whatever the marks say, as many at a time as they allow at most. With `skipsRecent` a group of which a dirty block was written again since the
 * sweep passed it, or since its first block became dirty, is passed over once.
 */
import { OrderedIntSet } from '../../base/orderedIntSet.ts';
import { BlockOrder } from './blockOrder.ts';
import { mayDestage } from './destageMarks.ts';
import type { DestageMarks } from './destageMarks.ts';
import type { DirtWatcher, DirtyView, FlushPolicy } from './flushPolicy.ts';

interface BlockSweepState {
  readonly order: ReturnType<BlockOrder['save']>;
  readonly recent: ReturnType<OrderedIntSet['save']>;
  readonly returned: ReturnType<OrderedIntSet['save']>;
  readonly place: readonly [number, number, number];
}

export class BlockSweep implements FlushPolicy, DirtWatcher {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = true;
  readonly watcher = this;
  private readonly marks: DestageMarks;
  private readonly groupBlocks: number;
  private readonly skipsRecent: boolean;
  private readonly order = new BlockOrder();
  /** Numbers of groups that the sweep passes over next time. */
  private readonly recent = new OrderedIntSet();
  /** Blocks whose destage began and did not get through, or was only prepared: they go before the sweep goes on. */
  private readonly returned = new OrderedIntSet();
  /** Blocks before this one are behind; those from here to before `groupEnd` belong to the group under way. */
  private pointer = 0;
  private groupEnd = 0;
  /** What was named last and has not begun yet, or −1. */
  private named = -1;

  constructor(marks: DestageMarks, groupBlocks: number, skipsRecent: boolean) {
    this.marks = marks;
    this.groupBlocks = groupBlocks;
    this.skipsRecent = skipsRecent;
  }

  nextWakeNs(): number {
    return Infinity;
  }

  wake(): void {
    // Nothing of this policy depends on time.
  }

  next(_nowNs: number, view: DirtyView): number {
    let ahead = this.returned.nextFrom(0);
    ahead = ahead >= 0 ? this.order.firstWithin(ahead, ahead + 1) : this.order.firstWithin(this.pointer, this.groupEnd);
    if (ahead >= 0) {
      this.named = view.inFlight() < this.marks.inFlight ? ahead : -1;
      return this.named;
    }
    this.groupEnd = this.pointer;
    this.named = mayDestage(view, this.marks) ? this.beginGroup(view) : -1;
    return this.named;
  }

  /** Moves to the next group that is not passed over, and names its first dirty block; −1 when nothing is listed. */
  private beginGroup(view: DirtyView): number {
    let from = this.pointer;
    for (;;) {
      const node = this.order.nextCircular(from);
      if (node < 0) return -1;
      const block = view.block(node);
      const group = Math.floor(block / this.groupBlocks);
      const groupEnd = (group + 1) * this.groupBlocks;
      if (!this.recent.delete(group)) {
        this.pointer = block;
        this.groupEnd = groupEnd;
        return node;
      }
      from = groupEnd;
    }
  }

  onListed(node: number, view: DirtyView): void {
    const block = view.block(node);
    if (this.skipsRecent) {
      const group = Math.floor(block / this.groupBlocks);
      if (this.order.firstWithin(group * this.groupBlocks, (group + 1) * this.groupBlocks) < 0) this.recent.delete(group);
    }
    this.order.add(block, node);
  }

  onReturned(node: number, view: DirtyView): void {
    const block = view.block(node);
    this.order.add(block, node);
    this.returned.add(block);
  }

  onRewritten(node: number, view: DirtyView): void {
    if (this.skipsRecent) this.recent.add(Math.floor(view.block(node) / this.groupBlocks));
  }

  onUnlisted(node: number, view: DirtyView): void {
    const block = view.block(node);
    this.order.remove(block);
    const wasReturned = this.returned.delete(block);
    if (node !== this.named) return;
    this.named = -1;
    if (!wasReturned) this.pointer = block + 1;
  }

  save(): BlockSweepState {
    return { order: this.order.save(), recent: this.recent.save(), returned: this.returned.save(), place: [this.pointer, this.groupEnd, this.named] };
  }

  restore(state: BlockSweepState): void {
    this.order.restore(state.order);
    this.recent.restore(state.recent);
    this.returned.restore(state.returned);
    [this.pointer, this.groupEnd, this.named] = state.place;
  }
}
