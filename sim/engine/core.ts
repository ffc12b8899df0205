/**
 * The engine's shared state, and the small verbs on it that all paths use: taking and freeing cells, giving out commands, answers and notices. It decides
 * nothing; the rules are in the files named after them (writePath, readPath, room, destage, durable, rollback …).
 */
import { assert } from '../base/assert.ts';
import { ArrayChecksums } from './arrayChecksums.ts';
import { CellTable, DRAM, FLASH, Flag, Role } from './cells.ts';
import type { Tier } from './cells.ts';
import { Command, Purpose } from './command.ts';
import { Destage, DestagePhase } from './destageJob.ts';
import type { DurableImage } from './durableImage.ts';
import { FreeSlots } from './freeSlots.ts';
import { IoOp, OpPhase } from './ioOp.ts';
import { LogArea } from './logArea.ts';
import { arrayChecksumsMax, logAreaBytes } from './logFormat.ts';
import { admissionPolicies } from './policy/admissionPolicies.ts';
import type { AdmissionPolicy } from './policy/admissionPolicy.ts';
import { evictionPolicies } from './policy/evictionPolicies.ts';
import { flushPolicies } from './policy/flushPolicies.ts';
import type { EvictionPolicy } from './policy/evictionPolicy.ts';
import type { FlushPolicy } from './policy/flushPolicy.ts';
import { CommandKind, lostStatus } from './protocol.ts';
import type { Acknowledgement, ControlOutcome, ControlRequest, EngineConfig, Notice, PolicyChoice, RequestTag, Space, VmId, NoticeKind } from './protocol.ts';
import { LOST_SNAPSHOT } from './undoLog.ts';
import { Poke, VmCache } from './vmCache.ts';

/** A control that waits for a rollback of one of its VMs. */
export interface WaitingControl {
  readonly request: ControlRequest;
  readonly requestedNs: number;
}

/** A rollback or undo under way, for one VM or a group. */
export interface RollbackJob {
  readonly request: Extract<ControlRequest, { kind: 'rollback' | 'undo' }>;
  readonly requestedNs: number;
  phase: 'settle' | 'walk' | 'record';
  walkUntilNs: number;
  readsPending: number;
  recordsWalked: number;
  blocksRestored: number;
}

/** A control that is answered when durable points or the array have come far enough. */
export interface PendingControl {
  readonly id: number;
  readonly kind: 'bookmark' | 'destage';
  readonly vms: readonly VmId[];
  /** Bookmark: both durable points must have reached it. Destage: nothing may be dirty since it or before. Per VM. */
  readonly sequences: readonly number[];
  /** Of the bookmark; null for a destage. */
  readonly name: string | null;
  readonly requestedNs: number;
}

