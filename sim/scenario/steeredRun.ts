/**
 * A run that someone steers while it goes: stops at an event, goes back, and adds to the timeline. However it was steered, its digest is that of a run of the
 * same scenario with the same events in its timeline from the start.
 *
 * Going back is done by restoring a snapshot and running forward to the event that was asked for; snapshots are few, since each holds the whole world.
 */
import { assert } from '../base/assert.ts';
import { Space } from '../engine/protocol.ts';
import type { RollbackTarget, VmId } from '../engine/protocol.ts';
import type { RollbackPreview } from '../engine/rollbackPreview.ts';
import type { BlockHistory, SlotListing, SlotStrip } from '../engine/slotView.ts';
import type { RunInspection } from '../hosts/simulated/runInspection.ts';
export type { BlockHistory, RollbackPreview, RollbackTarget, RunInspection, SlotListing, SlotStrip };
import type { Simulation } from '../hosts/simulated/simulation.ts';
import type { SimulationState } from '../hosts/simulated/simulationState.ts';
import type { IoRecording } from '../results/ioRecording.ts';
import type { RunRecord } from '../results/runRecord.ts';
import type { SeriesTable } from '../results/series.ts';
import type { ScenarioSet } from './applySets.ts';
import { buildEvent, buildSimulation } from './build.ts';
import { checkCrash } from './checkCrash.ts';
import { loadInputs } from './loadInputs.ts';
import type { ScenarioInputs } from './loadInputs.ts';
import { parseScenario } from './parse.ts';
import type { Scenario, TimelineEntry } from './scenario.ts';
import type { StepTarget } from './stepTargets.ts';

export interface SteeredSource {
  readonly text: string;
  /** Of the scenario's file, for messages. */
  readonly name: string;
  readonly sets: readonly ScenarioSet[];
}

interface AddedEvent {
  readonly set: ScenarioSet;
  readonly entry: TimelineEntry;
}

interface Snapshot {
  readonly events: number;
  readonly nowNs: number;
  readonly state: SimulationState;
  /** Events that had been added to the timeline. */
  readonly added: number;
}

const snapshotsMax = 4;
/** Rows of the series: enough to look closely at a second of an hour. */
const seriesRowsMax = 32_768;
/** Single IOs that are kept, the last ones; 400 bytes each, again in every snapshot. */
const recordedIos = 16_384;
/** Events at one instant, of which some must be over before another can be added. */
const stepsToFreeInstantMax = 1_000_000;

export class SteeredRun {
  readonly scenario: Scenario;
  readonly #source: SteeredSource;
  readonly #inputs: ScenarioInputs;
  #simulation: Simulation;
  /** Events of the timeline that were added, as `--set timeline.N=…` would. */
  readonly #added: AddedEvent[] = [];
  /** In order of time. */
  #snapshots: Snapshot[] = [];
  /** Once it is over: how it stood then, before everything was checked. */
  #end: { readonly nowNs: number; readonly events: number } | null = null;

  private constructor(source: SteeredSource, scenario: Scenario, inputs: ScenarioInputs) {
    this.#source = source;
    this.scenario = scenario;
    this.#inputs = inputs;
    this.#simulation = this.#build();
  }

  /** Reads the scenario and the files that it names. Throws what they throw. */
  static async open(source: SteeredSource, openFile: Parameters<typeof loadInputs>[1]): Promise<SteeredRun> {
    const scenario = parseScenario(source.text, source.name, source.sets);
    return new SteeredRun(source, scenario, await loadInputs(scenario, openFile));
  }

  get nowNs(): number {
    return this.#end?.nowNs ?? this.#simulation.nowNs;
  }

  get events(): number {
    return this.#end?.events ?? this.#simulation.events;
  }

  get ios(): number {
    return this.#simulation.ios;
  }

  get finished(): boolean {
    return this.#simulation.finished;
  }

  /** Views: see Simulation. */
  get series(): SeriesTable {
    return this.#simulation.series;
  }

  /** What was added to the timeline, in the order in which it was added: the sets that repeat the run. */
  get addedSets(): readonly ScenarioSet[] {
    return this.#added.map(({ set }) => set);
  }

  get added(): readonly TimelineEntry[] {
    return this.#added.map(({ entry }) => entry);
  }

  digest(): string {
    return this.#simulation.digest();
  }

  /** All slots as they are now, in at most about so many bins. */
  slotStrips(binsMax: number): readonly SlotStrip[] {
    return this.#simulation.engine.slotStrips(binsMax);
  }

  /** What is in `count` slots of a strip, from its `from`-th on. */
  listSlots(strip: Pick<SlotStrip, 'vm' | 'tier'>, from: number, count: number): readonly SlotListing[] {
    return this.#simulation.engine.listSlots(strip, from, count);
  }

  /** Where a block of a VM is, and its versions in the log. Throws RangeError when there is no such VM. */
  blockHistory(vm: number, space: 'disk' | 'memory', block: number, versionsMax: number): BlockHistory {
    if (this.scenario.vms[vm] === undefined) throw new RangeError(`there is no VM number ${String(vm)}`);
    return this.#simulation.engine.blockHistory(vm as VmId, space === 'disk' ? Space.Disk : Space.Memory, block, versionsMax);
  }

  /** The last IOs so far, one by one: a copy. */
  recording(): IoRecording {
    const recording = this.#simulation.recording();
    assert(recording !== null, 'a steered run records its IOs');
    return recording;
  }

  inspect(): RunInspection {
    return this.#simulation.inspect();
  }

