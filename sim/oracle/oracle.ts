/**
 * The oracle: watches an engine from outside and says whether what it does is right. It knows the contract of the engine and nothing of its insides; where
 * it wants to see a place, it asks through EngineReader. It carries out the engine's commands on stamps (`contentStore`), follows the notices on a naive
 * model with full history (`vmModel`), and compares the two: every read, every rollback and undo block for block, views, and the array after a full destage.
 *
 * A host that has one calls it at four places and nothing else:
 *   oracle.onRequest(nowNs, request)            just before engine.submit(nowNs, request)
 *   oracle.onControl(nowNs, request)            just before engine.control(nowNs, request)
 *   oracle.onCompletion(nowNs, tag, status)     just before engine.complete(nowNs, …)
 *   oracle.onDrained(nowNs, outbox)             just after engine.drain(outbox), before the host consumes the outbox
 * and `verify(nowNs)` when it wants the whole state looked at, as at the end of a run. It never changes anything that engine or host can see.
 * Writes have no bytes: their contents follow from the number of the write. Request buffers begin as zeros.
 *
 * A host that lets the server crash, and keeps the bytes of the log (`store.keepLog`), calls `crash` at that instant, then recovers an engine, puts it in the
 * place that `EngineReader` looks at, and calls `recovered`: what is there is compared with the history, which goes on from there.
 */
import type { ControlOutcome, ControlRequest, EngineConfig, EngineOutbox, IoRequest, Notice, Portion } from '../engine/protocol.ts';
import { NoticeKind } from '../engine/protocol.ts';
import type { Stateful } from '../base/stateful.ts';
import type { WriteFates } from '../base/writeFate.ts';
import { ContentStore } from './contentStore.ts';
import type { ContentStoreState } from './contentStore.ts';
import { lostStamp, printStamp } from './content.ts';
import { ControlChecks } from './controlChecks.ts';
import type { ControlChecksState } from './controlChecks.ts';
import { checkBranch, checkRecovery, lacksAnswered } from './crashChecks.ts';
import type { ControlsAtCrash, CrashFigures, PendingTurn, RecoveredTo, VmPromises } from './crashChecks.ts';
import type { Contents } from './cutView.ts';
import type { EngineReader, LocatedVersion } from './engineReader.ts';
import { checkImage } from './imageCheck.ts';
import type { ImageVerdict } from './imageCheck.ts';
import { isWatched } from './oracleWorld.ts';
import type { OracleMode, OracleWorld } from './oracleWorld.ts';
import { RequestChecks } from './requestChecks.ts';
import type { RequestChecksState } from './requestChecks.ts';
import { checkArrayPoint, checkContents, checkDurable, checkWindow } from './stateChecks.ts';
import { ViolationLog } from './violationLog.ts';
import type { ViolationLogState } from './violationLog.ts';
import { VmModel } from './vmModel.ts';
import type { VmModelState } from './vmModel.ts';

/** What was checked and what was found; `violationTexts` holds the first 20. */
export interface OracleReport {
  readonly mode: OracleMode;
  /** Reads that succeeded, views included, each compared block for block. */
  readonly checkedReads: number;
  readonly checkedViews: number;
  readonly checkedRollbacks: number;
  readonly checkedUndos: number;
  readonly checkedDestages: number;
  readonly violations: number;
  readonly violationTexts: readonly string[];
}

export interface OracleState {
  readonly violations: ViolationLogState;
  readonly store: ContentStoreState;
  readonly models: readonly VmModelState[];
  readonly requests: RequestChecksState;
  readonly controls: ControlChecksState;
  readonly checkedRollbacks: number;
  readonly checkedUndos: number;
}

const onArray: LocatedVersion = { place: 'array', slot: -1 };

/** What a batch of notices asks to be looked at once its commands are known. */
const Turn = { None: 0, RolledBack: 1, Undone: 2, Unchanged: 3 } as const;

export class Oracle implements Stateful<OracleState> {
  /** What slots, array and buffers hold, for who wants to look. */
  readonly store: ContentStore;
  private readonly world: OracleWorld;
  /** What was found, for a host that stops at the first. */
  readonly violations = new ViolationLog();
  private readonly requests: RequestChecks;
  private readonly controls: ControlChecks;
  /** Per VM: the last turn of this drain. */
  private readonly turns: number[];
  private checkedRollbacks = 0;
  private checkedUndos = 0;
  /** Rollbacks that were under way when the server crashed. */
  private pendingTurns: PendingTurn[] = [];
  readonly crashes: CrashFigures = { crashes: 0, turnsDone: 0, turnsUndone: 0, bookmarksFound: 0, lostWrites: 0 };

