/**
 * The simulated world: cache engine, device models, hypervisor and workloads on one event queue.
 *
 * One switch on the kind of the event; one pending wake-up for each device, for the engine and for each workload. After every event the pump runs until nothing is left to pass
 * on: the engine's commands go to the devices, its acknowledgements to the workloads, whose next requests (if they are due at once) go through the scheduler to the engine.
 * No event and no IO allocates. The latency of a request counts from its intended arrival.
 *
 * A run ends at its duration: nothing arrives from then on, and what is in flight is answered. It ends before when the workloads and the timeline are over and the world has come
 * to rest. What is recorded, an oracle, slicing, save and restore do not change what happens, nor the digest.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { CompletionList, DeviceModel, Transfer } from '../../devices/device.ts';
import type { ControlRequest, DeviceCompletion, EngineOutbox, IoRequest, RequestTag, RollbackTraceEntry, VmId } from '../../engine/protocol.ts';
import { Op, Space } from '../../engine/protocol.ts';
import type { IoScheduler } from '../../hypervisor/ioScheduler.ts';
import { EventQueue } from '../../kernel/eventQueue.ts';
import type { EventQueueState } from '../../kernel/eventQueue.ts';
import type { IoMeter } from '../../metrics/ioMeter.ts';
import type { Oracle, OracleState } from '../../oracle/oracle.ts';
import type { RunRecord } from '../../results/runRecord.ts';
import { buildRunRecord } from './buildRunRecord.ts';
import { CommandRouter, DeviceNumber } from './commandRouter.ts';
import type { CommandRouterState } from './commandRouter.ts';
import { RequestTable } from './requestTable.ts';
import type { RequestTableState } from './requestTable.ts';
import { RunDigest } from './runDigest.ts';
import type { RunDigestState } from './runDigest.ts';
import { RunRecorder } from './runRecorder.ts';
import type { RunRecorderState } from './runRecorder.ts';
import type { SimulatedEngine, SimulationConfig } from './simulationConfig.ts';
import { SourceSet } from './sourceSet.ts';
import type { SourceSetState } from './sourceSet.ts';
import { TimelineRunner } from './timelineRunner.ts';
import type { TimelineHost, TimelineState } from './timelineRunner.ts';

/** What an event is about; its subject: a source, a device, an event of the timeline, or nothing. */
const EventKind = { Source: 0, Device: 1, Engine: 2, Timeline: 3, Sample: 4, Look: 5, Warmup: 6, End: 7 } as const;

/** Wake-ups: one for each device, and the engine's behind them. */
const ENGINE_WAKE = 3;
/** Levels are looked at this many times per sample, fewer with many VMs; the interval is stretched by an odd amount so that it does not beat with a flush interval. */
const LOOKS_PER_SAMPLE = 8;
const LOOKS_PER_SAMPLE_ALL_VMS = 512;
const LOOK_STRETCH = 1.0186;
/** More events than this at one instant: the scenario goes round in circles without any time passing. */
const EVENTS_AT_ONCE_MAX = 20_000_000;

export interface SimulationState {
  readonly queue: EventQueueState;
  readonly engine: unknown;
  readonly devices: readonly unknown[];
  readonly scheduler: unknown;
  readonly sources: SourceSetState;
  readonly requests: RequestTableState;
  readonly router: CommandRouterState;
  readonly timeline: TimelineState;
  readonly recorder: RunRecorderState;
  readonly digest: RunDigestState;
  readonly oracle: OracleState | null;
  readonly wakeAtNs: Float64Array;
  readonly wakeHandles: Float64Array;
  readonly pauses: Int32Array;
  readonly blocked: Uint8Array;
  readonly numbers: SimulationNumbers;
}

/** The plain counts and flags of a run. */
interface SimulationNumbers {
  events: number;
  issued: number;
  answered: number;
  replayed: number;
  dropped: number;
  timelineLeft: number;
  sampleNs: number;
  instantNs: number;
  eventsAtInstant: number;
  arrivalsStopped: boolean;
  partial: boolean;
  finished: boolean;
}

