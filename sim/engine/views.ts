/**
 * Read-only views: the disk as it was at a bookmark, found through the log. A view pins nothing: when its bookmark has expired, its reads fail.
 *
 * For each block the oldest record after the bookmark says where the version of then is. The table of these is built on the first read and grows with the
 * log; it is built anew when records have moved.
 */
import { RecordFlag } from './undoLog.ts';
import type { OpenView, VmCache } from './vmCache.ts';

/** Where the block was at the view's bookmark; null when that version is still the current one. Amortised O(1). */
export function placeInView(vm: VmCache, view: OpenView, block: number): number | null {
  const { log } = vm;
  if (view.generation !== log.generation) {
    view.records = new Map();
    view.generation = log.generation;
    view.scannedTo = log.firstAfter(view.bookmark.sequence);
  }
  for (; view.scannedTo < log.head; view.scannedTo++) {
    const at = log.at(view.scannedTo);
    if ((log.flagsOf(at) & (RecordFlag.Memory | RecordFlag.Dead)) !== 0 || (log.flagsOf(at) & RecordFlag.Kept) === 0) continue;
    if (!view.records.has(log.blockOf(at))) view.records.set(log.blockOf(at), log.reference(view.scannedTo));
  }
  const reference = view.records.get(block);
  return reference === undefined ? null : log.placeOf(log.at(log.position(reference)));
}
