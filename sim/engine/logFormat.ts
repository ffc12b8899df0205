/**
 * The bytes of the log area on flash, little-endian. Version 2.
 *
 * The area lies behind the slots. It begins with two superblocks, in the pages at bytes 0 and 4096, written in turn: the first at the beginning of its page, the
 * second at the end of its, byte 7680, so that no damage of 4 KiB hits both. The rest, from byte 8192, is a ring of segments, each at a multiple of 512. A segment never wraps: what does not fit at the end of the ring goes to its beginning. Slots have no header: the checksum of what is
 * in a slot is in the entry that names it.
 *
 * Superblock (68 bytes used; the newer valid one counts)
 *    0 u32 magic "HCSB" · 4 u32 format version · 8 f64 its number, from 1 · 16 u32 block bytes · 20 u32 VMs · 24 f64 flash slots
 *   32 f64 byte where the live log begins · 40 f64 number of its first segment
 *   48 f64, 56 u32, 60 u32 segments that were durable when it was written, as in a segment's header · 64 u32 CRC-32 of bytes 0 … 63
 *
 * Segment: header of 64 bytes, entries, zeros up to a multiple of 512
 *    0 u32 magic "HCSG" · 4 u32 format version · 8 f64 number, from 1, ascending · 16 u32 bytes in all
 *   20 u32 VM of the first entries, + 2^31: there are entries of others, too, + 2^30: part of a checkpoint
 *   24 f64 all segments below this number were durable when this one was written
 *   32 f64 no sequence from this on was given to a write of the VM: after a crash its numbers go on here
 *   40 f64 the live log began with this segment when this one was written
 *   48 u32, 52 u32 of the 64 segments that follow the number at 24, those were durable, too, whose bits are set (`sim/base/settled.ts`)
 *   56 u32 CRC-32 of bytes 0 … 55: a segment that is damaged behind its header can be named
 *   60 u32 CRC-32 of all but these four bytes
 *
 * Entries are multiples of 8 bytes. The first u32: kind in bits 0–7, space in bit 8, "the array holds it" in bit 9. A place is a flash slot (>= 0), −1 the
 * array, −2 none (reads as zeros), −3 − n the array's snapshot n, of which n = 2^30 is none: the version is lost.
 *    0 End          8   nothing follows
 *    1 Vm           8   4 u32 VM of the entries that follow
 *    2 Step        24   4 u32 1: the other space has no write up to there that is not on flash · 8 f64 durable point of the space ·
 *                       16 f64 time of the newest write of the space up to there
 *    3 Index       24   4 u32 block · 8 i32 place of the version current at the durable point · 12 u32 its checksum · 16 f64 its sequence
 *    4 Record      40   4 u32 block · 8 i32 place of the superseded version · 12 u32 its checksum · 16 f64 sequence of the write that superseded · 24 f64 its time
 *                       · 32 f64 sequence of the superseded version, 0 where it is not known
 *    5 Moved       24   4 u32 block · 8 i32 new place of the version in the record of this block and sequence · 12 u32 checksum · 16 f64 sequence
 *    6 Dropped     24   4 u32 block · 8 i32 slot · 16 f64 sequence: the current version, if it is the one in this slot, is on the array only
 *    7 RecordGone  24   4 u32 block · 16 f64 sequence: the record is given up
 *    8 Window      24   8 f64 sequence where the window starts: older records are given up · 16 f64 its time
 *    9 Destaged    24   4 u32 block · 12 u32 checksum of the array's block · 16 f64 sequence of the version that the array holds
 *   10 Bookmark    40+  4 i32 bytes of the name, −1 without · 8 f64 sequence · 16 f64 time · 24 f64 time of the state · 32 f64 its number, never used again;
 *                       name in UTF-8, filled up to 8
 *   11 BookmarkGone 24+ 4 i32 bytes of the name · 8 f64 sequence · 16 f64 its number; name
 *   12 Rollback    32   8 f64 target · 16 f64 numbers from here on were not yet given · 24 f64 time of the write whose state it is
 *   13 Undo        40   8 f64 the newest write that is durable · 16, 24 f64 durable points · 32 f64 its time; Record and Index entries follow
 *   14 Portion     24+  4 u32 ranges · 8 u32 DRAM slots · 12 u32 flash slots · 16 u32 log records; then ranges of flash slots, u32 from, u32 to
 *   15 Recovered   40   8 f64 sequence the VM is at · 16 f64 its next number · 24, 32 f64 points that disk and memory were recovered to:
 *                       those between the lower of them and the sequence were lost
 *   16 Base        56   a checkpoint of the VM begins, what was said of it is dead. 4 u32 segments of the checkpoint, which follow each other · 8 f64 the
 *                       newest write that is durable · 16, 24 f64 durable points · 32 f64 its time · 40 f64 window start · 48 f64 its time; with the bit of
 *                       "the array holds it": a recovery found the log damaged, and began the VM anew
 *   17 BaseMore    16   first in each further segment of a checkpoint: 8 f64 number of its first
 *   18 Lost        24   8, 16 f64 points between these two were lost in a crash
 *   19 LostBlock   24   4 u32 block · 8 i32 slot · 16 f64 sequence: the current version, if it is the one in this slot, is lost: its flash was damaged
 *   20 Missing     24   8 f64 from · 16 f64 to: segments of these numbers, the last excluded, were on their way at a crash and are not there; first in the
 *                       segment that a recovery writes
 *   21 ArrayBlocks  8+ 4 u32 blocks; then of each u32 block, u32 checksum of what the array holds of it, the one destaged last at the end
 *
 * The checksum beside a place on the array, in a snapshot or in Destaged is that of the array's block, if the server has written it, or 0: not known. One that is 0
 * stands there as 1.
 */
