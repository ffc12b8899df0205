/** The superblock of the log area: where the live log begins. Its bytes are described in `logFormat.ts`. */
import { crc32 } from '../base/crc32.ts';
import type { Settled } from '../base/settled.ts';
import { formatVersion, superblockBytes, superblockMagic, unitBytes } from './logFormat.ts';

export interface Superblock {
  /** Of the superblock itself; the next one is written to the other place. */
  readonly number: number;
  readonly blockBytes: number;
  readonly vmCount: number;
  readonly flashSlots: number;
  readonly tailBytes: number;
  readonly tailNumber: number;
  /** Segments that were durable when it was written. */
  readonly settled: Settled;
}

export function writeSuperblock(superblock: Superblock): Uint8Array {
  const page = new Uint8Array(superblockBytes);
  const bytes = page.subarray(placeInPage(superblockOffset(superblock.number)));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, superblockMagic, true);
  view.setUint32(4, formatVersion, true);
  view.setFloat64(8, superblock.number, true);
  view.setUint32(16, superblock.blockBytes, true);
  view.setUint32(20, superblock.vmCount, true);
  view.setFloat64(24, superblock.flashSlots, true);
  view.setFloat64(32, superblock.tailBytes, true);
  view.setFloat64(40, superblock.tailNumber, true);
  view.setFloat64(48, superblock.settled.below, true);
  view.setUint32(56, superblock.settled.low, true);
  view.setUint32(60, superblock.settled.high, true);
  view.setUint32(64, crc32(bytes, 0, 64), true);
  return page;
}

/** The copies are at the far ends of their pages. */
function placeInPage(pageOffset: number): number {
  return pageOffset === 0 ? 0 : superblockBytes - unitBytes;
}

/** Where the page of the superblock of this number goes. */
export function superblockOffset(number: number): number {
  return (number & 1) === 1 ? 0 : superblockBytes;
}

/** `page`: the one at `pageOffset`. */
export function readSuperblock(page: Uint8Array, pageOffset: number): Superblock | null {
  const bytes = page.subarray(placeInPage(pageOffset));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isValid = view.getUint32(0, true) === superblockMagic && view.getUint32(4, true) === formatVersion && view.getUint32(64, true) === crc32(bytes, 0, 64);
  if (!isValid) return null;
  return {
    number: view.getFloat64(8, true),
    blockBytes: view.getUint32(16, true),
    vmCount: view.getUint32(20, true),
    flashSlots: view.getFloat64(24, true),
    tailBytes: view.getFloat64(32, true),
    tailNumber: view.getFloat64(40, true),
    settled: { below: view.getFloat64(48, true), low: view.getUint32(56, true), high: view.getUint32(60, true) },
  };
}
