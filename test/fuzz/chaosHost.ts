/**
 * A host without devices and without mercy: commands complete in any order, late, at once or failed; requests and controls come as the plan's weights
 * say. The oracle watches. Each step draws from its own numbers (`StepRandom`), so steps can be left out.
 */
import type { Stateful } from '../../sim/base/stateful.ts';
import { CommandKind, lostStatus, Op, opNames, Space, spaceNames } from '../../sim/engine/protocol.ts';
import type { Acknowledgement, ControlRequest, EngineOutbox, RequestTag, VmId } from '../../sim/engine/protocol.ts';
import { Oracle } from '../../sim/oracle/oracle.ts';
import type { OracleState } from '../../sim/oracle/oracle.ts';
import type { OracleMode } from '../../sim/oracle/oracleWorld.ts';
import { newIoRequest } from '../../workloads/ioSource.ts';
import { PlannedCut } from '../../sim/faults/plannedCut.ts';
import type { EngineFactory, EngineUnderTest } from './engineUnderTest.ts';
import type { CrashableEngines, Recovered } from './crashableEngines.ts';
import { LogTail } from './logTail.ts';
import { isArrayCommand, isFlashCommand } from './commandPlaces.ts';
import { CrashPhases } from './crashPhases.ts';
import { tryBookmarks } from './tryBookmarks.ts';
import { EngineSeat } from './engineSeat.ts';
import { ControlDraws, viewScale } from './controlDraws.ts';
import { actions } from './fuzzPlan.ts';
import type { Action, FuzzPlan } from './fuzzPlan.ts';
import { StepRandom } from './stepRandom.ts';
import { item } from '../support/item.ts';

/** After so many wakes in a row without a command or an answer, nothing is going to happen any more. */
const idleWakesMax = 500;
const controlsInFlightMax = 3;

interface ChaosHostState {
  readonly engine: unknown;
  readonly oracle: OracleState;
  readonly host: unknown;
  readonly phases: ReturnType<CrashPhases['save']>;
}

/** Sees everything that goes into the engine and comes out of it; `digest` and `walkthrough` tests listen. */
export interface ChaosListener {
  /** `detail` is empty unless the host `isTraced`. */
  input(nowNs: number, what: string, a: number, b: number, detail: string): void;
  output(nowNs: number, outbox: EngineOutbox): void;
}

export class ChaosHost implements Stateful<ChaosHostState> {
  engine: EngineUnderTest;
  readonly oracle: Oracle;
  /** Requests and controls so far. */
  operations = 0;
  nowNs = 0;
  listener: ChaosListener | null = null;
  /** What a crash hits, and has hit; bookmarks that were rolled back to after one. */
  readonly phases = new CrashPhases();
  bookmarksTried = 0;
  /** Shall the listener get details? */
  isTraced = false;
  private readonly plan: FuzzPlan;
  private readonly seed: number;
  private readonly random = new StepRandom();
  private readonly cuts: PlannedCut;
  private readonly draws: ControlDraws;
  private readonly thresholds: readonly number[];
  private readonly outbox: EngineOutbox = {
    notices: { count: 0, items: [] },
    commands: { count: 0, items: [] },
    acknowledgements: { count: 0, items: [] },
    outcomes: { count: 0, items: [] },
  };
  private readonly request = newIoRequest();
  /** Commands in flight: tag and kind. */
  private pendingTags: number[] = [];
  private pendingKinds: number[] = [];
  private nextTag = 1;
  nextControl = 1;
  private freeBuffers: number[];
  private readonly buffers = new Map<number, number>();
  /** Controls in flight that the host has to remember: id → view to be closed, VM. */
  private controlsInFlight = 0;
  /** Open views, as VM × viewScale + number. */
  private views: number[] = [];
  /** VMs that have just been rolled back (or forth). */
  private rolledBack: readonly VmId[] | null = null;
  private isArrayDown = false;
  private isResting = false;
  private readonly crashable: CrashableEngines | null;
  private readonly seat: EngineSeat;

