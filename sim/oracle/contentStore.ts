/**
 * Carries out the engine's commands on stamps: the DRAM and flash of a server, the array's disks and snapshots, and the buffers, without any device.
 *
 * Effects are laid so that a use too early or too late shows. From the drain of a command that writes until its completion, the place written is poison;
 * a buffer is read at the drain; a slot or array block that is read is looked at when the command is drained and when it completes, and must be the same.
 * A command that fails leaves poison in the slot and the buffer that it was to fill, and an array block of which nothing is known.
 * A snapshot takes the former content when its command is drained; when such a command fails and is tried again under the same number, the first content stays.
 * The log has bytes where the host keeps them (`keepLog`). A power cut (`cut`) then leaves of what was under way, or not yet covered by a barrier, the old, the
 * new, or a torn mixture: of slots and array blocks as poison, of the log in units of 512 bytes.
 */
import type { Stateful } from '../base/stateful.ts';
import type { WriteFates } from '../base/writeFate.ts';
import { CommandKind, commandKindNames } from '../engine/protocol.ts';
import type { EngineCommand, EngineConfig } from '../engine/protocol.ts';
import { DamagedContents } from './damagedContents.ts';
import type { EngineReader, LocatedVersion } from './engineReader.ts';
import { isReadable, lostStamp, poisonStamp, printStamp, unknownStamp, zeroStamp } from './content.ts';
import { ArrayBank } from './arrayBank.ts';
import type { ArrayBankState } from './arrayBank.ts';
import { ArrayJournal } from './arrayJournal.ts';
import { changesArray, copyCommand, copyFlight, hasBlocks, newFlight } from './commandInFlight.ts';
import type { CommandInFlight } from './commandInFlight.ts';
import { cutPower } from './powerCut.ts';
import type { PowerCut } from './powerCut.ts';
import { RequestBuffers } from './requestBuffers.ts';
import type { RequestBuffersState } from './requestBuffers.ts';
import { SlotBank } from './slotBank.ts';
import type { SlotBankState } from './slotBank.ts';
import { UnflushedWrites } from './unflushedWrites.ts';
import type { UnflushedWritesState } from './unflushedWrites.ts';
import type { ViolationLog } from './violationLog.ts';

export interface ContentStoreState {
  readonly dram: SlotBankState;
  readonly flash: SlotBankState;
  readonly array: ArrayBankState;
  readonly buffers: RequestBuffersState;
  readonly inFlight: readonly (readonly [number, CommandInFlight])[];
  readonly log: Uint8Array | null;
  readonly unflushed: UnflushedWritesState;
  readonly lastKnown: readonly (readonly (readonly [number, number])[])[];
  readonly journal: ReturnType<ArrayJournal['save']>;
  readonly damage: readonly number[];
  readonly logNewestBytes: number;
}

export class ContentStore implements Stateful<ContentStoreState> {
  readonly dram: SlotBank;
  readonly flash: SlotBank;
  readonly buffers: RequestBuffers;
  readonly array: ArrayBank;
  private readonly violations: ViolationLog;
  private readonly inFlight = new Map<number, CommandInFlight>();
  private readonly spare: CommandInFlight[] = [];
  /** The log area, where the host keeps it. */
  log: Uint8Array | null = null;
  /** Told what is written to it. */
  onWritten: ((offset: number, bytes: Uint8Array) => void) | null = null;
  /** Behind this nothing was ever written to it. */
  logWrittenBytes = 0;
  /** Where the latest write to it ended. */
  logNewestBytes = 0;
  readonly unflushed = new UnflushedWrites();
  readonly damage: DamagedContents;
  private readonly journal: ArrayJournal;
  /** By VM: without flash there is no other copy of what a torn write to the array destroys, so there it is taken to be of one piece. */
  private readonly mayTear: readonly boolean[];
  /** By VM that has no flash: what a block held before a write to the array that may fail. */
  private readonly lastKnown: readonly Map<number, number>[];