  /** What a rollback of a VM would do now, without doing it. */
  previewRollback(vm: number, target: RollbackTarget): RollbackPreview | null {
    return this.#simulation.engine.previewRollback?.(vm as VmId, target) ?? null;
  }

  /** Up to so many events, but none later than `untilNs`. */
  run(eventsMax: number, untilNs = Infinity): void {
    this.#simulation.run(eventsMax, untilNs);
  }

  /** The next event that is later than `untilNs` is still to come. */
  hasReached(untilNs: number): boolean {
    return this.finished || this.#simulation.nextNs > untilNs;
  }

  /** Runs until this has happened once more, at most so many events. False: not yet. */
  stepTo(target: StepTarget, eventsMax: number): boolean {
    const before = this.#countOf(target);
    for (let left = eventsMax; left > 0 && !this.finished; left -= 1) {
      this.#simulation.run(1);
      if (this.#countOf(target) !== before) return true;
    }
    return this.finished;
  }

  /** Remembers how things stand now, so that going back to later instants is quick. O(size of the world): a tenth of a second. */
  keepSnapshot(): void {
    const { events, nowNs } = this;
    if (this.#end !== null || this.#snapshots.some((snapshot) => snapshot.events === events)) return;
    this.#snapshots.push({ events, nowNs, state: this.#simulation.save(), added: this.#added.length });
    this.#snapshots.sort((first, second) => first.events - second.events);
    if (this.#snapshots.length > snapshotsMax) this.#dropClosest();
  }

  /** Goes to just after event number `events`; from the start that is 0. Back or forward. */
  goToEvent(events: number): void {
    assert(events >= 0, 'events are counted from the start');
    if (events < this.events || this.#end !== null) this.#rewind((snapshot) => snapshot.events <= events);
    this.#simulation.run(events - this.events);
  }

  /** Takes the world back to where going on to `atNs` begins: a snapshot at or before it, or the start. Nothing, when that is ahead. */
  rewindBefore(atNs: number): void {
    if (atNs < this.nowNs || this.#end !== null) this.#rewind((snapshot) => snapshot.nowNs <= atNs);
  }

  /**
   * Adds an event to the timeline, at the first instant from now at which nothing else is due: `deed` is its YAML without `at` (`do: undo, vm: vm1`). Throws
   * ScenarioError when it is not possible. Events added later than that instant stay.
   */
  inject(deed: string): TimelineEntry {
    assert(this.#end === null, 'a run that is over has no timeline any more');
    for (let left = stepsToFreeInstantMax; left > 0 && !this.#simulation.canAddEvent && !this.finished; left -= 1) this.#simulation.run(1);
    const atNs = this.nowNs + 1;
    const sets = [...this.#source.sets, ...this.addedSets];
    const set = {
      path: `timeline.${String(this.scenario.timeline.length + this.#added.length)}`,
      value: `{ at: ${String(atNs)}ns, ${deed} }`,
      cwdRelative: false,
    };
    const { timeline } = parseScenario(this.#source.text, this.#source.name, [...sets, set]);
    const entry = timeline.find((candidate) => candidate.atNs === atNs);
    assert(entry !== undefined, 'the event that was added is in the timeline');
    checkCrash(this.scenario, entry, `${set.path}.do`);
    this.#snapshots = this.#snapshots.filter(({ nowNs }) => nowNs < atNs);
    this.#added.push({ set, entry });
    this.#simulation.addEvent(buildEvent(entry, this.scenario.blockBytes));
    return entry;
  }

  /** A second world, as this one is now; each goes its own way. */
  fork(): SteeredRun {
    const fork = new SteeredRun(this.#source, this.scenario, this.#inputs);
    fork.#added.push(...this.#added);
    fork.#simulation.restore(this.#simulation.save());
    return fork;
  }

  /** Ends the run, as partial if it is not over, and tells what it found. Going back is still possible. */
  finish(): RunRecord {
    assert(this.#end === null, 'a run is finished once');
    this.#end = { nowNs: this.nowNs, events: this.events };
    return this.#simulation.finish();
  }

  #countOf(target: StepTarget): number {
    if (target === 'io') return this.ios;
    const { vms, answered } = this.inspect();
    if (target === 'flush') return vms.reduce((sum, { counters }) => sum + counters.destages, 0);
    return target === 'bookmark' ? answered.bookmarks : answered.rollbacks;
  }

  #rewind(fits: (snapshot: Snapshot) => boolean): void {
    const snapshot = this.#snapshots.findLast(fits);
    if (this.#end !== null || snapshot === undefined) this.#simulation = this.#build();
    this.#end = null;
    if (snapshot !== undefined) this.#simulation.restore(snapshot.state);
    this.#schedule(this.#added.slice(snapshot?.added ?? 0));
  }

  #schedule(added: readonly AddedEvent[]): void {
    for (const { entry } of added) this.#simulation.addEvent(buildEvent(entry, this.scenario.blockBytes));
  }

  #build(): Simulation {
    return buildSimulation(this.scenario, this.#inputs, { seriesRowsMax, recordIos: { iosMax: recordedIos, fromNs: null } });
  }

  /** Of the snapshots, all but the latest, the one goes whose neighbours are nearest to each other. */
  #dropClosest(): void {
    let drop = 0;
    let smallest = Infinity;
    for (let place = 0; place < this.#snapshots.length - 1; place += 1) {
      const gap = this.#snapshots[place + 1]!.events - (place === 0 ? 0 : this.#snapshots[place - 1]!.events);
      if (gap < smallest) {
        smallest = gap;
        drop = place;
      }
    }
    this.#snapshots.splice(drop, 1);
  }
}
