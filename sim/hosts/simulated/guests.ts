/**
 * The VMs' side: takes requests from the workloads when they are due, passes them through the hypervisor (the scheduler, then a station for what each IO costs
 * there, if anything) to the engine, and answers them.
 *
 * The latency of a request counts from its intended arrival. A workload without think time is asked for its next request as soon as one is answered,
 * without an event. When the hypervisor's queue of a VM is full, the guest waits: its request is taken when one of the queued ones has gone to the engine.
 */
import type { Stateful } from '../../base/stateful.ts';
import { TransferOp } from '../../devices/device.ts';
import type { CompletionList, DeviceModel, Transfer } from '../../devices/device.ts';
import { newIoRequest } from '../../../workloads/ioSource.ts';
import { Op } from '../../engine/protocol.ts';
import type { Acknowledgement, OutboxList, VmId } from '../../engine/protocol.ts';
import type { IoScheduler } from '../../hypervisor/ioScheduler.ts';
import type { IoMeters } from '../../metrics/ioMeters.ts';
import type { WaitMeter } from '../../metrics/waitMeter.ts';
import type { Agenda } from './agenda.ts';
import type { EnginePort } from './enginePort.ts';
import { RequestTable } from './requestTable.ts';
import type { RequestTableState } from './requestTable.ts';
import { SourceLedger } from './sourceLedger.ts';
import type { SourceLedgerState } from './sourceLedger.ts';
import type { SourceSet, SourceSetState } from './sourceSet.ts';

export interface GuestsState {
  readonly sources: SourceSetState;
  readonly scheduler: unknown;
  readonly overhead: unknown;
  readonly requests: RequestTableState;
  readonly pauses: Int32Array;
  readonly blocked: Uint8Array;
  readonly counts: GuestCounts;
  readonly ledger: SourceLedgerState;
}

/** Requests since the start. */
export interface GuestCounts {
  issued: number;
  answered: number;
  /** Of the answered: issued again after a rewind and counted before; given back unanswered by a rollback. */
  replayed: number;
  dropped: number;
  arrivalsStopped: boolean;
}

/** Status of a request that a rollback dropped before it was admitted. */
const DROPPED = 2;

/** What the requests pass through, and what looks at them. */
export interface GuestsParts {
  readonly sources: SourceSet;
  readonly scheduler: IoScheduler;
  /** What an IO costs in the hypervisor, as a station between scheduler and engine; null: nothing. */
  readonly overhead: DeviceModel | null;
  readonly port: EnginePort;
  readonly agenda: Agenda;
  readonly meters: IoMeters;
  readonly waits: WaitMeter;
  /** Kind of a source's event. */
  readonly eventKind: number;
  readonly blockBytes: number;
}

export class Guests implements Stateful<GuestsState> {
  readonly #sources: SourceSet;
  readonly #scheduler: IoScheduler;
  readonly #overhead: DeviceModel | null;
  readonly #port: EnginePort;
  readonly #agenda: Agenda;
  readonly #meters: IoMeters;
  readonly #waits: WaitMeter;
  /** Kind of a source's event. */
  readonly #eventKind: number;
  readonly #perBlock: number;
  readonly #requests = new RequestTable();
  /** Per VM: rollbacks and undos under way; do sources wait for room in its queue? */
  readonly #pauses: Int32Array;
  readonly #blocked: Uint8Array;
  readonly #counts: GuestCounts = { issued: 0, answered: 0, replayed: 0, dropped: 0, arrivalsStopped: false };
  readonly ledger: SourceLedger;
  /** Reused for every request. */
  readonly #request = newIoRequest();
  readonly #transfer: Transfer = { tag: 0, op: TransferOp.Read, offsetBytes: 0, lengthBytes: 0, cause: 0 };
  readonly #passed: CompletionList = { count: 0, tags: [], statuses: [] };

  constructor(parts: GuestsParts) {
    this.#sources = parts.sources;
    this.#scheduler = parts.scheduler;
    this.#overhead = parts.overhead;
    this.#port = parts.port;
    this.#agenda = parts.agenda;
    this.#meters = parts.meters;
    this.#waits = parts.waits;
    this.#eventKind = parts.eventKind;
    this.#pauses = new Int32Array(parts.meters.vmCount);
    this.#blocked = new Uint8Array(parts.meters.vmCount);
    this.#perBlock = 1 / parts.blockBytes;
    this.ledger = new SourceLedger(parts.sources.count, parts.meters.vmCount);
  }

  get counts(): Readonly<GuestCounts> {
    return this.#counts;
  }

  /** Requests between arrival and answer. */
  get waiting(): number {
    return this.#requests.count;
  }

  /** No workload will ever have another request. */
  get allDone(): boolean {
    return this.#sources.allDone;
  }

