/**
 * Control requests, from asking to outcome: each is answered once; what was in the window works and leads where it should, what was not is refused
 * and changes nothing; undo works exactly when there is something to undo; a full destage leaves the array as the disk.
 *
 * What was right to expect is noted when the request is made and again when it is answered: where the two differ, because writes, rollbacks or
 * the passing of time came between, either answer is taken.
 */
import type { Stateful } from '../base/stateful.ts';
import type { ControlOutcome, ControlRequest, Portion, RollbackTarget, VmId } from '../engine/protocol.ts';
import type { PendingTurn, SetBookmark } from './crashChecks.ts';
import type { OracleWorld } from './oracleWorld.ts';
import { checkArray } from './stateChecks.ts';

/** What one VM of the request was like when it was asked. */
interface VmAsked {
  readonly vm: number;
  readonly current: number;
  /** Oldest point of the window that the engine reported. */
  readonly oldest: number;
  /** Where the target would lead, or -1: it cannot be reached. */
  readonly reachable: number;
  readonly redoDepth: number;
  readonly turns: number;
  /** Other controls of a VM of this request were under way: what is right then depends on them. */
  readonly isTurning: boolean;
}

interface ControlInFlight {
  readonly request: ControlRequest;
  readonly askedNs: number;
  readonly vms: readonly VmAsked[];
}

export interface ControlChecksState {
  readonly checkedDestages: number;
  readonly refused: number;
  readonly turns: readonly number[];
  readonly portions: readonly Portion[];
  readonly inFlight: readonly (readonly [number, ControlInFlight])[];
  readonly unanswered: readonly SetBookmark[];
}

export class ControlChecks implements Stateful<ControlChecksState> {
  checkedDestages = 0;
  refused = 0;
  private readonly world: OracleWorld;
  private readonly inFlight = new Map<number, ControlInFlight>();
  /** Per VM: how many rollbacks and undos have taken effect. */
  private readonly turns: number[];
  private readonly portions: Portion[];
  private arePortionsDue = false;
  /** Bookmarks that were set, but whose request has not been answered. */
  private readonly unanswered: SetBookmark[] = [];

  constructor(world: OracleWorld) {
    this.world = world;
    this.turns = world.config.vms.map(() => 0);
    this.portions = world.config.vms.map((vm) => vm.portion);
  }

  get controlsInFlight(): number {
    return this.inFlight.size;
  }

  /** To be called before the engine gets the request. */
  asked(nowNs: number, request: ControlRequest): void {
    if (this.inFlight.has(request.id)) this.world.violations.add('protocol', `two controls in flight have id ${request.id}`);
    const vms = 'vms' in request ? request.vms : [request.vm];
    const isTurning = this.isTurning(vms);
    this.inFlight.set(request.id, { request, askedNs: nowNs, vms: vms.map((vm) => this.look(vm, nowNs, request, isTurning)) });
  }

  /** A rollback or undo of the VM has taken effect. */
  turned(vm: number): void {
    this.turns[vm]++;
  }

  /** A named bookmark was set. Some request for it is to be answered accordingly. */
  bookmarked(vm: number, name: string, sequence: number): void {
    this.unanswered.push({ vm, name, sequence });
  }

  requestOf(id: number): ControlRequest | null {
    return this.inFlight.get(id)?.request ?? null;
  }

  answered(nowNs: number, outcome: ControlOutcome): void {
    const flight = this.inFlight.get(outcome.id);
    if (flight === undefined || flight.request.kind !== outcome.kind) {
      this.world.violations.add('protocol', `control ${outcome.id} (${outcome.kind}) is answered, but not in flight`);
      return;
    }
    if (!outcome.ok) this.refused++;
    if (outcome.reason === 'damaged' && !this.world.store.damage.isAny)
      this.world.violations.add('I11', `a full destage of VM ${outcome.vms.join(', ')} is refused, but nothing was damaged`);
    this.judge(nowNs, flight, outcome);
    this.inFlight.delete(outcome.id);
  }

