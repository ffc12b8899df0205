/** A guest's read that a device could not carry out, or that found something else than was written. */
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';
import { damaged, isOnArrayToo } from './damage.ts';
import type { IoOp } from './ioOp.ts';
import { CommandKind, lostStatus } from './protocol.ts';
import { readCommand, ReadMode } from './readCommand.ts';
import type { VmCache } from './vmCache.ts';

/**
 * What could not be read is looked for elsewhere: of several slots of flash, or blocks of the array that are not all right, each is read by itself; of one slot the array is asked
 * if it holds the same. Else the request fails.
 */
export function readFailed(core: EngineCore, vm: VmCache, op: IoOp, command: Command, status: number): void {
  const isFlash = command.kind === CommandKind.ReadFlash;
  const mode = command.isFill ? ReadMode.Fill : ReadMode.Guest;
  if (isFlash && command.blockCount === 1 && isOnArrayToo(core, vm, command.cell)) {
    readArrayBlock(core, vm, op, command.bufferBlock, mode);
  } else if (isFlash && command.blockCount > 1) {
    for (let i = 0; i < command.blockCount; i++) readFlashSlot(core, vm, op, command.cell + i, command.bufferBlock + i, mode);
  } else if (command.kind === CommandKind.ReadArray && status === damaged && command.blockCount > 1) {
    for (let i = 0; i < command.blockCount; i++) readArrayBlock(core, vm, op, command.bufferBlock + i, mode);
  } else {
    op.failure = status === damaged ? lostStatus : 1;
  }
}

/** What is read is not kept. */
export function readArrayBlock(core: EngineCore, vm: VmCache, op: IoOp, bufferBlock: number, mode: ReadMode): void {
  core.startArrayRead(readCommand(core, vm, op, CommandKind.ReadArray, bufferBlock, mode));
}

function readFlashSlot(core: EngineCore, vm: VmCache, op: IoOp, cell: number, bufferBlock: number, mode: ReadMode): void {
  const command = readCommand(core, vm, op, CommandKind.ReadFlash, bufferBlock, mode);
  command.slot = core.cells.slot(cell);
  command.cell = cell;
  core.pin(cell);
}
