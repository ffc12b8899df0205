/**
 * Finds the segments of the log on flash after a power cut: from where the superblock says, at every multiple of 512, in the order of their numbers. What is
 * torn, or was on its way and is not there, is left out; a segment that must be there and is not is damage, and is named.
 */
import { formatVersion, headerBytes, ringStartBytes, roundUp, segmentMagic, superblockBytes, unitBytes } from '../logFormat.ts';
import { segmentChecksum } from '../segmentWriter.ts';
import { readSuperblock } from '../superblock.ts';
import type { Superblock } from '../superblock.ts';

/** Reads the log area; offsets count from its beginning. The bytes stay as they are until recovery is over. */
export interface LogReader {
  readonly areaBytes: number;
  /** What lies behind this was never written; without it, all of the area may have been. */
  readonly writtenBytes?: number;
  read(offset: number, lengthBytes: number): Uint8Array;
}

export interface FoundSegment {
  readonly number: number;
  readonly offset: number;
  readonly vm: number;
  readonly settledBelow: number;
  readonly lease: number;
  readonly bytes: Uint8Array;
}

export interface FoundLog {
  readonly superblock: Superblock;
  /** In the order of their numbers. */
  readonly segments: readonly FoundSegment[];
  /** All segments below this were durable when some segment was written. */
  readonly settledBelow: number;
  /** Numbers of segments that were durable and can't be read. */
  readonly damaged: readonly number[];
  /** Superblocks that can't be read. */
  readonly damagedSuperblocks: number;
  /** Where the log goes on. */
  readonly headBytes: number;
  readonly nextNumber: number;
}

/** Null when there is no superblock that can be read. */
export function readLog(reader: LogReader): FoundLog | null {
  const copies = [readSuperblock(reader.read(0, superblockBytes)), readSuperblock(reader.read(superblockBytes, superblockBytes))];
  const [first, second] = copies;
  const superblock = (first?.number ?? -1) > (second?.number ?? -1) ? first : second;
  if (superblock === null || superblock === undefined) return null;
  const segments = findSegments(reader, superblock);
  let expected = superblock.tailNumber;
  let settledBelow = superblock.gapsBelow;
  for (const segment of segments) settledBelow = Math.max(settledBelow, segment.settledBelow);
  const damaged: number[] = [];
  for (const { number } of segments) {
    for (; expected < number; expected++) if (expected >= superblock.gapsBelow && expected < settledBelow) damaged.push(expected);
    expected = number + 1;
  }
  for (; expected < settledBelow; expected++) if (expected >= superblock.gapsBelow) damaged.push(expected);
  const last = segments[segments.length - 1];
  return {
    superblock,
    segments,
    settledBelow,
    damaged,
    damagedSuperblocks: superblock.number > 1 ? copies.filter((copy) => copy === null).length : 0,
    headBytes: last === undefined ? superblock.tailBytes : last.offset + last.bytes.length,
    nextNumber: Math.max(last === undefined ? superblock.tailNumber : last.number + 1, settledBelow),
  };
}

/** So much is looked through for the beginning of a segment at a time. */
const scanBytes = 2 ** 20;

/** Goes round the ring once, from the tail. */
function findSegments(reader: LogReader, superblock: Superblock): FoundSegment[] {
  const segments: FoundSegment[] = [];
  let next = superblock.tailNumber;
  const scan = (from: number, to: number): void => {
    for (let offset = from; offset < to;) {
      offset = nextMagic(reader, offset, to);
      if (offset >= to) return;
      const segment = readSegment(reader, offset, next);
      if (segment === null) {
        offset += unitBytes;
        continue;
      }
      segments.push(segment);
      next = segment.number + 1;
      offset += segment.bytes.length;
    }
  };
  scan(superblock.tailBytes, Math.min(reader.areaBytes, reader.writtenBytes ?? reader.areaBytes));
  scan(ringStartBytes, superblock.tailBytes);
  return segments;
}

/** The first place from `from` on that begins as a segment does, or `to`: most of a large ring does not, and is passed over without a look at each header. */
function nextMagic(reader: LogReader, from: number, to: number): number {
  for (let start = from; start < to; start += scanBytes) {
    const bytes = reader.read(start, Math.min(scanBytes, to - start));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + 4 <= bytes.length; at += unitBytes) if (view.getUint32(at, true) === segmentMagic) return start + at;
  }
  return to;
}

function readSegment(reader: LogReader, offset: number, numberMin: number): FoundSegment | null {
  if (offset + unitBytes > reader.areaBytes) return null;
  const head = reader.read(offset, headerBytes);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint32(0, true) !== segmentMagic || view.getUint32(4, true) !== formatVersion) return null;
  const number = view.getFloat64(8, true);
  const lengthBytes = view.getUint32(16, true);
  if (!(number >= numberMin) || lengthBytes < unitBytes || lengthBytes !== roundUp(lengthBytes, unitBytes) || offset + lengthBytes > reader.areaBytes)
    return null;
  const bytes = reader.read(offset, lengthBytes);
  if (segmentChecksum(bytes) !== view.getUint32(60, true)) return null;
  return { number, offset, vm: view.getUint32(20, true), settledBelow: view.getFloat64(24, true), lease: view.getFloat64(32, true), bytes };
}