  /** All outcomes of a drain have been seen: only now the portions are those that the engine has. O(slots) after a resize. */
  afterOutcomes(): void {
    if (!this.arePortionsDue) return;
    this.arePortionsDue = false;
    this.checkPortions();
  }

  /** The slots that each VM owns are as many as its portion says. O(slots). */
  checkPortions(): void {
    const { store, violations } = this.world;
    for (let vm = 0; vm < this.portions.length; vm++) {
      const dram = store.dram.countOwned(vm);
      const flash = store.flash.countOwned(vm);
      const { dramBlocks, flashBlocks } = this.portions[vm];
      if (dram !== dramBlocks || flash !== flashBlocks) {
        violations.add('I1', `VM ${vm} owns ${dram} DRAM and ${flash} flash slots instead of ${dramBlocks} and ${flashBlocks}`);
      }
    }
  }

  /** The slots by state add up to the portion; `isAtRest`: nothing is under way, so no slot may be. */
  checkCounts(vm: number, isAtRest: boolean): void {
    const { engine, violations } = this.world;
    for (const tier of ['dram', 'flash'] as const) {
      const { free, inFlight, currentClean, currentDirty, previous, redo, total } = engine.slotCounts(vm as VmId, tier);
      const sum = free + inFlight + currentClean + currentDirty + previous + redo;
      const portion = tier === 'dram' ? this.portions[vm].dramBlocks : this.portions[vm].flashBlocks;
      if (sum !== portion || total !== portion)
        violations.add('I3', `${tier} slots of VM ${vm}: ${sum} by state, ${total} in total, ${portion} in the portion`);
      if (isAtRest && inFlight > 0) violations.add('I3', `${inFlight} ${tier} slots of VM ${vm} are in flight, but nothing is under way`);
    }
  }

  /** The server has crashed: no control is answered any more. Portions are what the engine says. */
  crashed(portions: readonly Portion[]): void {
    this.inFlight.clear();
    this.unanswered.length = 0;
    portions.forEach((portion, vm) => (this.portions[vm] = portion));
    this.checkPortions();
  }

  /** Where rollbacks that were asked for and not answered may have led: VM and sequence. */
  pendingTurns(nowNs: number): PendingTurn[] {
    const turns: PendingTurn[] = [];
    for (const [control, { request, vms }] of this.inFlight) {
      if (request.kind !== 'rollback' && request.kind !== 'undo') continue;
      for (const asked of vms) {
        const { vm } = asked;
        const isUndone = request.kind === 'undo' && this.turns[vm] > asked.turns;
        const sequence =
          request.kind === 'rollback' ? this.look(vm as VmId, nowNs, request, false).reachable : isUndone ? this.world.models[vm].undoneFrom : -1;
        if (sequence >= 0) turns.push({ vm, sequence, control });
      }
    }
    return turns;
  }

  /** Named bookmarks of the VM that are set, and not answered yet. */
  unansweredOf(vm: number): readonly SetBookmark[] {
    return this.unanswered.filter((set) => set.vm === vm);
  }

  /** The crash counts as one at which these were the VM's. */
  goBack(vm: number, unanswered: readonly SetBookmark[]): void {
    const others = this.unanswered.filter((set) => set.vm !== vm);
    this.unanswered.splice(0, this.unanswered.length, ...others, ...unanswered);
  }

  /** Was the bookmark answered? */
  isAnswered(vm: number, name: string, sequence: number): boolean {
    return !this.unanswered.some((set) => set.vm === vm && set.name === name && set.sequence === sequence);
  }

  save(): ControlChecksState {
    return structuredClone({
      checkedDestages: this.checkedDestages,
      refused: this.refused,
      turns: this.turns,
      portions: this.portions,
      inFlight: [...this.inFlight],
      unanswered: this.unanswered,
    });
  }