  constructor(plan: FuzzPlan, seed: number, createEngine: EngineFactory, mode: OracleMode = 'full', crashable: CrashableEngines | null = null) {
    this.plan = plan;
    this.seed = seed;
    this.crashable = crashable;
    const ownEngine = crashable?.create(plan.config) ?? null;
    this.engine = ownEngine ?? createEngine(plan.config);
    this.cuts = new PlannedCut(plan.cut, this.random);
    this.seat = new EngineSeat(this.engine);
    this.draws = new ControlDraws(plan, this.seat, this.random);
    this.oracle = new Oracle(plan.config, this.seat, mode);
    // Without flash no log is read.
    const tail = plan.damageRatio > 0 && plan.config.flashBlocks > 0 ? new LogTail((vm) => this.oracle.promisesOf(vm, this.nowNs)) : null;
    if (crashable !== null && ownEngine !== null) crashable.format(plan.config, this.oracle.store, ownEngine, tail);
    if (crashable !== null) this.oracle.store.unflushed.isCapacitorBacked = plan.isCapacitorBacked;
    this.freeBuffers = Array.from({ length: plan.requestsInFlightMax }, (_, i) => i);
    let total = 0;
    this.thresholds = actions.map((action) => (total += plan.weights[action]));
  }

  /** Takes step number `step`. Throws what the engine throws. */
  step(step: number): void {
    const { random } = this;
    random.begin(this.seed, step);
    this.act(this.pickAction());
    this.followUp();
    // Now and then several calls at one instant before a drain.
    if (!random.chance(0.2)) this.pump();
    if (this.crashable !== null && random.chance(this.phases.ratio(this.plan.crashAt))) this.crash();
    if (this.plan.damageRatio > 0 && random.chance(this.plan.damageRatio)) this.crashable?.damages.strike(this.oracle.store, random);
    if (this.plan.arrayDamageRatio > 0 && random.chance(this.plan.arrayDamageRatio))
      this.crashable?.damages.strikeArray(this.oracle.store, this.seat, this.plan.config, random);
    if (step % this.plan.verifyInterval === 0) this.verify();
  }

  /** Often, what was rolled back is taken back, or rolled back further, before a write comes between. */
  private followUp(): void {
    const vms = this.rolledBack;
    this.rolledBack = null;
    if (vms === null || !this.random.chance(0.7)) return;
    this.pump();
    this.control(this.draws.followUp(this.nextControl++, vms, this.nowNs));
  }

  /** Lets all commands succeed and time pass until every request and control is answered; reports it when that does not happen. */
  rest(): void {
    this.isResting = true;
    let idleWakes = 0;
    this.pump();
    while (idleWakes < idleWakesMax) {
      if (this.pendingTags.length > 0) {
        idleWakes = 0;
        this.completeOne();
        this.pump();
        continue;
      }
      const { requests, controls } = this.oracle.inFlight();
      const nextNs = this.engine.nextWakeNs();
      if (requests === 0 && controls === 0) break;
      if (nextNs === Infinity) idleWakes = idleWakesMax;
      else {
        this.wake(nextNs);
        idleWakes++;
      }
    }
    this.isResting = false;
    if (idleWakes < idleWakesMax) return;
    const { requests, controls } = this.oracle.inFlight();
    throw new Error(`stuck: ${String(requests)} requests and ${String(controls)} controls are never answered (next wake ${String(this.engine.nextWakeNs())})`);
  }

  verify(): void {
    this.pump();
    this.engine.verifyInvariants();
    this.oracle.verify(this.nowNs);
  }

  /** The end of a run: at rest, everything destaged, everything looked at. */
  finish(): void {
    this.random.begin(this.seed, -1);
    this.fullDestage();
    this.verify();
  }

  save(): ChaosHostState {
    const host = structuredClone({
      operations: this.operations,
      nowNs: this.nowNs,
      pendingTags: this.pendingTags,
      pendingKinds: this.pendingKinds,
      nextTag: this.nextTag,
      nextControl: this.nextControl,
      freeBuffers: this.freeBuffers,
      buffers: [...this.buffers],
      controlsInFlight: this.controlsInFlight,
      views: this.views,
      rolledBack: this.rolledBack,
      isArrayDown: this.isArrayDown,
    });
    return { engine: this.engine.save(), oracle: this.oracle.save(), host, phases: this.phases.save() };
  }