  start(): void {
    for (let source = 0; source < this.#sources.count; source += 1) this.#serve(source);
  }

  /** The event of a source has come. */
  onEvent(source: number): void {
    this.#sources.fired(source);
    this.#serve(source);
  }

  stopArrivals(): void {
    if (!this.#counts.arrivalsStopped) this.ledger.stoppedNs = this.#agenda.nowNs;
    this.#counts.arrivalsStopped = true;
    for (let source = 0; source < this.#sources.count; source += 1) this.#sources.arm(source, Infinity, this.#agenda, this.#eventKind);
  }

  /** When the hypervisor has something to do by itself: an IO has passed it, or a limit no longer keeps one back. */
  nextWakeNs(): number {
    const atNs = this.#scheduler.nextWakeNs();
    return this.#overhead === null ? atNs : Math.min(atNs, this.#overhead.nextWakeNs());
  }

  /** It is time for that. */
  wake(): void {
    if (this.#overhead !== null) this.#takePassed(this.#overhead);
    this.dispatch();
  }

  passAcknowledgements(acknowledgements: OutboxList<Acknowledgement>): void {
    const { nowNs } = this.#agenda;
    for (let index = 0; index < acknowledgements.count; index += 1) {
      const { tag, vm, status } = acknowledgements.items[index];
      this.#scheduler.onAnswered(vm, nowNs);
      this.#answer(tag, vm, status);
    }
    acknowledgements.count = 0;
  }

  /** Gives the engine what the scheduler lets through. */
  dispatch(): void {
    const { nowNs } = this.#agenda;
    for (let tag = this.#scheduler.next(nowNs); tag >= 0; tag = this.#scheduler.next(nowNs)) {
      const vm = this.#sources.vmOf(this.#requests.source(tag));
      this.#waits.leave(vm, this.#requests.queuedNs(tag), nowNs);
      if (this.#overhead === null) this.#submit(tag, vm);
      else this.#pass(tag, this.#overhead);
      if (this.#blocked[vm] === 0) continue;
      this.#blocked[vm] = 0;
      this.serveVm(vm);
    }
  }

  /** The VM's sources may have something to give. */
  serveVm(vm: number): void {
    for (const source of this.#sources.ofVm(vm)) this.#serve(source);
  }

  /** The VM's requests wait in the hypervisor from now on … */
  pause(vm: number): void {
    this.#pauses[vm] += 1;
    this.ledger.disturbed[vm] = 1;
    this.#scheduler.hold(vm);
  }

  /** … until each pause was ended; with `drop`, those that waited, or have not reached the engine, are answered as dropped. */
  resume(vm: number, drop: boolean): void {
    if (drop) this.#dropWaiting(vm);
    this.#pauses[vm] -= 1;
    if (this.#pauses[vm] === 0) this.#scheduler.release(vm, this.#agenda.nowNs);
    this.serveVm(vm);
  }

  /** Those of a paused VM that wait now: an answer may bring the next request of a workload at once, which is not dropped. */
  #dropWaiting(vm: number): void {
    const { nowNs } = this.#agenda;
    if (this.#overhead !== null) this.#requests.dropPassing(this.#sources.ofVm(vm));
    for (let left = this.#scheduler.queued(vm); left > 0; left -= 1) {
      const tag = this.#scheduler.dropQueued(vm);
      this.#waits.leave(vm, this.#requests.queuedNs(tag), nowNs);
      this.#answer(tag, vm, DROPPED);
    }
  }

  /**
   * The server has crashed: all requests are answered as dropped, and none comes until `restart`. Which VMs were not held before, to be handed to `restart`.
   */
  crash(): readonly number[] {
    const { nowNs } = this.#agenda;
    const vms = Array.from(this.#pauses, (_, vm) => vm);
    const held = vms.filter((vm) => !this.#sources.isHeld(vm));
    for (const vm of held) this.#sources.hold(vm, nowNs);
    for (const vm of vms) {
      this.pause(vm);
      this.#dropWaiting(vm);
    }
    for (const tag of this.#requests.inEngine()) {
      const vm = this.#sources.vmOf(this.#requests.source(tag));
      this.#scheduler.onAnswered(vm, nowNs);
      if (this.#requests.op(tag) === Op.Read) this.ledger.lose(this.#requests.offsetBytes(tag), this.#requests.lengthBytes(tag), this.#perBlock);
      this.#answer(tag, vm, DROPPED);
    }
    return held;
  }

  /** The server is up again. */
  restart(held: readonly number[]): void {
    for (const vm of held) this.#sources.release(vm, this.#agenda.nowNs, true);
    for (let vm = 0; vm < this.#pauses.length; vm += 1) this.resume(vm, false);
  }

  save(): GuestsState {
    return {
      sources: this.#sources.save(),
      scheduler: this.#scheduler.save(),
      overhead: this.#overhead === null ? null : this.#overhead.save(),
      requests: this.#requests.save(),
      pauses: this.#pauses.slice(),
      blocked: this.#blocked.slice(),
      counts: { ...this.#counts },
      ledger: this.ledger.save(),
    };
  }

  restore(state: GuestsState): void {
    this.#sources.restore(state.sources);
    this.#scheduler.restore(state.scheduler);
    if (this.#overhead !== null) this.#overhead.restore(state.overhead);
    this.#requests.restore(state.requests);
    this.#pauses.set(state.pauses);
    this.#blocked.set(state.blocked);
    Object.assign(this.#counts, state.counts);
    this.ledger.restore(state.ledger);
  }

  /** Takes what is due from a source, and sets its next event. */
  #serve(number: number): void {
    const sources = this.#sources;
    const vm = sources.vmOf(number);
    if (this.#counts.arrivalsStopped || sources.isHeld(vm)) {
      sources.arm(number, Infinity, this.#agenda, this.#eventKind);
      return;
    }
    const source = sources.source(number);
    const { nowNs } = this.#agenda;
    let atNs = source.nextArrivalNs();
    while (atNs <= nowNs) {
      if (!this.#scheduler.hasRoom(vm)) {
        this.#blocked[vm] = 1;
        return;
      }
      this.#issue(number, vm, atNs);
      atNs = source.nextArrivalNs();
    }
    sources.arm(number, atNs, this.#agenda, this.#eventKind);
  }

  #issue(number: number, vm: number, arrivalNs: number): void {
    const request = this.#request;
    const { nowNs } = this.#agenda;
    const part = this.#sources.source(number).take(nowNs, request);
    const tag = this.#requests.add(request, number, part, arrivalNs, this.#sources.countTaken(number));
    this.#counts.issued += 1;
    if (this.#port.recorder !== null) {
      request.vm = vm as VmId;
      this.#port.recorder.arrive(nowNs, tag, arrivalNs, request);
    }
    if (request.op !== Op.Flush) this.ledger.arrive(number, arrivalNs);
    const movedBytes = request.op === Op.Read || request.op === Op.Write ? request.lengthBytes : 0;
    if (!this.#scheduler.tryPass(vm, movedBytes, nowNs)) {
      this.#scheduler.enqueue(vm, tag, movedBytes, nowNs);
      this.#requests.setQueued(tag, nowNs);
      this.#waits.enter(nowNs);
    } else if (this.#overhead === null) {
      request.tag = tag;
      request.vm = vm as VmId;
      request.buffer = tag;
      this.#port.submit(nowNs, request);
    } else this.#pass(tag, this.#overhead);
  }

  /** The request has come through the hypervisor. */
  #submit(tag: number, vm: number): void {
    this.#requests.load(tag, vm as VmId, this.#request);
    this.#port.submit(this.#agenda.nowNs, this.#request);
  }

  /** Sends a request into the station for what an IO costs in the hypervisor … */
  #pass(tag: number, overhead: DeviceModel): void {
    this.#requests.setPassing(tag);
    this.#transfer.tag = tag;
    overhead.submit(this.#agenda.nowNs, this.#transfer);
  }

  /** … and takes out those that have passed it. */
  #takePassed(overhead: DeviceModel): void {
    const passed = this.#passed;
    const { nowNs } = this.#agenda;
    overhead.wake(nowNs);
    overhead.drain(passed);
    for (let index = 0; index < passed.count; index += 1) {
      const tag = passed.tags[index];
      const vm = this.#sources.vmOf(this.#requests.source(tag));
      if (this.#requests.endPassing(tag)) {
        this.#scheduler.onAnswered(vm, nowNs);
        this.#answer(tag, vm, DROPPED);
      } else this.#submit(tag, vm);
    }
    passed.count = 0;
  }

  /** A request is answered: 0 ok, 1 failed, 2 dropped. */
  #answer(tag: number, vm: number, status: number): void {
    const requests = this.#requests;
    const { nowNs } = this.#agenda;
    const source = requests.source(tag);
    const part = requests.part(tag);
    const latencyNs = nowNs - requests.arrivalNs(tag);
    this.#counts.answered += 1;
    if (this.#port.recorder !== null) this.#port.recorder.answer(nowNs, tag, status);
    this.ledger.answer(source, latencyNs);
    if (requests.isReplay(tag)) this.#counts.replayed += 1;
    else if (status === DROPPED) {
      this.#counts.dropped += 1;
      this.#sources.countDropped(source);
    } else this.#meters.record(vm, requests.op(tag), latencyNs, requests.lengthBytes(tag));
    const op = requests.op(tag);
    // A write that covers a block in part may have read it before it was dropped.
    if (op === Op.Write || (op === Op.Read && status !== DROPPED))
      this.ledger.touch(op === Op.Write, requests.offsetBytes(tag), requests.lengthBytes(tag), this.#perBlock);
    requests.remove(tag);
    this.#sources.source(source).onAcknowledged(nowNs, part);
    this.#serve(source);
  }
}
