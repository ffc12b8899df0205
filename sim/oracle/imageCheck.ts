/**
 * What is left of a disk after a crash, against its whole history; independent of the engine. An image is
 *
 *   prefix               a point in time: what the disk held after one of its writes (or before all of them), block for block;
 *   barrier-consistent   no write is there that came after a flush while one is missing that the flush had covered: a file system or database copes with it;
 *   torn                 anything else, also when a block holds neither its old nor its new content.
 *
 * With versions by number (VALIDATION.md): lo the newest write that is there, hi the one before the oldest that is missing; a prefix has lo <= hi. Here
 * contents are compared, since different writes may leave the same content (zeros): the history is gone through once, and it is counted how many blocks are
 * as the image has them. O(writes + blocks).
 *
 * The array may still be where the disk was before the latest rollbacks: a prefix of that history is a prefix, too.
 *
 * Lost is an acknowledged write of the present history of which some block is older in the image. Of a block that holds something that no write of the present
 * history has left there, its newest version counts as lost. RPO: from the oldest lost write until the crash.
 */
import { lostStamp } from './content.ts';
import type { DiskHistory, DiskTurn } from './diskHistory.ts';

export const imageConsistencies = ['prefix', 'barrier-consistent', 'torn'] as const;
export type ImageConsistency = (typeof imageConsistencies)[number];

export interface ImageVerdict {
  readonly consistency: ImageConsistency;
  /** Of a prefix: its newest write; else −1. */
  readonly sequence: number;
  readonly lostWrites: number;
  readonly lostBytes: number;
  readonly rpoNs: number;
  /** Blocks that hold nothing any more, since what held them was damaged. */
  readonly lostBlocks: number;
}

/** Looks back over so many turns at most. */
const turnsMax = 8;
const nothing = -1;

export function checkImage(history: DiskHistory, stampOf: (block: number) => number, nowNs: number): ImageVerdict {
  const image = history.blocks.map(stampOf);
  const point = prefixPoint(history, image);
  const lostBlocks = image.filter((stamp) => stamp === lostStamp).length;
  if (point >= 0) return { ...verdict(history, 'prefix', point, () => point, nowNs), lostBlocks };
  const held = heldVersions(history, image);
  const heldOf = (block: number): number => held.versions[block];
  return { ...verdict(history, isOrdered(history, held) ? 'barrier-consistent' : 'torn', nothing, heldOf, nowNs), lostBlocks };
}

/** The newest point at which the disk was as the image; −1: it never was. */
function prefixPoint(history: DiskHistory, image: readonly number[]): number {
  const present = sweep(history, image, Infinity, (goneBy) => goneBy === 0);
  if (present >= 0) return present;
  const { turns } = history;
  for (let turn = turns.length; turn > Math.max(0, turns.length - turnsMax); turn--) {
    const before: DiskTurn = turns[turn - 1];
    if (before.isUndone) continue;
    const point = sweep(history, image, before.writes, (goneBy) => goneBy === 0 || goneBy >= turn);
    if (point >= 0) return Math.min(point, before.sequence);
  }
  return nothing;
}

function sweep(history: DiskHistory, image: readonly number[], writesMax: number, isPart: (goneBy: number) => boolean): number {
  const { writes, entryBlock, entryStamp } = history;
  const contents = [...history.initialStamps];
  let matching = contents.reduce((sum, stamp, block) => sum + (stamp === image[block] ? 1 : 0), 0);
  let point = matching === image.length ? 0 : nothing;
  const count = Math.min(writesMax, writes.sequence.length);
  for (let write = 0; write < count; write++) {
    if (!isPart(writes.goneBy[write])) continue;
    const end = writes.firstEntry[write + 1] ?? entryBlock.length;
    for (let entry = writes.firstEntry[write]; entry < end; entry++) {
      const block = entryBlock[entry];
      const stamp = entryStamp[entry];
      if (contents[block] === image[block]) matching--;
      if (stamp === image[block]) matching++;
      contents[block] = stamp;
    }
    if (matching === image.length) point = writes.sequence[write];
  }
  return point;
}

interface HeldVersions {
  /** By block: the sequence of the version that the image holds, as far as can be told. */
  readonly versions: readonly number[];
  /** Some block holds what no write of the present history has left there. */
  readonly hasForeign: boolean;
  readonly newest: number;
}

function heldVersions(history: DiskHistory, image: readonly number[]): HeldVersions {
  const { writes, entryBlock, entryStamp, initialStamps } = history;
  const matches: number[][] = image.map((stamp, block) => (stamp === initialStamps[block] ? [0] : []));
  const latest = new Array<number>(image.length).fill(0);
  const beforeLatest = new Array<number>(image.length).fill(0);
  for (let write = 0; write < writes.sequence.length; write++) {
    if (writes.goneBy[write] !== 0) continue;
    const end = writes.firstEntry[write + 1] ?? entryBlock.length;
    for (let entry = writes.firstEntry[write]; entry < end; entry++) {
      const block = entryBlock[entry];
      beforeLatest[block] = latest[block];
      latest[block] = writes.sequence[write];
      if (entryStamp[entry] === image[block]) matches[block].push(latest[block]);
    }
  }
  const certain = matches.reduce((max, found) => (found.length === 1 ? Math.max(max, found[0]) : max), 0);
  // Of the same content written several times: the newest that is no newer than what is there for certain.
  const versions = matches.map((found, block) => (found.length === 0 ? beforeLatest[block] : (found.findLast((sequence) => sequence <= certain) ?? found[0])));
  const newest = matches.reduce((max, found, block) => (found.length === 0 ? max : Math.max(max, versions[block])), 0);
  return { versions, hasForeign: matches.some((found) => found.length === 0), newest };
}

/** Is nothing there that came after a flush while something is missing that the flush had covered? */
function isOrdered(history: DiskHistory, held: HeldVersions): boolean {
  if (held.hasForeign) return false;
  let missing = Infinity;
  forEachMissing(
    history,
    (block) => held.versions[block],
    (write) => {
      missing = Math.min(missing, history.writes.sequence[write]);
    },
  );
  return !history.flushes.some(({ covered, until }) => missing <= covered && held.newest > until);
}

function verdict(
  history: DiskHistory,
  consistency: ImageConsistency,
  sequence: number,
  heldOf: (block: number) => number,
  nowNs: number,
): Omit<ImageVerdict, 'lostBlocks'> {
  const { writes } = history;
  let lostWrites = 0;
  let lostBytes = 0;
  let oldestNs = nowNs;
  forEachMissing(history, heldOf, (write) => {
    lostWrites++;
    lostBytes += writes.bytes[write];
    oldestNs = Math.min(oldestNs, writes.timeNs[write]);
  });
  return { consistency, sequence, lostWrites, lostBytes, rpoNs: nowNs - oldestNs };
}

/** Each acknowledged write of the present history of which some block is older in the image. */
function forEachMissing(history: DiskHistory, heldOf: (block: number) => number, found: (write: number) => void): void {
  const { writes, entryBlock } = history;
  for (let write = 0; write < writes.sequence.length; write++) {
    if (writes.goneBy[write] !== 0 || writes.isAcknowledged[write] === 0) continue;
    const end = writes.firstEntry[write + 1] ?? entryBlock.length;
    for (let entry = writes.firstEntry[write]; entry < end; entry++) {
      if (heldOf(entryBlock[entry]) >= writes.sequence[write]) continue;
      found(write);
      break;
    }
  }
}
