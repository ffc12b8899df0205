/**
 * What the host asks for besides IO: bookmarks, rollback and undo, resizing, full destages, changes of policy and class, views.
 *
 * While a VM is in a rollback, everything else that concerns it waits and is then done in the order in which it was asked.
 */
import type { EngineCore } from './core.ts';
import { answerControls, wantDurable } from './durable.ts';
import { applyRetention, reviewRecords } from './history.ts';
import { noteBookmarkGone, noteBookmarks } from './metadata.ts';
import { flushPolicies } from './policy/flushPolicies.ts';
import { portionFault, resizeRefusal, startResize } from './portions.ts';
import { NoticeKind } from './protocol.ts';
import type { ControlOutcome, ControlRequest, RefusalReason, VmId } from './protocol.ts';
import { dropPromise } from './promise.ts';
import { refusal, startRollback } from './rollback.ts';
import { resolveTarget, windowOf } from './window.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

export function vmsOf(request: ControlRequest): readonly VmId[] {
  return 'vms' in request ? request.vms : [request.vm];
}

/** Does what is asked, or refuses it, or lets it wait for a rollback of one of its VMs. `requestedNs` is when it was asked first. */
export function control(core: EngineCore, request: ControlRequest, requestedNs: number): void {
  if (vmsOf(request).some((id) => core.vms[id].isHeld || (request.kind === 'resize' && core.vms[id].resizing !== null))) {
    core.waitingControls.push({ request, requestedNs });
    return;
  }
  switch (request.kind) {
    case 'bookmark':
      return setBookmark(core, request, requestedNs);
    case 'unbookmark':
      return removeBookmark(core, request, requestedNs);
    case 'rollback':
    case 'undo':
      return rollbackOrUndo(core, request, requestedNs);
    case 'resize':
      return resize(core, request, requestedNs);
    case 'destage':
      return destageAll(core, request, requestedNs);
    case 'set-flush':
      return setFlush(core, request, requestedNs);
    case 'set-durability':
      return setDurability(core, request, requestedNs);
    case 'open-view':
      return openView(core, request, requestedNs);
    case 'close-view':
      return closeView(core, request, requestedNs);
  }
}

/** Tries again what waited. */
export function retryControls(core: EngineCore): void {
  if (core.waitingControls.length === 0) return;
  const waiting = core.waitingControls.splice(0);
  for (const { request, requestedNs } of waiting) control(core, request, requestedNs);
}

type Extra = Partial<Pick<ControlOutcome, 'view' | 'sequences'>>;

function answer(core: EngineCore, request: ControlRequest, requestedNs: number, reason: RefusalReason | null, extra: Extra = {}): void {
  const ids = vmsOf(request);
  const vms = ids.map((id) => core.vms[id]);
  core.outcomesOut.push({
    id: request.id,
    kind: request.kind,
    vms: [...ids],
    ok: reason === null,
    reason,
    requestedNs,
    answeredNs: core.nowNs,
    sequences: vms.map((vm) => vm.sequence),
    oldestSequences: vms.map((vm) => windowOf(vm, core.nowNs).oldestSequence),
    recordsWalked: 0,
    blocksRestored: 0,
    view: -1,
    ...extra,
  });
}

function setBookmark(core: EngineCore, request: Extract<ControlRequest, { kind: 'bookmark' }>, requestedNs: number): void {
  const vms = request.vms.map((id) => core.vms[id]);
  if (vms.some((vm) => !vm.hasFlash)) {
    answer(core, request, requestedNs, 'no-window');
    return;
  }
  if (vms.some((vm) => vm.bookmarks.find(request.name) !== undefined || isInRedo(vm, request.name))) {
    answer(core, request, requestedNs, 'duplicate-bookmark');
    return;
  }
  for (const vm of vms) {
    addBookmark(core, vm, request.name);
    vm.controlsPending++;
    wantDurable(core, vm, 0);
    wantDurable(core, vm, 1);
  }
  core.pendingControls.push({ id: request.id, kind: 'bookmark', vms: request.vms, sequences: vms.map((vm) => vm.sequence), name: request.name, requestedNs });
  answerControls(core);
}

function isInRedo(vm: VmCache, name: string): boolean {
  return vm.frames.some((frame) => frame.bookmarks.some((bookmark) => bookmark.name === name));
}

/** Sets a bookmark at what is current. */
export function addBookmark(core: EngineCore, vm: VmCache, name: string | null): void {
  const { sequence, lastWriteNs } = vm;
  vm.bookmarks.add({ name, sequence, timeNs: core.nowNs, stateNs: lastWriteNs, number: vm.nextBookmark++, isQueued: false, isLogged: false });
  vm.hasUnloggedBookmarks = true;
  core.notice(NoticeKind.Bookmarked, vm, 0, -1, vm.sequence, -1, name);
  noteBookmarks(core, vm, name !== null);
}

