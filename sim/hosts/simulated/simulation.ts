/**
 * The simulated world: cache engine, device models, hypervisor and workloads on one agenda.
 *
 * One switch on the kind of the event; one wake-up for each device and for the engine, one pending event for each workload. After every event the pump runs
 * until nothing is left to pass on: the engine's commands go to the devices, its acknowledgements to the workloads, whose next requests (if they are due at
 * once) go through the scheduler to the engine. No event and no IO allocates.
 *
 * A run ends at its duration: nothing arrives from then on, and what is in flight is answered. It ends before when the workloads and the timeline are over
 * and the world has come to rest. What is recorded, an oracle, slicing, save and restore do not change what happens, nor the digest.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { EngineOutbox, VmId } from '../../engine/protocol.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { IoRecording } from '../../results/ioRecording.ts';
import type { RunRecord } from '../../results/runRecord.ts';
import type { SeriesTable } from '../../results/series.ts';
import { Agenda, WAKE_UP } from './agenda.ts';
import { buildRunRecord } from './buildRunRecord.ts';
import { CrashRunner } from './crashRunner.ts';
import { damageSources } from './damageSource.ts';
import { DeviceBay } from './deviceBay.ts';
import { EnginePort } from './enginePort.ts';
import { EventCount } from './eventCount.ts';
import { Guests } from './guests.ts';
import { runLedgers } from './runLedgers.ts';
import { PartitionRunner } from './partitionRunner.ts';
import { inspectRun } from './runInspection.ts';
import type { RunInspection } from './runInspection.ts';
import { lookIntervalNs, RunRecorder } from './runRecorder.ts';
import type { SimulatedEngine, SlotViewer } from './simulatedEngine.ts';
import type { SimulationConfig, TimelineEvent } from './simulationConfig.ts';
import type { Progress, SimulationState } from './simulationState.ts';
import { SourceSet } from './sourceSet.ts';
import { TimelineRunner } from './timelineRunner.ts';
import { timelineHost } from './timelineHost.ts';

/** What an event is about; its subject: a source, an event of the timeline, or nothing. */
const EventKind = { Source: 0, Timeline: 1, Sample: 2, Look: 3, Warmup: 4, End: 5, Partition: 6, Up: 7 } as const;

/** Wake-ups: one for each device, behind them the engine's and the hypervisor's. */
const DEVICES = 3;
const ENGINE_WAKE = DEVICES;
const HYPERVISOR_WAKE = DEVICES + 1;

export class Simulation implements Stateful<SimulationState> {
  readonly #config: SimulationConfig;
  readonly #vmCount: number;
  readonly #agenda = new Agenda(DEVICES + 2);
  readonly #engine: SimulatedEngine;
  readonly #oracle: Oracle | null;
  readonly #port: EnginePort;
  readonly #bay: DeviceBay;
  readonly #guests: Guests;
  readonly #timeline: TimelineRunner;
  readonly #partition: PartitionRunner;
  readonly #recorder: RunRecorder;
  readonly #crashes: CrashRunner | null;
  readonly #eventCount = new EventCount();
  readonly #progress: Progress;

