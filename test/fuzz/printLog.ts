import type { Settled } from '../../sim/base/settled.ts';
import { arrayBlockBytes, entryBytes, EntryKind, headerBytes, onArrayBit, roundUp, spaceBit } from '../../sim/engine/logFormat.ts';
import type { LogReader } from '../../sim/engine/recovery/readLog.ts';
import { readLog } from '../../sim/engine/recovery/readLog.ts';
import { item } from '../support/item.ts';

const kindNames = Object.keys(EntryKind);

/** What recovery finds in the log area, a line per segment and entry: for looking at a reduced failure. */
export function printLog(reader: LogReader, settled: Settled, print: (line: string) => void): void {
  const log = readLog(reader, settled);
  const { superblock } = log;
  print(`  log: superblock ${String(superblock?.number)}, tail ${String(log.tailNumber)}; damaged: ${log.damaged.map(({ number }) => number).join(', ')}`);
  for (const { number, offset, vm, bytes } of log.segments) {
    print(`  log: segment ${String(number)} at ${String(offset)} of vm${String(vm)}`);
    printEntries(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), print);
  }
}

function printEntries(view: DataView, print: (line: string) => void): void {
  for (let at = headerBytes; at + 8 <= view.byteLength;) {
    const word = view.getUint32(at, true);
    const kind = word & 255;
    if (kind === EntryKind.End) return;
    const length = entryLength(view, at, kind as EntryKind);
    const words = [4, 8, 12].filter((place) => place < length).map((place) => view.getInt32(at + place, true));
    const doubles = [8, 16, 24, 32, 40, 48].filter((place) => place + 8 <= length).map((place) => view.getFloat64(at + place, true));
    const space = (word & spaceBit) === 0 ? 'disk' : 'memory';
    const named = kind === EntryKind.Index || kind === EntryKind.Record || kind === EntryKind.Moved || kind === EntryKind.Dropped;
    const numbers = named ? `block=${String(words[0])} place=${String(words[1])} ${doubles.slice(1).join(' ')}` : `${String(words[0])} | ${doubles.join(' ')}`;
    print(`    ${item(kindNames, kind)} ${space}${(word & onArrayBit) === 0 ? '' : ' on-array'} ${numbers}`);
    at += length;
  }
}

/** Bytes of the entry that begins there. */
export function entryLength(view: DataView, at: number, kind: EntryKind): number {
  if (kind === EntryKind.ArrayBlocks) return item(entryBytes, kind) + arrayBlockBytes * view.getUint32(at + 4, true);
  if (kind === EntryKind.Portion) return item(entryBytes, kind) + 8 * view.getUint32(at + 4, true);
  const hasName = kind === EntryKind.Bookmark || kind === EntryKind.BookmarkGone;
  return item(entryBytes, kind) + (hasName ? roundUp(Math.max(0, view.getInt32(at + 4, true)), 8) : 0);
}
