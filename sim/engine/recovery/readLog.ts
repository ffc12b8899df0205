/**
 * Finds the segments of the log on flash after a power cut, or after flash was damaged: at every multiple of 512, put in the order of their numbers. What is
 * torn, or was on its way and is not there, is left out; a segment that must be there and can't be read is damage, and is named, with whose it is where its
 * header can still be read.
 *
 * What was durable is told by whatever was written later: segments, superblocks, and the array, which keeps what came with the latest change of what it holds. Not found is
 * damage to the newest segments after which nothing of all this was written: they look as if they had been on their way, and as good as nothing depends on them yet.
 */
import { crc32 } from '../../base/crc32.ts';
import {
  checkpointBit,
  EntryKind,
  entryBytes,
  formatVersion,
  headerBytes,
  othersBit,
  ringStartBytes,
  roundUp,
  segmentMagic,
  superblockBytes,
  unitBytes,
} from '../logFormat.ts';
import { eitherSettled, isSettled, noneSettled, settledEnd } from '../../base/settled.ts';
import type { Settled } from '../../base/settled.ts';
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

interface FoundHeader {
  readonly number: number;
  readonly offset: number;
  readonly vm: number;
  readonly hasOthers: boolean;
  readonly isCheckpoint: boolean;
  readonly lengthBytes: number;
  readonly settled: Settled;
  readonly lease: number;
  readonly tail: number;
}

export interface FoundSegment extends FoundHeader {
  readonly bytes: Uint8Array;
}

/** A segment that was durable and can't be read; `vm` null: nor can its header. */
export interface DamagedSegment {
  readonly number: number;
  readonly vm: number | null;
  readonly hasOthers: boolean;
  readonly isCheckpoint: boolean;
}

export interface FoundLog {
  /** The newest that can be read; null: none can. */
  readonly superblock: Superblock | null;
  /** The live log begins with this segment. */
  readonly tailNumber: number;
  /** In the order of their numbers. */
  readonly segments: readonly FoundSegment[];
  /** Which segments were durable when something was written that is there still, on flash or array. */
  readonly settled: Settled;
  readonly damaged: readonly DamagedSegment[];
  /** Numbers of segments that are there in part, and of which nothing says that they were durable. */
  readonly doubtful: readonly number[];
  /** Numbers, [from, to), of which there is no segment and need be none. */
  readonly missing: readonly (readonly [number, number])[];
  /** Superblocks that can't be read. */
  readonly damagedSuperblocks: number;
  /** Where the log goes on. */
  readonly headBytes: number;
  readonly nextNumber: number;
}

/** `onArray`: the segments that were durable when the array was changed last. */
export function readLog(reader: LogReader, onArray: Settled): FoundLog {
  const copies = [0, superblockBytes].map((offset) => readSuperblock(reader.read(offset, superblockBytes), offset));
  const superblock = copies.reduce((newest, copy) => ((copy?.number ?? -1) > (newest?.number ?? -1) ? copy : newest), null);
  const { whole, broken } = findSegments(reader, superblock?.tailNumber ?? 1);
  if (superblock === null && whole.length === 0) return nothingLeft(broken, onArray);
  const tailNumber = whole.reduce((most, { tail }) => Math.max(most, tail), superblock?.tailNumber ?? 1);
  const segments = whole.filter(({ number }) => number >= tailNumber).sort((a, b) => a.number - b.number);
  const settled = segments.reduce((sum, segment) => eitherSettled(sum, segment.settled), eitherSettled(onArray, superblock?.settled ?? noneSettled));
  const last = segments[segments.length - 1];
  const nextNumber = Math.max(last === undefined ? tailNumber : last.number + 1, settledEnd(settled));
  const numbers = new Set(segments.map(({ number }) => number));
  const known = segments.flatMap(missingIn);
  const damaged: DamagedSegment[] = [];
  const missing: (readonly [number, number])[] = [];
  for (let number = tailNumber; number < nextNumber; number++) {
    if (numbers.has(number)) continue;
    missing.push([number, number + 1]);
    if (!isSettled(settled, number) || known.some(([from, to]) => number >= from && number < to)) continue;
    damaged.push(broken.find((header) => header.number === number) ?? { number, vm: null, hasOthers: true, isCheckpoint: false });
  }
  return {
    superblock,
    tailNumber,
    segments,
    settled,
    damaged,
    doubtful: broken.filter(({ number }) => !isSettled(settled, number) && !numbers.has(number)).map(({ number }) => number),
    missing: merged(missing),
    damagedSuperblocks: superblock === null || superblock.number > 1 ? copies.filter((copy) => copy === null).length : 0,
    headBytes: last === undefined ? (superblock?.tailBytes ?? ringStartBytes) : last.offset + last.bytes.length,
    nextNumber,
  };
}

