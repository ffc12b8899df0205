/**
 * Carries out the timeline: turns its events into control requests, holds VMs while they are rolled back, and keeps what came of it.
 *
 * While a rollback or undo of a VM is under way its new requests wait in the hypervisor. Afterwards its workloads go on (`continue`), start again from
 * where they were when the bookmark was set (`rewind`), or wait for an `undo` or `resume` (`hold`); for the last two they are held from the request on. A
 * refused rollback changes nothing of this.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { ControlOutcome, ControlRequest, RollbackTraceEntry, VmId } from '../../engine/protocol.ts';
import { spaceNames } from '../../engine/protocol.ts';
import type { CutFate } from '../../oracle/cutFate.ts';
import type { RollbackTrace } from '../../results/rollbackTrace.ts';
import type { ChangeFigures } from '../../results/changeFigures.ts';
import type { RollbackFigures } from '../../results/runResult.ts';
import type { Guests } from './guests.ts';
import type { LiveChange, TimelineEvent } from './simulationConfig.ts';
import type { SourceMark, SourceSet } from './sourceSet.ts';
import { describeTarget } from './describeTarget.ts';

/** What the runner does to the world around it. */
export interface TimelineHost {
  readonly agenda: { readonly nowNs: number };
  /** Pauses VMs while they are rolled back. */
  readonly guests: Pick<Guests, 'pause' | 'resume' | 'serveVm'>;
  control(request: ControlRequest): void;
  /** A device works differently from now on. */
  changeDevice(change: LiveChange & { readonly kind: 'device' }): void;
  /** So much of the VM's disk is overwritten from there. */
  damage(vm: number, offsetBytes: number, lengthBytes: number): void;
  rollbackTrace(): readonly RollbackTraceEntry[];
  crash(inFlight: CutFate): void;
  damageFlash(offsetBytes: number, lengthBytes: number): void;
  /** The same of what the array holds of a VM's disk. */
  damageArray(vm: number, offsetBytes: number, lengthBytes: number): void;
}

/** A control request that is not answered yet. */
interface Pending {
  readonly id: number;
  /** Its event in the timeline, or -1: asked by the host itself. */
  readonly event: number;
  /** Of a bookmark that workloads may be rewound to: per VM, where they were. */
  readonly marks: readonly SourceMark[];
  /** Of a rollback: VMs whose sources it holds, and that were not held before. */
  readonly held: readonly number[];
}

export interface TimelineState {
  readonly pending: readonly Pending[];
  readonly nextId: number;
  readonly rollbacks: readonly RollbackFigures[];
  readonly traces: readonly RollbackTrace[];
  readonly changes: readonly ChangeFigures[];
  /** Events that were put in while the run went on. */
  readonly injected: readonly TimelineEvent[];
}

/** Of each rollback so many records are kept, and so many in a run. */
const TRACE_ROWS_MAX = 20_000;
const TRACE_ROWS_IN_RUN_MAX = 200_000;

export class TimelineRunner implements Stateful<TimelineState> {
  /** Those of the scenario, and behind them those that were put in. */
  readonly #events: TimelineEvent[];
  readonly #plannedCount: number;
  readonly #vmNames: readonly string[];
  readonly #sources: SourceSet;
  readonly #host: TimelineHost;
  /** A rollback is checked by the oracle block for block. */
  readonly #isChecked: boolean;
  /** Bookmarks that a later event rewinds to. */
  readonly #rewindTargets = new Set<string>();
  /** Requests of the timeline that were answered, since this runner began to look: bookmarks set or removed, rollbacks and undos. */
  readonly answered = { bookmarks: 0, rollbacks: 0 };
  #pending: Pending[] = [];
  #nextId = 1;
  #rollbacks: RollbackFigures[] = [];
  #traces: RollbackTrace[] = [];
  #changes: ChangeFigures[] = [];

  constructor(events: readonly TimelineEvent[], vmNames: readonly string[], sources: SourceSet, host: TimelineHost, isChecked: boolean) {
    this.#events = [...events];
    this.#plannedCount = events.length;
    this.#vmNames = vmNames;
    this.#sources = sources;
    this.#host = host;
    this.#isChecked = isChecked;
    for (const event of events) {
      if (event.do === 'rollback' && event.workload === 'rewind' && event.target.by === 'bookmark') this.#rewindTargets.add(event.target.name);
    }
  }

  /** Requests that are not answered yet. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  get rollbacks(): readonly RollbackFigures[] {
    return this.#rollbacks;
  }

  get traces(): readonly RollbackTrace[] {
    return this.#traces;
  }

  /** What was changed while the run went on, in order. */
  get changes(): readonly ChangeFigures[] {
    return this.#changes;
  }

  isCrash(number: number): boolean {
    return this.#events[number].do === 'crash';
  }

  /** Adds an event; returns its number. A rewind knows only bookmarks that the scenario rewinds to. */
  add(event: TimelineEvent): number {
    return this.#events.push(event) - 1;
  }

