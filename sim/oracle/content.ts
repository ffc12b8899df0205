/**
 * What a block holds, as a number: its stamp. Two contents are taken to be the same when their stamps are.
 *
 * A stamp is a 32-bit hash of where the content came from: which write, which block of it, over what. Zeros are 0. Two stamps stand for contents that
 * nobody may look at: a place that is being written (`poisonStamp`) and a place of which nothing is known (`unknownStamp`); one for what an engine says is lost. Different contents fall
 * on the same stamp once in 2^32: the oracle may then miss a fault, it never reports one that is not there.
 */

/** Never written, or discarded. */
export const zeroStamp = 0;
/** Being written, never written since it changed hands, or left by a write that failed. */
export const poisonStamp = 0xffffffff;
/** What an array block holds after a write to it failed. */
export const unknownStamp = 0xfffffffe;

/** What an engine calls lost. */
export const lostStamp = 0xfffffffd;

/** May this content be looked at? */
export function isReadable(stamp: number): boolean {
  return stamp < lostStamp;
}

/** The content that a write (its number, from 1) gives to the block at `blockIndex` of it, where it covers that block whole. */
export function writeStamp(write: number, blockIndex: number): number {
  return ordinaryStamp(mix(mix(0x5bd1e995, write), blockIndex));
}

/** The content after a write that covers only the bytes `fromBytes` … `toBytes` − 1 of a block that held `old`. */
export function partialWriteStamp(old: number, write: number, fromBytes: number, toBytes: number): number {
  return ordinaryStamp(mix(mix(mix(mix(0x1b873593, old), write), fromBytes), toBytes));
}

/** The content of a disk block on the array before anything was written: another for each VM and block, never zeros. */
export function initialStamp(vm: number, block: number): number {
  return ordinaryStamp(mix(mix(0x85ebca6b, vm), block));
}

/** What damaged flash gives back instead of `right`: another with each `number`. */
export function damagedStamp(right: number, number: number): number {
  const stamp = ordinaryStamp(mix(mix(0xc2b2ae35, right), number));
  return stamp === right ? 3 : stamp;
}

/** For messages: `zeros`, `poison`, `unknown`, `lost`, or eight hex digits. */
export function printStamp(stamp: number): string {
  if (stamp === zeroStamp) return 'zeros';
  if (stamp === poisonStamp) return 'poison';
  if (stamp === unknownStamp) return 'unknown';
  if (stamp === lostStamp) return 'lost';
  return stamp.toString(16).padStart(8, '0');
}

/** One round of a 32-bit hash (the finaliser of MurmurHash3 over a running state). */
function mix(state: number, word: number): number {
  let hash = Math.imul(state ^ word, 0xcc9e2d51);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Keeps ordinary contents off the four stamps that mean something else. */
function ordinaryStamp(hash: number): number {
  const stamp = hash >>> 0;
  if (stamp === zeroStamp) return 1;
  return stamp >= lostStamp ? 2 : stamp;
}