  constructor(config: EngineConfig, engine: EngineReader, violations: ViolationLog) {
    this.violations = violations;
    this.dram = new SlotBank('dram', config.dramBlocks, engine, violations);
    this.flash = new SlotBank('flash', config.flashBlocks, engine, violations);
    this.array = new ArrayBank(config.vms.length);
    this.damage = new DamagedContents(this.flash, this.array);
    this.buffers = new RequestBuffers(config.blockBytes, violations);
    this.lastKnown = config.vms.map(() => new Map<number, number>());
    this.journal = new ArrayJournal(config.vms.length);
    this.mayTear = config.vms.map((vm) => vm.portion.flashBlocks > 0);
  }

  get commandsInFlight(): number {
    return this.inFlight.size;
  }

  /** A command leaves the engine. */
  drained(command: EngineCommand): void {
    if (this.inFlight.has(command.tag)) this.violations.add('protocol', `two commands in flight have tag ${command.tag}`);
    const flight = this.copy(command);
    this.inFlight.set(command.tag, flight);
    for (let i = 0; i < flight.blockCount; i++) flight.stamps[i] = this.begin(flight, i);
    if (flight.kind === CommandKind.ReleaseSnapshot) this.release(flight);
    if (flight.kind === CommandKind.CommitArray) this.beginCommit(flight);
    if (flight.kind === CommandKind.AppendLog && this.log !== null) this.beginAppend(flight, command);
  }

  /** The command is done: to be called before the engine hears of it. */
  completed(tag: number, ok: boolean): void {
    const flight = this.inFlight.get(tag);
    if (flight === undefined) {
      this.violations.add('protocol', `command ${tag} completes, but is not in flight`);
      return;
    }
    for (let i = 0; i < flight.blockCount; i++) this.end(flight, i, ok);
    if (flight.kind === CommandKind.CommitArray) this.endCommit(flight, ok);
    if (changesArray(flight.kind)) this.array.told(flight.settled);
    if (flight.kind === CommandKind.AppendLog && ok && this.log !== null) {
      if (flight.bytes !== null) this.writeLog(flight.logOffset, flight.bytes);
      this.unflushed.covered(flight.barrier);
    }
    flight.bytes = null;
    this.inFlight.delete(tag);
    this.spare.push(flight);
  }

  /** From now on the log's bytes are kept; `first` is what it begins with. */
  keepLog(areaBytes: number, first: { readonly offset: number; readonly bytes: Uint8Array }): void {
    this.log = new Uint8Array(areaBytes);
    this.writeLog(first.offset, first.bytes);
  }

  writeLog(offset: number, bytes: Uint8Array): void {
    this.log?.set(bytes, offset);
    this.onWritten?.(offset, bytes);
    this.logNewestBytes = offset + bytes.length;
    this.logWrittenBytes = Math.max(this.logWrittenBytes, offset + bytes.length);
  }

  private beginAppend(flight: CommandInFlight, command: EngineCommand): void {
    flight.bytes = command.bytes;
    flight.logOffset = command.logOffset;
    flight.barrier = this.unflushed.barrier();
    if (flight.bytes === null) this.violations.add('protocol', 'an append to the log has no bytes, although they are kept');
  }

  /** What a power cut at this instant would leave. */
  powerCut(fates: WriteFates): PowerCut {
    const { mayTear, lastKnown, unflushed } = this;
    return cutPower(
      {
        vmCount: this.mayTear.length,
        flights: this.inFlight.values(),
        unflushed,
        mayTear,
        lastKnown,
        arrayStamp: (vm, block) => this.array.rightStampOf(vm, block),
        snapshot: (vm, number) => this.array.snapshot(vm, number),
      },
      fates,
    );
  }

  /** The server's power is cut, with what `powerCut` has said. */
  cut({ log, slots, disks, lostSnapshots, settled }: PowerCut): void {
    this.array.told(settled);
    for (const { offset, bytes } of log) this.writeLog(offset, bytes);
    this.unflushed.clear();
    for (const known of this.lastKnown) known.clear();
    const former = this.formerStamps();
    disks.forEach((blocks, vm) => {
      for (const [block, stamp] of blocks) this.array.settle(vm, block, stamp, stamp !== former[vm].get(block));
      for (const snapshot of lostSnapshots[vm]) this.array.releaseSnapshot(vm, snapshot);
    });
    this.inFlight.clear();
    this.dram.cut(true);
    this.flash.cut(false);
    for (const [slot, stamp] of slots) this.flash.settle(slot, stamp);
    this.buffers.cut();
    this.journal.cut();
  }

