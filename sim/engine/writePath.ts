/**
 * Writing and discarding: preparation, admission, redirect-on-write.
 *
 * A write first reads the blocks that it covers in part (again, if one of them was overwritten before it could be admitted), and with the strategy
 * `read-before-write` brings preimages that only the array holds into flash. It is admitted when all that it needs is there at once: DRAM slots for the new
 * data, flash slots for what it supersedes, records in the log, and enough flash left to move the durable point. Requests wait in the order of arrival.
 *
 * On admission, in one step: new slots, index, log; the preimage goes to flash (from DRAM by a copy, whose flash slot the record already names; in flash it
 * stays), or stays on the array until a destage needs its place there. See ENGINE.md, *The write path*. A preimage whose own fetch or fill is still under
 * way when it is overtaken counts as being on the array.
 */
import { Cause } from './cause.ts';
import { DRAM, FLASH, Flag, Role } from './cells.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { findDirty } from './damage.ts';
import { DestagePhase } from './destageJob.ts';
import { awaitDurable } from './durable.ts';
import { applyRetention, dropRedo, enterFlashPolicy, isNeededForDurability, isWanted, keepsLog, leaveFlashPolicy, startWindowAt, isNone } from './history.ts';
import { OpPhase } from './ioOp.ts';
import type { IoOp } from './ioOp.ts';
import { INDEX_ABSENT, INDEX_NONE, indexToNode, nodeToIndex } from './locationIndex.ts';
import { CommandKind, NoticeKind, Op } from './protocol.ts';
import type { Space } from './protocol.ts';
import { forgetPrepared, markStale, needsPreparation, prepare } from './preparation.ts';
import { dropClean } from './metadata.ts';
import { isThrottled } from './throttle.ts';
import { serveWaiters } from './readPath.ts';
import { forgetDrop, keepAhead, startCopy, takeCopy, wantRoom } from './room.ts';
import { PLACE_ARRAY, PLACE_NONE, placeOfSnapshot, RecordFlag } from './undoLog.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';
import { holdWrite } from './promise.ts';
import { makeDramRoom, makeFlashRoom } from './writeRoom.ts';

/** A write or discard has arrived and the VM is not held. */
export function arriveWrite(core: EngineCore, vm: VmCache, op: IoOp): void {
  if (op.op === Op.Write && needsPreparation(vm, op)) {
    op.phase = OpPhase.Preparing;
    vm.guestOps++;
    prepare(core, vm, op);
    return;
  }
  op.phase = OpPhase.Waiting;
  if (vm.throttle !== null) {
    op.arrivedNs = core.nowNs;
    op.admitAtNs = Infinity;
  }
  const waits = vm.waiting.count > 0 || (vm.throttle !== null && isThrottled(core, vm, op, vm.throttle)) || !tryAdmit(core, vm, op);
  if (waits) vm.waiting.push(op);
}

/** Discarded blocks need no slot until their destage, but a place in the table of dirty blocks: so many per slot of the portion, then discards wait. */
const discardedPerPortion = 2;

// Admission.

/** Admits what waits, in order, as far as there is room. */
export function pumpAdmission(core: EngineCore, vm: VmCache): void {
  if (vm.isHeld) return;
  for (;;) {
    const op = vm.waiting.peek();
    if (op === undefined) break;
    if (op.pending > 0) return;
    if (op.failure !== 0) {
      vm.waiting.shift();
      forgetPrepared(vm, op);
      core.acknowledge(op, op.failure);
      continue;
    }
    if (op.isStale) {
      vm.guestOps++;
      prepare(core, vm, op);
      return;
    }
    if (vm.throttle !== null && isThrottled(core, vm, op, vm.throttle)) return;
    vm.waiting.shift();
    if (!tryAdmit(core, vm, op)) {
      vm.waiting.unshift(op);
      return;
    }
  }
  if (vm.stalledSinceNs >= 0) {
    vm.counters.stallNs += core.nowNs - vm.stalledSinceNs;
    vm.stalledSinceNs = -1;
  }
}

