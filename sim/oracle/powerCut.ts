/**
 * What a power cut of the server leaves on flash and array of the writes that were under way, or that no barrier covered yet: of each the old, the new, or a
 * torn mixture. Of slots and array blocks a mixture is poison; the log is torn in units of 512 bytes. Only says what would be left, and changes nothing.
 */
import { eitherSettled, noneSettled } from '../base/settled.ts';
import type { Settled } from '../base/settled.ts';
import { sectorBytes, WriteFate } from '../base/writeFate.ts';
import type { WriteFates } from '../base/writeFate.ts';
import { CommandKind } from '../engine/protocol.ts';
import type { CommandInFlight } from './commandInFlight.ts';
import { isReadable, poisonStamp, unknownStamp } from './content.ts';
import type { UnflushedWrites } from './unflushedWrites.ts';

export interface PowerCut {
  /** Bytes that have reached the log area. */
  readonly log: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
  /** Flash slots whose content was in doubt, with what they hold now. */
  readonly slots: ReadonlyMap<number, number>;
  /** By VM: blocks of the array that were being written, with what they hold now. */
  readonly disks: readonly ReadonlyMap<number, number>[];
  /** By VM: snapshots that the array has not taken. */
  readonly lostSnapshots: readonly ReadonlySet<number>[];
  /** What has come to the array of the log, with commands that have changed something. */
  readonly settled: Settled;
}

/** What is cut. */
export interface CutParts {
  readonly vmCount: number;
  readonly flights: Iterable<CommandInFlight>;
  readonly unflushed: UnflushedWrites;
  /** By VM: may a write to the array be torn? */
  readonly mayTear: readonly boolean[];
  /** By VM that has no flash: what a block held before a write to the array that may fail. */
  readonly lastKnown: readonly ReadonlyMap<number, number>[];
  arrayStamp(vm: number, block: number): number;
  snapshot(vm: number, number: number): { readonly block: number; readonly stamps: readonly number[] } | undefined;
}

export function cutPower(parts: CutParts, fates: WriteFates): PowerCut {
  const log: { offset: number; bytes: Uint8Array }[] = [];
  const disks = Array.from({ length: parts.vmCount }, () => new Map<number, number>());
  const lostSnapshots = Array.from({ length: parts.vmCount }, () => new Set<number>());
  const flights = [...parts.flights];
  let settled = noneSettled;
  fates.begin();
  for (const flight of flights) {
    // It is told before it forgets.
    if (flight.kind === CommandKind.ReleaseSnapshot) settled = eitherSettled(settled, flight.settled);
    if (flight.kind === CommandKind.CommitArray) {
      // All or none: torn is none.
      const isDone = fates.fate() === WriteFate.Kept;
      if (isDone) settled = eitherSettled(settled, flight.settled);
      for (const [i, block] of flight.blocks.entries()) disks[flight.vm].set(block, arrayBlockLeft(flight, i, isDone ? WriteFate.Kept : WriteFate.Lost));
      continue;
    }
    if (flight.kind !== CommandKind.WriteArray && flight.kind !== CommandKind.DiscardArray) continue;
    const drawn = fates.fate();
    const fate = drawn === WriteFate.Kept || parts.mayTear[flight.vm] ? drawn : WriteFate.Lost;
    if (fate !== WriteFate.Lost) settled = eitherSettled(settled, flight.settled);
    for (let i = 0; i < flight.blockCount; i++) disks[flight.vm].set(flight.block + i, arrayBlockLeft(flight, i, fate));
    // It takes the snapshot before it writes.
    if (fate === WriteFate.Lost && isOwnSnapshot(parts, flight) && fates.next() < 0.5) lostSnapshots[flight.vm].add(flight.snapshot);
  }
  let barrier = 0;
  fates.begin();
  for (const { bytes, logOffset, barrier: own } of flights) {
    const fate = bytes === null ? WriteFate.Lost : fates.fate();
    if (bytes === null || fate === WriteFate.Lost) continue;
    // It had begun to reach the flash: then what it is a barrier for was there before.
    barrier = Math.max(barrier, own);
    log.push(...sectorsLeft(bytes, logOffset, fate, fates));
  }
  const slots = parts.unflushed.left(fates, barrier);
  parts.lastKnown.forEach((known, vm) => {
    for (const [block, stamp] of known) if (!isReadable(disks[vm].get(block) ?? parts.arrayStamp(vm, block))) disks[vm].set(block, stamp);
  });
  return { log, slots, disks, lostSnapshots, settled };
}

/** Has this write made the snapshot that it names? */
function isOwnSnapshot(parts: CutParts, flight: CommandInFlight): boolean {
  const kept = parts.snapshot(flight.vm, flight.snapshot);
  return kept?.block === flight.block && kept.stamps.every((stamp, i) => stamp === flight.former[i]);
}

function arrayBlockLeft(flight: CommandInFlight, i: number, fate: WriteFate): number {
  const stamp = fate === WriteFate.Lost ? flight.former[i] : fate === WriteFate.Kept ? flight.stamps[i] : unknownStamp;
  return stamp === poisonStamp ? unknownStamp : stamp;
}

/** What is there of an append that is not lost. */
function sectorsLeft(bytes: Uint8Array, offset: number, fate: WriteFate, fates: WriteFates): { offset: number; bytes: Uint8Array }[] {
  if (fate === WriteFate.Kept) return [{ offset, bytes }];
  if (fate === WriteFate.Corrupted) {
    const spoilt = bytes.slice();
    const at = Math.floor(fates.next() * bytes.length);
    spoilt[at] ^= 1 << Math.floor(fates.next() * 8);
    return [{ offset, bytes: spoilt }];
  }
  const left: { offset: number; bytes: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; at += sectorBytes) {
    if (fates.isSectorKept()) left.push({ offset: offset + at, bytes: bytes.subarray(at, at + sectorBytes) });
  }
  return left;
}