  /** By VM: what the blocks held that are being written on the array. */
  private formerStamps(): Map<number, number>[] {
    const former = this.mayTear.map(() => new Map<number, number>());
    for (const flight of this.inFlight.values()) {
      if (flight.kind === CommandKind.CommitArray) flight.blocks.forEach((block, i) => former[flight.vm].set(block, flight.former[i]));
      if (flight.kind !== CommandKind.WriteArray && flight.kind !== CommandKind.DiscardArray) continue;
      for (let i = 0; i < flight.blockCount; i++) former[flight.vm].set(flight.block + i, flight.former[i]);
    }
    return former;
  }

  /** Numbers of the snapshots that the array keeps of a VM. */
  snapshotNumbers(vm: number): ReadonlySet<number> {
    return this.array.snapshotNumbers(vm);
  }

  /** What the array holds now. */
  arrayStamp(vm: number, block: number): number {
    return this.array.stampOf(vm, block);
  }

  /** Blocks of a VM that a crash has torn are taken to be zeros, and nothing is known any more of what the server had written there. */
  settleArray(vm: number): void {
    this.array.trust(vm);
    this.array.change(vm, (stamp) => (isReadable(stamp) ? stamp : zeroStamp));
  }

  /** The commands under way. */
  flights(): Iterable<CommandInFlight> {
    return this.inFlight.values();
  }

  /** What the version at this location is once the commands in flight have completed. */
  stampAt(vm: number, block: number, at: LocatedVersion): number {
    if (at.place === 'dram') return this.dram.settled(at.slot, vm);
    if (at.place === 'flash') return this.flash.settled(at.slot, vm);
    if (at.place === 'array') return this.array.rightStampOf(vm, block);
    if (at.place === 'snapshot') return this.array.rightSnapshotStamp(vm, at.slot, block);
    return at.place === 'lost' ? lostStamp : zeroStamp;
  }

  save(): ContentStoreState {
    return {
      dram: this.dram.save(),
      flash: this.flash.save(),
      array: this.array.save(),
      buffers: this.buffers.save(),
      inFlight: [...this.inFlight].map(([tag, flight]) => [tag, copyFlight(flight)] as const),
      log: this.log?.slice() ?? null,
      unflushed: this.unflushed.save(),
      lastKnown: this.lastKnown.map((known) => [...known]),
      journal: this.journal.save(),
      damage: this.damage.save(),
      logNewestBytes: this.logNewestBytes,
    };
  }

  restore(state: ContentStoreState): void {
    this.dram.restore(state.dram);
    this.flash.restore(state.flash);
    this.array.restore(state.array);
    this.buffers.restore(state.buffers);
    this.inFlight.clear();
    for (const [tag, flight] of state.inFlight) this.inFlight.set(tag, copyFlight(flight));
    if (state.log !== null) this.log = state.log.slice();
    this.journal.restore(state.journal);
    this.damage.restore(state.damage);
    this.logNewestBytes = state.logNewestBytes;
    this.logWrittenBytes = this.log?.length ?? 0;
    this.unflushed.restore(state.unflushed);
    this.lastKnown.forEach((known, vm) => {
      known.clear();
      for (const [block, stamp] of state.lastKnown[vm]) known.set(block, stamp);
    });
  }

