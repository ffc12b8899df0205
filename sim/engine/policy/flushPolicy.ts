import type { ParamConflict, Spec } from '../../base/spec.ts';
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
  /** When the block was written or discarded last, or a rollback restored it. */
  writtenNs(node: number): number;
  /** Sequence since which the block is dirty; ascending along `following`. */
  sinceSequence(node: number): number;
  /** Sequence of the newest write or rollback of the VM. */
  newestSequence(): number;
  /** When the newest request of the VM arrived. */
  lastRequestNs(): number;
  /** Blocks whose destage is under way are among them. */
  dirtyBlocks(): number;
  /** Blocks whose destage, or what it needs first, is under way. */
  inFlight(): number;
  /** The log wants a version of the block that only the array holds: it is read from there before a destage over it, or given up. */
  needsPreimage(node: number): boolean;
  /** When the newest bookmark was set; −Infinity: there is none. */
  newestBookmarkNs(): number;
  /** Blocks of DRAM and flash that the VM has. */
  portionBlocks(): number;
}

/**
 * Is told of every dirty block, for policies that keep them in an order of their own. What `DirtyView` says of the node is as it is after the event, for
 * `onUnlisted` as it was before. A policy that is chosen while the VM runs is told of all that is listed then, oldest first.
 */
export interface DirtWatcher {
  /** The block may be destaged from now on: it has become dirty, a rollback made it so, or it was written again during a destage that has ended now. */
  onListed(node: number, view: DirtyView): void;
  /** The same of a block whose destage has failed, or was only prepared: it was named before, and is to be named again. */
  onReturned(node: number, view: DirtyView): void;
  /** A listed block has been written or discarded again. */
  onRewritten(node: number, view: DirtyView): void;
  /** It may not be destaged any more: its destage begins, or a rollback has made it clean. */
  onUnlisted(node: number, view: DirtyView): void;
}

/** Holds writes back so that the array can follow. They are asked for in the order of arrival, each when it is the first in its row. */
export interface WriteThrottle {
  /** When the write that arrived at `arrivedNs` may be admitted; `nowNs` or before: at once. Infinity: ask again when a destage has ended. Asked once, unless Infinity. */
  admitAtNs(nowNs: number, arrivedNs: number, view: DirtyView): number;
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
  /** May blocks stay dirty for good? Then the engine destages for writes that wait for the array (class `array`) without asking. */
  readonly keepsDirty: boolean;
  /** Null for policies that need not know of each block. */
  readonly watcher: DirtWatcher | null;
  /**
   * The array is to hold the disk as it was at one point in time, always (see `promise.ts`). `every-write`: each write goes there by itself, in sequence order, none left
   * out. `sets`: when `next` names a block, everything that is dirty goes as one set. Such a policy is asked for nothing else.
   */
  readonly promises?: 'every-write' | 'sets';
  /** Of a promise: transfers to the array under way at a time, beside the server's own limit. */
  readonly stagesMax?: number;
  /** A guest's flush of the disk (and FUA) is answered only when the array has what was written before it; otherwise flash will do. */
  readonly flushesToArray?: boolean;
  /** The cache does not keep what the array has got by a destage. */
  readonly dropsDestaged?: boolean;
  /** Left out: writes are never held back. */
  readonly throttle?: WriteThrottle;
  /** Next time at which `wake` must be called; Infinity for never. May change in `wake` and `next`. */
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

export interface FlushSpec<Params extends object> extends Spec<Params, FlushContext, FlushPolicy> {
  /** Why it can't do what it promises without flash; left out: it can. */
  readonly needsFlash?: string;
  /** It promises that the array always holds the disk as it was at one point in time: the array must write several blocks all or none. */
  readonly isPromising?: true;
  /** Looks at parameters together; each by itself is within its range. `create` is only called where this is null. Left out: any will do. */
  conflict?(params: Params): ParamConflict | null;
}