  /** It is time for this event. */
  begin(number: number): void {
    const event = this.#events[number];
    const vms = event.vms as readonly VmId[];
    switch (event.do) {
      case 'bookmark':
        this.#ask({ id: this.#nextId, kind: 'bookmark', vms, name: event.name }, number, this.#marks(event.name, vms));
        return;
      case 'unbookmark':
        this.#ask({ id: this.#nextId, kind: 'unbookmark', vms, name: event.name }, number);
        return;
      case 'rollback':
        this.#beginRollback(event, number);
        return;
      case 'undo':
        for (const vm of vms) this.#host.guests.pause(vm);
        this.#ask({ id: this.#nextId, kind: 'undo', vms }, number);
        return;
      case 'resume':
        this.#letGo(vms);
        return;
      case 'destage':
        for (const vm of vms) this.askDestage(vm, number);
        return;
      case 'damage':
        for (const vm of vms) this.#host.damage(vm, event.offsetBytes, event.lengthBytes);
        return;
      case 'resize':
        for (const vm of vms) this.#ask({ id: this.#nextId, kind: 'resize', vm, portion: event.portion }, number);
        return;
      case 'set-flush':
        for (const vm of vms) this.#ask({ id: this.#nextId, kind: 'set-flush', vm, flush: event.flush }, number);
        return;
      case 'set-durability':
        for (const vm of vms) this.#ask({ id: this.#nextId, kind: 'set-durability', vm, durability: event.durability }, number);
        return;
      case 'change':
        this.#change(event, number);
        return;
      case 'crash':
        this.#host.crash(event.inFlight);
        return;
      case 'damage-flash':
        this.#host.damageFlash(event.offsetBytes, event.lengthBytes);
        return;
      case 'damage-array':
        for (const vm of vms) this.#host.damageArray(vm, event.offsetBytes, event.lengthBytes);
        return;
    }
  }

  /** A full destage of a VM, for the timeline or (`event` -1) the host. */
  askDestage(vm: number, event = -1): void {
    this.#ask({ id: this.#nextId, kind: 'destage', vm: vm as VmId }, event);
  }

  onOutcome(outcome: ControlOutcome): void {
    const index = this.#pending.findIndex(({ id }) => id === outcome.id);
    assert(index >= 0, 'an outcome answers a request that was made');
    const [pending] = this.#pending.splice(index, 1);
    if (pending.event < 0) return;
    const event = this.#events[pending.event];
    if (event.do === 'bookmark' || event.do === 'unbookmark') this.answered.bookmarks += 1;
    else if (event.do === 'rollback' || event.do === 'undo') this.answered.rollbacks += 1;
    if (event.do === 'bookmark' && outcome.ok) {
      for (const [place, mark] of pending.marks.entries()) this.#sources.keepMark(outcome.vms[place], event.name, mark);
    } else if (event.do === 'rollback') {
      this.#record(outcome, 'rollback', describeTarget(event.target));
      this.#afterRollback(event, outcome, pending);
    } else if (event.do === 'undo') {
      this.#record(outcome, 'undo', 'latest rollback');
      for (const vm of event.vms) this.#host.guests.resume(vm, false);
      if (outcome.ok) this.#letGo(event.vms);
    } else if (event.do === 'change') {
      this.#noteChange(event, this.#vmNames[outcome.vms[0]], outcome.reason);
    } else if (event.do === 'set-flush') {
      this.#noteChange({ path: 'server.cache.flush', shown: event.flush.policy }, this.#vmNames[outcome.vms[0]], outcome.reason);
    } else if (event.do === 'set-durability') {
      this.#noteChange({ path: 'server.cache.durability', shown: event.durability }, this.#vmNames[outcome.vms[0]], outcome.reason);
    }
  }

  /**
   * The server has crashed, and the guests are down: what was asked for is not answered any more. Whether a rollback was done, its VM shows. Returns the VMs whose
   * workloads it held, that are to go on with the server.
   */
  onCrash(): readonly number[] {
    const held: number[] = [];
    for (const pending of this.#pending.splice(0)) {
      const event = pending.event < 0 ? null : this.#events[pending.event];
      if (event?.do !== 'rollback' && event?.do !== 'undo') continue;
      held.push(...pending.held);
      for (const vm of event.vms) {
        this.#rollbacks.push(this.#unanswered(event, vm));
        this.#host.guests.resume(vm, false);
      }
    }
    return held;
  }

