/**
 * Portions: which sizes can work, and resizing while the VM runs.
 *
 * What a portion must have (ENGINE.md, *Making room*): DRAM for the largest IO; with flash, flash for the VM's whole memory and twice the largest IO, so that
 * the durable point can always be moved: the memory has no other home, a write may need slots for what it supersedes, and as many to become durable. That
 * implies the contract's bound on DRAM plus flash. Flash 0: no window, class `dram`, no memory space. Between none and some flash there is no resizing.
 *
 * A portion shrinks by taking slots out of the free ones as they become free, making room in the contract's order, until it has what it is to give up; one
 * durable append says who owns what; then the slots change hands.
 */
import { DRAM, FLASH } from './cells.ts';
import type { Tier } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { ensureLogRoom } from './history.ts';
import { writePortion } from './logEntries.ts';
import { appendSegment, portionBytes } from './logWriter.ts';
import type { ControlRequest, Durability, Portion, RefusalReason } from './protocol.ts';
import { availableFlash, ensureFlash, reclaimDram, wantRoom } from './room.ts';
import { Poke } from './vmCache.ts';
import type { Resizing, VmCache } from './vmCache.ts';
import { windowOf } from './window.ts';

/** What is wrong with a portion, in words, or null. Used by the scenario's parser too. */
export function portionFault(
  portion: Portion,
  demand: { readonly memoryBlocks: number; readonly ioBlocksMax: number; readonly durability: Durability },
): string | null {
  const { memoryBlocks, ioBlocksMax } = demand;
  if (portion.dramBlocks < ioBlocksMax) return `DRAM of ${String(portion.dramBlocks)} blocks is less than the largest IO (${String(ioBlocksMax)} blocks)`;
  if (portion.flashBlocks === 0) {
    if (memoryBlocks > 0) return 'without flash there can be no memory space';
    return demand.durability === 'flash' ? 'without flash the durability class can only be dram' : null;
  }
  const flashMin = memoryBlocks + 2 * ioBlocksMax;
  if (portion.flashBlocks < flashMin) {
    return `flash of ${String(portion.flashBlocks)} blocks is less than the VM's memory and twice the largest IO (${String(flashMin)} blocks)`;
  }
  const recordsMin = 2 * ioBlocksMax;
  return portion.logRecords < recordsMin ? `a log of ${String(portion.logRecords)} records is less than twice the largest IO (${String(recordsMin)})` : null;
}

/** Why a resize can't be done, or null. */
export function resizeRefusal(core: EngineCore, vm: VmCache, portion: Portion): RefusalReason | null {
  if (vm.hasFlash !== portion.flashBlocks > 0) return 'not-possible';
  const demand = { memoryBlocks: vm.config.memoryBlocks, ioBlocksMax: core.config.ioBlocksMax, durability: vm.durability() };
  if (portionFault(portion, demand) !== null) return 'portion-too-small';
  const reserve = core.config.vms.length;
  const dramMissing = portion.dramBlocks - vm.portion.dramBlocks - core.freeDram.freeCounts[reserve];
  const flashMissing = portion.flashBlocks - vm.portion.flashBlocks - core.freeFlash.freeCounts[reserve];
  return dramMissing > 0 || flashMissing > 0 ? 'portion-unavailable' : null;
}

export function startResize(core: EngineCore, vm: VmCache, request: Extract<ControlRequest, { kind: 'resize' }>, requestedNs: number): void {
  const grown = (tier: Tier, count: number): number[] => (count > 0 ? core.takeFromReserve(tier, count) : []);
  vm.resizing = {
    id: request.id,
    requestedNs,
    portion: request.portion,
    dramGiven: [],
    flashGiven: [],
    dramTaken: grown(DRAM, request.portion.dramBlocks - vm.portion.dramBlocks),
    flashTaken: grown(FLASH, request.portion.flashBlocks - vm.portion.flashBlocks),
    isLogging: false,
  };
  pumpResize(core, vm);
}

/** Takes what has become free, asks for more, and goes on when all is there. */
export function pumpResize(core: EngineCore, vm: VmCache): void {
  const { resizing } = vm;
  if (resizing === null || resizing.isLogging || vm.isFrozen) return;
  const dramMissing = vm.portion.dramBlocks - resizing.portion.dramBlocks - resizing.dramGiven.length;
  if (dramMissing > 0) {
    reclaimDram(core, vm, dramMissing);
    for (let i = Math.min(dramMissing, core.freeDramCount(vm)); i > 0; i--) resizing.dramGiven.push(core.freeDram.take(vm.id));
  }
  const flashMissing = vm.portion.flashBlocks - resizing.portion.flashBlocks - resizing.flashGiven.length;
  for (let i = flashMissing; i > 0 && mayGiveFlash(core, vm) && ensureFlash(core, vm, 1); i--) resizing.flashGiven.push(core.freeFlash.take(vm.id));
  const isComplete =
    resizing.dramGiven.length >= vm.portion.dramBlocks - resizing.portion.dramBlocks &&
    resizing.flashGiven.length >= vm.portion.flashBlocks - resizing.portion.flashBlocks &&
    (resizing.portion.logRecords >= vm.log.head - vm.log.tail || shrinkLog(core, vm, resizing.portion));
  if (!isComplete) {
    wantRoom(core, vm);
    return;
  }
  if (vm.isCheckpointDue) return;
  resizing.isLogging = true;
  logPortions(core, vm, resizing);
}

/** What is left must suffice to move the durable point, or nothing more would ever become free. */
function mayGiveFlash(core: EngineCore, vm: VmCache): boolean {
  return availableFlash(core, vm) > core.cells.unbacked[vm.id];
}

function shrinkLog(core: EngineCore, vm: VmCache, portion: Portion): boolean {
  const before = vm.portion;
  vm.portion = { ...before, logRecords: portion.logRecords };
  const fits = ensureLogRoom(core, vm, 0);
  vm.portion = before;
  return fits;
}

function logPortions(core: EngineCore, vm: VmCache, resizing: Resizing): void {
  const command = appendSegment(core, vm, 0, Purpose.ResizeLog, portionBytes(core, vm, resizing));
  writePortion(core, vm, command, resizing);
}

export function onResizeLog(core: EngineCore, command: Command): void {
  const vm = core.vms[command.vm];
  const { resizing } = vm;
  if (resizing === null) return;
  moveSlots(core, vm, resizing);
  vm.portion = resizing.portion;
  vm.resizing = null;
  core.outcomesOut.push({
    id: resizing.id,
    kind: 'resize',
    vms: [command.vm],
    ok: true,
    reason: null,
    requestedNs: resizing.requestedNs,
    answeredNs: core.nowNs,
    sequences: [vm.sequence],
    oldestSequences: [windowOf(vm, core.nowNs).oldestSequence],
    recordsWalked: 0,
    blocksRestored: 0,
    view: -1,
  });
  core.areControlsDue = true;
  core.poke(vm, Poke.Admit);
}

function moveSlots(core: EngineCore, vm: VmCache, resizing: Resizing): void {
  const reserve = core.config.vms.length;
  core.moveSlots(DRAM, resizing.dramGiven, vm.id, reserve);
  core.moveSlots(FLASH, resizing.flashGiven, vm.id, reserve);
  core.moveSlots(DRAM, resizing.dramTaken, reserve, vm.id);
  core.moveSlots(FLASH, resizing.flashTaken, reserve, vm.id);
}
