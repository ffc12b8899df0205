/** What the worker does for the page, by the name of the call; see `Calls` in messages.ts. */
import { flushPolicyNames } from '../../sim/scenario/policyNames.ts';
import { changeablePaths } from '../../sim/scenario/changes/changes.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { SteeredRun } from '../../sim/scenario/steeredRun.ts';
import type { CallName, Calls, FromWorker, LoadRequest, LoadedRun, ScenarioCard } from './messages.ts';
import { forkRun } from './forkRun.ts';
import { LaneViewer } from './lanes/laneViewer.ts';
import { MinMaxPyramid } from './minMaxPyramid.ts';
import { Player } from './player.ts';
import { runTrace } from './runTrace.ts';
import { openShippedFile, shippedScenarios } from './shippedFiles.ts';

export interface WorkerWorld {
  /** The run that was loaded. Throws when there is none. */
  readonly player: Player;
  load(request: LoadRequest): Promise<LoadedRun>;
  readonly pyramid: MinMaxPyramid;
  readonly lanes: LaneViewer;
  /** Something went wrong while it played. */
  fail(error: unknown): void;
}

type Handler<Name extends CallName> = (world: WorkerWorld, asks: Calls[Name]['asks']) => Calls[Name]['gives'] | Promise<Calls[Name]['gives']>;

export const callTable: { readonly [Name in CallName]: Handler<Name> } = {
  list: () => shippedScenarios.map(({ text, sourceName }) => cardOf(text, sourceName)),
  load: (world, request) => world.load(request),
  play: (world, { speed, untilNs }) => done(() => world.player.play(speed, untilNs ?? Infinity, (error) => world.fail(error))),
  pause: ({ player }) => done(() => player.pause()),
  step: ({ player }, { events }) => done(() => player.step(events)),
  stepTo: async ({ player }, { target }) => {
    await player.stepTo(target);
    return null;
  },
  jump: (world, { atNs }) => done(() => world.player.jump(atNs, (error) => world.fail(error))),
  finish: ({ player }) => done(() => player.finish()),
  inject: ({ player }, { deed }) => {
    const entry = player.run.inject(deed);
    player.tellStatus();
    return entry;
  },
  preview: ({ player }, { vm, target }) => player.run.previewRollback(vm, target),
  fork: ({ player }, request) => forkRun(player.run, request),
  series: ({ player, pyramid }, { names, fromNs, toNs, pixels, isStacked }) => pyramid.part(player.run.series, names, { fromNs, toNs }, pixels, isStacked),
  lanes: ({ player, lanes }, request) => lanes.view(player.run, request),
  ioPath: ({ player, lanes }, { id }) => lanes.path(player.run, id),
  chromeTrace: ({ player }) => runTrace(player.run),
  slots: ({ player: { run } }, { binsMax }) => ({ nowNs: run.nowNs, strips: run.slotStrips(binsMax) }),
  slotList: ({ player: { run } }, { tier, vm, from, count }) => run.listSlots({ tier, vm }, from, count),
  blockHistory: ({ player: { run } }, { vm, space, block, versionsMax }) => run.blockHistory(vm, space, block, versionsMax),
  trace: ({ player }, { rollback, from, to }) => {
    const trace = player.run.inspect().traces.at(rollback);
    if (trace === undefined) throw new Error(`there is no rollback number ${rollback} in this run`);
    const { entries, ...head } = trace;
    return { head, rows: entries.slice(from, to), rowCount: entries.length };
  },
};

function done(act: () => void): null {
  act();
  return null;
}

function cardOf(text: string, sourceName: string): ScenarioCard {
  const { name, summary, vms, durationNs, timeline } = parseScenario(text, sourceName, []);
  // The three-line scenario has its question in a remark only.
  const question = summary === '' ? (/^# Question: (.+)$/m.exec(text)?.[1] ?? '') : summary;
  return { name, summary: question, text, vms: vms.length, durationNs, rollbacks: timeline.filter((entry) => entry.do === 'rollback').length };
}

/** The world of a worker: one run at a time. */
export class OneRun implements WorkerWorld {
  pyramid = new MinMaxPyramid();
  readonly lanes = new LaneViewer();
  #player: Player | null = null;
  readonly #tell: (message: FromWorker) => void;
  readonly fail: (error: unknown) => void;

  constructor(tell: (message: FromWorker) => void, fail: (error: unknown) => void) {
    this.#tell = tell;
    this.fail = fail;
  }

  get player(): Player {
    if (this.#player === null) throw new Error('no scenario is loaded');
    return this.#player;
  }

  async load({ scenario: asked, sets }: LoadRequest): Promise<LoadedRun> {
    this.#player?.pause();
    const source = sourceOf(asked);
    const run = await SteeredRun.open({ ...source, sets: sets.map((set) => ({ ...set, cwdRelative: true })) }, openShippedFile);
    this.#player = new Player(run, this.#tell);
    this.pyramid = new MinMaxPyramid();
    this.#player.tellStatus();
    const { scenario } = run;
    return {
      name: scenario.name,
      summary: scenario.summary,
      seed: scenario.seed,
      text: source.text,
      sets,
      durationNs: scenario.durationNs,
      warmupNs: scenario.warmupNs,
      blockBytes: scenario.blockBytes,
      vms: scenario.vms.map(({ name, diskBytes, memoryBytes, portion, cache }) => ({
        name,
        diskBytes: diskBytes ?? 0,
        memoryBytes,
        dramBytes: portion.dramBytes,
        flashBytes: portion.flashBytes,
        flush: cache.flush.policy,
        durability: cache.durability,
      })),
      flushPolicies: flushPolicyNames,
      changeable: changeablePaths(scenario).map(({ path, summary, scope: of }) => ({ path, summary, scope: of })),
    };
  }
}

function sourceOf(asked: LoadRequest['scenario']): { readonly text: string; readonly name: string } {
  if (!('name' in asked)) return { text: asked.text, name: asked.sourceName };
  const shipped = shippedScenarios.find((scenario) => scenario.name === asked.name);
  if (shipped === undefined) throw new Error(`there is no scenario ${asked.name} here; there are ${shippedScenarios.map(({ name }) => name).join(', ')}`);
  return { text: shipped.text, name: shipped.sourceName };
}
