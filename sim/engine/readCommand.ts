/** The commands that bring blocks of a request to its buffer. */
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import type { IoOp } from './ioOp.ts';
import { CommandKind, lostStatus } from './protocol.ts';
import { LOST_SNAPSHOT } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

/** What is read for. Only an ordinary read leaves what it missed in DRAM. */
export const ReadMode = {
  Guest: 0,
  /** For a write that covers the block in part: only the rest is filled in. */
  Fill: 1,
  /** For a view, which leaves no trace. */
  View: 2,
} as const;
export type ReadMode = (typeof ReadMode)[keyof typeof ReadMode];

/** A command that reads one block of the request, from its block `bufferBlock`; the request waits for it. */
export function readCommand(core: EngineCore, vm: VmCache, op: IoOp, kind: CommandKind, bufferBlock: number, mode: ReadMode): Command {
  const command = core.command(kind, Purpose.GuestRead, vm, op.space);
  command.block = op.firstBlock + bufferBlock;
  command.blockCount = 1;
  command.buffer = op.buffer;
  command.bufferBlock = bufferBlock;
  command.isFill = mode === ReadMode.Fill;
  command.owner = op.id;
  op.pending++;
  return command;
}

/** From a snapshot of the array; what is lost fails at once. */
export function readSnapshot(core: EngineCore, vm: VmCache, op: IoOp, snapshot: number, bufferBlock: number, mode: ReadMode): void {
  if (snapshot === LOST_SNAPSHOT) {
    op.failure = lostStatus;
    return;
  }
  const command = readCommand(core, vm, op, CommandKind.ReadSnapshot, bufferBlock, mode);
  command.snapshot = snapshot;
  core.startArrayRead(command);
}
