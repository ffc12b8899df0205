import { noneSettled } from '../base/settled.ts';
import type { Settled } from '../base/settled.ts';
import { CommandKind } from '../engine/protocol.ts';
import type { EngineCommand } from '../engine/protocol.ts';

/** A command between drain and completion, with the contents that it carries. */
export interface CommandInFlight {
  kind: CommandKind;
  vm: number;
  slot: number;
  toSlot: number;
  block: number;
  blockCount: number;
  buffer: number;
  bufferBlock: number;
  generation: number;
  isFill: boolean;
  snapshot: number;
  /** What it tells the array of the log. */
  settled: Settled;
  /** Of a commit: its blocks, as many as stamps; and its transactions. */
  blocks: number[];
  transaction: number;
  throughTransaction: number;
  stamps: number[];
  /** What the array held before. */
  former: number[];
  /** An append: its bytes, where they go, and what it is a barrier for. */
  bytes: Uint8Array | null;
  logOffset: number;
  barrier: number;
}

export function newFlight(): CommandInFlight {
  return {
    kind: CommandKind.ReadDram,
    vm: 0,
    slot: -1,
    toSlot: -1,
    block: -1,
    blockCount: 0,
    buffer: -1,
    bufferBlock: 0,
    generation: 0,
    isFill: false,
    snapshot: -1,
    settled: noneSettled,
    blocks: [],
    transaction: -1,
    throughTransaction: -1,
    stamps: [],
    former: [],
    bytes: null,
    logOffset: -1,
    barrier: 0,
  };
}

/** Does a command of this kind say which blocks it concerns? */
export function hasBlocks(kind: CommandKind): boolean {
  return kind !== CommandKind.ReleaseSnapshot && kind !== CommandKind.CommitArray && kind !== CommandKind.AppendLog && kind !== CommandKind.ReadLog;
}

const arrayCommands: readonly CommandKind[] = [
  CommandKind.ReadArray,
  CommandKind.WriteArray,
  CommandKind.DiscardArray,
  CommandKind.CommitArray,
  CommandKind.ReadSnapshot,
  CommandKind.ReleaseSnapshot,
];

/** Does it read or write disks or snapshots of the array? */
export function isArrayCommand(kind: CommandKind): boolean {
  return arrayCommands.includes(kind);
}

const changing: readonly CommandKind[] = [CommandKind.WriteArray, CommandKind.DiscardArray, CommandKind.CommitArray, CommandKind.ReleaseSnapshot];

/** Does it change what the array holds? */
export function changesArray(kind: CommandKind): boolean {
  return changing.includes(kind);
}

/** Fills in what the command says. `generation`: which use of its buffer this is. */
export function copyCommand(flight: CommandInFlight, command: EngineCommand, generation: number): void {
  flight.kind = command.kind;
  flight.vm = command.vm;
  flight.slot = command.slot;
  flight.toSlot = command.toSlot;
  flight.block = command.block;
  flight.blockCount = hasBlocks(command.kind) ? command.blockCount : 0;
  flight.buffer = command.buffer;
  flight.bufferBlock = command.bufferBlock;
  flight.generation = generation;
  flight.isFill = command.isFill;
  flight.snapshot = command.snapshot;
  flight.settled = command.settled;
  flight.transaction = command.transaction;
  flight.throughTransaction = command.throughTransaction;
}

export function copyFlight(flight: CommandInFlight): CommandInFlight {
  return { ...flight, stamps: [...flight.stamps], blocks: [...flight.blocks], former: [...flight.former] };
}