  restore(state: ControlChecksState): void {
    const copy = structuredClone(state);
    this.checkedDestages = copy.checkedDestages;
    this.refused = copy.refused;
    copy.turns.forEach((turns, vm) => (this.turns[vm] = turns));
    copy.portions.forEach((portion, vm) => (this.portions[vm] = portion));
    this.inFlight.clear();
    for (const [id, flight] of copy.inFlight) this.inFlight.set(id, flight);
    this.unanswered.length = 0;
    this.unanswered.push(...copy.unanswered);
  }

  private look(vm: VmId, nowNs: number, request: ControlRequest, isTurning: boolean): VmAsked {
    const model = this.world.models[vm];
    const { oldestSequence } = this.world.engine.window(vm, nowNs);
    const oldest = Math.max(oldestSequence, model.oldest);
    const reachable = request.kind === 'rollback' ? this.resolve(vm, request.target, oldest) : -1;
    const isUnsure = isTurning || (request.kind === 'rollback' && this.mayBeLost(vm, request.target));
    return { vm, current: model.current, oldest, reachable, redoDepth: model.redoDepth, turns: this.turns[vm], isTurning: isUnsure };
  }

  /** May the target be a point that a crash has lost? */
  private mayBeLost(vm: number, target: RollbackTarget): boolean {
    const model = this.world.models[vm];
    if (model.lost.length === 0 || target.by === 'bookmark') return false;
    const from = target.by === 'time' ? model.sequenceAt(target.timeNs) : target.sequence;
    return model.lost.some(([complete, until]) => from >= complete && from <= until);
  }

  /** Rollbacks and undos, and what may wait for one: bookmarks that come and go. */
  private isTurning(vms: readonly VmId[]): boolean {
    for (const { request } of this.inFlight.values()) {
      const mayTurn = request.kind === 'rollback' || request.kind === 'undo' || request.kind === 'bookmark' || request.kind === 'unbookmark';
      if (mayTurn && request.vms.some((vm) => vms.includes(vm))) return true;
    }
    return false;
  }

  /** Where the target leads by the model, or -1. */
  private resolve(vm: number, target: RollbackTarget, oldest: number): number {
    const model = this.world.models[vm];
    if (target.by === 'bookmark') {
      const bookmark = model.findBookmark(target.name);
      return bookmark !== undefined && bookmark.sequence >= oldest ? bookmark.sequence : -1;
    }
    const sequence = target.by === 'time' ? model.sequenceAt(target.timeNs) : model.sequenceAtOrBefore(target.sequence);
    if (sequence < oldest || (target.by === 'sequence' && target.sequence > model.current)) return -1;
    if (model.granularity === 'every-write' || sequence === model.current) return sequence;
    return model.bookmarks.some((bookmark) => bookmark.sequence === sequence) ? sequence : -1;
  }

  private judge(nowNs: number, flight: ControlInFlight, outcome: ControlOutcome): void {
    const { request } = flight;
    switch (request.kind) {
      case 'bookmark':
        if (outcome.ok) flight.vms.forEach((asked, i) => this.judgeBookmark(asked.vm, request.name, outcome.sequences[i]));
        return;
      case 'rollback':
        if (outcome.ok) flight.vms.forEach((asked, i) => this.judgeRollback(flight, asked, request.target, outcome.sequences[i]));
        else this.judgeRefusedRollback(nowNs, flight, request.target, outcome);
        return;
      case 'undo':
        this.judgeUndo(flight, outcome);
        return;
      case 'resize':
        if (outcome.ok) this.portions[request.vm] = request.portion;
        this.arePortionsDue = true;
        return;
      case 'destage':
        if (outcome.ok) this.judgeDestage(flight);
        return;
      case 'unbookmark':
      case 'set-flush':
      case 'set-durability':
      case 'open-view':
      case 'close-view':
        return;
    }
  }

