/**
 * A stand-in for the cache engine that is right by being slow: one request of a VM at a time, a fresh slot in both tiers for every version, nothing ever
 * freed. It lets the oracle's own tests run without the engine, and be shown faults on purpose (`faults`). Reads, writes, discards, flushes, bookmarks,
 * rollback, undo and destage of single VMs; everything else is refused.
 */
import { noneSettled } from '../../sim/base/settled.ts';
import { CommandKind, NoticeKind, Op, Space } from '../../sim/engine/protocol.ts';
import type {
  Acknowledgement,
  BookmarkListing,
  ControlOutcome,
  ControlRequest,
  DeviceCompletion,
  EngineCommand,
  EngineConfig,
  EngineOutbox,
  IoRequest,
  Notice,
  OutboxList,
  RefusalReason,
  RollbackTarget,
  RollbackWindow,
  SlotCounts,
  VmId,
} from '../../sim/engine/protocol.ts';
import type { LocatedVersion } from '../../sim/oracle/engineReader.ts';
import type { EngineUnderTest } from '../fuzz/engineUnderTest.ts';
import { item } from '../support/item.ts';

interface Version {
  readonly sequence: number;
  readonly at: LocatedVersion;
}

interface Write {
  readonly sequence: number;
  readonly timeNs: number;
  readonly space: Space;
  readonly blocks: readonly number[];
  readonly before: readonly Version[];
  readonly after: readonly Version[];
}

interface Redo {
  readonly fromSequence: number;
  readonly writes: readonly Write[];
  readonly bookmarks: readonly { name: string; sequence: number; timeNs: number }[];
}

class NaiveVm {
  readonly index: readonly [Map<number, Version>, Map<number, Version>] = [new Map(), new Map()];
  /** Version that the array holds of each block that was destaged; what it held at first, the snapshot of the block's number keeps. */
  readonly array = new Map<number, number>();
  writes: Write[] = [];
  redos: Redo[] = [];
  bookmarks: { name: string; sequence: number; timeNs: number }[] = [];
  current = 0;
  next = 1;
  nextSlot = 0;
  readonly queue: (IoRequest | ControlRequest)[] = [];
  running: Generator<number> | null = null;
  awaited = 0;
  hasFailed = false;
}

/** What the engine is to do wrong. */
export interface NaiveFaults {
  readonly tornRollback?: boolean;
  readonly staleRead?: boolean;
  readonly foreignSlot?: boolean;
  readonly earlyDurable?: boolean;
  readonly lostDestage?: boolean;
  readonly undoForgets?: boolean;
}

export class NaiveEngine implements EngineUnderTest {
  private readonly config: EngineConfig;
  private readonly faults: NaiveFaults;
  private readonly vms: NaiveVm[];
  private readonly firstSlots: number[] = [];
  private nowNs = 0;
  private nextTag = 0;
  private readonly owners = new Map<number, number>();
  private notices: Notice[] = [];
  private commands: EngineCommand[] = [];
  private acknowledgements: Acknowledgement[] = [];
  private outcomes: ControlOutcome[] = [];

  constructor(config: EngineConfig, faults: NaiveFaults = {}) {
    this.config = config;
    this.faults = faults;
    this.vms = config.vms.map(() => new NaiveVm());
    let slot = 0;
    for (const vm of config.vms) {
      this.firstSlots.push(slot);
      slot += vm.portion.dramBlocks;
    }
  }

  submit(nowNs: number, request: IoRequest): void {
    this.enqueue(nowNs, request.vm, { ...request });
  }

  control(nowNs: number, request: ControlRequest): void {
    const vms = 'vms' in request ? request.vms : [request.vm];
    if (vms.length > 1) {
      this.nowNs = nowNs;
      this.answer(request, nowNs, vms, false, 'not-possible', 0, -1);
    } else this.enqueue(nowNs, item(vms, 0), request);
  }

  complete(nowNs: number, completion: DeviceCompletion): void {
    this.nowNs = nowNs;
    const number = this.owners.get(completion.tag) as number;
    const vm = item(this.vms, number);
    this.owners.delete(completion.tag);
    if (completion.status !== 0) vm.hasFailed = true;
    if (--vm.awaited === 0) this.proceed(number);
  }

  wake(): void {
    // Nothing of it depends on time.
  }

  nextWakeNs(): number {
    return Infinity;
  }

  drain(outbox: EngineOutbox): void {
    move(this.notices, outbox.notices);
    move(this.commands, outbox.commands);
    move(this.acknowledgements, outbox.acknowledgements);
    move(this.outcomes, outbox.outcomes);
  }

  locate(vm: VmId, space: Space, block: number): LocatedVersion {
    return this.place(vm, space, block, this.version(vm, space, block));
  }