/** A rollback's trace has its first records, as so many numbers each. */
export const traceEntriesMax = 20_000;
export const traceNumbers = 7;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class EngineCore {
  readonly config: EngineConfig;
  readonly cells: CellTable;
  readonly freeDram: FreeSlots;
  readonly freeFlash: FreeSlots;
  readonly logArea: LogArea;
  /** The host keeps the bytes of the log, and knows checksums; or null. */
  readonly image: DurableImage | null;
  /** By flash slot: the checksum of what was written to it last. Empty where the host knows none. */
  readonly slotChecksums: Uint32Array;
  /** By VM: checksums of what the array holds. */
  readonly arrayChecksums: readonly ArrayChecksums[];
  readonly vms: readonly VmCache[];
  readonly ops: IoOp[] = [];
  readonly commands: Command[] = [];
  readonly destages: Destage[] = [];
  /** Bookmarks and full destages that were asked for and not yet answered. */
  pendingControls: PendingControl[] = [];
  /** Rollbacks and undos under way; null where one has ended. */
  readonly jobs: (RollbackJob | null)[] = [];
  /** Asked for while a VM was held. */
  waitingControls: WaitingControl[] = [];
  /** A resize has ended: what waited for it is due. */
  areControlsDue = false;
  /** VMs that a job has let go and whose waiting requests are to be looked at. */
  readonly released: number[] = [];
  /** Of the latest rollback or undo, as numbers: see `traceEntries`. */
  readonly trace = new Float64Array(traceEntriesMax * traceNumbers);
  traceCount = 0;
  /** Nothing: what a look ahead came to, so that it is not optimised away. */
  touched = 0;
  /** Readers of cells whose data is not there yet: cell → (request, block of its buffer, mode) triples. */
  readonly waiters = new Map<number, number[]>();
  /** Reads of the array's snapshots under way, by number; and the numbers whose release waits for them, with their VM. */
  readonly snapshotReads = new Map<number, number>();
  readonly snapshotsToRelease = new Map<number, number>();
  /** Requests whose reads before admission are done. */
  readonly preparedOps: number[] = [];
  /** Cells of the write that is being admitted, block by block. */
  readonly admitted: Int32Array;
  /** The DRAM cell whose block was superseded last, if the policy still knows it there: its caller says what becomes of that. */
  superseded = -1;
  /** VMs with pokes. */
  readonly poked: number[] = [];
  /** Time of the call that is being served. */
  nowNs = 0;
  nextWakeNs = Infinity;

  commandsOut: Command[] = [];
  commandCount = 0;
  acknowledgementsOut: Mutable<Acknowledgement>[] = [];
  acknowledgementCount = 0;
  noticesOut: Mutable<Notice>[] = [];
  noticeCount = 0;
  outcomesOut: ControlOutcome[] = [];
  private acknowledgementsDrained: Mutable<Acknowledgement>[] = [];
  private noticesDrained: Mutable<Notice>[] = [];

  private freeOps: number[] = [];
  private freeDestages: number[] = [];
  private freeCommands: number[] = [];
  private freeBuffers: number[] = [];
  private bufferCount = 0;
  snapshotCount = 0;

  /** Does anybody read the notices? */
  readonly isObserved: boolean;
  constructor(config: EngineConfig, isObserved: boolean, image: DurableImage | null) {
    this.config = config;
    this.image = image;
    this.slotChecksums = new Uint32Array(image === null ? 0 : config.flashBlocks);
    this.arrayChecksums = config.vms.map((_, vm) => new ArrayChecksums(arrayChecksumsMax(config, vm), image !== null));
    this.logArea = new LogArea(logAreaBytes(config));
    this.isObserved = isObserved;
    const vmCount = config.vms.length;
    this.admitted = new Int32Array(config.ioBlocksMax);
    this.cells = new CellTable(config.dramBlocks, config.flashBlocks, vmCount);
    const dram = config.vms.map(({ portion }) => portion.dramBlocks);
    const flash = config.vms.map(({ portion }) => portion.flashBlocks);
    this.freeDram = new FreeSlots(config.dramBlocks, dram);
    this.freeFlash = new FreeSlots(config.flashBlocks, flash);
    this.cells.giveInOrder(0, dram);
    this.cells.giveInOrder(config.dramBlocks, flash);
    this.vms = config.vms.map((vmConfig, id) => {
      const mayEvictDram = (cell: number): boolean => this.mayEvictDram(cell);
      const mayEvictFlash = (cell: number): boolean => this.cells.pinsOf(cell) === 0;
      return new VmCache(id, vmConfig, this.cells, this.ops, {
        evictDram: this.createEviction(vmConfig.eviction, mayEvictDram, () => this.vms[id].portion.dramBlocks - this.vms[id].dramReserve()),
        evictFlash: this.createEviction(vmConfig.eviction, mayEvictFlash, () => this.cells.count(id, FLASH, Role.Clean) + this.freeFlash.freeCounts[id]),
        admission: this.createAdmission(id, vmConfig.admission),
        flush: this.createFlush(vmConfig.flush, 0),
      });
    });
  }

  // Policies and portions.

  private createEviction(choice: PolicyChoice, mayEvict: (cell: number) => boolean, capacity: () => number): EvictionPolicy {
    const spec = evictionPolicies.find((candidate) => candidate.name === choice.policy);
    assert(spec !== undefined, 'the eviction policy is in the table');
    return spec.create(choice.params, { cells: this.cells, mayEvict, capacity, weightOf: () => 1, nextUse: this.config.nextUse ?? null });
  }

  private createAdmission(id: number, choice: PolicyChoice = { policy: 'always', params: {} }): AdmissionPolicy {
    const spec = admissionPolicies.find((candidate) => candidate.name === choice.policy);
    assert(spec !== undefined, 'the admission policy is in the table');
    return spec.create(choice.params, { blockBytes: this.config.blockBytes, capacity: () => this.vms[id].portion.dramBlocks });
  }

  createFlush(choice: PolicyChoice, startNs: number): FlushPolicy {
    const spec = flushPolicies.find((candidate) => candidate.name === choice.policy);
    assert(spec !== undefined, 'the flush policy is in the table');
    return spec.create(choice.params, { startNs });
  }

  free(tier: Tier): FreeSlots {
    return tier === DRAM ? this.freeDram : this.freeFlash;
  }

  takeFromReserve(tier: Tier, count: number): number[] {
    const free = this.free(tier);
    return Array.from({ length: count }, () => free.take(this.config.vms.length));
  }

  /** Hands slots that were taken from `from` to `to`, free. */
  moveSlots(tier: Tier, slots: readonly number[], from: number, to: number): void {
    const base = tier === DRAM ? 0 : this.cells.dramCells;
    for (const slot of slots) this.cells.setOwner(base + slot, to);
    this.free(tier).transfer(slots, from, to);
  }

  /** A DRAM cell may go unless something uses it or it is on its way out already. Without flash only what the array holds may. */
  private mayEvictDram(cell: number): boolean {
    const { cells } = this;
    if (cells.pinsOf(cell) !== 0 || (cells.flagsOf(cell) & (Flag.Writing | Flag.DropWhenBacked | Flag.CopyPending)) !== 0) return false;
    const backup = cells.twinOf(cell);
    if (backup >= 0) return (cells.flagsOf(backup) & Flag.Writing) === 0;
    return cells.roleOf(cell) === Role.Clean || this.vms[this.cells.vmOf(cell)].hasFlash;
  }

  // Cells.

  freeDramCount(vm: VmCache): number {
    return this.freeDram.freeCounts[vm.id];
  }

  freeFlashCount(vm: VmCache): number {
    return this.freeFlash.freeCounts[vm.id];
  }

  /** A free cell of the VM's portion, now holding (or about to) a version in `role`. The caller has made room. */
  takeCell(vm: VmCache, tier: Tier, role: Role, flags: number, space: Space, block: number, sequence: number): number {
    const cell = tier === DRAM ? this.freeDram.take(vm.id) : this.freeFlash.take(vm.id) + this.cells.dramCells;
    this.cells.occupy(cell, vm.id, role, flags, space, block, sequence);
    return cell;
  }

  /** The cell holds no version any more: it is free as soon as no command uses it. Its twin, if any, was unlinked. */
  freeCell(cell: number): void {
    const { cells } = this;
    const flags = cells.flagsOf(cell);
    if ((flags & Flag.Volatile) !== 0) {
      const vm = this.vms[cells.vmOf(cell)];
      vm.volatile[cells.spaceOf(cell)].remove(cell);
      this.pokeDurable(vm, cells.spaceOf(cell) as Space);
    }
    if ((flags & Flag.DropWhenBacked) !== 0) this.vms[cells.vmOf(cell)].copiesToDrop--;
    if (cells.pinsOf(cell) > 0) {
      cells.setRole(cell, Role.InFlight);
      cells.replaceFlags(cell, (cells.flagsOf(cell) & (Flag.Writing | Flag.Filling)) | Flag.Dying);
    } else {
      this.releaseCell(cell);
    }
  }

  private releaseCell(cell: number): void {
    const { cells } = this;
    cells.vacate(cell);
    const vm = this.vms[cells.vmOf(cell)];
    if (cell < cells.dramCells) this.freeDram.release(cell, vm.id);
    else this.freeFlash.release(cell - cells.dramCells, vm.id);
    this.pokeRoom(vm);
  }

  /** Frees both places of a version. */
  freeVersion(cell: number): void {
    const { cells } = this;
    const other = cells.twinOf(cell);
    if (other >= 0) {
      if (cell < cells.dramCells) cells.unlink(cell, other);
      else cells.unlink(other, cell);
      this.freeCell(other);
    }
    this.freeCell(cell);
  }

  pin(cell: number): void {
    this.cells.addPin(cell);
  }

  unpin(cell: number): void {
    const { cells } = this;
    assert(cells.pinsOf(cell) > 0, 'unpin: pinned');
    cells.removePin(cell);
    if (cells.pinsOf(cell) === 0) {
      if ((cells.flagsOf(cell) & Flag.Dying) !== 0) this.releaseCell(cell);
      else this.pokeRoom(this.vms[cells.vmOf(cell)]);
    }
  }

  // What is due.

  poke(vm: VmCache, pokes: number): void {
    if (vm.pokes === 0) this.poked.push(vm.id);
    vm.pokes |= pokes;
  }

  /** Something that the durable point may be waiting for has come. */
  pokeDurable(vm: VmCache, space: Space): void {
    if (vm.wanted[space] > vm.durablePoint[space]) this.poke(vm, Poke.Durable);
  }

  /** Something may fit now that did not. */
  pokeRoom(vm: VmCache): void {
    if (vm.waiting.count > 0) this.poke(vm, Poke.Admit);
    if (vm.resizing !== null) this.poke(vm, Poke.Resize);
    if (vm.isPersistBlocked) {
      vm.isPersistBlocked = false;
      this.poke(vm, Poke.Durable);
    }
    if (vm.isDestageBlocked) {
      vm.isDestageBlocked = false;
      this.poke(vm, Poke.Destage);
    }
  }

  wakeAt(timeNs: number): void {
    if (timeNs < this.nextWakeNs) this.nextWakeNs = timeNs;
  }

  // Commands, answers, notices.

  /** A command of this kind, to be filled in; it goes out with the next drain. */
  command(kind: CommandKind, purpose: Purpose, vm: VmCache, space: Space): Command {
    let tag = this.freeCommands.pop();
    if (tag === undefined) {
      tag = this.commands.length;
      this.commands.push(new Command(tag));
    }
    const command = this.commands[tag];
    command.kind = kind;
    command.purpose = purpose;
    command.vm = vm.id as VmId;
    command.space = space;
    command.owner = -1;
    command.cell = -1;
    command.cell2 = -1;
    command.blockCount = -1;
    command.cause = 0;
    command.slot = -1;
    command.toSlot = -1;
    command.block = -1;
    command.buffer = -1;
    command.bufferBlock = -1;
    command.isPrevious = false;
    command.isFill = false;
    command.snapshot = -1;
    command.lengthBytes = 0;
    command.logOffset = -1;
    command.sequence = 0;
    this.commandsOut[this.commandCount++] = command;
    return command;
  }

  /** The command reads what the array holds: a destage over it waits. */
  startArrayRead(command: Command): void {
    if (command.kind === CommandKind.ReadSnapshot) {
      this.snapshotReads.set(command.snapshot, (this.snapshotReads.get(command.snapshot) ?? 0) + 1);
      return;
    }
    const { arrayReads } = this.vms[command.vm];
    command.listAt = arrayReads.length;
    arrayReads.push(command.tag);
  }

  endArrayRead(command: Command): void {
    if (command.kind === CommandKind.ReadSnapshot) {
      this.endSnapshotRead(command.snapshot);
      return;
    }
    const vm = this.vms[command.vm];
    const last = vm.arrayReads.pop();
    if (last !== undefined && last !== command.tag) {
      vm.arrayReads[command.listAt] = last;
      this.commands[last].listAt = command.listAt;
    }
    if (vm.isDestageBlocked) this.pokeRoom(vm);
  }

  private endSnapshotRead(snapshot: number): void {
    const left = (this.snapshotReads.get(snapshot) ?? 0) - 1;
    if (left > 0) {
      this.snapshotReads.set(snapshot, left);
      return;
    }
    this.snapshotReads.delete(snapshot);
    const vm = this.snapshotsToRelease.get(snapshot);
    if (vm === undefined) return;
    this.snapshotsToRelease.delete(snapshot);
    this.releaseSnapshot(this.vms[vm], snapshot);
  }

  /** Is a read of the array's version of this disk block under way? */
  isReadFromArray(vm: VmCache, block: number): boolean {
    for (const tag of vm.arrayReads) {
      const command = this.commands[tag];
      if (block >= command.block && block < command.block + command.blockCount) return true;
    }
    return false;
  }

  /** No command is in flight, and nothing is due. */
  isSettled(): boolean {
    return this.freeCommands.length === this.commands.length && this.poked.length === 0;
  }

  endCommand(command: Command): void {
    command.purpose = Purpose.Free;
    this.freeCommands.push(command.tag);
  }

  takeOp(): IoOp {
    const id = this.freeOps.pop();
    if (id !== undefined) return this.ops[id];
    const op = new IoOp(this.ops.length);
    this.ops.push(op);
    return op;
  }

  /** Answers a request and forgets it. */
  acknowledge(op: IoOp, status: number): void {
    const vm = this.vms[op.vm];
    let acknowledgement = this.acknowledgementsOut[this.acknowledgementCount];
    if (acknowledgement === undefined) {
      acknowledgement = { tag: 0 as RequestTag, vm: 0 as VmId, op: 0, space: 0, sequence: 0, status: 0 };
      this.acknowledgementsOut[this.acknowledgementCount] = acknowledgement;
    }
    this.acknowledgementCount++;
    acknowledgement.tag = op.tag as RequestTag;
    acknowledgement.vm = op.vm as VmId;
    acknowledgement.op = op.op;
    acknowledgement.space = op.space;
    acknowledgement.sequence = op.sequence;
    acknowledgement.status = status;
    if (status === lostStatus) vm.counters.lostAnswers++;
    if (op.phase !== OpPhase.Held && op.phase !== OpPhase.Waiting) {
      vm.guestOps--;
      if (vm.isHeld) this.poke(vm, Poke.Job);
    }
    op.phase = OpPhase.Free;
    this.freeOps.push(op.id);
  }

  notice(kind: NoticeKind, vm: VmCache, space: Space, tag: number, sequence: number, block: number, name: string | null): void {
    if (!this.isObserved) return;
    let notice = this.noticesOut[this.noticeCount];
    if (notice === undefined) {
      notice = { kind: 0, vm: 0 as VmId, space: 0, tag: 0, sequence: 0, block: 0, name: null };
      this.noticesOut[this.noticeCount] = notice;
    }
    this.noticeCount++;
    notice.kind = kind;
    notice.vm = vm.id as VmId;
    notice.space = space;
    notice.tag = tag;
    notice.sequence = sequence;
    notice.block = block;
    notice.name = name;
  }

  takeDestage(): Destage {
    const id = this.freeDestages.pop();
    if (id !== undefined) return this.destages[id];
    const destage = new Destage(this.destages.length);
    this.destages.push(destage);
    return destage;
  }

  endDestage(destage: Destage): void {
    destage.phase = DestagePhase.Free;
    this.freeDestages.push(destage.id);
  }

  /** Records of the log have other references now, or −1: have gone. */
  recordsMoved(vm: VmCache, moved: ReadonlyMap<number, number>): void {
    vm.heldVersions?.recordsMoved(moved);
    for (const destage of this.destages) {
      if (destage.phase === DestagePhase.Free || destage.vm !== vm.id) continue;
      destage.record = moved.get(destage.record) ?? destage.record;
      destage.copyRecord = moved.get(destage.copyRecord) ?? destage.copyRecord;
    }
    vm.dirty.forEach((node) => {
      const reference = moved.get(vm.dirty.arrayRecordOf(node));
      if (reference !== undefined) vm.dirty.setArrayRecord(node, reference);
    });
  }

  /** A transfer buffer of one block, as a command names it. */
  takeBuffer(): number {
    return -2 - (this.freeBuffers.pop() ?? this.bufferCount++);
  }

  releaseBuffer(buffer: number): void {
    this.freeBuffers.push(-2 - buffer);
  }

  /** A number that no snapshot ever had: the log on flash may still name those that are gone. */
  takeSnapshot(): number {
    return this.snapshotCount++;
  }

  /** Nothing refers to the array's snapshot any more. */
  releaseSnapshot(vm: VmCache, snapshot: number): void {
    if (snapshot === LOST_SNAPSHOT) return;
    if (this.snapshotReads.has(snapshot)) {
      this.snapshotsToRelease.set(snapshot, vm.id);
      return;
    }
    this.arrayChecksums[vm.id].snapshotGone(snapshot);
    const command = this.command(CommandKind.ReleaseSnapshot, Purpose.ReleaseSnapshot, vm, 0);
    command.snapshot = snapshot;
    if (this.image !== null) command.settled = this.logArea.settled();
  }

  /** Begins new lists of answers and notices: what was drained stays as it is until the next drain. */
  swapOutput(): void {
    if (this.acknowledgementCount > 0) {
      const drained = this.acknowledgementsOut;
      this.acknowledgementsOut = this.acknowledgementsDrained;
      this.acknowledgementsDrained = drained;
      this.acknowledgementCount = 0;
    }
    if (this.noticeCount > 0) {
      const drained = this.noticesOut;
      this.noticesOut = this.noticesDrained;
      this.noticesDrained = drained;
      this.noticeCount = 0;
    }
    this.commandCount = 0;
    if (this.outcomesOut.length > 0) this.outcomesOut = [];
  }

  savePools(): PoolsState {
    return {
      ops: this.ops,
      commands: this.commands,
      destages: this.destages,
      freeOps: this.freeOps,
      freeCommands: this.freeCommands,
      freeDestages: this.freeDestages,
      freeBuffers: this.freeBuffers,
      bufferCount: this.bufferCount,
      snapshotCount: this.snapshotCount,
    };
  }

  /** Takes over the lists of `state`, which must be a copy. */
  restorePools(state: PoolsState): void {
    fillPool(this.ops, state.ops, (id) => new IoOp(id));
    fillPool(this.commands, state.commands, (tag) => new Command(tag));
    fillPool(this.destages, state.destages, (id) => new Destage(id));
    this.freeOps = state.freeOps;
    this.freeCommands = state.freeCommands;
    this.freeDestages = state.freeDestages;
    this.freeBuffers = state.freeBuffers;
    this.bufferCount = state.bufferCount;
    this.snapshotCount = state.snapshotCount;
  }
}

export interface PoolsState {
  readonly ops: readonly IoOp[];
  readonly commands: readonly Command[];
  readonly destages: readonly Destage[];
  readonly freeOps: number[];
  readonly freeCommands: number[];
  readonly freeDestages: number[];
  readonly freeBuffers: number[];
  readonly bufferCount: number;
  readonly snapshotCount: number;
}

function fillPool<T extends object>(pool: T[], saved: readonly T[], create: (number: number) => T): void {
  pool.length = 0;
  for (const entry of saved) pool.push(Object.assign(create(pool.length), entry));
}