  /** `withImages`: it keeps the history by which images of the disks are judged. */
  constructor(config: EngineConfig, engine: EngineReader, mode: OracleMode, withImages = false) {
    this.store = new ContentStore(config, engine, this.violations);
    const { store } = this;
    const models = config.vms.map((vm, number) => new VmModel(number, vm, withImages));
    this.world = { config, engine, mode, store, models, violations: this.violations };
    this.requests = new RequestChecks(this.world);
    this.controls = new ControlChecks(this.world);
    this.turns = config.vms.map(() => Turn.None);
    this.controls.checkPortions();
  }

  onRequest(nowNs: number, request: IoRequest): void {
    this.violations.setNow(nowNs);
    this.requests.submitted(request);
  }

  onControl(nowNs: number, request: ControlRequest): void {
    this.violations.setNow(nowNs);
    this.controls.asked(nowNs, request);
  }

  /** `status` 0: done; else failed. */
  onCompletion(nowNs: number, tag: number, status: number): void {
    this.violations.setNow(nowNs);
    this.world.store.completed(tag, status === 0);
  }

  /** Reads the outbox, leaves it as it is. */
  onDrained(nowNs: number, outbox: EngineOutbox): void {
    const { notices, commands, acknowledgements, outcomes } = outbox;
    this.violations.setNow(nowNs);
    for (let i = 0; i < outcomes.count; i++) this.weakenDurability(outcomes.items[i]);
    for (let i = 0; i < notices.count; i++) this.onNotice(nowNs, notices.items[i]);
    for (let i = 0; i < commands.count; i++) this.world.store.drained(commands.items[i]);
    for (let i = 0; i < acknowledgements.count; i++) this.requests.acknowledged(acknowledgements.items[i]);
    for (let i = 0; i < outcomes.count; i++) this.onOutcome(nowNs, outcomes.items[i]);
    this.controls.afterOutcomes();
    this.checkTurns();
  }

  /** The server crashes; the engine of before is still in place. `fates`: what is left of each write under way. Afterwards the store holds what is left. */
  crash(nowNs: number, fates: WriteFates): void {
    this.violations.setNow(nowNs);
    this.pendingTurns = this.controls.pendingTurns(nowNs);
    this.store.cut(this.store.powerCut(fates));
  }

  /** The recovered engine is in place; `to` says where it says that each VM is. What is left of each disk, where their histories are kept. */
  recovered(nowNs: number, to: readonly RecoveredTo[], portions: readonly Portion[], choices = this.world.config.vms): readonly ImageVerdict[] {
    this.violations.setNow(nowNs);
    this.crashes.crashes++;
    const controls = this.controlsAtCrash(this.pendingTurns);
    const images = to.map((point, vm) => {
      this.turns[vm] = Turn.None;
      return checkRecovery(this.world, vm, point, nowNs, controls, this.crashes);
    });
    this.pendingTurns = [];
    this.requests.crashed(choices.map(({ durability }) => durability));
    this.controls.crashed(portions);
    return images.filter((image) => image !== null);
  }

  /** What the VM was promised at this instant, in case that the log loses what comes after. */
  promisesOf(vm: number, nowNs: number): VmPromises {
    const turns = this.controls.pendingTurns(nowNs).filter((turn) => turn.vm === vm);
    return { model: this.world.models[vm].save(), turns, unanswered: this.controls.unansweredOf(vm) };
  }

  /**
   * Between `crash` and `recovered`: the log has lost what came after an instant, and nothing is there to tell of it. Of the VM only what was promised then counts, and
   * what slots held then that were written over since is lost. Is something missing that was answered?
   */
  goBack(vm: number, { model: before, turns, unanswered }: VmPromises, gone: ReadonlyMap<number, number>, to: RecoveredTo): boolean {
    const model = this.world.models[vm];
    const lacks = lacksAnswered(model, to);
    const { newest } = model;
    model.restore(before);
    model.newest = newest;
    this.pendingTurns = [...this.pendingTurns.filter((turn) => turn.vm !== vm), ...turns];
    this.controls.goBack(vm, unanswered);
    for (const [slot, former] of gone) this.store.damage.overwritten(slot, vm, former);
    return lacks;
  }

  /** What the array alone would leave of each disk. */
  arrayImages(nowNs: number, contents: Contents): readonly ImageVerdict[] {
    return this.world.models.flatMap(({ disk }, vm) =>
      disk === null ? [] : [checkImage(disk, (block) => (contents.damage.isHit(vm, block, onArray) ? lostStamp : contents.arrayStamp(vm, block)), nowNs)],
    );
  }