function tryAdmit(core: EngineCore, vm: VmCache, op: IoOp): boolean {
  const isNumbered = !vm.hasFlash || vm.nextSequence < vm.lease;
  const isAdmitted = isNumbered && (op.op === Op.Write ? tryWrite(core, vm, op) : tryDiscard(core, vm, op));
  if (isAdmitted) applyRetention(core, vm, core.nowNs);
  else if (vm.stalledSinceNs < 0) {
    vm.stalledSinceNs = core.nowNs;
    vm.counters.stalls++;
  }
  return isAdmitted;
}

function tryWrite(core: EngineCore, vm: VmCache, op: IoOp): boolean {
  if (core.freeDramCount(vm) < op.blockCount && !makeDramRoom(core, vm, op)) {
    if (!vm.hasFlash) wantRoom(core, vm);
    return false;
  }
  const durability = vm.durability();
  const persists = vm.hasFlash && durability !== 'dram';
  if (vm.hasFlash && !makeFlashRoom(core, vm, op, persists)) return false;
  applyRetention(core, vm, core.nowNs);
  dropRedo(core, vm);
  admitWrite(core, vm, op, persists);
  if (vm.heldVersions !== null) holdWrite(core, vm, vm.heldVersions, op);
  op.durability = durability;
  op.pending = 1;
  emitWrites(core, vm, op, persists);
  if (persists || op.forceUnitAccess || durability !== 'dram') {
    if (op.forceUnitAccess && vm.flushesToArray && op.space === 0) op.durability = 'array';
    op.phase = OpPhase.Durable;
    awaitDurable(core, vm, op);
  }
  writePartDone(core, op);
  keepAhead(core, vm, op.space);
  if (vm.flush.onEveryWrite) core.poke(vm, Poke.Destage);
  return true;
}

function admitWrite(core: EngineCore, vm: VmCache, op: IoOp, persists: boolean): void {
  const { cells } = core;
  const sequence = vm.nextSequence++;
  const space = op.space;
  if (vm.prepared.length > 0) {
    forgetPrepared(vm, op);
    markStale(core, vm, space, op.firstBlock, op.firstBlock + op.blockCount - 1);
  }
  op.phase = OpPhase.Writing;
  op.sequence = sequence;
  vm.guestOps++;
  vm.sequence = sequence;
  vm.lastWriteNs = core.nowNs;
  core.notice(NoticeKind.WriteAdmitted, vm, space, op.tag, sequence, -1, null);
  const index = vm.index[space];
  for (let i = 0; i < op.blockCount; i++) {
    const block = op.firstBlock + i;
    const node = supersede(core, vm, space, block, sequence);
    const cell = core.takeCell(vm, DRAM, Role.Dirty, Flag.Writing, space, block, sequence);
    cells.setAux(cell, node);
    if (node >= 0) vm.dirty.setCell(node, cell);
    index.set(block, cell);
    core.admitted[i] = cell;
    if (core.superseded >= 0) vm.evictDram.onRewrite(core.superseded, cell);
    else vm.evictDram.onInsert(cell);
    if (vm.hasFlash) vm.volatile[space].append(cell, sequence);
    if (!persists) continue;
    const copy = core.takeCell(vm, FLASH, Role.Dirty, Flag.Writing, space, block, sequence);
    cells.link(cell, copy);
  }
  if (!keepsLog(vm)) startWindowAt(core, vm, sequence, core.nowNs);
}

/**
 * Takes the current version of a block out of its place for a new one of `sequence`: the log gets its record, the preimage its way to flash. Returns the
 * block's dirty node, without a cell (disk), or −1 (memory). If the block was in DRAM, `core.superseded` says where: the policy still knows it there.
 */