  /** Only between steps with nothing left to drain. */
  restore(state: ChaosHostState): void {
    this.engine.restore(state.engine);
    this.oracle.restore(state.oracle);
    this.phases.restore(state.phases);
    const host = structuredClone(state.host) as {
      operations: number;
      nowNs: number;
      pendingTags: number[];
      pendingKinds: number[];
      nextTag: number;
      nextControl: number;
      freeBuffers: number[];
      buffers: [number, number][];
      controlsInFlight: number;
      views: number[];
      rolledBack: VmId[] | null;
      isArrayDown: boolean;
    };
    this.operations = host.operations;
    this.nowNs = host.nowNs;
    this.pendingTags = host.pendingTags;
    this.pendingKinds = host.pendingKinds;
    this.nextTag = host.nextTag;
    this.nextControl = host.nextControl;
    this.freeBuffers = host.freeBuffers;
    this.buffers.clear();
    for (const [tag, buffer] of host.buffers) this.buffers.set(tag, buffer);
    this.controlsInFlight = host.controlsInFlight;
    this.views = host.views;
    this.rolledBack = host.rolledBack;
    this.isArrayDown = host.isArrayDown;
  }

  /** Drains, shows the oracle, and takes over what the engine gave out, until it gives out nothing more. */
  pump(): void {
    for (;;) {
      const { outbox } = this;
      this.engine.drain(outbox);
      this.oracle.onDrained(this.nowNs, outbox);
      this.phases.drained(outbox);
      this.listener?.output(this.nowNs, outbox);
      const first = this.pendingTags.length;
      for (let i = 0; i < outbox.commands.count; i++) {
        const command = item(outbox.commands.items, i);
        this.pendingTags.push(command.tag);
        this.pendingKinds.push(command.kind);
      }
      for (let i = 0; i < outbox.acknowledgements.count; i++) this.answered(item(outbox.acknowledgements.items, i));
      for (let i = 0; i < outbox.outcomes.count; i++) {
        const outcome = item(outbox.outcomes.items, i);
        this.controlsInFlight--;
        const isTurn = outcome.kind === 'rollback' || outcome.kind === 'undo';
        if (outcome.ok && isTurn && this.plan.weights.undo > 0) this.rolledBack = [...outcome.vms];
        if (outcome.ok && outcome.kind === 'open-view') this.views.push(item(outcome.vms, 0) * viewScale + outcome.view);
      }
      const hasCommands = outbox.commands.count > 0;
      outbox.notices.count = 0;
      outbox.commands.count = 0;
      outbox.acknowledgements.count = 0;
      outbox.outcomes.count = 0;
      if (!hasCommands || !this.completeInstantly(first)) return;
    }
  }

  private pickAction(): Action {
    const { thresholds } = this;
    const at = this.random.next() * item(thresholds, thresholds.length - 1);
    let i = 0;
    while (item(thresholds, i) <= at) i++;
    return item(actions, i);
  }

  private act(action: Action): void {
    const { random, plan } = this;
    const vm = random.nextInt(plan.config.vms.length) as VmId;
    switch (action) {
      case 'read':
        return this.transfer(vm, Op.Read, random.chance(0.3), -1);
      case 'write':
        return this.transfer(vm, Op.Write, random.chance(0.3), -1);
      case 'overwrite':
        return this.transfer(vm, Op.Write, true, -1);
      case 'discard':
        return this.transfer(vm, Op.Discard, random.chance(0.5), -1);
      case 'flush':
        return this.flush(vm);
      case 'view-read':
        return this.readView();
      case 'complete':
        return this.completeOne();
      case 'complete-all':
        for (let i = this.pendingTags.length; i > 0; i--) this.completeOne();
        return;
      case 'pass-time':
        return this.passTime(random.pick([0, 100, 1_000, 10_000, 50_000]));
      case 'rest':
        return this.rest();
      case 'verify':
        return this.verify();
      case 'full-destage':
        return this.fullDestage();
      case 'array-down':
        this.isArrayDown = true;
        return;
      case 'array-up':
        this.isArrayDown = false;
        return;
      case 'crash':
        return this.crash();
      default:
        this.pump();
        if (this.controlsInFlight < controlsInFlightMax) this.control(this.draws.control(action, this.nextControl++, vm, this.views, this.nowNs));
    }
  }