import type { EngineConfig } from './protocol.ts';

export const formatVersion = 2;
export const superblockMagic = 0x42534348;
export const segmentMagic = 0x47534348;
export const superblockBytes = 4096;
export const ringStartBytes = 8192;
export const unitBytes = 512;
export const headerBytes = 64;

export const EntryKind = {
  End: 0,
  Vm: 1,
  Step: 2,
  Index: 3,
  Record: 4,
  Moved: 5,
  Dropped: 6,
  RecordGone: 7,
  Window: 8,
  Destaged: 9,
  Bookmark: 10,
  BookmarkGone: 11,
  Rollback: 12,
  Undo: 13,
  Portion: 14,
  Recovered: 15,
  Base: 16,
  BaseMore: 17,
  Lost: 18,
  LostBlock: 19,
  Missing: 20,
  ArrayBlocks: 21,
} as const;
export type EntryKind = (typeof EntryKind)[keyof typeof EntryKind];

/** Bytes of each kind of entry, without what varies. */
export const entryBytes: readonly number[] = [8, 8, 24, 24, 40, 24, 24, 24, 24, 24, 40, 24, 32, 40, 24, 40, 56, 16, 24, 24, 24, 8];

/** In a segment's header, beside the VM. */
export const othersBit = 2 ** 31;
export const checkpointBit = 2 ** 30;

export const spaceBit = 0x100;
export const onArrayBit = 0x200;

/** Places that are neither a slot nor a snapshot. */
export const onArray = -1;
export const nowhere = -2;

export function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}

/** Bytes of a segment with so many bytes of entries. */
export function segmentBytes(entriesBytes: number): number {
  return roundUp(headerBytes + entriesBytes, unitBytes);
}

/** So many numbers may be given to writes beyond those that the log was told of. */
export const firstLease = 2 ** 20;

/** Segments of a checkpoint are at most about this long. */
export const chunkBytes = 128 * 1024;

/** How large the log area of a server is: a sixteenth of the slots, if that is enough. */
export function logAreaBytes(config: EngineConfig): number {
  const ratio = 1 / 16;
  return config.logAreaBytes ?? roundUp(Math.max(2 ** 20, config.flashBlocks * config.blockBytes * ratio, logAreaBytesMin(config)), superblockBytes);
}

/** Room for four times what the state of all VMs takes: the last checkpoint, what was logged since, the next checkpoint, and as much to spare. */
export function logAreaBytesMin(config: EngineConfig): number {
  const records = config.vms.reduce((sum, vm) => sum + vm.portion.logRecords, 0);
  const blocks = 3 * config.flashBlocks + 2 * config.dramBlocks + records;
  const stateBytes = blocks * entryBytes[EntryKind.Index] + records * entryBytes[EntryKind.Record] + config.vms.length * 4096;
  return ringStartBytes + roundUp(4 * stateBytes, superblockBytes);
}

/** Bytes of one block in an entry of checksums of the array; so many blocks go into one entry. */
export const arrayBlockBytes = 8;
export const arrayBlocksPerEntry = 32;

/** Bytes of the entries that say the checksums of so many of the array's blocks. */
export function arrayBlocksBytes(count: number): number {
  return count * arrayBlockBytes + Math.ceil(count / arrayBlocksPerEntry) * entryBytes[EntryKind.ArrayBlocks];
}

/** So much of the ring may be taken by checksums of the array's blocks. */
const arrayRatio = 1 / 32;

/** Of how many blocks of the array a VM knows the checksum at most: all VMs together as many as a part of the ring has room for, each by the size of its disk. */
export function arrayChecksumsMax(config: EngineConfig, vm: number): number {
  const roomBytes = (logAreaBytes(config) - ringStartBytes) * arrayRatio;
  const blocks = Math.floor(roomBytes / (arrayBlocksBytes(arrayBlocksPerEntry) / arrayBlocksPerEntry));
  const disks = config.vms.reduce((sum, { diskBlocks }) => sum + diskBlocks, 0);
  return Math.floor((blocks * config.vms[vm].diskBlocks) / disks);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes that a name takes in an entry. */
export function nameBytes(name: string | null): number {
  return name === null ? 0 : roundUp(encoder.encode(name).length, 8);
}

export function encodeName(name: string): Uint8Array {
  return encoder.encode(name);
}

export function decodeName(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
