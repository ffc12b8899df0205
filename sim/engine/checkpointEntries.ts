/** What is in a checkpoint: the durable state of one VM, as entries of the log. Only for hosts that keep the bytes. */
import { assert } from '../base/assert.ts';
import type { ArrayChecksums } from './arrayChecksums.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { arrayBlockBytes, arrayBlocksPerEntry, chunkBytes, entryBytes, EntryKind, headerBytes, nameBytes } from './logFormat.ts';
import { headerOf, newestDurable, versionsAt, writeIndex, writeRecords } from './logEntries.ts';
import { portionEntry } from './portionEntry.ts';
import { SegmentWriter } from './segmentWriter.ts';
import type { EntryWriter } from './segmentWriter.ts';
import { writeSuperblock } from './superblock.ts';
import type { VmCache } from './vmCache.ts';

/** Spreads entries over the segments of a checkpoint. */
class ChunkWriter implements EntryWriter {
  private readonly writers: SegmentWriter[];
  private readonly base: number;
  private at = 0;

  constructor(commands: readonly Command[]) {
    this.writers = commands.map(({ lengthBytes }) => new SegmentWriter(lengthBytes));
    this.base = commands[0].segment;
  }

  entry(kind: EntryKind, space = 0, isOnArray = false, extraBytes = 0): void {
    const bytes = entryBytes[kind] + extraBytes;
    this.makeRoom(bytes);
    this.writers[this.at].entry(kind, space, isOnArray, extraBytes);
  }

  u32(place: number, value: number): void {
    this.writers[this.at].u32(place, value);
  }

  i32(place: number, value: number): void {
    this.writers[this.at].i32(place, value);
  }

  f64(place: number, value: number): void {
    this.writers[this.at].f64(place, value);
  }

  named(kind: typeof EntryKind.Bookmark | typeof EntryKind.BookmarkGone, name: string | null): void {
    this.makeRoom(entryBytes[kind] + nameBytes(name));
    this.writers[this.at].named(kind, name);
  }

  /** Goes on in the next segment where this one has no room. */
  private makeRoom(bytes: number): void {
    if (this.writers[this.at].room >= bytes) return;
    this.at++;
    assert(this.at < this.writers.length, 'a checkpoint has room for its entries');
    this.writers[this.at].entry(EntryKind.BaseMore);
    this.writers[this.at].f64(8, this.base);
  }

  /** Segments that are left over are there, and empty. */
  seal(core: EngineCore, vm: VmCache, commands: readonly Command[]): void {
    this.writers.forEach((writer, i) => {
      if (i > this.at) {
        writer.entry(EntryKind.BaseMore);
        writer.f64(8, this.base);
      }
      writer.seal({ ...headerOf(core, vm, commands[i]), isCheckpoint: true });
      commands[i].bytes = writer.bytes;
    });
  }
}

export function writeCheckpoint(core: EngineCore, vm: VmCache, commands: readonly Command[]): void {
  if (core.image === null) return;
  assert(
    commands.every(({ lengthBytes }) => lengthBytes <= chunkBytes + headerBytes + 1024),
    'segments of a checkpoint are short',
  );
  const writer = new ChunkWriter(commands);
  const [disk, memory] = vm.durablePoint;
  writer.entry(EntryKind.Base);
  const { sequence: newest, timeNs: newestNs } = newestDurable(vm);
  writer.f64(8, newest);
  writer.f64(16, disk);
  writer.f64(24, memory);
  writer.f64(32, newestNs);
  writer.f64(40, vm.windowStart);
  writer.f64(48, vm.windowStartNs);
  writer.u32(4, commands.length);
  const ranges = core.freeFlash.rangesAfter(vm.id, [], []);
  portionEntry(writer, vm.portion, ranges);
  for (const [from, until] of vm.lost) {
    writer.entry(EntryKind.Lost);
    writer.f64(8, from);
    writer.f64(16, until);
  }
  // Without flash there is nothing of the VM on flash but its numbers.
  const spaces = vm.hasFlash ? ([0, 1] as const) : [];
  for (const space of spaces) {
    const point = vm.durablePoint[space];
    writeRecords(core, vm, space, writer, vm.windowStart, point);
    const versions = versionsAt(vm, space, point);
    vm.index[space].forEach((block) => {
      if (!versions.isSuperseded(block)) writeIndex(core, vm, space, writer, block, versions.positionOf(block), 0);
    });
    for (const block of versions.superseded()) writeIndex(core, vm, space, writer, block, versions.positionOf(block), 0);
  }
  writeArrayBlocks(core.arrayChecksums[vm.id], writer);
  for (const { name, sequence, timeNs, stateNs, number, isLogged } of vm.bookmarks.valid) {
    if (!isLogged) continue;
    writer.named(EntryKind.Bookmark, name);
    writer.f64(8, sequence);
    writer.f64(16, timeNs);
    writer.f64(24, stateNs);
    writer.f64(32, number);
  }
  writer.seal(core, vm, commands);
}

function writeArrayBlocks(known: ArrayChecksums, writer: EntryWriter): void {
  let left = known.count;
  let at = arrayBlocksPerEntry;
  known.forEach((block, checksum) => {
    if (at === arrayBlocksPerEntry) {
      const count = Math.min(left, arrayBlocksPerEntry);
      writer.entry(EntryKind.ArrayBlocks, 0, false, count * arrayBlockBytes);
      writer.u32(4, count);
      left -= count;
      at = 0;
    }
    const place = entryBytes[EntryKind.ArrayBlocks] + at++ * arrayBlockBytes;
    writer.u32(place, block);
    writer.u32(place + 4, checksum);
  });
}

/** The superblock that names the new tail. */
export function writeTail(core: EngineCore, command: Command): void {
  if (core.image === null) return;
  command.bytes = writeSuperblock({
    number: command.segment,
    blockBytes: core.config.blockBytes,
    vmCount: core.vms.length,
    flashSlots: core.config.flashBlocks,
    tailBytes: command.owner,
    tailNumber: command.sequence,
    settled: core.logArea.settled(),
  });
}