  save(): TimelineState {
    return {
      pending: [...this.#pending],
      nextId: this.#nextId,
      rollbacks: [...this.#rollbacks],
      traces: [...this.#traces],
      changes: [...this.#changes],
      injected: this.#events.slice(this.#plannedCount),
    };
  }

  restore(state: TimelineState): void {
    this.#pending = [...state.pending];
    this.#nextId = state.nextId;
    this.#rollbacks = [...state.rollbacks];
    this.#traces = [...state.traces];
    this.#changes = [...state.changes];
    this.#events.splice(this.#plannedCount, Infinity, ...state.injected);
  }

  #change(event: TimelineEvent & { readonly do: 'change' }, number: number): void {
    const { change } = event;
    if (change.kind === 'device') {
      this.#host.changeDevice(change);
      this.#noteChange(event, null, null);
      return;
    }
    for (const vm of event.vms as readonly VmId[]) {
      const id = this.#nextId;
      if (change.kind === 'flush') this.#ask({ id, kind: 'set-flush', vm, flush: change.flush }, number);
      else this.#ask({ id, kind: 'set-durability', vm, durability: change.durability }, number);
    }
  }

  #noteChange({ path, shown }: { readonly path: string; readonly shown: string }, vm: string | null, reason: string | null): void {
    this.#changes.push({ atNs: this.#host.agenda.nowNs, vm, path, value: shown, reason });
  }

  #beginRollback(event: TimelineEvent & { readonly do: 'rollback' }, number: number): void {
    const vms = event.vms as readonly VmId[];
    const held = event.workload === 'continue' ? [] : vms.filter((vm) => !this.#sources.isHeld(vm));
    for (const vm of vms) this.#host.guests.pause(vm);
    for (const vm of held) this.#sources.hold(vm, this.#host.agenda.nowNs);
    this.#ask({ id: this.#nextId, kind: 'rollback', vms, target: event.target, waiting: event.waiting }, number, [], held);
  }

  #ask(request: ControlRequest, event: number, marks: readonly SourceMark[] = [], held: readonly number[] = []): void {
    this.#pending.push({ id: request.id, event, marks, held });
    this.#nextId += 1;
    this.#host.control(request);
  }

  /**
   * Where the VMs' sources are, when a later event rewinds them to this bookmark. Kept for good once the bookmark is answered, or at once when there is none
   * of that name.
   */
  #marks(name: string, vms: readonly number[]): readonly SourceMark[] {
    if (!this.#rewindTargets.has(name)) return [];
    const marks = vms.map((vm) => this.#sources.mark(vm, this.#host.agenda.nowNs));
    for (const [place, vm] of vms.entries()) if (!this.#sources.hasMark(vm, name)) this.#sources.keepMark(vm, name, marks[place]);
    return marks;
  }

  #afterRollback(event: TimelineEvent & { readonly do: 'rollback' }, outcome: ControlOutcome, pending: Pending): void {
    const { nowNs } = this.#host.agenda;
    for (const vm of event.vms) {
      if (outcome.ok && event.workload === 'rewind' && event.target.by === 'bookmark') this.#sources.rewind(vm, event.target.name, nowNs);
      if (outcome.ok ? event.workload === 'rewind' : pending.held.includes(vm)) this.#sources.release(vm, nowNs, false);
      this.#host.guests.resume(vm, outcome.ok && event.waiting === 'drop');
      this.#host.guests.serveVm(vm);
    }
  }

  #letGo(vms: readonly number[]): void {
    for (const vm of vms) {
      this.#sources.release(vm, this.#host.agenda.nowNs, true);
      this.#host.guests.serveVm(vm);
    }
  }

  #unanswered(event: TimelineEvent & { readonly do: 'rollback' | 'undo' }, vm: number): RollbackFigures {
    return {
      vm: this.#vmNames[vm],
      kind: event.do,
      target: event.do === 'rollback' ? describeTarget(event.target) : 'latest rollback',
      atNs: event.atNs,
      refused: true,
      sequence: 0,
      recordsWalked: 0,
      blocksRestored: 0,
      rtoNs: this.#host.agenda.nowNs - event.atNs,
      reason: 'server-crashed',
      checked: this.#isChecked,
    };
  }

  #record(outcome: ControlOutcome, kind: 'rollback' | 'undo', target: string): void {
    const entries = outcome.ok ? this.#host.rollbackTrace() : [];
    const keptBefore = this.#traces.reduce((sum, trace) => sum + trace.entries.length, 0);
    for (const [place, vm] of outcome.vms.entries()) {
      const ofVm = outcome.vms.length === 1 ? entries : entries.filter((entry) => entry.vm === vm);
      const rows = ofVm.slice(0, Math.max(0, Math.min(TRACE_ROWS_MAX, TRACE_ROWS_IN_RUN_MAX - keptBefore)));
      const isGroup = outcome.vms.length > 1;
      const figures = {
        vm: this.#vmNames[vm],
        kind,
        target,
        atNs: outcome.requestedNs,
        refused: !outcome.ok,
        sequence: outcome.ok ? outcome.sequences[place] : (outcome.oldestSequences[place] ?? 0),
        recordsWalked: isGroup ? ofVm.length : outcome.recordsWalked,
        blocksRestored: isGroup ? new Set(ofVm.map((entry) => entry.space * 0x1_0000_0000 + entry.block)).size : outcome.blocksRestored,
      };
      this.#rollbacks.push({ ...figures, rtoNs: outcome.answeredNs - outcome.requestedNs, reason: outcome.reason, checked: this.#isChecked });
      this.#traces.push({
        ...figures,
        answeredNs: outcome.answeredNs,
        entries: rows.map((entry) => ({
          sequence: entry.sequence,
          timeNs: entry.timeNs,
          space: spaceNames[entry.space],
          block: entry.block,
          before: entry.before,
          after: entry.after,
        })),
        entriesLeftOut: Math.max(0, figures.recordsWalked - rows.length),
      });
    }
  }
}
