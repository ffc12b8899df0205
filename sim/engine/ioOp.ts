import type { Durability, Op, Space } from './protocol.ts';

/** Where a guest's request stands. */
export const OpPhase = {
  Free: 0,
  /** Admitted read: its data is being fetched. */
  Reading: 1,
  /** Write not yet admitted: the blocks that it covers in part, or the preimages it must have first, are being read. */
  Preparing: 2,
  /** Write or discard not yet admitted: waits for room. */
  Waiting: 3,
  /** Admitted write: its data is on the way to DRAM. */
  Writing: 4,
  /** Admitted, or a flush: waits for the durable point (and the array). */
  Durable: 5,
  /** Arrived while the VM is held. */
  Held: 6,
} as const;
export type OpPhase = (typeof OpPhase)[keyof typeof OpPhase];

/** A guest's request inside the engine. Pooled; links are numbers of other requests, so that all of it can be saved. */
export class IoOp {
  readonly id: number;
  phase: OpPhase = OpPhase.Free;
  tag = 0;
  vm = 0;
  space: Space = 0;
  op: Op = 0;
  firstBlock = 0;
  blockCount = 0;
  /** The first, the last block is covered in part only. */
  isHeadPartial = false;
  isTailPartial = false;
  forceUnitAccess = false;
  buffer = -1;
  view = -1;
  durability: Durability = 'dram';
  sequence = 0;
  /** Of class `array`: what is dirty since this or before must be on the array. */
  destagedThrough = 0;
  /** When it came, and when the flush policy lets it in (Infinity: not said): only where that holds writes back. */
  arrivedNs = 0;
  admitAtNs = Infinity;
  /** Commands whose completion it waits for. */
  pending = 0;
  /** 0, or the status that it is answered with: 1 failed, 3 lost. */
  failure = 0;
  /** A block that it read in part was overwritten before it was admitted. */
  isStale = false;
  next = -1;

  constructor(id: number) {
    this.id = id;
  }
}