  /** What a command does to its block `i` when it is drained; the stamp that it carries from then on. */
  private begin(flight: CommandInFlight, i: number): number {
    const { vm } = flight;
    switch (flight.kind) {
      case CommandKind.ReadDram:
        return this.dram.beginRead(flight.slot + i, vm);
      case CommandKind.ReadFlash:
        return this.flash.beginRead(flight.slot + i, vm);
      case CommandKind.ReadArray:
        if (this.array.isDamaged(vm, flight.block + i)) this.array.damagedReads++;
        return this.readArray(vm, flight.block + i, 'at its drain');
      case CommandKind.ReadSnapshot:
        if (this.array.isSnapshotDamaged(vm, flight.snapshot)) this.array.damagedReads++;
        return this.readSnapshot(flight, i);
      case CommandKind.WriteDram:
      case CommandKind.WriteFlash: {
        const stamp = this.buffers.take(flight.buffer, flight.bufferBlock + i);
        if (flight.kind === CommandKind.WriteFlash) this.doubt(flight.slot + i, stamp);
        this.bank(flight.kind).beginWrite(flight.slot + i, vm, stamp);
        return stamp;
      }
      case CommandKind.CopyDramToFlash: {
        const stamp = this.dram.beginRead(flight.slot + i, vm);
        this.doubt(flight.toSlot + i, stamp);
        this.flash.beginWrite(flight.toSlot + i, vm, stamp);
        return stamp;
      }
      case CommandKind.WriteArray: {
        const stamp = flight.slot >= 0 ? this.dram.beginRead(flight.slot + i, vm) : this.buffers.take(flight.buffer, flight.bufferBlock + i);
        this.overwriteArray(flight, flight.block + i, i);
        return stamp;
      }
      case CommandKind.StageArray:
        if (flight.slot >= 0) return this.dram.beginRead(flight.slot + i, vm);
        return flight.buffer === -1 ? zeroStamp : this.buffers.take(flight.buffer, flight.bufferBlock + i);
      case CommandKind.DiscardArray:
        this.overwriteArray(flight, flight.block + i, i);
        return zeroStamp;
      case CommandKind.FillZeros:
      case CommandKind.ReleaseSnapshot:
      case CommandKind.AppendLog:
      case CommandKind.ReadLog:
      case CommandKind.CommitArray:
        return zeroStamp;
    }
  }

  private end(flight: CommandInFlight, i: number, ok: boolean): void {
    const { vm } = flight;
    const stamp = flight.stamps[i];
    switch (flight.kind) {
      case CommandKind.ReadDram:
        this.dram.endRead(flight.slot + i, vm, stamp);
        this.fill(flight, i, ok);
        return;
      case CommandKind.ReadFlash:
        this.flash.endRead(flight.slot + i, vm, stamp);
        this.fill(flight, i, ok);
        return;
      case CommandKind.ReadArray:
        if (this.arrayStamp(vm, flight.block + i) !== stamp)
          this.violations.add('I2', `disk block ${flight.block + i} of VM ${vm} changed on the array while it was read`);
        this.fill(flight, i, ok);
        return;
      case CommandKind.ReadSnapshot:
        this.readSnapshot(flight, i);
        this.fill(flight, i, ok);
        return;
      case CommandKind.FillZeros:
        this.fill(flight, i, ok);
        return;
      case CommandKind.WriteDram:
      case CommandKind.WriteFlash:
        this.bank(flight.kind).endWrite(flight.slot + i, vm, stamp, ok);
        if (flight.kind === CommandKind.WriteFlash && this.log !== null) this.unflushed.end(flight.slot + i, ok);
        return;
      case CommandKind.CopyDramToFlash:
        this.dram.endRead(flight.slot + i, vm, stamp);
        this.flash.endWrite(flight.toSlot + i, vm, stamp, ok);
        if (this.log !== null) this.unflushed.end(flight.toSlot + i, ok);
        return;
      case CommandKind.WriteArray:
        if (flight.slot >= 0) this.dram.endRead(flight.slot + i, vm, stamp);
        this.array.written(vm, flight.block + i, ok ? stamp : unknownStamp);
        return;
      case CommandKind.DiscardArray:
        this.array.written(vm, flight.block + i, ok ? zeroStamp : unknownStamp);
        return;
      case CommandKind.StageArray:
        if (flight.slot >= 0) this.dram.endRead(flight.slot + i, vm, stamp);
        if (ok) this.journal.add(vm, { transaction: flight.transaction, block: flight.block + i, stamp });
        return;
      case CommandKind.ReleaseSnapshot:
      case CommandKind.AppendLog:
      case CommandKind.ReadLog:
      case CommandKind.CommitArray:
        return;
    }
  }