  private judgeBookmark(vm: number, name: string, sequence: number): void {
    const model = this.world.models[vm];
    const { violations } = this.world;
    const at = this.unanswered.findIndex((set) => set.vm === vm && set.name === name && set.sequence === sequence);
    if (at >= 0) this.unanswered.splice(at, 1);
    else violations.add('I6', `bookmark ${name} of VM ${vm} is answered as set at ${sequence}, where it was not set`);
    for (let space = 0; space < 2; space++) {
      if (model.isDurable(space, Math.min(sequence, model.current))) continue;
      violations.add('I9', `bookmark ${name} of VM ${vm} at ${sequence} is answered at durable point ${model.durable[space]} of space ${space}`);
    }
  }

  private judgeRollback(flight: ControlInFlight, asked: VmAsked, target: RollbackTarget, sequence: number): void {
    const { violations } = this.world;
    if (asked.isTurning || this.turns[asked.vm] > asked.turns + 1) return;
    const what = `VM ${asked.vm}, asked to go back to ${printTarget(target)}`;
    // What lay ahead when it was asked may have come about before the rollback began.
    const isOfThePast = target.by === 'time' ? target.timeNs < flight.askedNs : target.by === 'bookmark' || target.sequence <= asked.current;
    if (asked.reachable < 0 && isOfThePast)
      violations.add('I6', `${what}, goes to ${sequence}; the window began at ${asked.oldest} and ended at ${asked.current}`);
    else if (asked.reachable !== sequence && isOfThePast) violations.add('I6', `${what}, goes to ${sequence} instead of ${asked.reachable}`);
  }

  /** Refused for good reason: one VM at least could not get there, when it was asked or now. */
  private judgeRefusedRollback(nowNs: number, flight: ControlInFlight, target: RollbackTarget, outcome: ControlOutcome): void {
    for (const asked of flight.vms) {
      const now = this.look(asked.vm as VmId, nowNs, flight.request, false);
      if (asked.isTurning || asked.reachable < 0 || now.reachable !== asked.reachable || now.turns !== asked.turns) return;
      // A number that a rollback has taken out of the history may be refused, or stand for the state before it.
      if (target.by === 'sequence' && target.sequence !== asked.reachable) return;
      if (this.portions[asked.vm].flashBlocks === 0) return;
    }
    const vms = flight.vms.map((asked) => asked.vm).join(', ');
    this.world.violations.add('I6', `a rollback of VM ${vms} to ${printTarget(target)} is refused (${String(outcome.reason)}), but was in the window`);
  }

  private judgeUndo(flight: ControlInFlight, outcome: ControlOutcome): void {
    const { violations, models } = this.world;
    if (outcome.ok) {
      for (const asked of flight.vms)
        if (asked.redoDepth === 0 && !asked.isTurning && this.turns[asked.vm] <= asked.turns + 1)
          violations.add('I8', `VM ${asked.vm} undoes a rollback that it had not made`);
      return;
    }
    const hadNone = flight.vms.some(
      (asked) => asked.isTurning || asked.redoDepth === 0 || models[asked.vm].redoDepth === 0 || this.turns[asked.vm] !== asked.turns,
    );
    if (!hadNone)
      violations.add(
        'I8',
        `undo of VM ${flight.vms.map((asked) => asked.vm).join(', ')} is refused (${String(outcome.reason)}), but its redo was not given up`,
      );
  }

  private judgeDestage(flight: ControlInFlight): void {
    for (const asked of flight.vms) {
      if (this.turns[asked.vm] !== asked.turns) continue;
      checkArray(this.world, asked.vm, 'I7', 'after a full destage', asked.current);
      this.checkedDestages++;
    }
  }
}

function printTarget(target: RollbackTarget): string {
  if (target.by === 'bookmark') return `bookmark ${target.name}`;
  return target.by === 'time' ? `${String(target.timeNs)} ns` : `sequence ${String(target.sequence)}`;
}
