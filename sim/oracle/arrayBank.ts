/**
 * The disks and snapshots that the array keeps, as stamps.
 *
 * A block of them may be damaged at rest: then whoever reads it gets something else, until it is written again; `right…` still says what it ought to hold. A snapshot
 * that is taken of a damaged block is damaged, too.
 */
import { eitherSettled, noneSettled } from '../base/settled.ts';
import type { Settled } from '../base/settled.ts';
import type { Stateful } from '../base/stateful.ts';
import { damagedStamp, initialStamp, isReadable, poisonStamp } from './content.ts';
import { StampPages } from './stampPages.ts';
import type { StampPagesState } from './stampPages.ts';

export interface Snapshot {
  readonly block: number;
  readonly stamps: readonly number[];
  /** What is read of the first block, where it is damaged. */
  readonly damaged: number | null;
}

export interface ArrayBankState {
  readonly disks: readonly StampPagesState[];
  readonly damaged: readonly (readonly (readonly [number, number])[])[];
  readonly snapshots: readonly (readonly (readonly [number, Snapshot])[])[];
  readonly damages: number;
  readonly settled: Settled;
}

export class ArrayBank implements Stateful<ArrayBankState> {
  private readonly disks: readonly StampPages[];
  /** By VM: damaged blocks, and what is read of them. */
  private readonly damaged: readonly Map<number, number>[];
  private readonly snapshots: readonly Map<number, Snapshot>[];
  private damages = 0;
  /** What it was told of the log with the changes of what it holds. */
  settled = noneSettled;
  /** Reads that got something else than was written. */
  damagedReads = 0;

  constructor(vmCount: number) {
    const each = <T>(create: (vm: number) => T): T[] => Array.from({ length: vmCount }, (_, vm) => create(vm));
    this.disks = each((vm) => new StampPages((block) => initialStamp(vm, block)));
    this.damaged = each(() => new Map<number, number>());
    this.snapshots = each(() => new Map<number, Snapshot>());
  }

  /** What is read of the block at this instant; poison while it is written. */
  stampOf(vm: number, block: number): number {
    const stamp = this.disks[vm].get(block);
    return this.damaged[vm].size === 0 || !isReadable(stamp) ? stamp : (this.damaged[vm].get(block) ?? stamp);
  }

  /** What it ought to hold. */
  rightStampOf(vm: number, block: number): number {
    return this.disks[vm].get(block);
  }

  isDamaged(vm: number, block: number): boolean {
    return this.damaged[vm].has(block);
  }

  /** A command that came with this has changed something, or may have. */
  told(settled: Settled): void {
    this.settled = eitherSettled(this.settled, settled);
  }

  /** A write to the block begins. */
  poison(vm: number, block: number): void {
    this.disks[vm].set(block, poisonStamp);
  }

  /** A write to the block has ended, and has left this. */
  written(vm: number, block: number, stamp: number): void {
    this.disks[vm].set(block, stamp);
    this.damaged[vm].delete(block);
  }

  /** What a power cut has left in the block: damage is still there where that is what it held before. */
  settle(vm: number, block: number, stamp: number, isNew: boolean): void {
    if (isNew) this.written(vm, block, stamp);
    else this.disks[vm].set(block, stamp);
  }

  /** The block is damaged. What it ought to hold, or null where a command is writing it. */
  damage(vm: number, block: number): number | null {
    const right = this.disks[vm].get(block);
    if (!isReadable(right)) return null;
    this.damaged[vm].set(block, damagedStamp(right, ++this.damages));
    return right;
  }

  /** Nobody knows any more what the server has written: what is there counts as the content. */
  trust(vm: number): void {
    for (const [block, stamp] of this.damaged[vm]) if (isReadable(this.disks[vm].get(block))) this.disks[vm].set(block, stamp);
    this.damaged[vm].clear();
  }

  /** Changes what was set of a disk. */
  change(vm: number, changed: (stamp: number) => number): void {
    this.disks[vm].change(changed);
  }

  // Snapshots.

  snapshot(vm: number, number: number): Snapshot | undefined {
    return this.snapshots[vm].get(number);
  }

  snapshotNumbers(vm: number): ReadonlySet<number> {
    return new Set(this.snapshots[vm].keys());
  }

  takeSnapshot(vm: number, number: number, block: number, blockCount: number): void {
    const stamps = Array.from({ length: blockCount }, (_, i) => this.disks[vm].get(block + i));
    this.snapshots[vm].set(number, { block, stamps, damaged: this.damaged[vm].get(block) ?? null });
  }

  /** False: there is none of that number. */
  releaseSnapshot(vm: number, number: number): boolean {
    return this.snapshots[vm].delete(number);
  }

  /** What is read of the block in the snapshot. */
  snapshotStamp(vm: number, number: number, block: number): number {
    const kept = this.snapshots[vm].get(number);
    return kept?.block === block && kept.damaged !== null ? kept.damaged : this.rightSnapshotStamp(vm, number, block);
  }

  rightSnapshotStamp(vm: number, number: number, block: number): number {
    const kept = this.snapshots[vm].get(number);
    return kept?.stamps[block - kept.block] ?? poisonStamp;
  }

  isSnapshotDamaged(vm: number, number: number): boolean {
    return (this.snapshots[vm].get(number)?.damaged ?? null) !== null;
  }

  /** The snapshot is damaged. What it ought to hold, or null where there is none. */
  damageSnapshot(vm: number, number: number): number | null {
    const kept = this.snapshots[vm].get(number);
    if (kept === undefined || !isReadable(kept.stamps[0])) return null;
    this.snapshots[vm].set(number, { ...kept, damaged: damagedStamp(kept.stamps[0], ++this.damages) });
    return kept.stamps[0];
  }

  /** Has some snapshot of the VM this content of the block? */
  hasSnapshotOf(vm: number, block: number, stamp: number): boolean {
    for (const kept of this.snapshots[vm].values()) if (kept.stamps[block - kept.block] === stamp) return true;
    return false;
  }

  save(): ArrayBankState {
    return {
      disks: this.disks.map((disk) => disk.save()),
      damaged: this.damaged.map((blocks) => [...blocks]),
      snapshots: this.snapshots.map((kept) => [...kept].map(([number, snapshot]) => [number, { ...snapshot, stamps: [...snapshot.stamps] }] as const)),
      damages: this.damages,
      settled: this.settled,
    };
  }

  restore(state: ArrayBankState): void {
    this.disks.forEach((disk, vm) => {
      disk.restore(state.disks[vm]);
    });
    this.damaged.forEach((blocks, vm) => {
      blocks.clear();
      for (const [block, stamp] of state.damaged[vm]) blocks.set(block, stamp);
    });
    this.snapshots.forEach((kept, vm) => {
      kept.clear();
      for (const [number, snapshot] of state.snapshots[vm]) kept.set(number, { ...snapshot, stamps: [...snapshot.stamps] });
    });
    this.damages = state.damages;
    this.settled = state.settled;
  }
}
