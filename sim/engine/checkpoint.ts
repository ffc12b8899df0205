/**
 * Checkpoints: now and then the whole durable state of a VM is said again in the log on flash, and what was said of it before is dead. So recovery reads a
 * bounded log, and the ring of the log never runs into its tail.
 *
 * A checkpoint is due when a VM has logged more than its state takes since the last one, or when its oldest part lies far back in the ring. It is written as
 * it is at one instant at which nothing else of the VM is on its way to the log: until then new appends of the VM wait. It counts once all its segments are
 * durable; then the tail may move up, and the superblock says so from time to time.
 */
import type { Command } from './command.ts';
import { Purpose } from './command.ts';
import type { EngineCore } from './core.ts';
import { writeCheckpoint, writeTail } from './checkpointEntries.ts';
import { arrayBlocksBytes, chunkBytes, entryBytes, EntryKind, headerBytes, nameBytes, superblockBytes, unitBytes } from './logFormat.ts';
import { appendSegment, appendSuperblock } from './logWriter.ts';
import { logPreimages } from './preimageCopy.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

/** So much is logged at least before the next checkpoint, and so much of the ring. */
const bytesMin = 256 * 1024;
const ringRatio = 1 / 16;

/** What the VM's state takes on flash at most. O(bookmarks). */
function stateBytes(core: EngineCore, vm: VmCache): number {
  const records = vm.log.head - vm.log.tail;
  let bytes = entryBytes[EntryKind.Base] + entryBytes[EntryKind.Portion] + 4 * core.freeFlash.rangesAfter(vm.id, [], []).length;
  bytes += (vm.index[0].size + vm.index[1].size + records + vm.journal[0].count + vm.journal[1].count) * entryBytes[EntryKind.Index];
  bytes += records * entryBytes[EntryKind.Record] + vm.lost.length * entryBytes[EntryKind.Lost];
  bytes += arrayBlocksBytes(core.arrayChecksums[vm.id].count);
  for (const { name } of vm.bookmarks.valid) bytes += entryBytes[EntryKind.Bookmark] + nameBytes(name);
  return bytes;
}

/** The VM has logged something more: is it time? */
export function considerCheckpoint(core: EngineCore, vm: VmCache): void {
  if (vm.isCheckpointDue) core.poke(vm, Poke.Metadata);
  if (vm.isCheckpointDue || vm.checkpointsPending > 0) return;
  const least = Math.min(bytesMin, (core.logArea.areaBytes * ringRatio) / core.vms.length);
  const isLong = vm.loggedBytes > least && vm.loggedBytes > stateBytes(core, vm);
  if (!isLong && !core.logArea.isFarBack(vm.logStartBytes)) return;
  vm.isCheckpointDue = true;
  core.poke(vm, Poke.Metadata);
}

/** Begins the checkpoint that is due when nothing else of the VM is on its way to the log. */
export function pumpCheckpoint(core: EngineCore, vm: VmCache): void {
  if (!vm.isCheckpointDue || vm.isFrozen || vm.appending[0] || vm.appending[1] || vm.isLoggingMetadata || vm.isLoggingPreimages) return;
  if (vm.resizing?.isLogging === true) return;
  vm.isCheckpointDue = false;
  const room = chunkBytes - headerBytes - entryBytes[EntryKind.BaseMore];
  const count = Math.ceil(stateBytes(core, vm) / (room - unitBytes));
  vm.checkpointsPending = count;
  const commands: Command[] = [];
  let left = stateBytes(core, vm);
  for (let i = 0; i < count; i++) {
    const bytes = i === count - 1 ? Math.max(0, left) + unitBytes : room;
    commands.push(appendSegment(core, vm, 0, Purpose.Checkpoint, entryBytes[EntryKind.BaseMore] + bytes));
    left -= room - unitBytes;
  }
  vm.loggedBytes = 0;
  vm.nextLogStart = commands[0].segment;
  vm.nextLogStartBytes = commands[0].logOffset;
  writeCheckpoint(core, vm, commands);
  logPreimages(core, vm);
  core.poke(vm, Poke.Durable | Poke.Metadata | Poke.Job | Poke.Resize);
}

/** A segment of the checkpoint is durable. */
export function onCheckpoint(core: EngineCore, command: Command): void {
  const vm = core.vms[command.vm];
  vm.checkpointsPending--;
  if (vm.checkpointsPending > 0) return;
  vm.logStart = vm.nextLogStart;
  vm.logStartBytes = vm.nextLogStartBytes;
  moveTail(core);
}

/** The log begins with what the VM that is furthest back needs. Those far back in the ring are asked for a checkpoint. */
function moveTail(core: EngineCore): void {
  const { logArea } = core;
  let oldest = core.vms[0];
  for (const vm of core.vms) {
    if (vm.logStart < oldest.logStart) oldest = vm;
    if (logArea.isFarBack(vm.logStartBytes)) considerCheckpoint(core, vm);
  }
  if (logArea.isSuperblockPending || oldest.logStart === Infinity || !logArea.isWorthMoving(oldest.logStartBytes)) return;
  const command = appendSuperblock(core, superblockBytes);
  command.sequence = oldest.logStart;
  command.owner = oldest.logStartBytes;
  writeTail(core, command);
}

/** The superblock is durable: what lies before the tail that it names may be written over. */
export function onSuperblock(core: EngineCore, command: Command): void {
  core.logArea.tailMoved(command.owner, command.sequence);
}
