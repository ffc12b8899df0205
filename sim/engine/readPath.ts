/**
 * Reading: where each block of an IO is at the instant of admission, and the commands that bring it; keeping what was missed; promotion.
 *
 * A read never waits for room. It waits for data that is on its way to the cell that the index names. What comes from the array is kept in DRAM if there is
 * room without waiting; until it is there the index names the cell, so that a second miss of the block waits instead of reading the array again. A write
 * that overtakes it takes the cell out of the index: those who waited are still served from it.
 */
import { assert } from '../base/assert.ts';
import { Flag, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { damaged, dropDamaged } from './damage.ts';
import { enterFlashPolicy } from './history.ts';
import { OpPhase } from './ioOp.ts';
import type { IoOp } from './ioOp.ts';
import { INDEX_ABSENT, indexToNode } from './locationIndex.ts';
import { retireDropped } from './metadata.ts';
import { CommandKind, lostStatus, NoticeKind } from './protocol.ts';
import { readArrayBlock, readFailed } from './readAgain.ts';
import { readCommand, ReadMode, readSnapshot } from './readCommand.ts';
import { forgetDrop, takeDramForFill } from './room.ts';
import { PLACE_ARRAY, PLACE_NONE, snapshotOfPlace } from './undoLog.ts';
import { placeInView } from './views.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

/** Those who wait for a cell are to ask the array themselves. */
export const askArray = -1;

/** Admits a read and starts it. */
export function admitRead(core: EngineCore, vm: VmCache, op: IoOp): void {
  op.phase = OpPhase.Reading;
  op.sequence = vm.sequence;
  vm.guestOps++;
  core.notice(NoticeKind.ReadAdmitted, vm, op.space, op.tag, vm.sequence, -1, null);
  op.pending = 1;
  if (op.view >= 0) readView(core, vm, op);
  else readBlocks(core, vm, op, 0, op.blockCount, ReadMode.Guest);
  readPartDone(core, op);
}

/** Starts reading `count` blocks of the request from its block `from` on. The caller holds one `pending` of its own meanwhile. */
export function readBlocks(core: EngineCore, vm: VmCache, op: IoOp, from: number, count: number, mode: ReadMode): void {
  const { cells } = core;
  const index = vm.index[op.space];
  const { counters } = vm;
  let run: Command | null = null;
  let lastFill = -1;
  for (let i = from; i < from + count; i++) {
    const block = op.firstBlock + i;
    const value = index.get(block);
    if (value >= 0) {
      const isDram = value < cells.dramCells;
      if (isDram) hitDram(core, vm, value);
      else hitFlash(core, vm, value);
      if ((cells.flagsOf(value) & Flag.Writing) !== 0) {
        waitForCell(core, op, value, i, mode);
        run = null;
        continue;
      }
      const kind = isDram ? CommandKind.ReadDram : CommandKind.ReadFlash;
      core.pin(value);
      if (run !== null && run.kind === kind && run.cell + run.blockCount === value) {
        run.blockCount++;
        continue;
      }
      run = readCommand(core, vm, op, kind, i, mode);
      run.slot = cells.slot(value);
      run.cell = value;
    } else if (value === INDEX_ABSENT && op.space === 0) {
      counters.readBlocksArray++;
      if (run === null || run.kind !== CommandKind.ReadArray) {
        run = readCommand(core, vm, op, CommandKind.ReadArray, i, mode);
        core.startArrayRead(run);
        lastFill = -1;
      } else {
        run.blockCount++;
      }
      const isKept = mode === ReadMode.Guest && vm.config.admitReadMisses && vm.admission.admits(core.nowNs, op.space, block, op.blockCount);
      const fill = isKept ? takeFill(core, vm, block) : -1;
      if (fill < 0) continue;
      if (lastFill < 0) run.cell = fill;
      else cells.setAux(lastFill, fill);
      lastFill = fill;
      run.purpose = Purpose.FillRead;
    } else {
      run = null;
      const snapshot = value <= indexToNode(0) && value !== INDEX_ABSENT ? vm.dirty.snapshotOf(indexToNode(value)) : -1;
      if (snapshot < 0) {
        counters.readBlocksNone++;
        if (mode === ReadMode.Fill) readCommand(core, vm, op, CommandKind.FillZeros, i, mode);
        continue;
      }
      counters.readBlocksArray++;
      readSnapshot(core, vm, op, snapshot, i, mode);
    }
  }
}

export function hitDram(core: EngineCore, vm: VmCache, cell: number): void {
  const flags = core.cells.flagsOf(cell);
  if ((flags & Flag.Filling) !== 0) {
    vm.counters.readBlocksArray++;
    return;
  }
  vm.counters.readBlocksDram++;
  vm.evictDram.onHit(cell);
  if ((flags & Flag.DropWhenBacked) !== 0) forgetDrop(core, vm, cell);
}

function hitFlash(core: EngineCore, vm: VmCache, cell: number): void {
  vm.counters.readBlocksFlash++;
  if (core.cells.roleOf(cell) === Role.Clean && (core.cells.flagsOf(cell) & Flag.Writing) === 0) vm.evictFlash.onHit(cell);
}

/** A DRAM cell that a missed block is to be kept in, or −1. */
function takeFill(core: EngineCore, vm: VmCache, block: number): number {
  const cell = takeDramForFill(core, vm, Role.Clean, Flag.Filling | Flag.Writing, 0, block, 0);
  if (cell < 0) return -1;
  core.cells.setAux(cell, -1);
  core.pin(cell);
  vm.index[0].set(block, cell);
  vm.fills++;
  return cell;
}

/** The reader is served when the cell's data has arrived; until then the cell is pinned for it. */
function waitForCell(core: EngineCore, op: IoOp, cell: number, bufferBlock: number, mode: ReadMode): void {
  core.pin(cell);
  op.pending++;
  const waiting = core.waiters.get(cell);
  const entry = [op.id, bufferBlock, mode];
  if (waiting === undefined) core.waiters.set(cell, entry);
  else waiting.push(...entry);
}

/** The cell's data is there, or will not come: those who waited for it go on. `failure`: 0, `askArray`, or the status of their answers. */
export function serveWaiters(core: EngineCore, cell: number, failure: number): void {
  if (core.waiters.size === 0) return;
  const waiting = core.waiters.get(cell);
  if (waiting === undefined) return;
  core.waiters.delete(cell);
  const { cells } = core;
  for (let i = 0; i < waiting.length; i += 3) {
    const op = core.ops[waiting[i]];
    if (failure === askArray) {
      core.unpin(cell);
      readArrayBlock(core, core.vms[op.vm], op, waiting[i + 1], waiting[i + 2] as ReadMode);
    } else if (failure !== 0) {
      core.unpin(cell);
      op.failure = failure;
    } else {
      const kind = cells.isDram(cell) ? CommandKind.ReadDram : CommandKind.ReadFlash;
      const command = readCommand(core, core.vms[op.vm], op, kind, waiting[i + 1], waiting[i + 2] as ReadMode);
      command.slot = cells.slot(cell);
      command.cell = cell;
    }
    readPartDone(core, op);
  }
}

/** One of the things that the request waits for is done. */
export function readPartDone(core: EngineCore, op: IoOp): void {
  op.pending--;
  if (op.pending > 0) return;
  if (op.phase === OpPhase.Reading) {
    core.acknowledge(op, op.failure);
  } else {
    core.poke(core.vms[op.vm], Poke.Admit);
    core.preparedOps.push(op.id);
  }
}

export function onGuestRead(core: EngineCore, command: Command, status: number): void {
  const op = core.ops[command.owner];
  const vm = core.vms[command.vm];
  if (status !== 0) readFailed(core, vm, op, command, status);
  if (command.kind === CommandKind.ReadArray || command.kind === CommandKind.ReadSnapshot) core.endArrayRead(command);
  if (command.cell >= 0) {
    for (let i = 0; i < command.blockCount; i++) {
      const cell = command.cell + i;
      const mayRise = command.kind === CommandKind.ReadFlash && status === 0 && !command.isFill && vm.config.promoteFlashHits && op.view < 0;
      if (mayRise && !vm.isExclusive) promote(core, vm, op, cell, command.bufferBlock + i);
      core.unpin(cell);
      if (mayRise && vm.isExclusive) moveUp(core, vm, op, cell, command.bufferBlock + i);
      if (status !== 0 && command.kind === CommandKind.ReadFlash && command.blockCount === 1) dropDamaged(core, vm, cell);
    }
  }
  readPartDone(core, op);
}

/** What was read from the array is kept: from the request's buffer into the DRAM cells that were set aside. */
export function onFillRead(core: EngineCore, command: Command, status: number): void {
  const { cells } = core;
  const op = core.ops[command.owner];
  const vm = core.vms[command.vm];
  if (status !== 0) readFailed(core, vm, op, command, status);
  // Of several blocks some may be right: those who wait read each by itself.
  const failure = status !== damaged ? 1 : command.blockCount > 1 ? askArray : lostStatus;
  core.endArrayRead(command);
  let run: Command | null = null;
  let next = -1;
  for (let cell = command.cell; cell >= 0; cell = next) {
    next = cells.auxOf(cell);
    cells.setAux(cell, -1);
    if (status !== 0) {
      dropFill(core, vm, cell, failure);
      continue;
    }
    if (run !== null && run.cell + run.blockCount === cell && cells.blockOf(cell) === run.block + run.blockCount) {
      run.blockCount++;
      continue;
    }
    run = core.command(CommandKind.WriteDram, Purpose.FillWrite, vm, 0);
    run.slot = cell;
    run.cell = cell;
    run.block = cells.blockOf(cell);
    run.blockCount = 1;
    run.buffer = op.buffer;
    run.bufferBlock = cells.blockOf(cell) - op.firstBlock;
  }
  readPartDone(core, op);
}

function dropFill(core: EngineCore, vm: VmCache, cell: number, failure: number): void {
  const { cells } = core;
  vm.fills--;
  if ((cells.flagsOf(cell) & Flag.Dying) === 0) {
    vm.index[0].delete(cells.blockOf(cell));
    core.freeCell(cell);
  }
  serveWaiters(core, cell, failure);
  core.unpin(cell);
  core.poke(vm, Poke.Job);
}

export function onFillWrite(core: EngineCore, command: Command): void {
  const { cells } = core;
  const vm = core.vms[command.vm];
  for (let cell = command.cell; cell < command.cell + command.blockCount; cell++) {
    vm.fills--;
    cells.clearFlags(cell, Flag.Filling | Flag.Writing);
    if ((cells.flagsOf(cell) & Flag.Dying) === 0) vm.evictDram.onInsert(cell);
    serveWaiters(core, cell, 0);
    core.unpin(cell);
  }
  if (vm.isHeld) core.poke(vm, Poke.Job);
}

/** Brings a block that was found in flash to DRAM, where it then has a second place. */
function promote(core: EngineCore, vm: VmCache, op: IoOp, cell: number, bufferBlock: number): void {
  const { cells } = core;
  if (!isCurrentInFlash(core, vm, cell, cells.sequenceOf(cell))) return;
  const dramCell = takeDramForFill(core, vm, Role.InFlight, Flag.Writing, cells.spaceOf(cell) as 0 | 1, cells.blockOf(cell), cells.sequenceOf(cell));
  if (dramCell < 0) return;
  core.pin(dramCell);
  vm.counters.promotions++;
  const command = core.command(CommandKind.WriteDram, Purpose.Promote, vm, cells.spaceOf(cell) as 0 | 1);
  command.slot = dramCell;
  command.cell = dramCell;
  command.cell2 = cell;
  command.sequence = cells.sequenceOf(cell);
  command.block = cells.blockOf(cell);
  command.blockCount = 1;
  command.buffer = op.buffer;
  command.bufferBlock = bufferBlock;
}

/**
 * Exclusive tiers: what was found in flash goes to DRAM and leaves flash at once, so that its slot is there for what must leave DRAM in turn. Until it has
 * arrived it counts as being read from the array. What the array does not hold is promoted and stays.
 */
function moveUp(core: EngineCore, vm: VmCache, op: IoOp, cell: number, bufferBlock: number): void {
  const { cells } = core;
  const block = op.firstBlock + bufferBlock;
  if (vm.index[op.space].get(block) !== cell) return;
  if (cells.roleOf(cell) !== Role.Clean) {
    promote(core, vm, op, cell, bufferBlock);
    return;
  }
  const isFree = cells.pinsOf(cell) === 0 && cells.twinOf(cell) < 0 && (cells.flagsOf(cell) & Flag.Writing) === 0;
  if (!isFree || core.freeDramCount(vm) === 0 || vm.waiting.count > 0) return;
  vm.evictFlash.onRemove(cell);
  vm.index[0].delete(block);
  retireDropped(core, vm, cell);
  const fill = takeFill(core, vm, block);
  if (fill < 0) return;
  vm.counters.promotions++;
  const command = core.command(CommandKind.WriteDram, Purpose.FillWrite, vm, 0);
  command.slot = fill;
  command.cell = fill;
  command.block = block;
  command.blockCount = 1;
  command.buffer = op.buffer;
  command.bufferBlock = bufferBlock;
}

/** Is this flash cell the only place of a current version, the one of `sequence`? */
function isCurrentInFlash(core: EngineCore, vm: VmCache, cell: number, sequence: number): boolean {
  const { cells } = core;
  const isIt = cells.vmOf(cell) === vm.id && cells.sequenceOf(cell) === sequence && cells.twinOf(cell) < 0 && cells.blockOf(cell) >= 0;
  return isIt && vm.index[cells.spaceOf(cell)].get(cells.blockOf(cell)) === cell;
}

export function onPromote(core: EngineCore, command: Command): void {
  const { cells } = core;
  const vm = core.vms[command.vm];
  const { cell, cell2: flashCell } = command;
  cells.clearFlags(cell, Flag.Writing);
  if (isCurrentInFlash(core, vm, flashCell, command.sequence) && cells.blockOf(flashCell) === command.block && cells.spaceOf(flashCell) === command.space) {
    const role = cells.roleOf(flashCell) as 2 | 3;
    cells.setRole(cell, role);
    cells.link(cell, flashCell);
    const node = cells.auxOf(flashCell);
    cells.setAux(cell, node);
    cells.setAux(flashCell, -1);
    if (role === Role.Dirty && command.space === 0) {
      assert(node >= 0, 'promote: a dirty disk version has a node');
      vm.dirty.setCell(node, cell);
    }
    vm.index[command.space].set(command.block, cell);
    vm.evictDram.onInsert(cell);
  } else {
    core.freeCell(cell);
  }
  core.unpin(cell);
}

/** A read of what the disk was at a bookmark. Nothing is kept or promoted for it. */
function readView(core: EngineCore, vm: VmCache, op: IoOp): void {
  const { cells } = core;
  const view = vm.views.find((open) => open.id === op.view);
  if (view === undefined || !vm.bookmarks.valid.includes(view.bookmark)) {
    op.failure = 1;
    return;
  }
  for (let i = 0; i < op.blockCount; i++) {
    const place = placeInView(vm, view, op.firstBlock + i);
    if (place === null) {
      readBlocks(core, vm, op, i, 1, ReadMode.View);
    } else if (place >= 0) {
      const other = cells.twinOf(place);
      const cell = other >= 0 && !cells.isDram(place) && (cells.flagsOf(place) & Flag.Writing) !== 0 ? other : place;
      if ((cells.flagsOf(cell) & Flag.Writing) !== 0) {
        waitForCell(core, op, cell, i, ReadMode.View);
        continue;
      }
      const isDram = cells.isDram(cell);
      const command = readCommand(core, vm, op, isDram ? CommandKind.ReadDram : CommandKind.ReadFlash, i, ReadMode.View);
      command.slot = cells.slot(cell);
      command.cell = cell;
      core.pin(cell);
    } else if (place === PLACE_ARRAY) {
      core.startArrayRead(readCommand(core, vm, op, CommandKind.ReadArray, i, ReadMode.View));
    } else if (place !== PLACE_NONE) {
      readSnapshot(core, vm, op, snapshotOfPlace(place), i, ReadMode.View);
    }
  }
}

/** A block fetched into flash before a write to it: see writePath. */
export function onFetchDone(core: EngineCore, vm: VmCache, cell: number): void {
  const { cells } = core;
  cells.clearFlags(cell, Flag.Filling | Flag.Writing);
  if ((cells.flagsOf(cell) & Flag.Dying) === 0) enterFlashPolicy(core, vm, cell);
  serveWaiters(core, cell, 0);
  core.unpin(cell);
}
