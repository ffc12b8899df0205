/**
 * What a power cut of the server leaves on flash and array of the writes that were under way, or that no barrier covered yet: of each the old, the new, or a
 * torn mixture. Of slots and array blocks a mixture is poison; the log is torn in units of 512 bytes. Only says what would be left, and changes nothing.
 */
import { CommandKind } from '../engine/protocol.ts';
import type { CommandInFlight } from './commandInFlight.ts';
import { isReadable, poisonStamp, unknownStamp } from './content.ts';
import type { CutFate } from './cutFate.ts';
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
  /** Has this write made the snapshot that it names? */
  isOwnSnapshot(flight: CommandInFlight): boolean;
}

const unitBytes = 512;
/** Up to which number of [0, 1) a write to the array is lost, or torn; the same of appends to the log. */
const array = { lost: 0.4, torn: 0.6, noSnapshot: 0.2 };
const append = { lost: 0.3, whole: 0.7 };

/** `random` gives numbers in [0, 1). */
export function cutPower(parts: CutParts, random: () => number, fate: CutFate): PowerCut {
  const log: { offset: number; bytes: Uint8Array }[] = [];
  const disks = Array.from({ length: parts.vmCount }, () => new Map<number, number>());
  const lostSnapshots = Array.from({ length: parts.vmCount }, () => new Set<number>());
  let barrier = 0;
  for (const flight of parts.flights) {
    if (flight.kind === CommandKind.WriteArray || flight.kind === CommandKind.DiscardArray) {
      const outcome = drawn(fate, random, { lost: 0, kept: 0.9, torn: 0.5 });
      const mayTear = parts.mayTear[flight.vm];
      for (let i = 0; i < flight.blockCount; i++) disks[flight.vm].set(flight.block + i, arrayBlockLeft(flight, i, outcome, mayTear));
      // It takes the snapshot before it writes.
      if (outcome < array.noSnapshot && parts.isOwnSnapshot(flight)) lostSnapshots[flight.vm].add(flight.snapshot);
    } else if (flight.bytes !== null) {
      const outcome = drawn(fate, random, { lost: 0, kept: 0.5, torn: 0.9 });
      if (outcome < append.lost) continue;
      // It had begun to reach the flash: then what it is a barrier for was there before.
      barrier = Math.max(barrier, flight.barrier);
      log.push(...unitsLeft(flight.bytes, flight.logOffset, outcome < append.whole ? null : random));
    }
  }
  const slots = parts.unflushed.left(random, fate, barrier);
  parts.lastKnown.forEach((known, vm) => {
    for (const [block, stamp] of known) if (!isReadable(disks[vm].get(block) ?? parts.arrayStamp(vm, block))) disks[vm].set(block, stamp);
  });
  return { log, slots, disks, lostSnapshots };
}

function drawn(fate: CutFate, random: () => number, fixed: Readonly<Record<Exclude<CutFate, 'random'>, number>>): number {
  return fate === 'random' ? random() : fixed[fate];
}

function arrayBlockLeft(flight: CommandInFlight, i: number, outcome: number, mayTear: boolean): number {
  const isTorn = outcome >= array.lost && outcome < array.torn && mayTear;
  const isOld = outcome < array.lost || (!mayTear && outcome < (array.lost + array.torn) / 2);
  const stamp = isOld ? flight.former[i] : isTorn ? unknownStamp : flight.stamps[i];
  return stamp === poisonStamp ? unknownStamp : stamp;
}

/** An append, whole or (with `random`) any of its units. */
function unitsLeft(bytes: Uint8Array, offset: number, random: (() => number) | null): { offset: number; bytes: Uint8Array }[] {
  if (random === null) return [{ offset, bytes }];
  const left: { offset: number; bytes: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; at += unitBytes) if (random() < 0.5) left.push({ offset: offset + at, bytes: bytes.subarray(at, at + unitBytes) });
  return left;
}
