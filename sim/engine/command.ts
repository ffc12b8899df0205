import { noneSettled } from '../base/settled.ts';
import type { Settled } from '../base/settled.ts';
import type { CommandKind, EngineCommand, Space, VmId } from './protocol.ts';

/** What a command is part of: who goes on when it completes. */
export const Purpose = {
  Free: 0,
  /** Data for a guest's read, or for the blocks that a write covers in part. */
  GuestRead: 1,
  /** The same from the array; what was read is then kept in DRAM. */
  FillRead: 2,
  FillWrite: 3,
  Promote: 4,
  GuestWrite: 5,
  /** A write's own copy on flash (classes flash and array). */
  WritePersist: 6,
  /** DRAM → flash, for whatever reason. */
  Copy: 7,
  /** A preimage that a write must have first (read-before-write). */
  FetchRead: 8,
  FetchWrite: 9,
  /** A preimage that must leave the array before a destage (copy-before-destage, redo). */
  PreimageRead: 10,
  PreimageWrite: 11,
  PreimageLog: 12,
  DestageRead: 13,
  DestageWrite: 14,
  /** The durable point moves when it completes. */
  DurableLog: 15,
  ReleaseSnapshot: 16,
  RollbackLogRead: 17,
  RollbackLogWrite: 18,
  ResizeLog: 19,
  MetadataLog: 20,
  Checkpoint: 21,
  Superblock: 22,
  /** A version that is promised to the array: from flash, to the array's journal; and their commit. */
  HeldRead: 23,
  HeldStage: 24,
  HeldCommit: 25,
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/**
 * A device command with what the engine needs to know when it completes. Pooled; its tag is its number in the pool. What every completion asks for stands first, what few
 * commands use last: about a thousand are under way at a time, and each lies in several lines of the processor's cache.
 */
export class Command implements EngineCommand {
  readonly tag: number;
  kind: CommandKind = 0;
  purpose: Purpose = Purpose.Free;
  vm = 0 as VmId;
  space: Space = 0;
  /** Number of the request, destage, job or fetch that it belongs to, or −1. */
  owner = -1;
  /** First cell that it concerns, or −1; and a second one. */
  cell = -1;
  cell2 = -1;
  blockCount = -1;
  cause = 0;
  slot = -1;
  toSlot = -1;
  block = -1;
  buffer = -1;
  bufferBlock = -1;
  isPrevious = false;
  isFill = false;
  snapshot = -1;
  lengthBytes = 0;
  logOffset = -1;
  /** A sequence that the completion needs. */
  sequence = 0;
  transaction = -1;
  throughTransaction = -1;
  /** Its place in its VM's list of reads of the array. */
  listAt = -1;
  settled: Settled = noneSettled;
  /** An append to the log: its number, and the numbers that writes may be given when it is durable. */
  segment = 0;
  lease = 0;
  bytes: Uint8Array | null = null;

  constructor(tag: number) {
    this.tag = tag;
  }
}
