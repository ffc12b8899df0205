/**
 * Which device carries out a command of the engine, and what it costs there.
 *
 * DRAM commands go to the DRAM model, flash commands and the log to flash, array and snapshot commands to the array: one transfer per command. Releasing a
 * snapshot is bookkeeping of the array and completes at once. A copy from DRAM to flash is a write to flash: the half microsecond of reading DRAM, 3 % of
 * the buffered flash write beside it, is left out, since the command completes once; so is reading DRAM for a write to the array. The network's round trip
 * is part of the array's latency.
 *
 * Addresses: a slot is at slot × block; the log is appended round and round in an area behind the flash slots; the disks lie one behind the other on the
 * array.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import { TransferOp, WriteCause, WriteStream } from '../../devices/device.ts';
import type { Transfer } from '../../devices/device.ts';
import { CommandKind } from '../../engine/protocol.ts';
import type { EngineCommand, EngineConfig } from '../../engine/protocol.ts';
import { flashLayout } from './flashLayout.ts';

/** Numbers of the devices; `None`: completes at once. */
export const DeviceNumber = { None: -1, Dram: 0, Flash: 1, Array: 2 } as const;
export type DeviceNumber = (typeof DeviceNumber)[keyof typeof DeviceNumber];

export interface CommandRouterState {
  readonly logHeadBytes: number;
}

export class CommandRouter implements Stateful<CommandRouterState> {
  readonly #blockBytes: number;
  readonly #writesAtomically: boolean;
  readonly #logStartBytes: number;
  readonly #logAreaBytes: number;
  /** Of each VM's disk on the array. */
  readonly #diskStartBytes: Float64Array;
  #logHeadBytes = 0;

  constructor(config: EngineConfig) {
    this.#blockBytes = config.blockBytes;
    this.#writesAtomically = config.array.atomicWrites;
    const layout = flashLayout(config);
    this.#logStartBytes = layout.logStartBytes;
    this.#logAreaBytes = layout.logAreaBytes;
    this.#diskStartBytes = new Float64Array(config.vms.length);
    let startBytes = 0;
    for (const [vm, { diskBlocks }] of config.vms.entries()) {
      this.#diskStartBytes[vm] = startBytes;
      startBytes += diskBlocks * config.blockBytes;
    }
  }

  /** Fills `transfer` and says which device it is for. */
  route(command: EngineCommand, transfer: Transfer): DeviceNumber {
    transfer.tag = command.tag;
    transfer.lengthBytes = command.blockCount * this.#blockBytes;
    transfer.cause = 0;
    transfer.stream = WriteStream.Current;
    switch (command.kind) {
      case CommandKind.ReadDram:
        return this.#at(transfer, TransferOp.Read, command.slot * this.#blockBytes, DeviceNumber.Dram);
      case CommandKind.WriteDram:
        return this.#at(transfer, TransferOp.Write, command.slot * this.#blockBytes, DeviceNumber.Dram);
      case CommandKind.ReadFlash:
        return this.#at(transfer, TransferOp.Read, command.slot * this.#blockBytes, DeviceNumber.Flash);
      case CommandKind.WriteFlash:
        transfer.cause = command.cause as WriteCause;
        if (transfer.cause === WriteCause.Preimage) transfer.stream = WriteStream.Previous;
        return this.#at(transfer, TransferOp.Write, command.slot * this.#blockBytes, DeviceNumber.Flash);
      case CommandKind.CopyDramToFlash:
        transfer.cause = command.cause as WriteCause;
        if (command.isPrevious) transfer.stream = WriteStream.Previous;
        return this.#at(transfer, TransferOp.Write, command.toSlot * this.#blockBytes, DeviceNumber.Flash);
      case CommandKind.AppendLog:
        transfer.cause = command.cause as WriteCause;
        transfer.stream = WriteStream.Log;
        transfer.lengthBytes = Math.min(command.lengthBytes, this.#logAreaBytes);
        return this.#at(transfer, TransferOp.Write, this.#appendToLog(transfer.lengthBytes), DeviceNumber.Flash);
      case CommandKind.ReadLog:
        transfer.lengthBytes = Math.min(command.lengthBytes, this.#logAreaBytes);
        return this.#at(transfer, TransferOp.Read, this.#logStartBytes, DeviceNumber.Flash);
      case CommandKind.ReadArray:
      case CommandKind.ReadSnapshot:
        return this.#at(transfer, TransferOp.Read, this.#diskBytes(command), DeviceNumber.Array);
      case CommandKind.WriteArray:
        transfer.isAtomic = this.#writesAtomically && command.blockCount > 1;
        transfer.keepsFormer = command.snapshot >= 0;
        return this.#at(transfer, TransferOp.Write, this.#diskBytes(command), DeviceNumber.Array);
      case CommandKind.DiscardArray:
        transfer.isAtomic = false;
        transfer.keepsFormer = command.snapshot >= 0;
        return this.#at(transfer, TransferOp.Discard, this.#diskBytes(command), DeviceNumber.Array);
      case CommandKind.StageArray:
        // The journal of an array lies in its durable cache: a transfer like any other, where the block will be.
        transfer.isAtomic = false;
        transfer.keepsFormer = false;
        return this.#at(transfer, hasData(command) ? TransferOp.Write : TransferOp.Discard, this.#diskBytes(command), DeviceNumber.Array);
      case CommandKind.CommitArray:
        transfer.isAtomic = false;
        transfer.keepsFormer = false;
        transfer.lengthBytes = this.#blockBytes;
        return this.#at(transfer, TransferOp.Write, this.#diskBytes(command), DeviceNumber.Array);
      case CommandKind.ReleaseSnapshot:
      case CommandKind.FillZeros:
        return DeviceNumber.None;
    }
  }

  save(): CommandRouterState {
    return { logHeadBytes: this.#logHeadBytes };
  }

  restore(state: CommandRouterState): void {
    this.#logHeadBytes = state.logHeadBytes;
  }

  #at(transfer: Transfer, op: TransferOp, offsetBytes: number, device: DeviceNumber): DeviceNumber {
    assert(offsetBytes >= 0, 'a command says where it goes');
    transfer.op = op;
    transfer.offsetBytes = offsetBytes;
    return device;
  }

  #diskBytes(command: EngineCommand): number {
    return this.#diskStartBytes[command.vm] + command.block * this.#blockBytes;
  }

  #appendToLog(lengthBytes: number): number {
    if (this.#logHeadBytes + lengthBytes > this.#logAreaBytes) this.#logHeadBytes = 0;
    const atBytes = this.#logStartBytes + this.#logHeadBytes;
    this.#logHeadBytes += lengthBytes;
    return atBytes;
  }
}

function hasData({ slot, buffer }: EngineCommand): boolean {
  return slot >= 0 || buffer !== -1;
}