  /** The server crashes at this instant, and what is recovered goes on. */
  private crash(): void {
    if (this.crashable === null) return;
    this.pump();
    this.listener?.input(this.nowNs, 'crash', 0, 0, '');
    this.phases.crashed();
    this.oracle.crash(this.nowNs, this.cuts);
    const { engine, to, losses } = this.recover(this.crashable);
    this.engine = engine;
    this.seat.current = engine;
    engine.verifyInvariants();
    for (const [vm, { promises, gone }] of losses) {
      if (this.oracle.goBack(vm, promises, gone, item(to, vm))) this.crashable.damages.answeredLost++;
    }
    this.oracle.recovered(
      this.nowNs,
      to,
      this.plan.config.vms.map((_, vm) => engine.portion(vm as VmId)),
    );
    this.crashable.tail?.recovered();
    this.pendingTags.length = 0;
    this.pendingKinds.length = 0;
    this.freeBuffers = Array.from({ length: this.plan.requestsInFlightMax }, (_, i) => i);
    this.buffers.clear();
    this.controlsInFlight = 0;
    this.views.length = 0;
    this.rolledBack = null;
    this.verify();
    if (!this.random.chance(this.plan.bookmarkTrialRatio)) return;
    this.crashable.tail?.pause(true);
    tryBookmarks(this, this.plan.config.vms.length);
    this.crashable.tail?.pause(false);
  }

  /** The server may crash again before it is recovered. */
  private recover(crashable: CrashableEngines): Recovered {
    for (;;) {
      const isCut = this.random.chance(this.plan.recoveryCrashRatio);
      const recovered = crashable.recover(this.plan.config, this.nowNs, isCut ? this.cuts : null);
      if (recovered !== null) return recovered;
      this.phases.crashedInRecovery();
    }
  }

  // Requests.

  private transfer(vm: VmId, op: Op, isHot: boolean, view: number): void {
    const { random, plan } = this;
    const { blockBytes } = plan.config;
    const { diskBlocks, memoryBlocks } = item(plan.config.vms, vm);
    const space = view < 0 && memoryBlocks > 0 && random.chance(0.4) ? Space.Memory : Space.Disk;
    const spaceBlocks = space === Space.Disk ? diskBlocks : memoryBlocks;
    const blocks = Math.min(spaceBlocks, random.between(1, plan.blocksPerRequestMax));
    const firstBlock = random.nextInt(Math.min(spaceBlocks - blocks + 1, isHot ? plan.hotBlocks : Infinity));
    let fromBytes = firstBlock * blockBytes;
    let toBytes = fromBytes + blocks * blockBytes;
    if (!random.chance(plan.alignedRatio)) {
      const eighth = blockBytes / 8;
      fromBytes += random.nextInt(8) * eighth;
      toBytes = Math.max(fromBytes + eighth, toBytes - random.nextInt(8) * eighth);
    }
    this.submit(vm, space, op, fromBytes, toBytes - fromBytes, op === Op.Write && random.chance(plan.forceUnitAccessRatio), view);
  }

  private flush(vm: VmId): void {
    const hasMemory = item(this.plan.config.vms, vm).memoryBlocks > 0;
    this.submit(vm, hasMemory && this.random.chance(0.3) ? Space.Memory : Space.Disk, Op.Flush, 0, 0, false, -1);
  }

  private readView(): void {
    if (this.views.length === 0) return;
    const view = this.random.pick(this.views);
    this.transfer(Math.floor(view / viewScale) as VmId, Op.Read, true, view % viewScale);
  }

  private submit(vm: VmId, space: Space, op: Op, offsetBytes: number, lengthBytes: number, forceUnitAccess: boolean, view: number): void {
    const buffer = this.freeBuffers.pop();
    if (buffer === undefined) return;
    const { request } = this;
    request.tag = this.nextTag++ as RequestTag;
    request.vm = vm;
    request.space = space;
    request.op = op;
    request.offsetBytes = offsetBytes;
    request.lengthBytes = lengthBytes;
    request.forceUnitAccess = forceUnitAccess;
    request.buffer = buffer;
    request.view = view;
    this.buffers.set(request.tag, buffer);
    this.operations++;
    const detail = this.isTraced
      ? `${opNames[op]} vm${String(vm)} ${spaceNames[space]} ${String(offsetBytes)}+${String(lengthBytes)}${forceUnitAccess ? ' fua' : ''} view=${String(view)}`
      : '';
    this.listener?.input(this.nowNs, 'submit', request.tag, vm * 4 + op, detail);
    this.oracle.onRequest(this.nowNs, request);
    this.phases.submitted(request);
    this.engine.submit(this.nowNs, request);
  }

