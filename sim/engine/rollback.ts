/**
 * Rolling back, and undoing it.
 *
 * A job goes through these phases for all its VMs together:
 *   settle  nothing is admitted; what was admitted ends, also commands to the array, and copies to flash that are under way; then the target is
 *           checked once more
 *   walk    the records are walked: CPU time for each, reads of those that are in flash only; from here on nothing is freed or trimmed
 *   record  one durable append says what is going to be
 *   effect  in one step: record by record from the head back to the target, the place in the record and the one in the index are exchanged
 * Undo is the same with the records walked from the target to the former head.
 *
 * No data is moved. Whether a block is dirty is found anew for each: it is unless the array holds the version that is now current.
 */
import { assert } from '../base/assert.ts';
import { FLASH, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import { traceNumbers } from './core.ts';
import type { EngineCore, RollbackJob } from './core.ts';
import { rollBack, undoRollback } from './exchange.ts';
import { applyRetention } from './history.ts';
import { writeTurn } from './logEntries.ts';
import { appendSegment, noteLogged, turnBytes } from './logWriter.ts';
import { metadataLogged, takeMetadata } from './metadata.ts';
import { markAllStale } from './preparation.ts';
import { dropPromise } from './promise.ts';
import { CommandKind } from './protocol.ts';
import type { ControlRequest, RefusalReason, RollbackTraceEntry, Space, VmId } from './protocol.ts';
import { isLostPlace, PLACE_ARRAY, PLACE_NONE, snapshotOfPlace } from './undoLog.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';
import { resolveTarget, windowOf } from './window.ts';

const bytesPerRecord = 32;

/** Starts a rollback or undo of VMs that have no other under way; the target was found good. */
export function startRollback(core: EngineCore, request: RollbackJob['request'], requestedNs: number): void {
  const job = core.jobs.push({ request, requestedNs, phase: 'settle', walkUntilNs: Infinity, readsPending: 0, recordsWalked: 0, blocksRestored: 0 }) - 1;
  for (const id of request.vms) {
    const vm = core.vms[id];
    vm.isHeld = true;
    vm.job = job;
    core.poke(vm, Poke.Job | Poke.Durable | Poke.Destage);
  }
}

/** The reason why the target can't be reached now, or null. */
export function refusal(core: EngineCore, request: RollbackJob['request']): RefusalReason | null {
  for (const id of request.vms) {
    const vm = core.vms[id];
    if (request.kind === 'undo') {
      if (vm.frames.length === 0) return 'no-redo';
      continue;
    }
    applyRetention(core, vm, core.nowNs);
    const resolved = resolveTarget(vm, request.target);
    if (typeof resolved !== 'number') return resolved;
  }
  return null;
}

/** Moves the VM's job on as far as it can. */
export function pumpJob(core: EngineCore, vm: VmCache): void {
  const job = vm.job < 0 ? null : core.jobs[vm.job];
  if (job === null || job === undefined) return;
  if (job.phase === 'settle' && job.request.vms.every((id) => isSettled(core.vms[id]))) startWalk(core, job);
  if (job.phase === 'walk' && job.readsPending === 0 && core.nowNs >= job.walkUntilNs) startRecord(core, job);
}

function isSettled(vm: VmCache): boolean {
  return vm.guestOps === 0 && vm.arrayOps === 0 && vm.fills === 0 && vm.copies === 0 && vm.appends === 0 && !vm.isLoggingMetadata && vm.controlsPending === 0;
}

function startWalk(core: EngineCore, job: RollbackJob): void {
  const reason = refusal(core, job.request);
  if (reason !== null) {
    endJob(core, job, reason, 0);
    return;
  }
  let pages = 0;
  for (const id of job.request.vms) {
    const vm = core.vms[id];
    dropPromise(core, vm);
    const walked = recordsToWalk(vm, job.request);
    job.recordsWalked += walked;
    pages += Math.max(0, walked - core.config.logTailRecords);
    vm.isFrozen = true;
  }
  job.phase = 'walk';
  job.walkUntilNs = core.nowNs + job.recordsWalked * core.config.walkNsPerRecord;
  core.wakeAt(job.walkUntilNs);
  if (pages === 0) return;
  const command = core.command(CommandKind.ReadLog, Purpose.RollbackLogRead, core.vms[job.request.vms[0]], 0);
  command.lengthBytes = pages * bytesPerRecord;
  command.owner = core.jobs.indexOf(job);
  job.readsPending = 1;
}

function recordsToWalk(vm: VmCache, request: RollbackJob['request']): number {
  if (request.kind === 'undo') return vm.frames[vm.frames.length - 1].head - vm.log.head;
  return vm.log.head - vm.log.firstAfter(targetOf(vm, request));
}

function targetOf(vm: VmCache, request: Extract<ControlRequest, { kind: 'rollback' }>): number {
  const target = resolveTarget(vm, request.target);
  assert(typeof target === 'number', 'the target was checked');
  return target;
}

export function onRollbackLogRead(core: EngineCore, command: Command, status: number): void {
  const job = core.jobs[command.owner];
  assert(job !== undefined && job !== null, 'the job of a log read lives');
  if (status !== 0) {
    const again = core.command(CommandKind.ReadLog, Purpose.RollbackLogRead, core.vms[command.vm], 0);
    again.lengthBytes = command.lengthBytes;
    again.owner = command.owner;
    return;
  }
  job.readsPending = 0;
  core.poke(core.vms[command.vm], Poke.Job);
}

function startRecord(core: EngineCore, job: RollbackJob): void {
  job.phase = 'record';
  const vms = job.request.vms.map((id) => core.vms[id]);
  const noted = vms.map((vm) => vm.metadata.count);
  if (job.request.kind === 'undo') takeEffect(core, job);
  const lengthBytes = vms.reduce((sum, vm) => sum + turnBytes(vm, job.request.kind), 0);
  const command = appendSegment(core, vms[0], 0, Purpose.RollbackLogWrite, lengthBytes);
  for (const vm of vms.slice(1)) noteLogged(vm, command);
  const windows = vms.map((vm) => vm.windowLogged);
  for (const vm of vms) takeMetadata(vm);
  const { request } = job;
  const turns = vms.map((vm, i) => ({ vm, target: request.kind === 'undo' ? -1 : targetOf(vm, request), windowBefore: windows[i], noted: noted[i] }));
  writeTurn(core, request.kind, command, turns);
  command.owner = core.jobs.indexOf(job);
}

/** Rollback: now, since the record is durable. Undo: before its record, which says again what it brings back; the VM runs on only when that is durable. */
function takeEffect(core: EngineCore, job: RollbackJob): void {
  core.traceCount = 0;
  for (const id of job.request.vms) {
    const vm = core.vms[id];
    vm.undoneFrom = vm.sequence;
    job.blocksRestored += job.request.kind === 'undo' ? undoRollback(core, vm) : rollBack(core, vm, targetOf(vm, job.request));
    markAllStale(core, vm);
  }
}

export function onRollbackLogWrite(core: EngineCore, command: Command): void {
  const job = core.jobs[command.owner];
  assert(job !== undefined && job !== null, 'the job of a log append lives');
  for (const id of job.request.vms) metadataLogged(core, core.vms[id]);
  if (job.request.kind === 'rollback') takeEffect(core, job);
  endJob(core, job, null, job.blocksRestored);
}

function endJob(core: EngineCore, job: RollbackJob, reason: RefusalReason | null, blocksRestored: number): void {
  const { request } = job;
  const vms = request.vms.map((id) => core.vms[id]);
  core.jobs[core.jobs.indexOf(job)] = null;
  while (core.jobs.length > 0 && core.jobs[core.jobs.length - 1] === null) core.jobs.pop();
  core.outcomesOut.push({
    id: request.id,
    kind: request.kind,
    vms: request.vms,
    ok: reason === null,
    reason,
    requestedNs: job.requestedNs,
    answeredNs: core.nowNs,
    sequences: vms.map((vm) => vm.sequence),
    oldestSequences: vms.map((vm) => windowOf(vm, core.nowNs).oldestSequence),
    recordsWalked: reason === null ? job.recordsWalked : 0,
    blocksRestored,
    view: -1,
  });
  for (const vm of vms) {
    vm.isHeld = false;
    vm.isFrozen = false;
    vm.job = -1;
    core.released.push(vm.id);
    if (request.kind === 'rollback' && request.waiting === 'drop' && reason === null) vm.dropsWaiting = true;
    core.poke(vm, Poke.Admit | Poke.Durable | Poke.Destage | Poke.Reclaim | Poke.Metadata);
  }
}

/** The trace of the latest rollback or undo, in words. */
export function traceEntries(core: EngineCore): RollbackTraceEntry[] {
  const entries: RollbackTraceEntry[] = [];
  for (let at = 0; at < core.traceCount * traceNumbers; at += traceNumbers) {
    const [vm, sequence, timeNs, space, block, before, after] = core.trace.slice(at, at + traceNumbers);
    entries.push({ vm: vm as VmId, sequence, timeNs, space: space as Space, block, before: placeName(core, before), after: placeName(core, after) });
  }
  return entries;
}

function placeName(core: EngineCore, place: number): string {
  if (place === PLACE_ARRAY) return 'array';
  if (place === PLACE_NONE) return 'none';
  if (isLostPlace(place)) return 'lost';
  if (place < 0) return `snapshot ${String(snapshotOfPlace(place))}`;
  return `${core.cells.isDram(place) ? 'dram' : 'flash'} ${String(core.cells.slot(place))}`;
}

/** Redo of a VM in flash and DRAM, in blocks. */
export function redoBlocks(core: EngineCore, vm: VmCache): number {
  return core.cells.count(vm.id, 0, Role.Redo) + core.cells.count(vm.id, FLASH, Role.Redo);
}