  /** As `recovered`, of a crash that did not really happen: `contents` is what it would have left, `engine` what would have been recovered. */
  branchRecovered(nowNs: number, to: readonly RecoveredTo[], engine: EngineReader, contents: Contents): readonly ImageVerdict[] {
    this.violations.setNow(nowNs);
    const controls = this.controlsAtCrash(this.controls.pendingTurns(nowNs));
    const branch = { engine, store: contents, models: this.world.models };
    return to.flatMap((point, vm) => {
      const { found, image } = checkBranch(branch, vm, point, nowNs, controls);
      for (const text of found) this.violations.add('I9', `after a sampled crash ${text}`);
      return image === null ? [] : [image];
    });
  }

  private controlsAtCrash(turns: readonly PendingTurn[]): ControlsAtCrash {
    return { turns, verdicts: new Map(), isAnswered: (vm, name, sequence) => this.controls.isAnswered(vm, name, sequence) };
  }

  /** Looks at everything that can be looked at. O(blocks ever written + slots). */
  verify(nowNs: number): void {
    this.violations.setNow(nowNs);
    this.controls.checkPortions();
    const { requests, controls, commands } = this.inFlight();
    for (let vm = 0; vm < this.world.models.length; vm++) {
      this.controls.checkCounts(vm, requests + controls + commands === 0);
      this.verifyVm(nowNs, vm);
    }
  }

  /** Looks at one VM. O(blocks that it ever wrote + flash slots). */
  verifyVm(nowNs: number, vm: number): void {
    checkContents(this.world, vm, 'I4', 'at a check');
    checkWindow(this.world, vm, nowNs);
    checkDurable(this.world, vm);
  }

  /** What is still under way: all 0 when the world is at rest. */
  inFlight(): { readonly requests: number; readonly controls: number; readonly commands: number } {
    return { requests: this.requests.requestsInFlight, controls: this.controls.controlsInFlight, commands: this.world.store.commandsInFlight };
  }

  report(): OracleReport {
    return {
      mode: this.world.mode,
      checkedReads: this.requests.checkedReads,
      checkedViews: this.requests.checkedViews,
      checkedRollbacks: this.checkedRollbacks,
      checkedUndos: this.checkedUndos,
      checkedDestages: this.controls.checkedDestages,
      violations: this.violations.count,
      violationTexts: this.violations.texts,
    };
  }

  save(): OracleState {
    return {
      violations: this.violations.save(),
      store: this.world.store.save(),
      models: this.world.models.map((model) => model.save()),
      requests: this.requests.save(),
      controls: this.controls.save(),
      checkedRollbacks: this.checkedRollbacks,
      checkedUndos: this.checkedUndos,
    };
  }

  restore(state: OracleState): void {
    this.violations.restore(state.violations);
    this.world.store.restore(state.store);
    this.world.models.forEach((model, vm) => model.restore(state.models[vm]));
    this.requests.restore(state.requests);
    this.controls.restore(state.controls);
    this.checkedRollbacks = state.checkedRollbacks;
    this.checkedUndos = state.checkedUndos;
  }

  private onNotice(nowNs: number, notice: Notice): void {
    const model = this.world.models[notice.vm];
    switch (notice.kind) {
      case NoticeKind.ReadAdmitted:
        this.requests.readAdmitted(notice);
        return;
      case NoticeKind.WriteAdmitted:
        this.requests.writeAdmitted(notice, nowNs);
        return;
      case NoticeKind.DiscardAdmitted:
        this.requests.discardAdmitted(notice, nowNs);
        return;
      case NoticeKind.Bookmarked:
        if (notice.sequence !== model.current)
          this.violations.add('I6', `a bookmark of VM ${notice.vm} is set at ${notice.sequence}, but the VM is at ${model.current}`);
        model.bookmark(notice.name, notice.sequence, nowNs);
        if (notice.name !== null) this.controls.bookmarked(notice.vm, notice.name, notice.sequence);
        return;
      case NoticeKind.BookmarkGone:
        if (!model.removeBookmark(notice.name, notice.sequence)) {
          this.violations.add('I6', `bookmark ${String(notice.name)} at ${notice.sequence} of VM ${notice.vm} is gone, but was not set`);
        }
        return;
      case NoticeKind.RolledBack:
        this.onRolledBack(notice);
        return;
      case NoticeKind.Undone:
        this.onUndone(notice);
        return;
      case NoticeKind.RedoGone:
        model.dropRedo();
        return;
      case NoticeKind.WindowShrunk:
        if (notice.sequence < model.oldest)
          this.violations.add('I6', `the window of VM ${notice.vm} grows at its old end, from ${model.oldest} to ${notice.sequence}`);
        model.oldest = Math.max(model.oldest, notice.sequence);
        model.prune();
        return;
      case NoticeKind.DurablePoint:
        this.onDurablePoint(notice);
        return;
      case NoticeKind.WindowLogged:
        model.forgetBefore(notice.sequence);
        return;
      case NoticeKind.BookmarkForgotten:
        model.forgetBookmark(notice.name, notice.sequence);
        return;
      case NoticeKind.DestageIssued:
        return;
      case NoticeKind.ArrayPoint:
        checkArrayPoint(this.world, notice.vm, notice.sequence);
        return;
      case NoticeKind.Destaged:
        this.onDestaged(notice);
        return;
    }
  }

