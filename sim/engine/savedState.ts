/**
 * Taking the engine's state out and putting it back. Taken between calls, after a drain. Everything is copied once, in one piece, so that objects that are
 * referred to from several places (a bookmark and its view) stay one.
 */
import { assert } from '../base/assert.ts';
import type { ArrayChecksums } from './arrayChecksums.ts';
import type { Bookmark } from './bookmarks.ts';
import { traceNumbers } from './core.ts';
import type { EngineCore, PendingControl, PoolsState, RollbackJob, WaitingControl } from './core.ts';
import type { Durability, PolicyChoice, Portion, VmCounters } from './protocol.ts';
import type { OpenView, Resizing, VmCache } from './vmCache.ts';
import { HeldVersions } from './heldVersions.ts';
import type { RedoFrame } from './redoFrame.ts';

interface VmState {
  /** All numbers and flags. */
  readonly scalars: Readonly<Record<string, number | boolean>>;
  /** The pairs by space. */
  readonly pairs: Readonly<Record<string, readonly (number | boolean)[]>>;
  readonly parts: readonly unknown[];
  readonly flushChoice: PolicyChoice;
  readonly portion: Portion;
  readonly durability: Durability;
  readonly frames: RedoFrame[];
  readonly redoDram: number[];
  readonly prepared: number[];
  readonly preimagesToLog: number[];
  readonly arrayReads: number[];
  readonly arrayHolds: Map<number, number>;
  readonly lost: (readonly [number, number])[];
  readonly goneBookmarks: Bookmark[];
  readonly resizing: Resizing | null;
  readonly views: OpenView[];
  readonly counters: VmCounters;
  readonly held: ReturnType<HeldVersions['save']> | null;
}

export interface EngineState {
  readonly cells: unknown;
  readonly freeDram: unknown;
  readonly freeFlash: unknown;
  readonly logArea: unknown;
  readonly pools: PoolsState;
  readonly slotChecksums: Uint32Array;
  readonly arrayChecksums: readonly ReturnType<ArrayChecksums['save']>[];
  readonly waiters: Map<number, number[]>;
  readonly snapshotReads: Map<number, number>;
  readonly snapshotsToRelease: Map<number, number>;
  readonly times: readonly number[];
  /** VMs for which something is due: after a recovery. */
  readonly poked: readonly number[];
  readonly pendingControls: PendingControl[];
  readonly waitingControls: WaitingControl[];
  readonly jobs: (RollbackJob | null)[];
  readonly trace: Float64Array;
  readonly vms: readonly VmState[];
}

const pairNames = ['durablePoint', 'wanted', 'gapEnd', 'wantedGapEnd', 'appending', 'logged', 'stepped', 'steppedNs'] as const;

export function saveEngine(core: EngineCore): EngineState {
  assert(core.commandCount + core.acknowledgementCount + core.noticeCount + core.outcomesOut.length === 0, 'save: the outbox was drained');
  return structuredClone({
    cells: core.cells.save(),
    freeDram: core.freeDram.save(),
    freeFlash: core.freeFlash.save(),
    logArea: core.logArea.save(),
    pools: plainPools(core.savePools()),
    slotChecksums: core.slotChecksums,
    arrayChecksums: core.arrayChecksums.map((checksums) => checksums.save()),
    waiters: core.waiters,
    snapshotReads: core.snapshotReads,
    snapshotsToRelease: core.snapshotsToRelease,
    times: [core.nowNs, core.nextWakeNs],
    poked: core.poked,
    pendingControls: core.pendingControls,
    waitingControls: core.waitingControls,
    jobs: core.jobs,
    trace: core.trace.subarray(0, core.traceCount * traceNumbers),
    vms: core.vms.map(saveVm),
  });
}

function plainPools(pools: PoolsState): PoolsState {
  return {
    ...pools,
    ops: pools.ops.map((op) => ({ ...op })),
    commands: pools.commands.map((command) => ({ ...command })),
    destages: pools.destages.map((destage) => ({ ...destage })),
  };
}