/** Neither a superblock nor a segment can be read: as if the last segment, which said something of everybody, were damaged. Its number is one that none of those had that can be told of. */
function nothingLeft(broken: readonly FoundHeader[], onArray: Settled): FoundLog {
  const number = broken.reduce((most, header) => Math.max(most, header.number + 1), settledEnd(onArray));
  return {
    superblock: null,
    tailNumber: number,
    segments: [],
    settled: { below: number + 1, low: 0, high: 0 },
    damaged: [{ number, vm: null, hasOthers: true, isCheckpoint: false }],
    doubtful: [],
    missing: [[number, number + 1]],
    damagedSuperblocks: 2,
    headBytes: ringStartBytes,
    nextNumber: number + 1,
  };
}

/** Neighbours become one. */
function merged(ranges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [from, to] of ranges) {
    const before = found[found.length - 1];
    if (before !== undefined && before[1] === from) before[1] = to;
    else found.push([from, to]);
  }
  return found;
}

/** Numbers that the segment of a recovery says are missing. */
function missingIn({ bytes }: FoundSegment): (readonly [number, number])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: [number, number][] = [];
  const entry = entryBytes[EntryKind.Missing];
  for (let at = headerBytes; at + entry <= bytes.length && (view.getUint32(at, true) & 255) === EntryKind.Missing; at += entry) {
    found.push([view.getFloat64(at + 8, true), view.getFloat64(at + 16, true)]);
  }
  return found;
}

/** So much is looked through for the beginning of a segment at a time. */
const scanBytes = 2 ** 20;

/** All of the ring that are `numberMin` or later: those that can be read, and those of which only the header can. */
function findSegments(reader: LogReader, numberMin: number): { readonly whole: FoundSegment[]; readonly broken: FoundHeader[] } {
  const whole: FoundSegment[] = [];
  const broken: FoundHeader[] = [];
  const to = Math.min(reader.areaBytes, reader.writtenBytes ?? reader.areaBytes);
  for (let offset = ringStartBytes; offset < to;) {
    offset = nextMagic(reader, offset, to);
    if (offset >= to) break;
    const header = readHeader(reader, offset, numberMin);
    offset += unitBytes;
    if (header === null) continue;
    const bytes = reader.read(header.offset, header.lengthBytes);
    if (segmentChecksum(bytes) === new DataView(bytes.buffer, bytes.byteOffset).getUint32(60, true)) {
      whole.push({ ...header, bytes });
      offset = header.offset + header.lengthBytes;
    } else broken.push(header);
  }
  return { whole, broken };
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

function readHeader(reader: LogReader, offset: number, numberMin: number): FoundHeader | null {
  if (offset + unitBytes > reader.areaBytes) return null;
  const head = reader.read(offset, headerBytes);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint32(0, true) !== segmentMagic || view.getUint32(4, true) !== formatVersion || crc32(head, 0, 56) !== view.getUint32(56, true)) return null;
  const number = view.getFloat64(8, true);
  const lengthBytes = view.getUint32(16, true);
  const isFitting = lengthBytes >= unitBytes && lengthBytes === roundUp(lengthBytes, unitBytes) && offset + lengthBytes <= reader.areaBytes;
  if (!(number >= numberMin) || !isFitting) return null;
  const vm = view.getUint32(20, true);
  return {
    number,
    offset,
    vm: vm % checkpointBit,
    hasOthers: vm >= othersBit,
    isCheckpoint: vm % othersBit >= checkpointBit,
    lengthBytes,
    settled: { below: view.getFloat64(24, true), low: view.getUint32(48, true), high: view.getUint32(52, true) },
    lease: view.getFloat64(32, true),
    tail: view.getFloat64(40, true),
  };
}
