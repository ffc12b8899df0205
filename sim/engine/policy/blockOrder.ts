/** Dirty blocks of one VM that may be destaged, by their place on the disk: for flush policies that go along it, which keep it through their `DirtWatcher`. */
import { IntMap } from '../../base/intMap.ts';
import { OrderedIntSet } from '../../base/orderedIntSet.ts';
import type { Stateful } from '../../base/stateful.ts';

interface BlockOrderState {
  readonly blocks: unknown;
  readonly nodes: unknown;
}

export class BlockOrder implements Stateful<BlockOrderState> {
  private readonly blocks = new OrderedIntSet();
  private readonly nodes = new IntMap();

  add(block: number, node: number): void {
    this.blocks.add(block);
    this.nodes.set(block, node);
  }

  remove(block: number): void {
    this.blocks.delete(block);
    this.nodes.delete(block);
  }

  /** Node of the first block in the half-open range, or −1. */
  firstWithin(fromBlock: number, endBlock: number): number {
    const block = this.blocks.nextFrom(fromBlock);
    return block >= 0 && block < endBlock ? this.nodes.get(block) : -1;
  }

  /** Node of the first block from there on, after the last one again from the beginning; −1 when there is none. */
  nextCircular(fromBlock: number): number {
    let block = this.blocks.nextFrom(fromBlock);
    if (block < 0) block = this.blocks.nextFrom(0);
    return block < 0 ? -1 : this.nodes.get(block);
  }

  save(): BlockOrderState {
    return { blocks: this.blocks.save(), nodes: this.nodes.save() };
  }

  restore(state: BlockOrderState): void {
    this.blocks.restore(state.blocks as ReturnType<OrderedIntSet['save']>);
    this.nodes.restore(state.nodes as ReturnType<IntMap['save']>);
  }
}
