/**
 * Which points a VM can be taken back to.
 *
 * Granularity `every-write`: any, from the state after the newest record given up. `bookmark` and `interval`: the bookmarks. And always now. Points that a
 * rollback took away are not among them (undo brings them back).
 */
import type { RefusalReason, RollbackTarget, RollbackWindow } from './protocol.ts';
import { RecordFlag } from './undoLog.ts';
import type { UndoLog } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

/** The sequence that a target means, or why it can't be reached. The caller has applied the retention. */
export function resolveTarget(vm: VmCache, target: RollbackTarget): number | RefusalReason {
  switch (target.by) {
    case 'bookmark': {
      const bookmark = vm.bookmarks.find(target.name);
      if (bookmark !== undefined) return bookmark.sequence;
      return vm.bookmarks.isExpired(target.name) ? 'expired-bookmark' : 'unknown-bookmark';
    }
    case 'sequence':
      return isReachable(vm, target.sequence) ? target.sequence : outside(vm);
    case 'time':
      return resolveTime(vm, target.timeNs);
  }
}

function outside(vm: VmCache): RefusalReason {
  if (!vm.hasFlash) return 'no-window';
  return vm.config.granularity === 'every-write' ? 'outside-window' : 'not-a-bookmark';
}

function isReachable(vm: VmCache, sequence: number): boolean {
  if (sequence === vm.sequence || vm.bookmarks.hasSequence(sequence)) return true;
  if (isLost(vm, sequence)) return false;
  if (vm.config.granularity !== 'every-write' || sequence < vm.windowStart || sequence > vm.sequence) return false;
  if (sequence === vm.windowStart) return true;
  const after = vm.log.firstAfter(sequence);
  return after > vm.log.expired && vm.log.sequenceOf(vm.log.at(after - 1)) === sequence;
}

/** Was the point lost in a crash that found the durable points of the two spaces apart? */
function isLost(vm: VmCache, sequence: number): boolean {
  return vm.lost.some(([from, until]) => sequence > from && sequence < until);
}

function resolveTime(vm: VmCache, timeNs: number): number | RefusalReason {
  const { log } = vm;
  const after = firstAfterTime(log, timeNs);
  if (vm.config.granularity === 'every-write') {
    if (!vm.hasFlash || timeNs < vm.windowStartNs) return outside(vm);
    if (after > log.expired) return isLost(vm, log.sequenceOf(log.at(after - 1))) ? outside(vm) : log.sequenceOf(log.at(after - 1));
    return after === log.head && log.expired === log.head ? vm.sequence : vm.windowStart;
  }
  if (timeNs >= vm.lastWriteNs) return vm.sequence;
  const bookmark = vm.bookmarks.valid.findLast((candidate) => candidate.stateNs <= timeNs && timeNs < stateEndNs(vm, candidate.sequence));
  return bookmark === undefined ? outside(vm) : bookmark.sequence;
}

/** When the state after `sequence`, that of a bookmark, ended: the first write after it has its record as long as the bookmark is valid. */
function stateEndNs(vm: VmCache, sequence: number): number {
  const { log } = vm;
  const after = log.firstAfter(sequence);
  return after < log.head ? log.timeNsOf(log.at(after)) : Infinity;
}

/** First position in [expired, head] whose record is newer than `timeNs`. */
function firstAfterTime(log: UndoLog, timeNs: number): number {
  let low = log.expired;
  let high = log.head;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (log.timeNsOf(log.at(middle)) > timeNs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** When the write was admitted whose state a rollback to `target` leads to. Before the walk and after it. */
export function stateTimeNs(vm: VmCache, target: number): number {
  if (target === vm.sequence) return vm.lastWriteNs;
  const newHead = vm.log.firstAfter(target);
  const bookmark = vm.bookmarks.valid.findLast((candidate) => candidate.sequence === target);
  if (bookmark !== undefined) return bookmark.stateNs;
  return newHead > vm.log.expired ? vm.log.timeNsOf(vm.log.at(newHead - 1)) : vm.windowStartNs;
}

/** The window as it works now: changes nothing, so records whose time is over count as given up here before they are. */
export function windowOf(vm: VmCache, nowNs: number): RollbackWindow {
  const oldest = oldestPoint(vm, nowNs);
  return { oldestSequence: oldest.sequence, oldestNs: oldest.timeNs, newestSequence: vm.sequence, windowNs: nowNs - oldest.timeNs };
}

function oldestPoint(vm: VmCache, nowNs: number): { readonly sequence: number; readonly timeNs: number } {
  const start = startAfterRetention(vm, nowNs);
  if (vm.hasFlash && vm.config.granularity === 'every-write') return start;
  return vm.bookmarks.valid.find((bookmark) => bookmark.sequence >= start.sequence) ?? { sequence: vm.sequence, timeNs: nowNs };
}

function startAfterRetention(vm: VmCache, nowNs: number): { readonly sequence: number; readonly timeNs: number } {
  const { log } = vm;
  const oldestNs = nowNs - vm.config.retention.timeNs;
  let start = { sequence: vm.windowStart, timeNs: vm.windowStartNs };
  if (vm.isFrozen) return start;
  for (let position = log.expired; position < log.head; position++) {
    const at = log.at(position);
    if (log.timeNsOf(at) >= oldestNs) break;
    if ((log.flagsOf(at) & RecordFlag.Kept) !== 0) start = { sequence: log.sequenceOf(at), timeNs: log.timeNsOf(at) };
  }
  return start;
}