  private onRolledBack(notice: Notice): void {
    const model = this.world.models[notice.vm];
    if (notice.sequence < model.oldest || notice.sequence > model.current) {
      this.violations.add('I6', `VM ${notice.vm} goes back to ${notice.sequence}, outside its window of ${model.oldest} to ${model.current}`);
    }
    model.rollBack(notice.sequence);
    this.requests.rolledBack(notice.vm, notice.sequence);
    this.controls.turned(notice.vm);
    this.turns[notice.vm] = Turn.RolledBack;
    this.checkedRollbacks++;
  }

  private onUndone(notice: Notice): void {
    const sequence = this.world.models[notice.vm].undo();
    if (sequence !== notice.sequence)
      this.violations.add('I8', `undo takes VM ${notice.vm} to ${notice.sequence} instead of ${sequence < 0 ? 'being refused' : sequence}`);
    this.controls.turned(notice.vm);
    this.turns[notice.vm] = Turn.Undone;
    this.checkedUndos++;
  }

  private onDurablePoint(notice: Notice): void {
    const model = this.world.models[notice.vm];
    if (notice.sequence < model.durable[notice.space]) {
      this.violations.add('I9', `the durable point of VM ${notice.vm} goes back from ${model.durable[notice.space]} to ${notice.sequence}`);
    }
    model.durable[notice.space] = notice.sequence;
    model.prune();
  }

  private onDestaged(notice: Notice): void {
    const { models, store } = this.world;
    const { vm, block, sequence } = notice;
    this.requests.blockDestaged(vm, block, sequence);
    // 0 stands also for a version that the engine does not know the number of.
    if (sequence === 0 || !isWatched(this.world, vm, block)) return;
    const expected = models[vm].spaces[0].stampOfVersion(block, sequence);
    const stamp = store.array.rightStampOf(vm, block);
    if (expected >= 0 && stamp !== expected) {
      this.violations.add(
        'I7',
        `version ${sequence} of block ${block} of VM ${vm} was destaged, but the array holds ${printStamp(stamp)} instead of ${printStamp(expected)}`,
      );
    }
  }

  /** A class that changed in this drain: writes admitted in it are held to the weaker of the two. */
  private weakenDurability(outcome: ControlOutcome): void {
    const request = outcome.ok && outcome.kind === 'set-durability' ? this.controls.requestOf(outcome.id) : null;
    if (request?.kind !== 'set-durability') return;
    const order = ['dram', 'flash', 'array'];
    if (order.indexOf(request.durability) < order.indexOf(this.requests.durabilityOf(request.vm))) this.requests.setDurability(request.vm, request.durability);
  }

  private onOutcome(nowNs: number, outcome: ControlOutcome): void {
    const request = this.controls.requestOf(outcome.id);
    this.controls.answered(nowNs, outcome);
    if (request === null) return;
    if (request.kind === 'rollback' || request.kind === 'undo') {
      for (const vm of request.vms) {
        if (this.turns[vm] !== Turn.None) continue;
        // Refused, or to where the VM is already: nothing may have changed.
        this.turns[vm] = Turn.Unchanged;
        if (outcome.ok) this.checkedRollbacks++;
      }
    }
    if (!outcome.ok) return;
    if (request.kind === 'set-durability') this.requests.setDurability(request.vm, request.durability);
    else if (request.kind === 'open-view') this.openView(request.vm, request.bookmark, outcome.view);
    else if (request.kind === 'close-view') this.world.models[request.vm].views.delete(request.view);
  }

  private openView(vm: number, name: string, view: number): void {
    const bookmark = this.world.models[vm].findBookmark(name);
    if (bookmark !== undefined) this.world.models[vm].views.set(view, bookmark);
  }

  /** The contents of the VMs that went back or forth, or were refused to, in this drain. */
  private checkTurns(): void {
    for (let vm = 0; vm < this.turns.length; vm++) {
      const turn = this.turns[vm];
      if (turn === Turn.None) continue;
      this.turns[vm] = Turn.None;
      if (turn === Turn.RolledBack) checkContents(this.world, vm, 'I5', 'after a rollback');
      else if (turn === Turn.Undone) checkContents(this.world, vm, 'I8', 'after an undo');
      else checkContents(this.world, vm, 'I6', 'after a rollback or undo that changes nothing');
    }
  }
}