  readonly isArrayChecked = (): boolean => false;
  slotOwner(_tier: 'dram' | 'flash', slot: number): number {
    return this.firstSlots.findIndex((first, vm) => slot >= first && slot < first + item(this.config.vms, vm).portion.dramBlocks);
  }

  slotCounts(vm: VmId): SlotCounts {
    const { dramBlocks } = item(this.config.vms, vm).portion;
    return { free: dramBlocks, inFlight: 0, currentClean: 0, currentDirty: 0, previous: 0, redo: 0, total: dramBlocks };
  }

  window(vm: VmId): RollbackWindow {
    return { oldestSequence: 0, oldestNs: 0, newestSequence: item(this.vms, vm).current, windowNs: this.nowNs };
  }

  bookmarks(vm: VmId): readonly BookmarkListing[] {
    return item(this.vms, vm).bookmarks.map((bookmark) => ({ ...bookmark, state: 'valid' }));
  }

  verifyInvariants(): void {
    // None of its own.
  }

  save(): unknown {
    throw new Error('the naive engine cannot be saved');
  }

  restore(): void {
    throw new Error('the naive engine cannot be restored');
  }

  private enqueue(nowNs: number, vm: number, work: IoRequest | ControlRequest): void {
    this.nowNs = nowNs;
    item(this.vms, vm).queue.push(work);
    if (item(this.vms, vm).running === null) this.proceed(vm);
  }

  private proceed(number: number): void {
    const vm = item(this.vms, number);
    for (;;) {
      if (vm.running === null) {
        const work = vm.queue.shift();
        if (work === undefined) return;
        vm.running = this.serve(number, vm, work);
      }
      if (vm.running.next().done === true) vm.running = null;
      else if (vm.awaited > 0) return;
    }
  }

  private *serve(number: number, vm: NaiveVm, work: IoRequest | ControlRequest): Generator<number> {
    if ('kind' in work) yield* this.steer(number, vm, work);
    else if (work.op === Op.Read) yield* this.read(number, work);
    else if (work.op === Op.Write) yield* this.write(number, vm, work);
    else if (work.op === Op.Discard) this.discard(number, vm, work);
    else this.acknowledge(work, vm.current, 0);
  }

  private *read(number: number, request: IoRequest): Generator<number> {
    if (request.view >= 0) return this.acknowledge(request, 0, 1);
    item(this.vms, number).hasFailed = false;
    this.notice(NoticeKind.ReadAdmitted, number, request.space, request.tag, item(this.vms, number).current, -1, null);
    const { first, count } = this.span(request);
    for (let i = 0; i < count; i++) this.fetch(number, request, first + i, i, false);
    yield 0;
    this.acknowledge(request, item(this.vms, number).current, item(this.vms, number).hasFailed ? 1 : 0);
  }

  private *write(number: number, vm: NaiveVm, request: IoRequest): Generator<number> {
    const { first, count } = this.span(request);
    const { blockBytes } = this.config;
    const endBytes = request.offsetBytes + request.lengthBytes;
    vm.hasFailed = false;
    if (request.offsetBytes % blockBytes !== 0) this.fetch(number, request, first, 0, true);
    if (endBytes % blockBytes !== 0 && (count > 1 || request.offsetBytes % blockBytes === 0)) this.fetch(number, request, first + count - 1, count - 1, true);
    yield 0;
    if (item(this.vms, number).hasFailed) return this.acknowledge(request, 0, 1);
    const slot = item(this.firstSlots, number) + vm.nextSlot;
    vm.nextSlot += count;
    const sequence = vm.next++;
    const after = Array.from({ length: count }, (_, i): Version => ({ sequence, at: { place: 'dram', slot: slot + i } }));
    this.notice(NoticeKind.WriteAdmitted, number, request.space, request.tag, sequence, -1, null);
    this.apply(number, vm, request.space, first, after, sequence);
    const shifted =
      this.faults.foreignSlot === true && sequence === 20 ? (slot + item(this.config.vms, number).portion.dramBlocks) % this.config.dramBlocks : slot;
    this.command(number, { kind: CommandKind.WriteDram, slot: shifted, blockCount: count, buffer: request.buffer, bufferBlock: 0 });
    if (this.faults.earlyDurable === true) this.notice(NoticeKind.DurablePoint, number, request.space, -1, sequence, -1, null);
    this.command(number, { kind: CommandKind.WriteFlash, slot, blockCount: count, buffer: request.buffer, bufferBlock: 0 });
    yield 0;
    if (this.faults.earlyDurable !== true) this.notice(NoticeKind.DurablePoint, number, request.space, -1, sequence, -1, null);
    this.acknowledge(request, sequence, 0);
  }