function removeBookmark(core: EngineCore, request: Extract<ControlRequest, { kind: 'unbookmark' }>, requestedNs: number): void {
  const vms = request.vms.map((id) => core.vms[id]);
  for (const vm of vms) applyRetention(core, vm, core.nowNs);
  const missing = vms.find((vm) => vm.bookmarks.find(request.name) === undefined);
  if (missing !== undefined) {
    answer(core, request, requestedNs, missing.bookmarks.isExpired(request.name) ? 'expired-bookmark' : 'unknown-bookmark');
    return;
  }
  for (const vm of vms) {
    const bookmark = vm.bookmarks.find(request.name);
    if (bookmark === undefined) continue;
    vm.bookmarks.remove(bookmark);
    noteBookmarkGone(core, vm, bookmark);
    core.notice(NoticeKind.BookmarkGone, vm, 0, -1, bookmark.sequence, -1, bookmark.name);
    reviewRecords(core, vm, bookmark.sequence);
  }
  answer(core, request, requestedNs, null);
}

function rollbackOrUndo(core: EngineCore, request: Extract<ControlRequest, { kind: 'rollback' | 'undo' }>, requestedNs: number): void {
  const reason = refusal(core, request);
  if (reason !== null) {
    answer(core, request, requestedNs, reason);
    return;
  }
  const isNow = request.kind === 'rollback' && request.vms.every((id) => resolveTarget(core.vms[id], request.target) === core.vms[id].sequence);
  if (isNow) answer(core, request, requestedNs, null);
  else startRollback(core, request, requestedNs);
}

function resize(core: EngineCore, request: Extract<ControlRequest, { kind: 'resize' }>, requestedNs: number): void {
  const vm = core.vms[request.vm];
  const reason = resizeRefusal(core, vm, request.portion);
  if (reason !== null) answer(core, request, requestedNs, reason);
  else startResize(core, vm, request, requestedNs);
}

function destageAll(core: EngineCore, request: Extract<ControlRequest, { kind: 'destage' }>, requestedNs: number): void {
  const vm = core.vms[request.vm];
  vm.destageThrough = vm.newestSequence();
  vm.controlsPending++;
  core.poke(vm, Poke.Destage);
  core.pendingControls.push({ id: request.id, kind: 'destage', vms: [request.vm], sequences: [vm.newestSequence()], name: null, requestedNs });
  answerControls(core);
}

function setFlush(core: EngineCore, request: Extract<ControlRequest, { kind: 'set-flush' }>, requestedNs: number): void {
  const spec = flushPolicies.find(({ name }) => name === request.flush.policy);
  const vm = core.vms[request.vm];
  const isPossible = spec !== undefined && (spec.needsFlash === undefined || vm.hasFlash) && (spec.isPromising !== true || canPromise(core, vm));
  if (!isPossible) {
    answer(core, request, requestedNs, spec === undefined ? 'unknown-policy' : 'not-possible');
    return;
  }
  dropPromise(core, vm);
  vm.setFlush(request.flush, core.createFlush(request.flush, core.nowNs));
  core.wakeAt(vm.flush.nextWakeNs());
  core.poke(vm, Poke.Destage | Poke.Admit);
  answer(core, request, requestedNs, null);
}

/** A promise needs commits of several blocks, and snapshots of the array are taken block by block. */
function canPromise(core: EngineCore, vm: VmCache): boolean {
  return core.config.array.atomicWrites && vm.config.preimage !== 'array-snapshot';
}

function setDurability(core: EngineCore, request: Extract<ControlRequest, { kind: 'set-durability' }>, requestedNs: number): void {
  const vm = core.vms[request.vm];
  const demand = { memoryBlocks: vm.config.memoryBlocks, ioBlocksMax: core.config.ioBlocksMax, durability: request.durability };
  if (portionFault(vm.portion, demand) !== null) {
    answer(core, request, requestedNs, 'not-possible');
    return;
  }
  vm.configuredDurability = request.durability;
  answer(core, request, requestedNs, null);
}

function openView(core: EngineCore, request: Extract<ControlRequest, { kind: 'open-view' }>, requestedNs: number): void {
  const vm = core.vms[request.vm];
  applyRetention(core, vm, core.nowNs);
  const bookmark = vm.bookmarks.find(request.bookmark);
  if (bookmark === undefined) {
    answer(core, request, requestedNs, vm.bookmarks.isExpired(request.bookmark) ? 'expired-bookmark' : 'unknown-bookmark');
    return;
  }
  const id = vm.nextView++;
  vm.views.push({ id, bookmark, records: new Map(), generation: -1, scannedTo: 0 });
  answer(core, request, requestedNs, null, { view: id, sequences: [bookmark.sequence] });
}

function closeView(core: EngineCore, request: Extract<ControlRequest, { kind: 'close-view' }>, requestedNs: number): void {
  const vm = core.vms[request.vm];
  const at = vm.views.findIndex((view) => view.id === request.view);
  if (at >= 0) vm.views.splice(at, 1);
  answer(core, request, requestedNs, at >= 0 ? null : 'unknown-view');
}