export class Simulation implements Stateful<SimulationState> {
  readonly #config: SimulationConfig;
  readonly #queue = new EventQueue();
  readonly #engine: SimulatedEngine;
  readonly #devices: readonly DeviceModel[];
  readonly #scheduler: IoScheduler;
  readonly #sources: SourceSet;
  readonly #requests = new RequestTable();
  readonly #router: CommandRouter;
  readonly #timeline: TimelineRunner;
  readonly #recorder: RunRecorder;
  readonly #meters: readonly IoMeter[];
  readonly #oracle: Oracle | null;
  readonly #digest = new RunDigest();
  /** From when the run is over (the oracle's last destage) nothing is absorbed or measured any more. */
  #isRecording = true;
  #nowNs = 0;
  readonly #numbers: SimulationNumbers;
  readonly #wakeAtNs = new Float64Array(ENGINE_WAKE + 1).fill(Infinity);
  readonly #wakeHandles = new Float64Array(ENGINE_WAKE + 1).fill(-1);
  /** Per VM: rollbacks and undos under way. */
  readonly #pauses: Int32Array;
  /** Per VM: sources wait for room in its queue. */
  readonly #blocked: Uint8Array;
  /** The engine was called since it was last drained. */
  #mustDrain = false;
  /** Reused for every request, transfer and completion. */
  readonly #request: IoRequest;
  readonly #transfer: Transfer = { tag: 0, op: 0, offsetBytes: 0, lengthBytes: 0, cause: 0 };
  readonly #completion: DeviceCompletion = { tag: 0, status: 0 };
  readonly #completions: CompletionList = { count: 0, tags: [], statuses: [] };
  readonly #outbox: EngineOutbox = {
    notices: { count: 0, items: [] }, commands: { count: 0, items: [] }, acknowledgements: { count: 0, items: [] }, outcomes: { count: 0, items: [] },
  };
  /** Commands that complete at once. */
  readonly #immediate: number[] = [];

  constructor(config: SimulationConfig) {
    this.#config = config;
    this.#engine = config.engine;
    this.#devices = [config.devices.dram, config.devices.flash, config.devices.array];
    this.#scheduler = config.scheduler;
    const vmNames = config.engineConfig.vms.map((vm) => vm.name);
    this.#sources = new SourceSet(config.sources, vmNames.length);
    this.#router = new CommandRouter(config.engineConfig);
    this.#timeline = new TimelineRunner(config.timeline, vmNames, this.#sources, this.#timelineHost(), config.oracleMode === 'full');
    this.#recorder = new RunRecorder(config.engine, this.#devices, vmNames);
    this.#meters = this.#recorder.meters;
    this.#oracle = config.oracle;
    this.#pauses = new Int32Array(vmNames.length);
    this.#blocked = new Uint8Array(vmNames.length);
    this.#request = {
      tag: 0 as RequestTag, vm: 0 as VmId, space: Space.Disk, op: Op.Read, offsetBytes: 0, lengthBytes: 0, forceUnitAccess: false, buffer: 0, view: -1,
    };
    this.#numbers = {
      events: 0, issued: 0, answered: 0, replayed: 0, dropped: 0, timelineLeft: config.timeline.length, sampleNs: Math.max(1, Math.round(config.sampleNs)), instantNs: -1, eventsAtInstant: 0,
      arrivalsStopped: false, partial: false, finished: false,
    };
    this.#scheduleFirst();
  }

  /** Of the last event. */
  get nowNs(): number {
    return this.#nowNs;
  }

  /** The run is over; `finish` may be called. */
  get finished(): boolean {
    return this.#numbers.finished;
  }

  /** Events so far. */
  get events(): number {
    return this.#numbers.events;
  }

  /** Requests answered so far; a replayed one counts once, a dropped one not. */
  get ios(): number {
    return this.#numbers.answered - this.#numbers.replayed - this.#numbers.dropped;
  }

  /** Runs up to so many events, or to the end. */
  run(eventsMax: number): void {
    for (let left = eventsMax; left > 0 && !this.#numbers.finished; left -= 1) this.#step();
  }

  /** Nothing arrives from now on; the run ends as soon as what is in flight is answered, and is said to be partial. */
  stopEarly(): void {
    if (this.#numbers.finished) return;
    this.#numbers.partial = true;
    this.#stopArrivals();
    this.#checkEnd();
  }

  /** Hash over all that went into the engine and came out of it, with times: 16 hexadecimal digits. */
  digest(): string {
    return this.#digest.hex();
  }

  /**
   * Ends the run (at once, as partial, if it is not over), and tells what it found. With an oracle everything is destaged first and the array compared. To be called once.
   */
  finish(): RunRecord {
    if (!this.#numbers.finished) this.stopEarly();
    while (!this.#numbers.finished) this.#step();
    const endNs = this.#nowNs;
    this.#recorder.look(endNs);
    this.#recorder.series.sample(endNs);
    const end = this.#recorder.baseline(endNs);
    const bookmarks = this.#config.engineConfig.vms.map((_, vm) => [...this.#engine.bookmarks(vm as VmId)]);
    const { events, issued, answered, partial } = this.#numbers;
    this.#isRecording = false;
    if (this.#oracle !== null) this.#checkEverything(this.#oracle);
    this.#engine.verifyInvariants();
    return buildRunRecord({
      config: this.#config,
      recorder: this.#recorder,
      rollbacks: this.#timeline.rollbacks,
      traces: this.#timeline.traces,
      end,
      bookmarks,
      digest: this.digest(),
      counts: { events, ios: this.ios, issued, answered },
      partial,
      oracle: this.#oracle?.report() ?? null,
      memory: this.#engine.memoryBytes(),
    });
  }

  save(): SimulationState {
    return {
      queue: this.#queue.save(),
      engine: this.#engine.save(),
      devices: this.#devices.map((device) => device.save()),
      scheduler: this.#scheduler.save(),
      sources: this.#sources.save(),
      requests: this.#requests.save(),
      router: this.#router.save(),
      timeline: this.#timeline.save(),
      recorder: this.#recorder.save(),
      digest: this.#digest.save(),
      oracle: this.#oracle?.save() ?? null,
      wakeAtNs: this.#wakeAtNs.slice(),
      wakeHandles: this.#wakeHandles.slice(),
      pauses: this.#pauses.slice(),
      blocked: this.#blocked.slice(),
      numbers: { ...this.#numbers },
    };
  }

  restore(state: SimulationState): void {
    this.#queue.restore(state.queue);
    this.#engine.restore(state.engine);
    for (const [number, device] of this.#devices.entries()) device.restore(state.devices[number]);
    this.#scheduler.restore(state.scheduler);
    this.#sources.restore(state.sources);
    this.#requests.restore(state.requests);
    this.#router.restore(state.router);
    this.#timeline.restore(state.timeline);
    this.#recorder.restore(state.recorder);
    this.#digest.restore(state.digest);
    assert((state.oracle === null) === (this.#oracle === null), 'a run is restored into one with the same oracle');
    if (state.oracle !== null) this.#oracle?.restore(state.oracle);
    this.#wakeAtNs.set(state.wakeAtNs);
    this.#wakeHandles.set(state.wakeHandles);
    this.#pauses.set(state.pauses);
    this.#blocked.set(state.blocked);
    Object.assign(this.#numbers, state.numbers);
    this.#nowNs = this.#queue.nowNs;
  }

  #scheduleFirst(): void {
    const queue = this.#queue;
    for (const [number, event] of this.#config.timeline.entries()) queue.schedule(event.atNs, EventKind.Timeline, number);
    if (this.#config.warmupNs > 0) queue.schedule(this.#config.warmupNs, EventKind.Warmup, 0);
    queue.schedule(this.#config.durationNs, EventKind.End, 0);
    queue.schedule(this.#numbers.sampleNs, EventKind.Sample, 0);
    queue.schedule(this.#lookNs(), EventKind.Look, 0);
    for (let source = 0; source < this.#sources.count; source += 1) this.#serve(source);
    this.#pump();
  }

  #step(): void {
    const queue = this.#queue;
    const hasEvent = queue.advance();
    assert(hasEvent, 'requests are in flight, but nothing will ever happen: the engine waits for something that does not come');
    const numbers = this.#numbers;
    numbers.events += 1;
    this.#nowNs = queue.nowNs;
    switch (queue.kind) {
      case EventKind.Source:
        this.#sources.fired(queue.subject);
        this.#serve(queue.subject);
        break;
      case EventKind.Device:
        this.#wakeDevice(queue.subject);
        break;
      case EventKind.Engine:
        this.#wakeAtNs[ENGINE_WAKE] = Infinity;
        this.#engine.wake(this.#nowNs);
        this.#mustDrain = true;
        break;
      default:
        this.#rareEvent(queue.kind, queue.subject);
    }
    this.#pump();
    if (numbers.instantNs === this.#nowNs) this.#countAtInstant();
    else {
      numbers.instantNs = this.#nowNs;
      numbers.eventsAtInstant = 0;
    }
    this.#checkEnd();
  }

  #countAtInstant(): void {
    this.#numbers.eventsAtInstant += 1;
    assert(this.#numbers.eventsAtInstant < EVENTS_AT_ONCE_MAX, 'time goes on: a workload without think time needs IO that takes time');
  }

  #rareEvent(kind: number, subject: number): void {
    const nowNs = this.#nowNs;
    switch (kind) {
      case EventKind.Timeline:
        this.#numbers.timelineLeft -= 1;
        if (!this.#numbers.arrivalsStopped) this.#timeline.begin(subject);
        return;
      case EventKind.Sample:
        if (!this.#isRecording) return;
        if (this.#recorder.series.sample(nowNs)) this.#numbers.sampleNs *= 2;
        this.#queue.schedule(nowNs + this.#numbers.sampleNs, EventKind.Sample, 0);
        return;
      case EventKind.Look:
        if (!this.#isRecording) return;
        this.#recorder.look(nowNs);
        this.#queue.schedule(nowNs + this.#lookNs(), EventKind.Look, 0);
        return;
      case EventKind.Warmup:
        this.#recorder.endWarmup(nowNs);
        return;
      case EventKind.End:
        this.#stopArrivals();
        return;
      default:
        assert(false, 'an event is of a known kind');
    }
  }

  #lookNs(): number {
    const looks = Math.max(1, Math.min(LOOKS_PER_SAMPLE, Math.floor(LOOKS_PER_SAMPLE_ALL_VMS / this.#config.engineConfig.vms.length)));
    return Math.max(1, Math.round((this.#numbers.sampleNs / looks) * LOOK_STRETCH));
  }

  #wakeDevice(number: number): void {
    const device = this.#devices[number];
    const completions = this.#completions;
    this.#wakeAtNs[number] = Infinity;
    device.wake(this.#nowNs);
    device.drain(completions);
    const count = completions.count;
    for (let index = 0; index < count; index += 1) this.#complete(completions.tags[index], completions.statuses[index]);
    completions.count = 0;
  }

  #complete(tag: number, status: number): void {
    if (this.#oracle !== null) this.#oracle.onCompletion(this.#nowNs, tag, status);
    if (this.#isRecording) this.#digest.complete(this.#nowNs, tag, status);
    this.#completion.tag = tag;
    this.#completion.status = status;
    this.#engine.complete(this.#nowNs, this.#completion);
    this.#mustDrain = true;
  }

  /** Passes on what the engine has to say until it has nothing more, then sets the wake-ups. */
  #pump(): void {
    while (this.#mustDrain) {
      this.#mustDrain = false;
      const outbox = this.#outbox;
      this.#engine.drain(outbox);
      if (this.#oracle !== null) this.#oracle.onDrained(this.#nowNs, outbox);
      outbox.notices.count = 0;
      this.#passCommands();
      this.#passAcknowledgements();
      if (outbox.outcomes.count > 0) this.#passOutcomes();
      this.#dispatch();
    }
    for (let number = 0; number < ENGINE_WAKE; number += 1) this.#arm(number, this.#devices[number].nextWakeNs(), EventKind.Device);
    this.#arm(ENGINE_WAKE, this.#engine.nextWakeNs(), EventKind.Engine);
  }

  #arm(wake: number, atNs: number, kind: number): void {
    if (this.#wakeAtNs[wake] === atNs) return;
    if (this.#wakeAtNs[wake] !== Infinity) this.#queue.cancel(this.#wakeHandles[wake]);
    this.#wakeAtNs[wake] = atNs;
    if (atNs !== Infinity) this.#wakeHandles[wake] = this.#queue.schedule(Math.max(atNs, this.#nowNs), kind, wake);
  }

  #passCommands(): void {
    const { commands } = this.#outbox;
    const nowNs = this.#nowNs;
    for (let index = 0; index < commands.count; index += 1) {
      const command = commands.items[index];
      if (this.#isRecording) this.#digest.command(nowNs, command);
      const device = this.#router.route(command, this.#transfer);
      if (device === DeviceNumber.None) this.#immediate.push(command.tag);
      else this.#devices[device].submit(nowNs, this.#transfer);
    }
    commands.count = 0;
    for (let tag = this.#immediate.pop(); tag !== undefined; tag = this.#immediate.pop()) this.#complete(tag, 0);
  }

  #passAcknowledgements(): void {
    const { acknowledgements } = this.#outbox;
    for (let index = 0; index < acknowledgements.count; index += 1) {
      const acknowledgement = acknowledgements.items[index];
      if (this.#isRecording) this.#digest.acknowledgement(this.#nowNs, acknowledgement);
      this.#scheduler.onAnswered(acknowledgement.vm);
      this.#answer(acknowledgement.tag, acknowledgement.vm, acknowledgement.status);
    }
    acknowledgements.count = 0;
  }

  /** A request is answered: 0 ok, 1 failed, 2 dropped. */
  #answer(tag: number, vm: number, status: number): void {
    const requests = this.#requests;
    const nowNs = this.#nowNs;
    const source = requests.source(tag);
    const isReplay = requests.isReplay(tag);
    this.#numbers.answered += 1;
    if (isReplay) this.#numbers.replayed += 1;
    else if (status === 2) {
      this.#numbers.dropped += 1;
      this.#sources.countDropped(source);
    } else this.#meters[vm].record(requests.op(tag), nowNs - requests.arrivalNs(tag), requests.lengthBytes(tag));
    requests.remove(tag);
    this.#sources.source(source).onAcknowledged(nowNs);
    this.#serve(source);
  }

  #passOutcomes(): void {
    const { outcomes } = this.#outbox;
    for (let index = 0; index < outcomes.count; index += 1) {
      const outcome = outcomes.items[index];
      if (this.#isRecording) this.#digest.outcome(this.#nowNs, outcome);
      this.#timeline.onOutcome(outcome);
    }
    outcomes.count = 0;
  }

  /** Takes what is due from a source, and sets its next event. */
  #serve(number: number): void {
    const sources = this.#sources;
    const vm = sources.vmOf(number);
    if (this.#numbers.arrivalsStopped || sources.isHeld(vm)) {
      sources.arm(number, Infinity, this.#queue, EventKind.Source);
      return;
    }
    const source = sources.source(number);
    let atNs = source.nextArrivalNs();
    while (atNs <= this.#nowNs) {
      // A full queue of the hypervisor: the guest waits, and is served when one of its requests goes to the engine.
      if (!this.#scheduler.hasRoom(vm)) {
        this.#blocked[vm] = 1;
        return;
      }
      this.#issue(number, vm, atNs);
      atNs = source.nextArrivalNs();
    }
    sources.arm(number, atNs, this.#queue, EventKind.Source);
  }

  #issue(number: number, vm: number, arrivalNs: number): void {
    const request = this.#request;
    this.#sources.source(number).take(this.#nowNs, request);
    const tag = this.#requests.add(request, number, arrivalNs, this.#sources.countTaken(number));
    this.#numbers.issued += 1;
    if (this.#scheduler.tryPass(vm)) {
      request.tag = tag;
      request.vm = vm as VmId;
      request.buffer = tag;
      this.#submit(request);
    } else this.#scheduler.enqueue(vm, tag);
  }

  /** Gives the engine what the scheduler lets through. */
  #dispatch(): void {
    for (let tag = this.#scheduler.next(); tag >= 0; tag = this.#scheduler.next()) {
      const vm = this.#sources.vmOf(this.#requests.source(tag));
      this.#requests.load(tag, vm as VmId, this.#request);
      this.#submit(this.#request);
      if (this.#blocked[vm] === 0) continue;
      this.#blocked[vm] = 0;
      this.#serveVm(vm);
    }
  }

  #submit(request: IoRequest): void {
    if (this.#oracle !== null) this.#oracle.onRequest(this.#nowNs, request);
    this.#digest.submit(this.#nowNs, request);
    this.#engine.submit(this.#nowNs, request);
    this.#mustDrain = true;
  }

  #control(request: ControlRequest): void {
    if (this.#oracle !== null) this.#oracle.onControl(this.#nowNs, request);
    if (this.#isRecording) this.#digest.control(this.#nowNs, request);
    this.#engine.control(this.#nowNs, request);
    this.#mustDrain = true;
  }

  #serveVm(vm: number): void {
    for (const source of this.#sources.ofVm(vm)) this.#serve(source);
  }

  #pauseVm(vm: number): void {
    this.#pauses[vm] += 1;
    this.#scheduler.hold(vm);
  }

  #resumeVm(vm: number, drop: boolean): void {
    if (drop) for (let tag = this.#scheduler.dropQueued(vm); tag >= 0; tag = this.#scheduler.dropQueued(vm)) this.#answer(tag, vm, 2);
    this.#pauses[vm] -= 1;
    if (this.#pauses[vm] === 0) this.#scheduler.release(vm);
    this.#serveVm(vm);
  }

  #timelineHost(): TimelineHost {
    const now = (): number => this.#nowNs;
    return {
      get nowNs(): number {
        return now();
      },
      control: (request) => this.#control(request),
      pauseVm: (vm) => this.#pauseVm(vm),
      resumeVm: (vm, drop) => this.#resumeVm(vm, drop),
      serveVm: (vm) => this.#serveVm(vm),
      rollbackTrace: (): readonly RollbackTraceEntry[] => this.#engine.rollbackTrace(),
    };
  }

  #stopArrivals(): void {
    this.#numbers.arrivalsStopped = true;
    for (let source = 0; source < this.#sources.count; source += 1) this.#sources.arm(source, Infinity, this.#queue, EventKind.Source);
  }

  #checkEnd(): void {
    if (this.#requests.count > 0 || this.#timeline.pendingCount > 0) return;
    if (this.#numbers.arrivalsStopped) this.#numbers.finished = true;
    else if (this.#numbers.timelineLeft === 0 && this.#sources.allDone && this.#isAtRest()) this.#numbers.finished = true;
  }

  /** Nothing is dirty, and no device has anything to do. */
  #isAtRest(): boolean {
    for (let number = 0; number < ENGINE_WAKE; number += 1) if (this.#wakeAtNs[number] !== Infinity) return false;
    for (let vm = 0; vm < this.#pauses.length; vm += 1) if (this.#engine.counters(vm as VmId, this.#nowNs).dirtyBlocks > 0) return false;
    return true;
  }

  /** Brings the array up to date and has the oracle look at everything. */
  #checkEverything(oracle: Oracle): void {
    for (let vm = 0; vm < this.#pauses.length; vm += 1) this.#timeline.askDestage(vm);
    this.#pump();
    while (this.#timeline.pendingCount > 0) this.#step();
    oracle.verify(this.#nowNs);
  }
}