  private doubt(slot: number, stamp: number): void {
    if (this.log !== null && slot >= 0) this.unflushed.begin(slot, this.flash.stampOf(slot), stamp);
  }

  private bank(kind: CommandKind): SlotBank {
    return kind === CommandKind.WriteDram ? this.dram : this.flash;
  }

  private fill(flight: CommandInFlight, i: number, ok: boolean): void {
    this.buffers.fill(flight.buffer, flight.bufferBlock + i, ok ? flight.stamps[i] : poisonStamp, flight.generation, flight.isFill);
  }

  private readArray(vm: number, block: number, when: string): number {
    const stamp = this.arrayStamp(vm, block);
    if (!isReadable(stamp)) this.violations.add('I4', `disk block ${block} of VM ${vm} is read from the array, where it is ${printStamp(stamp)} ${when}`);
    return stamp;
  }

  private readSnapshot(flight: CommandInFlight, i: number): number {
    const stamp = this.array.snapshotStamp(flight.vm, flight.snapshot, flight.block + i);
    if (!isReadable(stamp)) {
      this.violations.add('I2', `snapshot ${flight.snapshot} of VM ${flight.vm} is read for block ${flight.block + i}, of which it holds ${printStamp(stamp)}`);
    }
    return stamp;
  }

  private release(flight: CommandInFlight): void {
    if (!this.array.releaseSnapshot(flight.vm, flight.snapshot)) {
      this.violations.add('protocol', `snapshot ${flight.snapshot} of VM ${flight.vm} is released, but the array has none of that number`);
    }
  }

  /** Poison from now on: the array holds neither the old nor the new content for certain. */
  private overwriteArray(flight: CommandInFlight, block: number, i: number): void {
    const former = this.array.rightStampOf(flight.vm, block);
    flight.former[i] = former;
    if (this.log !== null && !this.mayTear[flight.vm] && isReadable(former)) this.lastKnown[flight.vm].set(block, former);
    if (former === poisonStamp) this.violations.add('I2', `disk block ${block} of VM ${flight.vm} is written on the array by two commands at once`);
    if (flight.snapshot >= 0 && i === 0) this.keepSnapshot(flight);
    this.array.poison(flight.vm, block);
  }

  private beginCommit(flight: CommandInFlight): void {
    const coming = this.journal.coming(flight.vm, flight.transaction, flight.throughTransaction);
    flight.blocks = [...coming.keys()];
    flight.stamps = [...coming.values()];
    flight.former = [];
    for (const [i, block] of flight.blocks.entries()) this.overwriteArray(flight, block, i);
  }

  private endCommit(flight: CommandInFlight, ok: boolean): void {
    for (const [i, block] of flight.blocks.entries()) this.array.written(flight.vm, block, ok ? flight.stamps[i] : unknownStamp);
    if (ok) this.journal.committed(flight.vm, flight.throughTransaction);
    flight.blocks = [];
  }

  private keepSnapshot(flight: CommandInFlight): void {
    const kept = this.array.snapshot(flight.vm, flight.snapshot);
    if (kept !== undefined) {
      const isRetry = kept.block === flight.block && kept.stamps.length === flight.blockCount;
      if (!isRetry)
        this.violations.add('protocol', `snapshot ${flight.snapshot} of VM ${flight.vm} is taken of block ${flight.block} while it keeps block ${kept.block}`);
      return;
    }
    this.array.takeSnapshot(flight.vm, flight.snapshot, flight.block, flight.blockCount);
  }

  private copy(command: EngineCommand): CommandInFlight {
    const flight = this.spare.pop() ?? newFlight();
    copyCommand(flight, command, command.buffer >= 0 ? this.buffers.generation(command.buffer) : 0);
    if (hasBlocks(command.kind) && command.blockCount < 1)
      this.violations.add('protocol', `a ${commandKindNames[command.kind]} covers ${command.blockCount} blocks`);
    return flight;
  }
}
