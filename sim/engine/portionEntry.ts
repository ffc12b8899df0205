/** The entry of the log that tells what a VM has of the cache; its fields stand in `logFormat.ts`. */
import type { Portion } from './protocol.ts';
import { EntryKind } from './logFormat.ts';
import type { EntryWriter } from './segmentWriter.ts';

/** `ranges`: of flash slots, first and end of each in turn. */
export function portionEntry(writer: EntryWriter, portion: Portion, ranges: readonly number[]): void {
  writer.entry(EntryKind.Portion, 0, false, 4 * ranges.length);
  writer.u32(4, ranges.length / 2);
  writer.u32(8, portion.dramBlocks);
  writer.u32(12, portion.flashBlocks);
  writer.u32(16, portion.logRecords);
  ranges.forEach((slot, i) => writer.u32(24 + 4 * i, slot));
}