  constructor(config: SimulationConfig) {
    const { engineConfig, engine, oracle } = config;
    const vmNames = engineConfig.vms.map((vm) => vm.name);
    const devices = [config.devices.dram, config.devices.flash, config.devices.array];
    const damage = damageSources(engineConfig);
    const sources = new SourceSet([...config.sources, ...damage], vmNames.length);
    this.#config = config;
    this.#vmCount = vmNames.length;
    this.#engine = engine;
    this.#oracle = oracle;
    this.#partition = new PartitionRunner({
      policy: config.hypervisor.partition,
      moving: config.partition,
      vmNames,
      portions: engineConfig.vms.map(({ portion }) => portion),
      engine,
      control: (request) => {
        this.#port.control(this.#agenda.nowNs, request);
      },
    });
    this.#port = new EnginePort(engine, oracle, config.partition === null ? null : this.#partition, config.recorder ?? null);
    const { demands } = config;
    const places = [demands?.dram, demands?.flash, demands?.array].map((demand) => demand?.places ?? Infinity);
    this.#bay = new DeviceBay(devices, places, engineConfig, this.#port);
    this.#recorder = new RunRecorder(engine, devices, vmNames, config.partition === null ? null : this.#partition, config.seriesRowsMax);
    const { meters, waits } = this.#recorder;
    const { scheduler, overhead } = config;
    this.#guests = new Guests({
      sources,
      scheduler,
      overhead,
      port: this.#port,
      agenda: this.#agenda,
      meters,
      waits,
      eventKind: EventKind.Source,
      blockBytes: engineConfig.blockBytes,
    });
    this.#timeline = new TimelineRunner(
      config.timeline,
      vmNames,
      sources,
      timelineHost(this.#agenda, this.#port, this.#bay, this.#guests, engine, damage, () => this.#crashes),
      config.oracleMode === 'full',
    );
    const world = { agenda: this.#agenda, port: this.#port, bay: this.#bay, guests: this.#guests, timeline: this.#timeline, partition: this.#partition };
    this.#crashes = config.crashes === null || config.crashes === undefined ? null : new CrashRunner(config.crashes, world, EventKind.Up);
    this.#progress = {
      timelineLeft: config.timeline.length,
      sampleNs: Math.max(1, Math.round(config.sampleNs)),
      partial: false,
      finished: false,
    };
    this.#scheduleFirst();
  }

  /** Of the last event. */
  get nowNs(): number {
    return this.#agenda.nowNs;
  }

  /** The run is over; `finish` may be called. */
  get finished(): boolean {
    return this.#progress.finished;
  }

  /** Events so far. */
  get events(): number {
    return this.#eventCount.events;
  }

  /** What the oracle has found wrong so far. */
  get violations(): number {
    return this.#oracle?.violations.count ?? 0;
  }

  /** Requests answered so far; a replayed one counts once, a dropped one not. */
  get ios(): number {
    const { answered, replayed, dropped } = this.#guests.counts;
    return answered - replayed - dropped;
  }

  /** Runs up to so many events, or to the end; none that is later than `untilNs`. */
  run(eventsMax: number, untilNs = Infinity): void {
    for (let left = eventsMax; left > 0 && !this.#progress.finished && (untilNs === Infinity || this.nextNs <= untilNs); left -= 1) this.#step();
  }

  /** When the next event is. */
  get nextNs(): number {
    return this.#agenda.nextNs();
  }

  /** Nothing arrives from now on; the run ends as soon as what is in flight is answered, and is said to be partial. */
  stopEarly(): void {
    if (this.#progress.finished) return;
    this.#progress.partial = true;
    this.#guests.stopArrivals();
    this.#checkEnd();
  }

  /** What is added to the timeline now, for the next nanosecond, happens as if it had been there from the start: nothing else is due before. Else take a step first. */
  get canAddEvent(): boolean {
    return !this.#progress.finished && !this.#guests.counts.arrivalsStopped && this.#agenda.nextEventAtNs() > this.nowNs + 1;
  }

  /** Adds to the timeline, later than now. A state saved before does not know of it. */
  addEvent(event: TimelineEvent): void {
    this.#progress.timelineLeft += 1;
    this.#agenda.schedule(event.atNs, EventKind.Timeline, this.#timeline.add(event));
  }

  /** The series so far: views that the next events write over. */
  get series(): SeriesTable {
    return this.#recorder.series.view();
  }

  /** A copy of the single IOs that are kept so far; null: none are recorded. */
  recording(): IoRecording | null {
    return this.#port.recorder?.recording() ?? null;
  }

  /** How things stand, for those who look on; plain data. */
  inspect(): RunInspection {
    return inspectRun({ nowNs: this.nowNs, config: this.#config, engine: this.#engine, timeline: this.#timeline, recorder: this.#recorder });
  }

  /** To be asked, never told: whoever looks on may look anywhere. */
  get engine(): SlotViewer {
    return this.#engine;
  }

  /** Hash over all that went into the engine and came out of it, with times: 16 hexadecimal digits. */
  digest(): string {
    return this.#port.digest();
  }

  /**
   * Ends the run (at once, as partial, if it is not over), and tells what it found. With an oracle everything is destaged first and the array compared. To
   * be called once.
   */
  finish(): RunRecord {
    if (!this.#progress.finished) this.stopEarly();
    while (!this.#progress.finished) this.#step();
    const endNs = this.nowNs;
    this.#bay.end(endNs);
    this.#recorder.look(endNs);
    this.#recorder.series.sample(endNs);
    const end = this.#recorder.baseline(endNs);
    const seen = runLedgers(endNs, this.#bay.ledgers, this.#guests.ledger, this.#engine, this.#config.engineConfig);
    const wear = this.#config.devices.flash.wear?.() ?? null;
    const bookmarks = this.#config.engineConfig.vms.map((_, vm) => [...this.#engine.bookmarks(vm as VmId)]);
    const { partial } = this.#progress;
    const { events } = this;
    this.#port.isRecording = false;
    if (this.#oracle !== null) this.#checkEverything(this.#oracle);
    this.#engine.verifyInvariants();
    return buildRunRecord({
      config: this.#config,
      recorder: this.#recorder,
      rollbacks: this.#timeline.rollbacks,
      traces: this.#timeline.traces,
      changes: this.#timeline.changes,
      changedDevices: this.#bay.changed,
      crashes: this.#crashes?.figures ?? [],
      partition: this.#partition.figures(),
      end,
      seen,
      wear,
      bookmarks,
      digest: this.digest(),
      counts: { events, ios: this.ios, issued: this.#guests.counts.issued, answered: this.#guests.counts.answered },
      partial,
      oracle: this.#oracle?.report() ?? null,
      memory: this.#engine.memoryBytes(),
    });
  }

  save(): SimulationState {
    return {
      agenda: this.#agenda.save(),
      engine: this.#engine.save(),
      digest: this.#port.save(),
      bay: this.#bay.save(),
      guests: this.#guests.save(),
      timeline: this.#timeline.save(),
      partition: this.#partition.save(),
      recorder: this.#recorder.save(),
      oracle: this.#oracle?.save() ?? null,
      recording: this.#port.recorder?.save() ?? null,
      crashes: this.#crashes?.save() ?? null,
      events: this.#eventCount.save(),
      progress: { ...this.#progress },
    };
  }

  /** Into a simulation that was built from the same scenario. */
  restore(state: SimulationState): void {
    assert((state.oracle === null) === (this.#oracle === null), 'a run is restored into one with the same oracle');
    this.#agenda.restore(state.agenda);
    this.#engine.restore(state.engine);
    this.#port.restore(state.digest);
    this.#bay.restore(state.bay);
    this.#guests.restore(state.guests);
    this.#timeline.restore(state.timeline);
    this.#partition.restore(state.partition);
    this.#recorder.restore(state.recorder);
    if (state.oracle !== null) this.#oracle?.restore(state.oracle);
    if (state.recording !== null) this.#port.recorder?.restore(state.recording);
    if (state.crashes !== null) this.#crashes?.restore(state.crashes);
    this.#eventCount.restore(state.events);
    Object.assign(this.#progress, state.progress);
  }

  #scheduleFirst(): void {
    const agenda = this.#agenda;
    for (const [number, event] of this.#config.timeline.entries()) agenda.schedule(event.atNs, EventKind.Timeline, number);
    if (this.#config.warmupNs > 0) agenda.schedule(this.#config.warmupNs, EventKind.Warmup, 0);
    agenda.schedule(this.#config.durationNs, EventKind.End, 0);
    agenda.schedule(this.#progress.sampleNs, EventKind.Sample, 0);
    agenda.schedule(lookIntervalNs(this.#progress.sampleNs, this.#vmCount), EventKind.Look, 0);
    if (this.#config.partition !== null) agenda.schedule(this.#config.partition.planner.intervalNs, EventKind.Partition, 0);
    this.#guests.start();
    this.#pump();
  }

  #step(): void {
    const agenda = this.#agenda;
    const hasEvent = agenda.advance();
    assert(hasEvent, 'requests are in flight, but nothing will ever happen: the engine waits for something that does not come');
    this.#eventCount.add(agenda.nowNs);
    switch (agenda.kind) {
      case WAKE_UP:
        if (agenda.subject === ENGINE_WAKE) this.#port.wake(agenda.nowNs);
        else if (agenda.subject === HYPERVISOR_WAKE) this.#guests.wake();
        else this.#bay.wake(agenda.nowNs, agenda.subject);
        break;
      case EventKind.Source:
        this.#guests.onEvent(agenda.subject);
        break;
      default:
        this.#rareEvent(agenda.kind, agenda.subject);
    }
    this.#pump();
    if (this.#crashes !== null && this.#port.isRecording) this.#crashes.look();
    this.#checkEnd();
  }

  #rareEvent(kind: number, subject: number): void {
    const { nowNs } = this.#agenda;
    switch (kind) {
      case EventKind.Timeline:
        this.#progress.timelineLeft -= 1;
        this.#beginEvent(subject);
        return;
      case EventKind.Up:
        for (const number of this.#crashes?.up() ?? []) this.#beginEvent(number);
        return;
      case EventKind.Sample:
        if (!this.#port.isRecording) return;
        if (this.#recorder.series.sample(nowNs)) this.#progress.sampleNs *= 2;
        this.#agenda.schedule(nowNs + this.#progress.sampleNs, EventKind.Sample, 0);
        return;
      case EventKind.Look:
        if (!this.#port.isRecording) return;
        this.#recorder.look(nowNs);
        this.#agenda.schedule(nowNs + lookIntervalNs(this.#progress.sampleNs, this.#vmCount), EventKind.Look, 0);
        return;
      case EventKind.Partition:
        if (!this.#guests.counts.arrivalsStopped) this.#agenda.schedule(this.#partition.plan(nowNs, this.#crashes?.isDown === true), EventKind.Partition, 0);
        return;
      case EventKind.Warmup:
        this.#recorder.endWarmup(nowNs);
        return;
      case EventKind.End:
        this.#guests.stopArrivals();
        return;
      default:
        assert(false, 'an event is of a known kind');
    }
  }

  /** An event of the timeline. While the server is down it waits. */
  #beginEvent(number: number): void {
    if (this.#guests.counts.arrivalsStopped || this.#crashes?.mustWait(number) === true) return;
    this.#timeline.begin(number);
  }

  /** Passes on what the engine has to say until it has nothing more, then sets the wake-ups. */
  #pump(): void {
    const port = this.#port;
    const agenda = this.#agenda;
    while (port.mustDrain) {
      const outbox = port.drain(agenda.nowNs);
      this.#bay.take(agenda.nowNs, outbox.commands);
      this.#guests.passAcknowledgements(outbox.acknowledgements);
      if (outbox.outcomes.count > 0) this.#passOutcomes(outbox);
      this.#guests.dispatch();
    }
    this.#bay.setWakes(agenda);
    agenda.setWake(ENGINE_WAKE, port.nextWakeNs());
    agenda.setWake(HYPERVISOR_WAKE, this.#guests.nextWakeNs());
  }

  #passOutcomes({ outcomes }: EngineOutbox): void {
    for (let index = 0; index < outcomes.count; index += 1) {
      const outcome = outcomes.items[index];
      if (PartitionRunner.isOurs(outcome.id)) this.#partition.onOutcome(outcome);
      else this.#timeline.onOutcome(outcome);
    }
    outcomes.count = 0;
  }

  #checkEnd(): void {
    if (this.#guests.waiting > 0 || this.#timeline.pendingCount > 0 || this.#crashes?.isDown === true) return;
    if (this.#guests.counts.arrivalsStopped) this.#progress.finished = true;
    else if (this.#progress.timelineLeft === 0 && this.#guests.allDone && this.#isAtRest()) this.#progress.finished = true;
  }

  /** Nothing is dirty, and no device has anything to do. */
  #isAtRest(): boolean {
    for (let device = 0; device < DEVICES; device += 1) if (this.#agenda.wakeAtNs(device) !== Infinity) return false;
    for (let vm = 0; vm < this.#vmCount; vm += 1) if (this.#engine.counters(vm as VmId, this.nowNs).dirtyBlocks > 0) return false;
    return true;
  }

  /** Brings the array up to date and has the oracle look at everything. */
  #checkEverything(oracle: Oracle): void {
    for (let vm = 0; vm < this.#vmCount; vm += 1) this.#timeline.askDestage(vm);
    this.#pump();
    while (this.#timeline.pendingCount > 0) this.#step();
    oracle.verify(this.nowNs);
  }
}
