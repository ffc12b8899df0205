/** Writes one segment of the log, entry by entry; the bytes are described in `logFormat.ts`. */
import { assert } from '../base/assert.ts';
import { crc32 } from '../base/crc32.ts';
import type { Settled } from '../base/settled.ts';
import {
  checkpointBit,
  encodeName,
  entryBytes,
  EntryKind,
  formatVersion,
  headerBytes,
  nameBytes,
  onArrayBit,
  othersBit,
  segmentMagic,
  spaceBit,
} from './logFormat.ts';

/** Takes entries one after the other: `entry` or `named` begins one, the rest fills in its fields. */
export interface EntryWriter {
  entry(kind: EntryKind, space?: number, isOnArray?: boolean, extraBytes?: number): void;
  named(kind: typeof EntryKind.Bookmark | typeof EntryKind.BookmarkGone, name: string | null): void;
  u32(place: number, value: number): void;
  i32(place: number, value: number): void;
  f64(place: number, value: number): void;
}

/** What the header says besides the length; in `logFormat.ts`. */
export interface SegmentHeader {
  readonly number: number;
  readonly vm: number;
  readonly settled: Settled;
  readonly lease: number;
  readonly tail: number;
  readonly hasOthers?: boolean;
  readonly isCheckpoint?: boolean;
}

export class SegmentWriter implements EntryWriter {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = headerBytes;

  constructor(lengthBytes: number) {
    this.bytes = new Uint8Array(lengthBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Begins an entry; the fields follow by `u32`, `i32`, `f64` at their places. `isOnArray`: the array holds it. */
  entry(kind: EntryKind, space = 0, isOnArray = false, extraBytes = 0): void {
    const bytes = entryBytes[kind] + extraBytes;
    assert(this.at + bytes <= this.bytes.length, 'a segment has room for its entries');
    this.start = this.at;
    this.at += bytes;
    this.view.setUint32(this.start, kind | (space === 0 ? 0 : spaceBit) | (isOnArray ? onArrayBit : 0), true);
  }

  private start = 0;

  u32(place: number, value: number): void {
    this.view.setUint32(this.start + place, value, true);
  }

  i32(place: number, value: number): void {
    this.view.setInt32(this.start + place, value, true);
  }

  f64(place: number, value: number): void {
    this.view.setFloat64(this.start + place, value, true);
  }

  /** An entry that ends with a name. */
  named(kind: typeof EntryKind.Bookmark | typeof EntryKind.BookmarkGone, name: string | null): void {
    this.entry(kind, 0, false, nameBytes(name));
    const encoded = name === null ? null : encodeName(name);
    this.i32(4, encoded === null ? -1 : encoded.length);
    if (encoded !== null) this.bytes.set(encoded, this.start + entryBytes[kind]);
  }

  /** Bytes that are left. */
  get room(): number {
    return this.bytes.length - this.at;
  }

  vm(vm: number): void {
    this.entry(EntryKind.Vm);
    this.u32(4, vm);
  }

  /** The entries are complete. */
  seal({ number, vm, settled, lease, tail, hasOthers = false, isCheckpoint = false }: SegmentHeader): void {
    this.start = 0;
    this.u32(0, segmentMagic);
    this.u32(4, formatVersion);
    this.f64(8, number);
    this.u32(16, this.bytes.length);
    this.u32(20, vm + (hasOthers ? othersBit : 0) + (isCheckpoint ? checkpointBit : 0));
    this.f64(24, settled.below);
    this.f64(32, lease);
    this.f64(40, tail);
    this.u32(48, settled.low);
    this.u32(52, settled.high);
    sealChecksums(this.bytes);
  }
}

/** Writes both checksums of a segment. */
export function sealChecksums(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(56, crc32(bytes, 0, 56), true);
  view.setUint32(60, segmentChecksum(bytes), true);
}

/** Over all bytes but the checksum's own. */
export function segmentChecksum(bytes: Uint8Array): number {
  return crc32(bytes, 64, bytes.length, crc32(bytes, 0, 60));
}