function supersede(core: EngineCore, vm: VmCache, space: Space, block: number, sequence: number): number {
  const { cells } = core;
  const { log, dirty } = vm;
  const value = vm.index[space].get(block);
  core.superseded = -1;
  let node = -1;
  let place = PLACE_NONE;
  let isOnArray = false;
  let isKept = false;
  let isRecorded: boolean;
  let madeAt = 0;
  if (value >= 0 && (cells.flagsOf(value) & Flag.Filling) === 0) {
    madeAt = cells.sequenceOf(value);
    isOnArray = cells.roleOf(value) === Role.Clean;
    if (!isOnArray && space === 0) node = cells.auxOf(value);
    isKept = isWanted(vm, madeAt);
    isRecorded = isKept || isNeededForDurability(vm, space, madeAt);
    if (isRecorded && (isKept || !isOnArray)) place = keepPreimage(core, vm, value, sequence);
    else place = dropPreimage(core, vm, value, isOnArray);
    if (!isRecorded && !isOnArray && vm.hasFlash) vm.gapEnd[space] = sequence;
  } else if (value <= indexToNode(0) && value !== INDEX_ABSENT) {
    node = indexToNode(value);
    const snapshot = dirty.snapshotOf(node);
    madeAt = dirty.sequenceOf(node);
    if (snapshot >= 0) place = placeOfSnapshot(snapshot);
    isKept = isWanted(vm, 0);
    isRecorded = isKept || isNeededForDurability(vm, space, snapshot >= 0 ? 0 : madeAt);
    if (!isRecorded && snapshot >= 0) core.releaseSnapshot(vm, snapshot);
    if (!isRecorded && vm.hasFlash) vm.gapEnd[space] = sequence;
    dirty.setSnapshot(node, -1);
  } else {
    if (value >= 0) core.freeCell(value);
    isOnArray = space === 0;
    if (value !== INDEX_NONE && space === 0) place = PLACE_ARRAY;
    isKept = isWanted(vm, 0);
    isRecorded = isKept || (isOnArray && isNeededForDurability(vm, space, 0));
  }
  let reference = -1;
  if (isRecorded) {
    const flags = space | (isOnArray ? RecordFlag.OnArray : 0) | (isKept ? RecordFlag.Kept : 0);
    reference = log.reference(log.append(core.nowNs, sequence, block, place, flags));
    if (isKept) vm.liveKept++;
  }
  if (vm.hasFlash) vm.journal[space].append(sequence, block, core.nowNs);
  if (space !== 0) return -1;
  if (node < 0) {
    node = vm.takeDirty(block, -1, sequence, core.nowNs, sequence, isOnArray ? reference : -1);
  } else {
    if (dirty.isLost(node)) findDirty(vm, node);
    vm.rewriteDirty(node, core.nowNs);
    overtakeDestage(core, vm, node, madeAt, sequence, reference);
    if (vm.heldVersions !== null) vm.heldVersions.onSuperseded(node, madeAt, sequence, core.nowNs, reference);
  }
  dirty.setCell(node, -1);
  dirty.setSequence(node, sequence);
  return node;
}

/** The superseded version stays, in flash. Returns the flash cell. */
function keepPreimage(core: EngineCore, vm: VmCache, cell: number, sequence: number): number {
  const { cells } = core;
  if (!cells.isDram(cell)) {
    cells.clearFlags(cell, Flag.Unnamed);
    leaveFlashPolicy(core, vm, cell);
    cells.setRole(cell, Role.Previous);
    cells.setAux(cell, -1);
    return cell;
  }
  core.superseded = cell;
  forgetDrop(core, vm, cell);
  cells.setAux(cell, -1);
  const copy = cells.twinOf(cell);
  if (copy >= 0) cells.clearFlags(copy, Flag.Unnamed);
  if (copy >= 0 && (cells.flagsOf(copy) & Flag.Writing) === 0) {
    leaveFlashPolicy(core, vm, copy);
    cells.unlink(cell, copy);
    cells.setRole(copy, Role.Previous);
    core.freeCell(cell);
    return copy;
  }
  cells.setRole(cell, Role.Previous);
  if ((cells.flagsOf(cell) & Flag.Volatile) === 0) vm.volatile[cells.spaceOf(cell)].append(cell, sequence);
  if (copy >= 0) {
    cells.setRole(copy, Role.Previous);
    return copy;
  }
  vm.counters.demotions++;
  return takeCopy(core, vm, cell, Role.Previous, Cause.Demotion);
}