  private discard(number: number, vm: NaiveVm, request: IoRequest): void {
    const { blockBytes } = this.config;
    const first = Math.ceil(request.offsetBytes / blockBytes);
    const count = Math.max(0, Math.floor((request.offsetBytes + request.lengthBytes) / blockBytes) - first);
    const sequence = vm.next++;
    this.notice(NoticeKind.DiscardAdmitted, number, request.space, request.tag, sequence, -1, null);
    this.apply(
      number,
      vm,
      request.space,
      first,
      Array.from({ length: count }, (): Version => ({ sequence, at: { place: 'none', slot: -1 } })),
      sequence,
    );
    this.notice(NoticeKind.DurablePoint, number, request.space, -1, sequence, -1, null);
    this.acknowledge(request, sequence, 0);
  }

  private apply(number: number, vm: NaiveVm, space: Space, first: number, after: readonly Version[], sequence: number): void {
    const blocks = after.map((_, i) => first + i);
    const before = blocks.map((block) => this.version(number, space, block));
    if (vm.redos.length > 0) this.notice(NoticeKind.RedoGone, number, 0, -1, 0, -1, null);
    vm.redos = [];
    vm.current = sequence;
    vm.writes.push({ sequence, timeNs: this.nowNs, space, blocks, before, after });
    blocks.forEach((block, i) => vm.index[space].set(block, item(after, i)));
  }

  private *steer(number: number, vm: NaiveVm, request: ControlRequest): Generator<number> {
    const askedNs = this.nowNs;
    const refuse = (reason: RefusalReason): void => this.answer(request, askedNs, [number as VmId], false, reason, 0, -1);
    const done = (): void => this.answer(request, askedNs, [number as VmId], true, null, vm.current, -1);
    if (request.kind === 'bookmark') {
      if (vm.bookmarks.some((bookmark) => bookmark.name === request.name)) return refuse('duplicate-bookmark');
      vm.bookmarks.push({ name: request.name, sequence: vm.current, timeNs: this.nowNs });
      this.notice(NoticeKind.Bookmarked, number, 0, -1, vm.current, -1, request.name);
      return done();
    }
    if (request.kind === 'rollback') {
      const sequence = this.resolve(vm, request.target);
      if (sequence < 0) return refuse('outside-window');
      this.rollBack(number, vm, sequence);
      return done();
    }
    if (request.kind === 'undo') {
      const redo = vm.redos.pop();
      if (redo === undefined) return refuse('no-redo');
      for (const { space, blocks, after } of redo.writes)
        blocks.forEach((block, i) => (this.faults.undoForgets === true && i > 0 ? null : vm.index[space].set(block, item(after, i))));
      vm.writes.push(...redo.writes);
      vm.bookmarks.push(...redo.bookmarks);
      vm.current = redo.fromSequence;
      this.notice(NoticeKind.Undone, number, 0, -1, vm.current, -1, null);
      for (const space of [Space.Disk, Space.Memory]) this.notice(NoticeKind.DurablePoint, number, space, -1, vm.current, -1, null);
      return done();
    }
    if (request.kind !== 'destage') return refuse('not-possible');
    yield* this.destage(number, vm);
    done();
  }

  private rollBack(number: number, vm: NaiveVm, sequence: number): void {
    const writes = vm.writes.filter((write) => write.sequence > sequence);
    for (const { space, blocks, before } of [...writes].reverse()) {
      blocks.forEach((block, i) => (this.faults.tornRollback === true && i > 0 ? null : vm.index[space].set(block, item(before, i))));
    }
    if (sequence !== vm.current)
      vm.redos.push({ fromSequence: vm.current, writes, bookmarks: vm.bookmarks.filter((bookmark) => bookmark.sequence > sequence) });
    vm.writes = vm.writes.filter((write) => write.sequence <= sequence);
    vm.bookmarks = vm.bookmarks.filter((bookmark) => bookmark.sequence <= sequence);
    vm.current = sequence;
    this.notice(NoticeKind.RolledBack, number, 0, -1, sequence, -1, null);
  }

  private *destage(number: number, vm: NaiveVm): Generator<number> {
    for (const [block, version] of [...vm.index[Space.Disk]]) {
      if ((vm.array.get(block) ?? 0) === version.sequence || (this.faults.lostDestage === true && block % 4 === 1)) continue;
      const { place, slot } = this.place(number, Space.Disk, block, version);
      const snapshot = vm.array.has(block) ? -1 : block;
      if (place === 'snapshot') {
        yield* this.untilDone(number, vm, { kind: CommandKind.ReadSnapshot, snapshot: slot, block, blockCount: 1, buffer: -2 - number, bufferBlock: 0 });
      }
      this.notice(NoticeKind.DestageIssued, number, 0, -1, 0, block, null);
      if (place === 'none') yield* this.untilDone(number, vm, { kind: CommandKind.DiscardArray, block, blockCount: 1, snapshot });
      else if (place === 'dram') yield* this.untilDone(number, vm, { kind: CommandKind.WriteArray, slot, block, blockCount: 1, snapshot });
      else yield* this.untilDone(number, vm, { kind: CommandKind.WriteArray, block, blockCount: 1, snapshot, buffer: -2 - number, bufferBlock: 0 });
      vm.array.set(block, version.sequence);
      this.notice(NoticeKind.Destaged, number, 0, -1, version.sequence, block, null);
    }
  }

