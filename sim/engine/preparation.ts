/**
 * What a write needs before it can be admitted: the rest of the blocks that it covers in part, and with the strategy `read-before-write` the preimages that
 * only the array holds, in flash. If one of the blocks is overwritten before the write's turn has come, what was read of it is out of date and is read again
 * then: nothing can be admitted in between, so once.
 */
import { Cause } from './cause.ts';
import { FLASH, Flag, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { damaged } from './damage.ts';
import { isWanted } from './history.ts';
import { OpPhase } from './ioOp.ts';
import type { IoOp } from './ioOp.ts';
import { INDEX_ABSENT } from './locationIndex.ts';
import { CommandKind, lostStatus } from './protocol.ts';
import type { Space } from './protocol.ts';
import { ReadMode } from './readCommand.ts';
import { onFetchDone, readBlocks, readPartDone, serveWaiters } from './readPath.ts';
import { availableFlash, ensureFlash } from './room.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

/** Must something be read before the write can be admitted? */
export function needsPreparation(vm: VmCache, op: IoOp): boolean {
  return op.isHeadPartial || op.isTailPartial || wantsFetch(vm, op);
}

function wantsFetch(vm: VmCache, op: IoOp): boolean {
  return vm.config.preimage === 'read-before-write' && op.space === 0 && isWanted(vm, 0);
}

/** Starts the reads; `endPreparation` follows when they are done. */
export function prepare(core: EngineCore, vm: VmCache, op: IoOp): void {
  op.isStale = false;
  op.pending = 1;
  if (!vm.prepared.includes(op.id)) vm.prepared.push(op.id);
  if (wantsFetch(vm, op)) fetchPreimages(core, vm, op);
  if (op.isHeadPartial) readBlocks(core, vm, op, 0, 1, ReadMode.Fill);
  if (op.isTailPartial && (op.blockCount > 1 || !op.isHeadPartial)) readBlocks(core, vm, op, op.blockCount - 1, 1, ReadMode.Fill);
  readPartDone(core, op);
}

/** Reads preimages that only the array holds into flash, as far as there is room for them. */
function fetchPreimages(core: EngineCore, vm: VmCache, op: IoOp): void {
  const { cells } = core;
  for (let i = 0; i < op.blockCount; i++) {
    const block = op.firstBlock + i;
    if (vm.index[0].get(block) !== INDEX_ABSENT) continue;
    if (availableFlash(core, vm) <= cells.unbacked[vm.id] || !ensureFlash(core, vm, 1)) return;
    const cell = core.takeCell(vm, FLASH, Role.Clean, Flag.Filling | Flag.Writing | Flag.Unnamed, 0, block, 0);
    core.pin(cell);
    vm.index[0].set(block, cell);
    vm.arrayOps++;
    vm.counters.preimageReads++;
    op.pending++;
    const command = core.command(CommandKind.ReadArray, Purpose.FetchRead, vm, 0);
    command.owner = op.id;
    command.block = block;
    command.blockCount = 1;
    command.buffer = core.takeBuffer();
    command.bufferBlock = 0;
    command.cell = cell;
    core.startArrayRead(command);
  }
}

export function onFetchRead(core: EngineCore, command: Command, status: number): void {
  const { cells } = core;
  const vm = core.vms[command.vm];
  const { cell } = command;
  core.endArrayRead(command);
  if (status !== 0) {
    const op = core.ops[command.owner];
    // The write need not fail for a preimage that the array has lost: the record will say that it is there, and whoever looks for it finds out.
    if (status !== damaged) op.failure = 1;
    if ((cells.flagsOf(cell) & Flag.Dying) === 0) {
      vm.index[0].delete(command.block);
      core.freeCell(cell);
    }
    serveWaiters(core, cell, status === damaged ? lostStatus : 1);
    core.unpin(cell);
    endFetch(core, vm, op, command.buffer);
    return;
  }
  writeFetched(core, vm, command);
}

/** What was fetched goes from its buffer to the flash cell. `source`: the command that it was read, or could not be written, by. */
function writeFetched(core: EngineCore, vm: VmCache, source: Command): void {
  const write = core.command(CommandKind.WriteFlash, Purpose.FetchWrite, vm, 0);
  write.owner = source.owner;
  write.slot = core.cells.slot(source.cell);
  write.block = source.block;
  write.blockCount = 1;
  write.buffer = source.buffer;
  write.bufferBlock = 0;
  write.cause = Cause.Preimage;
  write.cell = source.cell;
}

export function onFetchWrite(core: EngineCore, command: Command, status: number): void {
  const vm = core.vms[command.vm];
  if (status !== 0) {
    writeFetched(core, vm, command);
    return;
  }
  onFetchDone(core, vm, command.cell);
  endFetch(core, vm, core.ops[command.owner], command.buffer);
}

function endFetch(core: EngineCore, vm: VmCache, op: IoOp, buffer: number): void {
  core.releaseBuffer(buffer);
  vm.arrayOps--;
  readPartDone(core, op);
  core.poke(vm, Poke.Job);
}

/** The reads before admission are done. */
export function endPreparation(core: EngineCore, vm: VmCache, op: IoOp): void {
  if (op.phase === OpPhase.Preparing) {
    if (op.failure !== 0) {
      forgetPrepared(vm, op);
      core.acknowledge(op, op.failure);
      return;
    }
    op.phase = OpPhase.Waiting;
    vm.waiting.push(op);
  }
  vm.guestOps--;
  core.poke(vm, Poke.Admit | Poke.Job);
}

/** The write is admitted, or has failed. */
export function forgetPrepared(vm: VmCache, op: IoOp): void {
  const at = vm.prepared.indexOf(op.id);
  if (at >= 0) vm.prepared.splice(at, 1);
}

/** Blocks `first … last` of the space get a new version: what others have read of them before their admission is out of date. */
export function markStale(core: EngineCore, vm: VmCache, space: Space, first: number, last: number): void {
  for (const id of vm.prepared) {
    const op = core.ops[id];
    if (op.space !== space) continue;
    const tail = op.firstBlock + op.blockCount - 1;
    if (op.isHeadPartial && op.firstBlock >= first && op.firstBlock <= last) op.isStale = true;
    if (op.isTailPartial && tail >= first && tail <= last) op.isStale = true;
  }
}

export function markAllStale(core: EngineCore, vm: VmCache): void {
  for (const id of vm.prepared) core.ops[id].isStale = true;
}