/** Nobody needs the superseded version, or (what the array holds) only for the durable point: its slots go. Returns where it is still, if anywhere. */
function dropPreimage(core: EngineCore, vm: VmCache, cell: number, isOnArray: boolean): number {
  const { cells } = core;
  const flashCell = cells.isDram(cell) ? cells.twinOf(cell) : cell;
  if (flashCell !== cell) {
    core.superseded = cell;
    forgetDrop(core, vm, cell);
  }
  if (flashCell >= 0) leaveFlashPolicy(core, vm, flashCell);
  cells.setAux(cell, -1);
  if (isOnArray) dropClean(core, vm, cell);
  else core.freeVersion(cell);
  return isOnArray ? PLACE_ARRAY : PLACE_NONE;
}

/** The block of `node` is overwritten while a destage of it may be under way: what that one writes is then the version in the record `reference`. */
function overtakeDestage(core: EngineCore, vm: VmCache, node: number, madeAt: number, sequence: number, reference: number): void {
  const id = vm.dirty.destageOf(node);
  if (id < 0) return;
  const destage = core.destages[id];
  if (destage.phase !== DestagePhase.Read && destage.phase !== DestagePhase.Write) return;
  if (destage.sequence === madeAt) destage.record = reference;
  if (destage.redirtySequence < 0) {
    destage.redirtySequence = sequence;
    destage.redirtyNs = core.nowNs;
  }
}

/** The commands that bring the data of the write just admitted to its new slots. */
function emitWrites(core: EngineCore, vm: VmCache, op: IoOp, persists: boolean): void {
  const { cells } = core;
  let dramRun: Command | null = null;
  let flashRun: Command | null = null;
  for (let i = 0; i < op.blockCount; i++) {
    const cell = core.admitted[i];
    core.pin(cell);
    if (dramRun !== null && dramRun.cell + dramRun.blockCount === cell) dramRun.blockCount++;
    else dramRun = writeCommand(core, vm, op, CommandKind.WriteDram, Purpose.GuestWrite, cell, i);
    if (!persists) continue;
    const copy = cells.twinOf(cell);
    core.pin(copy);
    if (flashRun !== null && flashRun.cell + flashRun.blockCount === copy) flashRun.blockCount++;
    else flashRun = writeCommand(core, vm, op, CommandKind.WriteFlash, Purpose.WritePersist, copy, i);
  }
}

function writeCommand(core: EngineCore, vm: VmCache, op: IoOp, kind: CommandKind, purpose: Purpose, cell: number, bufferBlock: number): Command {
  const command = core.command(kind, purpose, vm, op.space);
  command.slot = core.cells.slot(cell);
  command.cell = cell;
  command.block = op.firstBlock + bufferBlock;
  command.blockCount = 1;
  command.buffer = op.buffer;
  command.bufferBlock = bufferBlock;
  if (purpose === Purpose.WritePersist) command.cause = Cause.Write;
  else {
    command.owner = op.id;
    op.pending++;
  }
  return command;
}

export function onGuestWrite(core: EngineCore, command: Command): void {
  const { cells } = core;
  const vm = core.vms[command.vm];
  for (let cell = command.cell; cell < command.cell + command.blockCount; cell++) {
    const flags = cells.flagsOf(cell);
    cells.replaceFlags(cell, flags & ~(Flag.Writing | Flag.CopyPending));
    if ((flags & (Flag.CopyPending | Flag.Dying)) === Flag.CopyPending) startCopy(core, vm, cell, cells.twinOf(cell), Cause.Demotion);
    serveWaiters(core, cell, 0);
    if (vm.heldVersions !== null) core.poke(vm, Poke.Destage);
    if ((flags & Flag.Volatile) !== 0 && vm.wanted[command.space] > vm.durablePoint[command.space]) core.poke(vm, Poke.Durable);
    core.unpin(cell);
  }
  writePartDone(core, core.ops[command.owner]);
}

