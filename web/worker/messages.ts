/** What the page and its worker tell each other. Plain data: it is cloned on its way. A call is a line in `Calls` and one in `callTable.ts`. */
import type { BlockHistory, SlotListing, SlotStrip } from '../../sim/scenario/steeredRun.ts';
import type { TimelineEntry } from '../../sim/scenario/scenario.ts';
import type { RollbackPreview, RollbackTarget, RunInspection } from '../../sim/scenario/steeredRun.ts';
import type { StepTarget } from '../../sim/scenario/stepTargets.ts';
import type { ScenarioSet } from '../../sim/scenario/applySets.ts';
import type { RollbackTrace, RollbackTraceRow } from '../../sim/results/rollbackTrace.ts';
import type { RunRecord } from '../../sim/results/runRecord.ts';
import type { IoPath, LanesRequest, LaneView } from './lanes/laneMessages.ts';
import type { SeriesTable } from '../../sim/results/series.ts';

export type { BlockHistory, RollbackPreview, RollbackTarget, SlotListing, SlotStrip };

/** What can be asked, and what comes back. */
export interface Calls {
  /** The scenarios that ship. */
  list: { readonly asks: null; readonly gives: readonly ScenarioCard[] };
  /** Reads a scenario and builds its world; what ran before is gone. */
  load: { readonly asks: LoadRequest; readonly gives: LoadedRun };
  play: { readonly asks: PlayRequest; readonly gives: null };
  pause: { readonly asks: null; readonly gives: null };
  /** One event, forward or back. */
  step: { readonly asks: { readonly events: 1 | -1 }; readonly gives: null };
  stepTo: { readonly asks: { readonly target: StepTarget }; readonly gives: null };
  jump: { readonly asks: { readonly atNs: number }; readonly gives: null };
  /** Ends the run where it is; its record, marked partial, is told. */
  finish: { readonly asks: null; readonly gives: null };
  /** Adds to the timeline, now: YAML without `at`, such as `do: undo, vm: vm1`. */
  inject: { readonly asks: { readonly deed: string }; readonly gives: TimelineEntry };
  /** What a rollback would do now; null where nobody can say. */
  preview: { readonly asks: { readonly vm: number; readonly target: RollbackTarget }; readonly gives: RollbackPreview | null };
  /** The run from now on for so long, in two worlds of their own: as it is, and with this added to the timeline. The run itself stays where it is. */
  fork: { readonly asks: ForkRequest; readonly gives: readonly [without: ForkOutcome, withDeed: ForkOutcome] };
  series: { readonly asks: SeriesRequest; readonly gives: SeriesTable };
  /** The last IOs one by one, as far as they are in a range of time. */
  lanes: { readonly asks: LanesRequest; readonly gives: LaneView };
  /** The way of the IO with this number; null: it is not among the last ones. */
  ioPath: { readonly asks: { readonly id: number }; readonly gives: IoPath | null };
  /** The run so far as a Chrome trace, with its last IOs. */
  chromeTrace: { readonly asks: null; readonly gives: Blob };
  /** All slots as a picture of at most about so many bins. */
  slots: { readonly asks: { readonly binsMax: number }; readonly gives: SlotMap };
  /** What is in the slots of a strip, from its `from`-th on. */
  slotList: { readonly asks: SlotListRequest; readonly gives: readonly SlotListing[] };
  blockHistory: { readonly asks: BlockRequest; readonly gives: BlockHistory };
  /** Of the rollback or undo with this number: its trace, rows `from` up to `to`. */
  trace: { readonly asks: { readonly rollback: number; readonly from: number; readonly to: number }; readonly gives: TracePage };
}

export type CallName = keyof Calls;

export interface LoadRequest {
  /** Name of a scenario that ships, or the text of another. */
  readonly scenario: { readonly name: string } | { readonly text: string; readonly sourceName: string };
  /** As `--set PATH=VALUE` on the command line. */
  readonly sets: readonly { readonly path: string; readonly value: string }[];
}

