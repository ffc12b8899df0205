/**
 * Appends to the log on flash: how long each is, where it goes, and sending it. What is in it is written by `logEntries.ts`, and only when a host keeps the
 * bytes; lengths are the same either way, so that nothing that happens depends on it.
 *
 * Appends of one VM that are under way at the same time do not depend on each other (a step of the durable point of each space, metadata, copied preimages,
 * portions; a rollback waits until all others are done): recovery may find any of them, in the order of their numbers. An append that fails is sent again as
 * it was.
 */
import { Cause } from './cause.ts';
import type { Command } from './command.ts';
import { Purpose } from './command.ts';
import type { EngineCore } from './core.ts';
import { entryBytes, EntryKind, firstLease, nameBytes, segmentBytes } from './logFormat.ts';
import { CommandKind } from './protocol.ts';
import type { Space } from './protocol.ts';
import { superblockOffset } from './superblock.ts';
import type { Resizing, VmCache } from './vmCache.ts';

const leaseWrites = firstLease;

/**
 * Entries for so many writes, and where the durable point goes; and what the writes take for granted, if the log was not told of it yet: that bookmarks are
 * gone and where the window starts, so that no recovery brings back points whose preimages were not kept.
 */
export function stepBytes(vm: VmCache, writes: number): number {
  let bytes = entryBytes[EntryKind.Step] + writes * (entryBytes[EntryKind.Index] + entryBytes[EntryKind.Record]);
  if (vm.windowOnFlash < vm.windowStart) bytes += entryBytes[EntryKind.Window];
  for (const { name } of vm.goneBookmarks) bytes += entryBytes[EntryKind.BookmarkGone] + nameBytes(name);
  return bytes;
}

export function metadataBytes(vm: VmCache): number {
  return vm.metadata.bytes + (vm.windowLogged < vm.windowStart ? entryBytes[EntryKind.Window] : 0);
}

export function movedBytes(count: number): number {
  return count * entryBytes[EntryKind.Moved];
}

/** What a rollback or (its effect has been) an undo of the VM needs, with the metadata that goes with it. */
export function turnBytes(vm: VmCache, kind: 'rollback' | 'undo'): number {
  const bytes = entryBytes[EntryKind.Vm] + metadataBytes(vm);
  if (kind === 'rollback') return bytes + entryBytes[EntryKind.Rollback];
  const reached = Math.max(vm.durablePoint[0], vm.durablePoint[1]);
  const records = Math.max(0, vm.log.firstAfter(reached) - vm.log.firstAfter(vm.undoneFrom));
  return bytes + entryBytes[EntryKind.Undo] + records * (entryBytes[EntryKind.Index] + entryBytes[EntryKind.Record]);
}

export function portionBytes(core: EngineCore, vm: VmCache, resizing: Resizing): number {
  return entryBytes[EntryKind.Portion] + 4 * core.freeFlash.rangesAfter(vm.id, resizing.flashGiven, resizing.flashTaken).length;
}

/** Sends an append of entries of so many bytes; the caller writes them into its `bytes`, where there are any, before it returns to the host. */
export function appendSegment(core: EngineCore, vm: VmCache, space: Space, purpose: Purpose, entriesBytes: number): Command {
  const command = core.command(CommandKind.AppendLog, purpose, vm, space);
  command.lengthBytes = segmentBytes(entriesBytes);
  command.cause = purpose === Purpose.DurableLog ? Cause.Log : Cause.Metadata;
  command.segment = core.logArea.nextNumber;
  command.logOffset = core.logArea.take(command.lengthBytes);
  command.lease = vm.nextSequence + leaseWrites;
  noteLogged(vm, command);
  return command;
}

/** The VM needs this segment, until a checkpoint says more. */
export function noteLogged(vm: VmCache, command: Command): void {
  vm.loggedBytes += command.lengthBytes;
  if (vm.logStart !== Infinity) return;
  vm.logStart = command.segment;
  vm.logStartBytes = command.logOffset;
}

/** The command changes what the array holds: with it the array is told which segments of the log are durable. */
export function tellArray(core: EngineCore, command: Command): void {
  if (core.image !== null) command.settled = core.logArea.settled();
}

/** Sends a superblock. */
export function appendSuperblock(core: EngineCore, lengthBytes: number): Command {
  const command = core.command(CommandKind.AppendLog, Purpose.Superblock, core.vms[0], 0);
  command.lengthBytes = lengthBytes;
  command.cause = Cause.Metadata;
  command.segment = core.logArea.nextSuperblock();
  command.logOffset = superblockOffset(command.segment);
  command.lease = 0;
  return command;
}

/** It failed. */
export function appendAgain(core: EngineCore, failed: Command): void {
  const command = core.command(CommandKind.AppendLog, failed.purpose, core.vms[failed.vm], failed.space);
  command.lengthBytes = failed.lengthBytes;
  command.cause = failed.cause;
  command.segment = failed.segment;
  command.logOffset = failed.logOffset;
  command.lease = failed.lease;
  command.bytes = failed.bytes;
  failed.bytes = null;
  command.owner = failed.owner;
  command.sequence = failed.sequence;
}

/** The append is durable. */
export function appended(core: EngineCore, command: Command): void {
  const vm = core.vms[command.vm];
  if (command.purpose !== Purpose.Superblock) core.logArea.done(command.segment);
  command.bytes = null;
  if (command.lease > vm.lease) vm.lease = command.lease;
}

/** The log is told again when half of the numbers are used up. */
export function needsLease(vm: VmCache): boolean {
  return vm.hasFlash && vm.nextSequence > vm.lease - leaseWrites / 2;
}