  private answered({ tag, status }: Acknowledgement): void {
    if (status === lostStatus && this.crashable !== null) this.crashable.damages.answeredAsLost++;
    const buffer = this.buffers.get(tag);
    if (buffer === undefined) return;
    this.freeBuffers.push(buffer);
    this.buffers.delete(tag);
  }

  // Completions and time.

  private completeOne(): void {
    const count = this.pendingTags.length;
    if (count === 0) return;
    const isWaiting = this.isArrayDown && !this.isResting && this.plan.downArray === 'waits';
    let i = this.plan.order === 'in-order' ? 0 : this.random.nextInt(count);
    if (isWaiting) {
      let tries = count;
      while (tries > 0 && isArrayCommand(item(this.pendingKinds, i))) {
        i = (i + 1) % count;
        tries--;
      }
      if (tries === 0) return;
    }
    this.completeAt(i);
  }

  private completeAt(i: number): void {
    const tag = item(this.pendingTags, i);
    const kind = item(this.pendingKinds, i);
    if (this.plan.order === 'in-order') {
      this.pendingTags.splice(i, 1);
      this.pendingKinds.splice(i, 1);
    } else {
      this.pendingTags[i] = item(this.pendingTags, this.pendingTags.length - 1);
      this.pendingKinds[i] = item(this.pendingKinds, this.pendingKinds.length - 1);
      this.pendingTags.pop();
      this.pendingKinds.pop();
    }
    const status = this.drawFailure(kind) ? 1 : 0;
    this.listener?.input(this.nowNs, 'complete', tag, status, '');
    this.oracle.onCompletion(this.nowNs, tag, status);
    this.phases.completed(tag);
    this.engine.complete(this.nowNs, { tag, status });
  }

  private drawFailure(kind: number): boolean {
    if (this.isResting) return false;
    if (isArrayCommand(kind)) return this.isArrayDown || (this.plan.arrayFailureRatio > 0 && this.random.chance(this.plan.arrayFailureRatio));
    return isFlashCommand(kind) && this.plan.flashFailureRatio > 0 && this.random.chance(this.plan.flashFailureRatio);
  }

  /** DRAM commands from `first` on, as far as the dice say. Were there any? */
  private completeInstantly(first: number): boolean {
    if (this.plan.instantDramRatio === 0) return false;
    let done = 0;
    for (let i = this.pendingTags.length - 1; i >= first; i--) {
      const kind = item(this.pendingKinds, i);
      if (kind !== CommandKind.ReadDram && kind !== CommandKind.WriteDram) continue;
      if (!this.random.chance(this.plan.instantDramRatio)) continue;
      this.completeAt(i);
      done++;
    }
    return done > 0;
  }

  private passTime(durationNs: number): void {
    const toNs = this.nowNs + durationNs;
    this.pump();
    for (let wakes = 0; wakes < 100 && this.engine.nextWakeNs() <= toNs; wakes++) this.wake(this.engine.nextWakeNs());
    this.nowNs = Math.max(this.nowNs, this.engine.nextWakeNs() <= toNs ? this.nowNs : toNs);
    if (this.random.chance(0.1)) this.wake(this.nowNs);
  }

  private wake(atNs: number): void {
    this.nowNs = Math.max(this.nowNs, atNs);
    this.listener?.input(this.nowNs, 'wake', 0, 0, '');
    this.engine.wake(this.nowNs);
    this.pump();
  }

  private fullDestage(): void {
    this.rest();
    for (let vm = 0; vm < this.plan.config.vms.length; vm++) this.control({ id: this.nextControl++, kind: 'destage', vm: vm as VmId });
    this.rest();
    this.verify();
  }

  // Controls.

  control(request: ControlRequest): void {
    this.controlsInFlight++;
    this.operations++;
    this.listener?.input(this.nowNs, request.kind, request.id, 0, this.isTraced ? JSON.stringify(request) : '');
    this.oracle.onControl(this.nowNs, request);
    this.phases.asked(request);
    this.engine.control(this.nowNs, request);
  }
}
