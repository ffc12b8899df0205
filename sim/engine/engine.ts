/**
 * The cache engine: requests and completions go in, each with the time; commands, answers and the time of the next wake come out. See ENGINE.md's contract
 * in `protocol.ts` and ARCHITECTURE.md; the rules are in the files that this one calls.
 *
 * Every call ends with `rest`: whatever became possible by it is done before the call returns, until nothing more is due.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';
import type { Bookmark } from './bookmarks.ts';
import { pumpCheckpoint } from './checkpoint.ts';
import { completeAppend, completeOther } from './completions.ts';
import { addBookmark, control, retryControls } from './control.ts';
import { EngineCore } from './core.ts';
import { checkContents } from './damage.ts';
import { pumpDestage } from './destage.ts';
import { answerDurable, awaitDurable, pumpDurable } from './durable.ts';
import type { DurableImage } from './durableImage.ts';
import { applyRetention } from './history.ts';
import { verifyInvariants } from './invariants.ts';
import { OpPhase } from './ioOp.ts';
import type { IoOp } from './ioOp.ts';
import { pumpMetadata } from './metadata.ts';
import { flushPolicies } from './policy/flushPolicies.ts';
import { pumpPromise } from './promise.ts';
import { portionFault, pumpResize } from './portions.ts';
import { endPreparation } from './preparation.ts';
import { CommandKind, Op } from './protocol.ts';
import type {
  RollbackTarget,
  BookmarkListing,
  ControlRequest,
  DeviceCompletion,
  EngineConfig,
  EngineOutbox,
  IoRequest,
  OutboxList,
  Portion,
  RollbackTraceEntry,
  RollbackWindow,
  SlotCounts,
  Space,
  VmCounters,
  VmId,
} from './protocol.ts';
import { admitRead } from './readPath.ts';
import { pumpJob, redoBlocks, traceEntries } from './rollback.ts';
import { previewRollback } from './rollbackPreview.ts';
import type { RollbackPreview } from './rollbackPreview.ts';
import { install } from './recovery/install.ts';
import type { RecoveredState } from './recovery/install.ts';
import { reclaimDram } from './room.ts';
import { restoreEngine, saveEngine } from './savedState.ts';
import type { EngineState } from './savedState.ts';
import { blockHistory, listSlots, locateBlock, slotCounts, slotStrips } from './slotView.ts';
import type { BlockHistory, BlockLocation, SlotListing, SlotStrip } from './slotView.ts';
import { touch } from './touch.ts';
import type { Touched } from './touch.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';
import { windowOf } from './window.ts';
import { arriveWrite, dropWaiting, pumpAdmission } from './writePath.ts';

export class CacheEngine implements Stateful<EngineState> {
  private readonly core: EngineCore;

  /** Without `isObserved` no notices are made; without `image` no bytes of the log; with `recovered` it goes on from there. Throws InvariantError when the configuration breaks a rule that the scenario's parser checks. */
  constructor(config: EngineConfig, isObserved = true, image: DurableImage | null = null, recovered: RecoveredState | null = null) {
    for (const vm of config.vms) {
      const demand = { memoryBlocks: vm.memoryBlocks, ioBlocksMax: config.ioBlocksMax, durability: vm.durability };
      assert(portionFault(vm.portion, demand) === null, 'a portion is large enough for its VM');
      assert(vm.preimage !== 'array-snapshot' || config.array.snapshots, 'array-snapshot needs an array that has snapshots');
      const isPromising = flushPolicies.find(({ name }) => name === vm.flush.policy)?.isPromising === true;
      assert(
        !isPromising || (config.array.atomicWrites && vm.preimage !== 'array-snapshot'),
        'a promise of points in time needs atomic writes, and no snapshots',
      );
    }
    this.core = new EngineCore(config, isObserved, image);
    if (recovered !== null) install(this.core, recovered);
    this.computeNextWake();
    if (this.core.poked.length > 0) this.core.nextWakeNs = this.core.nowNs;
  }

  // What goes in.

  submit(nowNs: number, request: IoRequest): void {
    const { core } = this;
    core.nowNs = nowNs;
    const op = core.takeOp();
    const { blockBytes } = core.config;
    const vm = core.vms[request.vm];
    vm.requestNs = nowNs;
    op.tag = request.tag;
    op.vm = request.vm;
    op.space = request.space;
    op.op = request.op;
    op.forceUnitAccess = request.forceUnitAccess;
    op.buffer = request.buffer;
    op.view = request.view;
    op.failure = 0;
    op.isStale = false;
    op.pending = 0;
    op.sequence = 0;
    const endBytes = request.offsetBytes + request.lengthBytes;
    assert(endBytes <= (request.space === 0 ? vm.config.diskBlocks : vm.config.memoryBlocks) * blockBytes, 'a request lies within its space');
    if (request.op === Op.Discard) {
      op.firstBlock = Math.ceil(request.offsetBytes / blockBytes);
      op.blockCount = Math.max(0, Math.floor(endBytes / blockBytes) - op.firstBlock);
      op.isHeadPartial = false;
      op.isTailPartial = false;
    } else {
      op.firstBlock = Math.floor(request.offsetBytes / blockBytes);
      op.blockCount = Math.ceil(endBytes / blockBytes) - op.firstBlock;
      op.isHeadPartial = request.op === Op.Write && request.offsetBytes !== op.firstBlock * blockBytes;
      op.isTailPartial = request.op === Op.Write && endBytes !== (op.firstBlock + op.blockCount) * blockBytes;
    }
    assert(op.blockCount <= core.config.ioBlocksMax, 'a request is at most as large as the largest IO');
    this.arrive(vm, op);
    if (core.poked.length > 0) this.rest();
  }

  /**
   * A read of one block, done in one step where no device's answer is needed: for hosts whose devices complete at once. Nothing may be in flight, and nobody
   * may observe: there are no notices of it.
   */
  touch(nowNs: number, vm: VmId, space: Space, block: number): Touched {
    const { core } = this;
    core.nowNs = nowNs;
    assert(!core.isObserved, 'touch: nobody observes');
    core.vms[vm].requestNs = nowNs;
    return touch(core, core.vms[vm], space, block);
  }

  private arrive(vm: VmCache, op: IoOp): void {
    const { core } = this;
    if (vm.isHeld) {
      op.phase = OpPhase.Held;
      vm.held.push(op);
      return;
    }
    if (op.op === Op.Read) {
      admitRead(core, vm, op);
    } else if (op.op === Op.Flush) {
      op.phase = OpPhase.Durable;
      op.sequence = vm.sequence;
      op.durability = vm.flushesToArray && op.space === 0 ? 'array' : 'dram';
      vm.guestOps++;
      awaitDurable(core, vm, op);
      answerDurable(core, vm, op.space);
    } else {
      arriveWrite(core, vm, op);
    }
  }

  control(nowNs: number, request: ControlRequest): void {
    this.core.nowNs = nowNs;
    control(this.core, request, nowNs);
    this.rest();
  }

  complete(nowNs: number, completion: DeviceCompletion): void {
    const { core } = this;
    core.nowNs = nowNs;
    const command = core.commands[completion.tag];
    const status = core.image === null ? completion.status : checkContents(core, command, completion.status);
    if (command.kind === CommandKind.AppendLog) completeAppend(core, command, status);
    else completeOther(core, command, status);
    if (core.poked.length > 0 || core.preparedOps.length > 0) this.rest();
  }

  /** Runs what is due. Calling it early or twice is harmless. */
  wake(nowNs: number): void {
    const { core } = this;
    core.nowNs = nowNs;
    if (nowNs < core.nextWakeNs) return;
    for (const vm of core.vms) this.wakeVm(vm, nowNs);
    this.rest();
    this.computeNextWake();
  }

  private wakeVm(vm: VmCache, nowNs: number): void {
    const { core } = this;
    if (vm.flush.nextWakeNs() <= nowNs) {
      vm.flush.wake(nowNs, vm);
      core.poke(vm, Poke.Destage);
    }
    if (vm.retryDestageNs <= nowNs) {
      vm.retryDestageNs = Infinity;
      core.poke(vm, Poke.Destage);
    }
    if (vm.admitAtNs <= nowNs) {
      vm.admitAtNs = Infinity;
      core.poke(vm, Poke.Admit);
    }
    if (vm.job >= 0) core.poke(vm, Poke.Job);
    if (vm.nextIntervalNs <= nowNs && !vm.isHeld) {
      vm.nextIntervalNs += vm.config.intervalNs * (Math.floor((nowNs - vm.nextIntervalNs) / vm.config.intervalNs) + 1);
      if (!vm.bookmarks.hasSequence(vm.sequence)) addBookmark(core, vm, null);
    }
    applyRetention(core, vm, nowNs);
  }

  private computeNextWake(): void {
    const { core } = this;
    let next = Infinity;
    for (const vm of core.vms) {
      next = Math.min(next, vm.flush.nextWakeNs(), vm.retryDestageNs, vm.admitAtNs);
      if (!vm.isHeld) next = Math.min(next, vm.nextIntervalNs);
    }
    for (const job of core.jobs) {
      const isWalking = job?.phase === 'walk' && (job.readsPending === 0 || job.walkUntilNs > core.nowNs);
      if (isWalking) next = Math.min(next, job.walkUntilNs);
    }
    core.nextWakeNs = next;
  }

  /** Earliest time at which wake() must be called; Infinity when nothing is pending. */
  nextWakeNs(): number {
    return Math.max(this.core.nextWakeNs, this.core.nowNs);
  }

  /** Does what has become possible, until nothing more is due. */
  private rest(): void {
    const { core } = this;
    for (;;) {
      let id = core.preparedOps.pop();
      if (id !== undefined) {
        const op = core.ops[id];
        endPreparation(core, core.vms[op.vm], op);
        continue;
      }
      id = core.released.pop();
      if (id !== undefined) {
        this.release(core.vms[id]);
        continue;
      }
      if (core.areControlsDue) {
        core.areControlsDue = false;
        retryControls(core);
        continue;
      }
      id = core.poked.pop();
      if (id === undefined) return;
      this.pump(core.vms[id]);
    }
  }

  private pump(vm: VmCache): void {
    const { core } = this;
    const pokes = vm.pokes;
    vm.pokes = 0;
    if ((pokes & Poke.Durable) !== 0) {
      pumpDurable(core, vm);
      answerDurable(core, vm, 0);
      answerDurable(core, vm, 1);
    }
    if ((pokes & Poke.Metadata) !== 0) {
      pumpMetadata(core, vm);
      pumpCheckpoint(core, vm);
    }
    if ((pokes & Poke.Destage) !== 0 && (vm.heldVersions === null || !pumpPromise(core, vm, vm.heldVersions))) pumpDestage(core, vm);
    if ((pokes & Poke.Resize) !== 0) pumpResize(core, vm);
    if ((pokes & Poke.Admit) !== 0) pumpAdmission(core, vm);
    if ((pokes & Poke.Reclaim) !== 0 && !vm.isFrozen) reclaimDram(core, vm, vm.dramReserve());
    if ((pokes & Poke.Job) !== 0) pumpJob(core, vm);
  }

  /** A rollback has let the VM go: what waited runs on the restored image, or is dropped. */
  private release(vm: VmCache): void {
    const { core } = this;
    const drops = vm.dropsWaiting;
    vm.dropsWaiting = false;
    if (drops) dropWaiting(core, vm);
    for (let count = vm.held.count; count > 0; count--) {
      const op = vm.held.shift();
      if (drops) core.acknowledge(op, 2);
      else this.arrive(vm, op);
    }
    this.computeNextWake();
    retryControls(core);
  }

  /** Appends commands, answers, outcomes and notices to the caller's lists. */
  drain(outbox: EngineOutbox): void {
    const { core } = this;
    append(outbox.notices, core.noticesOut, core.noticeCount);
    append(outbox.commands, core.commandsOut, core.commandCount);
    append(outbox.acknowledgements, core.acknowledgementsOut, core.acknowledgementCount);
    append(outbox.outcomes, core.outcomesOut, core.outcomesOut.length);
    core.swapOutput();
  }

  // What can be asked.

  /** What a rollback would do now, without doing it. */
  readonly previewRollback = (vm: VmId, target: RollbackTarget): RollbackPreview => previewRollback(this.core, this.core.vms[vm], target);
  readonly isArrayChecked = (vm: VmId, block: number, snapshot: number): boolean => this.core.arrayChecksums[vm].knows(block, snapshot);

  window(vm: VmId, nowNs: number): RollbackWindow {
    return windowOf(this.core.vms[vm], nowNs);
  }

  bookmarks(vm: VmId): BookmarkListing[] {
    const { valid, expired } = this.core.vms[vm].bookmarks;
    const listing = (state: 'expired' | 'valid', { name, sequence, timeNs }: Bookmark): BookmarkListing => ({ name, sequence, timeNs, state });
    return [...expired.map((bookmark) => listing('expired', bookmark)), ...valid.map((bookmark) => listing('valid', bookmark))];
  }

  /** Brought up to date; the same object each time. */
  counters(vm: VmId, nowNs: number): VmCounters {
    const cache = this.core.vms[vm];
    const { counters } = cache;
    if (cache.stalledSinceNs >= 0 && nowNs > cache.stalledSinceNs) {
      counters.stallNs += nowNs - cache.stalledSinceNs;
      cache.stalledSinceNs = nowNs;
    }
    counters.dirtyBlocks = cache.dirty.count;
    counters.logRecords = cache.liveKept;
    counters.redoBlocks = redoBlocks(this.core, cache);
    return counters;
  }

  slotCounts(vm: VmId, tier: 'dram' | 'flash'): SlotCounts {
    return slotCounts(this.core, vm, tier);
  }

  /** A picture of all slots, at most about `binsMax` bins. O(slots). */
  slotStrips(binsMax: number): SlotStrip[] {
    return slotStrips(this.core, binsMax);
  }

  /** What is in the `count` slots from the `from`-th of a strip on. O(slots). */
  listSlots(strip: Pick<SlotStrip, 'vm' | 'tier'>, from: number, count: number): SlotListing[] {
    return listSlots(this.core, strip, from, count);
  }

  /** Where a block is, and the versions of it that are in the log. O(records of the VM). */
  blockHistory(vm: VmId, space: Space, block: number, versionsMax: number): BlockHistory {
    return blockHistory(this.core, vm, space, block, versionsMax);
  }

  portion(vm: VmId): Portion {
    return this.core.vms[vm].portion;
  }

  durablePoint(vm: VmId, space: Space): number {
    return this.core.vms[vm].durablePoint[space];
  }

  /** Owner of a slot; −1 for the reserve. */
  slotOwner(tier: 'dram' | 'flash', slot: number): number {
    const { cells, config } = this.core;
    const owner = cells.vmOf(tier === 'dram' ? slot : slot + cells.dramCells);
    return owner === config.vms.length ? -1 : owner;
  }

  /** Where the current version of a block is; where it has a place in both tiers, the one in DRAM. A place whose data is still on its way is not named. */
  locate(vm: VmId, space: Space, block: number): BlockLocation {
    return locateBlock(this.core, vm, space, block);
  }

  /** Of the latest rollback or undo: its first records, at most 20,000. */
  rollbackTrace(): readonly RollbackTraceEntry[] {
    return traceEntries(this.core);
  }

  /** Checks the whole state. O(portions + logs). Throws InvariantError. */
  verifyInvariants(): void {
    verifyInvariants(this.core);
  }

  /** Memory of the engine's own bookkeeping. */
  memoryBytes(): { readonly slots: number; readonly index: number; readonly log: number; readonly dirty: number; readonly total: number } {
    const { core } = this;
    const slots = core.cells.bytes() + core.freeDram.bytes() + core.freeFlash.bytes();
    let [index, log, dirty] = [0, 0, 0];
    for (const vm of core.vms) {
      index += vm.index[0].bytes() + vm.index[1].bytes();
      log += vm.log.bytes();
      dirty += vm.dirty.bytes();
    }
    return { slots, index, log, dirty, total: slots + index + log + dirty };
  }

  save(): EngineState {
    return saveEngine(this.core);
  }

  restore(state: EngineState): void {
    restoreEngine(this.core, state);
  }
}

function append<T>(list: OutboxList<T>, items: readonly T[], count: number): void {
  if (count === 0) return;
  let at = list.count;
  for (let i = 0; i < count; i++) list.items[at++] = items[i];
  list.count = at;
}