  private *untilDone(number: number, vm: NaiveVm, fields: Partial<EngineCommand>): Generator<number> {
    do {
      this.command(number, fields);
      yield 0;
    } while (vm.hasFailed);
  }

  private resolve(vm: NaiveVm, target: RollbackTarget): number {
    if (target.by === 'bookmark') return vm.bookmarks.find((bookmark) => bookmark.name === target.name)?.sequence ?? -1;
    if (target.by === 'time') return vm.writes.filter((write) => write.timeNs <= target.timeNs).at(-1)?.sequence ?? 0;
    if (target.sequence > vm.current) return -1;
    return vm.writes.filter((write) => write.sequence <= target.sequence).at(-1)?.sequence ?? 0;
  }

  private version(vm: number, space: Space, block: number): Version {
    const unwritten: Version = { sequence: 0, at: { place: space === Space.Disk ? 'array' : 'none', slot: -1 } };
    return item(this.vms, vm).index[space].get(block) ?? unwritten;
  }

  /** What was on the array at first stays there, or is in the snapshot once it has been destaged over. */
  private place(vm: number, space: Space, block: number, version: Version): LocatedVersion {
    if (space === Space.Memory || version.sequence > 0 || !item(this.vms, vm).array.has(block)) return version.at;
    return { place: 'snapshot', slot: block };
  }

  private fetch(number: number, request: IoRequest, block: number, bufferBlock: number, isFill: boolean): void {
    const at = this.place(number, request.space, block, this.version(number, request.space, block));
    const isStale = this.faults.staleRead === true && at.place === 'dram' && at.slot > item(this.firstSlots, number) + 5;
    const where = { block, blockCount: 1, buffer: request.buffer, bufferBlock, isFill };
    if (at.place === 'dram') this.command(number, { ...where, kind: CommandKind.ReadDram, slot: isStale ? at.slot - 5 : at.slot });
    else if (at.place === 'array') this.command(number, { ...where, kind: CommandKind.ReadArray });
    else if (at.place === 'snapshot') this.command(number, { ...where, kind: CommandKind.ReadSnapshot, snapshot: at.slot });
  }

  private span(request: IoRequest): { readonly first: number; readonly count: number } {
    const first = Math.floor(request.offsetBytes / this.config.blockBytes);
    return { first, count: Math.ceil((request.offsetBytes + request.lengthBytes) / this.config.blockBytes) - first };
  }

  private command(vm: number, fields: Partial<EngineCommand>): void {
    const tag = this.nextTag++;
    this.owners.set(tag, vm);
    const owner = item(this.vms, vm);
    if (owner.awaited === 0) owner.hasFailed = false;
    owner.awaited++;
    this.commands.push({
      kind: 0,
      tag,
      vm: vm as VmId,
      space: 0,
      slot: -1,
      toSlot: -1,
      block: -1,
      blockCount: -1,
      buffer: -1,
      bufferBlock: -1,
      isFill: false,
      snapshot: -1,
      transaction: -1,
      settled: noneSettled,
      throughTransaction: -1,
      lengthBytes: 0,
      logOffset: -1,
      bytes: null,
      cause: 0,
      isPrevious: false,
      ...fields,
    });
  }

  private notice(kind: NoticeKind, vm: number, space: Space, tag: number, sequence: number, block: number, name: string | null): void {
    this.notices.push({ kind, vm: vm as VmId, space, tag, sequence, block, name });
  }

  private acknowledge(request: IoRequest, sequence: number, status: number): void {
    this.acknowledgements.push({ tag: request.tag, vm: request.vm, op: request.op, space: request.space, sequence, status });
  }

  private answer(
    request: ControlRequest,
    askedNs: number,
    vms: readonly VmId[],
    ok: boolean,
    reason: RefusalReason | null,
    sequence: number,
    view: number,
  ): void {
    this.outcomes.push({
      id: request.id,
      kind: request.kind,
      vms,
      ok,
      reason,
      requestedNs: askedNs,
      answeredNs: this.nowNs,
      sequences: vms.map(() => sequence),
      oldestSequences: vms.map(() => 0),
      recordsWalked: 0,
      blocksRestored: 0,
      view,
    });
  }
}

function move<T>(from: T[], to: OutboxList<T>): void {
  for (const item of from) to.items[to.count++] = item;
  from.length = 0;
}