export interface ForkRequest {
  /** As of `inject`. */
  readonly deed: string;
  readonly forNs: number;
  /** Metrics that are shown. */
  readonly names: readonly string[];
  readonly pixels: number;
}

export interface ForkOutcome {
  readonly series: SeriesTable;
  readonly fromNs: number;
  readonly toNs: number;
  readonly inspection: Omit<RunInspection, 'traces'>;
  /** Of the rollbacks since it forked. */
  readonly rollbacks: RunInspection['rollbacks'];
}

export interface PlayRequest {
  /** Simulated seconds per second; Infinity: as fast as it goes. */
  readonly speed: number;
  /** Stops there. */
  readonly untilNs?: number;
}

export interface SeriesRequest {
  /** Metrics of `seriesMetrics`; of all VMs. */
  readonly names: readonly string[];
  /** Their values are stacked: means rather than smallest and largest. */
  readonly isStacked: boolean;
  readonly fromNs: number;
  readonly toNs: number;
  /** At most two rows come back for each. */
  readonly pixels: number;
}

export interface SlotMap {
  readonly nowNs: number;
  readonly strips: readonly SlotStrip[];
}

export interface SlotListRequest {
  readonly tier: SlotStrip['tier'];
  readonly vm: number;
  readonly from: number;
  readonly count: number;
}

export interface BlockRequest {
  readonly vm: number;
  readonly space: 'disk' | 'memory';
  readonly block: number;
  readonly versionsMax: number;
}

export interface TracePage {
  readonly head: Omit<RollbackTrace, 'entries'>;
  readonly rows: readonly RollbackTraceRow[];
  readonly rowCount: number;
}

export interface ScenarioCard {
  readonly name: string;
  /** The question that it asks. */
  readonly summary: string;
  readonly text: string;
  readonly vms: number;
  readonly durationNs: number;
  readonly rollbacks: number;
}

/** What does not change while it runs. */
export interface LoadedRun {
  readonly name: string;
  readonly summary: string;
  readonly seed: number;
  readonly text: string;
  readonly sets: readonly { readonly path: string; readonly value: string }[];
  readonly durationNs: number;
  readonly warmupNs: number;
  readonly blockBytes: number;
  readonly vms: readonly LoadedVm[];
  readonly flushPolicies: readonly string[];
  /** What may be changed while it runs. */
  readonly changeable: readonly { readonly path: string; readonly summary: string; readonly scope: 'vm' | 'server' }[];
}

export interface LoadedVm {
  readonly name: string;
  readonly diskBytes: number;
  readonly memoryBytes: number;
  readonly dramBytes: number;
  readonly flashBytes: number;
  readonly flush: string;
  readonly durability: string;
}

export type RunPhase = 'paused' | 'playing' | 'finished';

/** How the run stands: told ten times a second while it plays, and after each call that changes it. */
export interface RunStatus extends Omit<RunInspection, 'traces'> {
  readonly phase: RunPhase;
  readonly nowNs: number;
  readonly events: number;
  readonly ios: number;
  /** Of the last moments, by the clock on the wall; 0 when it rests. */
  readonly eventsPerSecond: number;
  readonly iosPerSecond: number;
  readonly simulatedPerSecond: number;
  /** Of what has happened so far; null while it plays. */
  readonly digest: string | null;
  /** Until when there are rows of the series. */
  readonly seriesToNs: number;
  /** What was added to the timeline. */
  readonly added: readonly TimelineEntry[];
  readonly addedSets: readonly ScenarioSet[];
}

/** What went wrong. `isInput`: what was given is wrong, and the message is for its author; else it is our bug. */
export interface Failure {
  readonly message: string;
  readonly isInput: boolean;
}

export type ToWorker = { [Name in CallName]: { readonly id: number; readonly call: Name; readonly asks: Calls[Name]['asks'] } }[CallName];

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly gives: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'status'; readonly status: RunStatus }
  | { readonly kind: 'finished'; readonly record: RunRecord; readonly wallSeconds: number }
  /** While it played. */
  | { readonly kind: 'failed'; readonly failure: Failure };