function saveVm(vm: VmCache): VmState {
  const fields = Object.entries(vm) as [string, unknown][];
  return {
    scalars: Object.fromEntries(fields.filter((entry): entry is [string, number | boolean] => typeof entry[1] === 'number' || typeof entry[1] === 'boolean')),
    pairs: Object.fromEntries(pairNames.map((name) => [name, vm[name]])),
    parts: parts(vm).map((part) => part.save()),
    flushChoice: vm.flushChoice,
    portion: vm.portion,
    durability: vm.configuredDurability,
    frames: vm.frames,
    redoDram: vm.redoDram,
    prepared: vm.prepared,
    preimagesToLog: vm.preimagesToLog,
    arrayReads: vm.arrayReads,
    arrayHolds: vm.arrayHolds,
    lost: vm.lost,
    goneBookmarks: vm.goneBookmarks,
    resizing: vm.resizing,
    views: vm.views,
    counters: vm.counters,
    held: vm.heldVersions?.save() ?? null,
  };
}

interface Part {
  save(): unknown;
  restore(state: unknown): void;
}

/** The parts with a state of their own, in a fixed order. */
function parts(vm: VmCache): Part[] {
  return [
    ...vm.index,
    vm.log,
    vm.dirty,
    ...vm.volatile,
    ...vm.journal,
    vm.metadata,
    vm.bookmarks,
    vm.evictDram,
    vm.evictFlash,
    vm.admission,
    vm.flush,
    ...vm.awaitingDurable,
    vm.waiting,
    vm.held,
  ] as Part[];
}

export function restoreEngine(core: EngineCore, saved: EngineState): void {
  const state = structuredClone(saved);
  (core.cells as Part).restore(state.cells);
  (core.freeDram as Part).restore(state.freeDram);
  (core.freeFlash as Part).restore(state.freeFlash);
  (core.logArea as Part).restore(state.logArea);
  core.slotChecksums.set(state.slotChecksums);
  core.arrayChecksums.forEach((checksums, vm) => {
    checksums.restore(state.arrayChecksums[vm]);
  });
  core.restorePools(state.pools);
  refill(core.waiters, state.waiters);
  refill(core.snapshotReads, state.snapshotReads);
  refill(core.snapshotsToRelease, state.snapshotsToRelease);
  [core.nowNs, core.nextWakeNs] = state.times as [number, number];
  core.poked.splice(0, core.poked.length, ...state.poked);
  core.pendingControls = state.pendingControls;
  core.waitingControls = state.waitingControls;
  core.jobs.splice(0, core.jobs.length, ...state.jobs);
  core.trace.set(state.trace);
  core.traceCount = state.trace.length / traceNumbers;
  core.swapOutput();
  state.vms.forEach((vmState, id) => {
    restoreVm(core, core.vms[id], vmState);
  });
}

function restoreVm(core: EngineCore, vm: VmCache, state: VmState): void {
  Object.assign(vm, state.scalars);
  for (const name of pairNames) vm[name].splice(0, 2, ...(state.pairs[name] as [never, never]));
  vm.adopt(state.flushChoice, core.createFlush(state.flushChoice, 0));
  parts(vm).forEach((part, i) => {
    part.restore(state.parts[i]);
  });
  vm.portion = state.portion;
  vm.configuredDurability = state.durability;
  vm.frames.splice(0, vm.frames.length, ...state.frames);
  vm.redoDram = state.redoDram;
  vm.prepared.splice(0, vm.prepared.length, ...state.prepared);
  vm.preimagesToLog = state.preimagesToLog;
  vm.arrayReads.splice(0, vm.arrayReads.length, ...state.arrayReads);
  refill(vm.arrayHolds, state.arrayHolds);
  vm.lost.splice(0, vm.lost.length, ...state.lost);
  vm.goneBookmarks.splice(0, vm.goneBookmarks.length, ...state.goneBookmarks);
  vm.resizing = state.resizing;
  vm.views.splice(0, vm.views.length, ...state.views);
  Object.assign(vm.counters, state.counters);
  if (state.held === null) vm.heldVersions = null;
  else (vm.heldVersions ??= new HeldVersions()).restore(state.held);
}

function refill<K, V>(map: Map<K, V>, saved: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of saved) map.set(key, value);
}
