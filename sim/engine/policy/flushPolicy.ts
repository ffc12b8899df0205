import type { Stateful } from '../../base/stateful.ts';
import type { Durability } from '../protocol.ts';

/**
 * What a flush policy may look at: one VM's dirty blocks. Blocks are named by their node (a small number, good until the block is clean); those whose
 * destage is under way are not seen.
 */
export interface DirtyView {
  /** The block that has been dirty for the longest time, or −1. */
  oldest(): number;
  /** The one that became dirty after `node`, or −1. */
  following(node: number): number;
  block(node: number): number;
  sinceNs(node: number): number;
  /** Sequence since which the block is dirty; ascending along `following`. */
  sinceSequence(node: number): number;
  /** Sequence of the newest write or rollback of the VM. */
  newestSequence(): number;
  dirtyBlocks(): number;
  /** Blocks of DRAM and flash that the VM has. */
  portionBlocks(): number;
}

/**
 * Decides which dirty blocks of one VM are destaged, when, in what order. The engine asks `next` for one block at a time as long as it may start
 * destages, and keeps the contract's rules (durable point, preimages) itself.
 */
export interface FlushPolicy extends Stateful<unknown> {
  /** The durability class that the policy insists on, or null. It can only be stronger than the configured one. */
  readonly demandsDurability: Durability | null;
  /** Ask `next` whenever a block has become dirty? Otherwise only after `wake` and completions. */
  readonly onEveryWrite: boolean;
  /** Next time at which `wake` must be called; Infinity for never. */
  nextWakeNs(): number;
  /** Calling it early or twice is harmless. */
  wake(nowNs: number, view: DirtyView): void;
  /** Node of the block to destage now, or −1. */
  next(nowNs: number, view: DirtyView): number;
}

export interface FlushContext {
  /** When the policy begins to act. */
  readonly startNs: number;
}