/** The flash copy that a write of class flash or array makes at once. */
export function onWritePersist(core: EngineCore, command: Command, status: number): void {
  const { cells } = core;
  const vm = core.vms[command.vm];
  for (let copy = command.cell; copy < command.cell + command.blockCount; copy++) {
    const cell = cells.twinOf(copy);
    if (cell >= 0) {
      if (status !== 0) {
        if ((cells.flagsOf(cell) & Flag.Writing) !== 0) cells.setFlags(cell, Flag.CopyPending);
        else startCopy(core, vm, cell, copy, Cause.Demotion);
      } else {
        persisted(core, vm, cell, copy);
      }
    }
    core.unpin(copy);
  }
  core.poke(vm, Poke.Durable);
}

/** As for a demotion; but the DRAM cell's own data may still be on its way, and then it is not dropped. */
function persisted(core: EngineCore, vm: VmCache, cell: number, copy: number): void {
  const { cells } = core;
  cells.clearFlags(copy, Flag.Writing);
  if ((cells.flagsOf(cell) & Flag.Volatile) !== 0) vm.volatile[cells.spaceOf(cell)].remove(cell);
  const role = cells.roleOf(cell);
  if (role === Role.Dirty || role === Role.Clean) {
    enterFlashPolicy(core, vm, copy);
    return;
  }
  cells.unlink(cell, copy);
  core.freeCell(cell);
}

function writePartDone(core: EngineCore, op: IoOp): void {
  op.pending--;
  if (op.pending > 0) return;
  if (op.phase === OpPhase.Writing) core.acknowledge(op, 0);
  else core.poke(core.vms[op.vm], Poke.Durable);
}

// Discards.

function tryDiscard(core: EngineCore, vm: VmCache, op: IoOp): boolean {
  if (vm.hasFlash && !makeFlashRoom(core, vm, op, false)) return false;
  if (op.space === 0 && vm.dirty.count + op.blockCount > discardedPerPortion * vm.portionBlocks()) {
    wantRoom(core, vm);
    return false;
  }
  const first = op.firstBlock;
  const last = first + op.blockCount - 1;
  let changes = false;
  for (let block = first; block <= last && !changes; block++) changes = !isNone(vm, op.space, block);
  vm.guestOps++;
  op.phase = OpPhase.Durable;
  op.durability = op.forceUnitAccess && vm.flushesToArray && op.space === 0 ? 'array' : vm.durability();
  op.pending = 0;
  if (!changes) {
    op.sequence = vm.sequence;
    core.notice(NoticeKind.DiscardAdmitted, vm, op.space, op.tag, vm.sequence, -1, null);
  } else {
    applyRetention(core, vm, core.nowNs);
    dropRedo(core, vm);
    const sequence = vm.nextSequence++;
    op.sequence = sequence;
    vm.sequence = sequence;
    vm.lastWriteNs = core.nowNs;
    markStale(core, vm, op.space, first, last);
    core.notice(NoticeKind.DiscardAdmitted, vm, op.space, op.tag, sequence, -1, null);
    for (let block = first; block <= last; block++) if (!isNone(vm, op.space, block)) discardBlock(core, vm, op.space, block, sequence);
    if (vm.heldVersions !== null) holdWrite(core, vm, vm.heldVersions, op);
    if (!keepsLog(vm)) startWindowAt(core, vm, sequence, core.nowNs);
    if (vm.flush.onEveryWrite) core.poke(vm, Poke.Destage);
  }
  if (op.durability === 'dram' && !op.forceUnitAccess) core.acknowledge(op, 0);
  else awaitDurable(core, vm, op);
  return true;
}

function discardBlock(core: EngineCore, vm: VmCache, space: Space, block: number, sequence: number): void {
  const node = supersede(core, vm, space, block, sequence);
  if (core.superseded >= 0) vm.evictDram.onRemove(core.superseded);
  if (space === 0) vm.index[0].set(block, nodeToIndex(node));
  else vm.index[1].delete(block);
}

/** Answers a request as dropped that was never admitted. */
export function dropWaiting(core: EngineCore, vm: VmCache): void {
  while (vm.waiting.count > 0) {
    const op = vm.waiting.shift();
    forgetPrepared(vm, op);
    core.acknowledge(op, 2);
  }
}
