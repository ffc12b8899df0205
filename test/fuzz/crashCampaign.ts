/**
 * Crashes by the thousand, spread over what a server can be set up to do: each durability class with each granularity, preimage strategy and base flush policy
 * in turn, everything else drawn by seed; instants at which something rare is under way are preferred. After each crash the oracle compares what is recovered
 * with the history, and bookmarks that were answered are rolled back to, both spaces, now and then.
 */
import type { EngineConfig, PolicyChoice, VmCacheConfig } from '../../sim/engine/protocol.ts';
import { durabilities, granularities, preimageStrategies } from '../../sim/engine/protocol.ts';
import { item } from '../support/item.ts';
import { CrashableEngines } from './crashableEngines.ts';
import { crashPhases, noPhases } from './crashPhases.ts';
import type { PhaseCounts } from './crashPhases.ts';
import { drawPlan } from './fuzzPlan.ts';
import type { FuzzPlan } from './fuzzPlan.ts';
import { runFuzz } from './fuzzRun.ts';
import type { FuzzOptions, FuzzResult } from './fuzzRun.ts';

const flushes: readonly PolicyChoice[] = [
  { policy: 'write-through', params: {} },
  { policy: 'periodic', params: { interval: 20_000 } },
];

/** One way to set up a server. */
export interface Setting extends Pick<VmCacheConfig, 'durability' | 'granularity' | 'preimage' | 'flush'> {
  readonly name: string;
}

export const settings: readonly Setting[] = durabilities.flatMap((durability) =>
  granularities.flatMap((granularity) =>
    preimageStrategies.flatMap((preimage) =>
      flushes.map((flush) => ({ durability, granularity, preimage, flush, name: `${durability}/${granularity}/${preimage}/${flush.policy}` })),
    ),
  ),
);

/** Probability that the server crashes after a step at which the phase is under way. */
const crashAt: Partial<PhaseCounts> = {
  'copy-before-destage': 0.03,
  trim: 0.02,
  rollback: 0.01,
  'rollback-record': 0.3,
  undo: 0.6,
  resize: 0.03,
  'resize-record': 0.2,
  checkpoint: 0.05,
  flush: 0.01,
  demotion: 0.005,
};

/** Longer runs mean more crashes of the same server. */
export const stepsPerRun = 600;

/** The run number `seed`: `settings` come round in turn. */
export function campaignPlan(seed: number): { readonly plan: FuzzPlan; readonly setting: Setting } {
  const setting = item(settings, seed % settings.length);
  const plan = drawPlan(seed, true);
  const { weights } = plan;
  const config: EngineConfig = {
    ...plan.config,
    array: { ...plan.config.array, snapshots: plan.config.array.snapshots || setting.preimage === 'array-snapshot' },
    vms: plan.config.vms.map((vm) => ({ ...vm, ...choiceFor(vm, setting) })),
  };
  return {
    setting,
    plan: {
      ...plan,
      config,
      // What is crashed into has to be there.
      weights: {
        ...weights,
        bookmark: Math.max(1, weights.bookmark),
        rollback: Math.max(2, weights.rollback),
        undo: Math.max(2, weights.undo),
        resize: Math.max(0.3, weights.resize),
        flush: Math.max(0.5, weights.flush),
        'set-flush': 0,
        'set-durability': 0,
        crash: 0.5,
      },
      groupRatio: seed % 2 === 0 ? 0 : 0.6,
      crashAt,
      recoveryCrashRatio: 0.1,
      bookmarkTrialRatio: 0.15,
    },
  };
}

/** A VM without flash has no classes but `dram`. */
function choiceFor(vm: VmCacheConfig, { durability, granularity, preimage, flush }: Setting): Partial<VmCacheConfig> {
  return { durability: vm.portion.flashBlocks === 0 ? 'dram' : durability, granularity, preimage, flush };
}

export interface CampaignCounts {
  runs: number;
  instants: number;
  bookmarksTried: number;
  readonly hits: PhaseCounts;
  /** Crashes by name of the setting. */
  readonly bySetting: Map<string, number>;
}

export function newCounts(): CampaignCounts {
  return { runs: 0, instants: 0, bookmarksTried: 0, hits: noPhases(), bySetting: new Map(settings.map(({ name }) => [name, 0])) };
}

/** One run; adds to the counts. `bias`: what its plan has otherwise. */
export function runCampaign(
  seed: number,
  counts: CampaignCounts,
  crashable = new CrashableEngines(),
  options: FuzzOptions = {},
  bias: Partial<FuzzPlan> = {},
): FuzzResult {
  const { plan, setting } = campaignPlan(seed);
  const result = runFuzz({ ...plan, ...bias }, seed, stepsPerRun, (config) => crashable.create(config), { ...options, crashable });
  counts.runs++;
  counts.instants += result.phases.instants;
  counts.bookmarksTried += result.bookmarksTried;
  for (const phase of crashPhases) counts.hits[phase] += result.phases.hits[phase];
  counts.bySetting.set(setting.name, (counts.bySetting.get(setting.name) ?? 0) + result.phases.instants);
  return result;
}

/** What falls short of so many crashes per phase and per setting, in words. */
export function shortfalls(counts: CampaignCounts, perPhase: number, perSetting: number): string[] {
  return [
    ...crashPhases.filter((phase) => counts.hits[phase] < perPhase).map((phase) => `phase ${phase} was hit ${String(counts.hits[phase])} times`),
    ...[...counts.bySetting].filter(([, count]) => count < perSetting).map(([name, count]) => `${name} had ${String(count)} crashes`),
  ];
}

export function printCounts({ runs, instants, bookmarksTried, hits, bySetting }: CampaignCounts): string {
  const phases = crashPhases.map((phase) => `${phase} ${String(hits[phase])}`).join(', ');
  const fewest = Math.min(...bySetting.values());
  return `${String(instants)} crashes in ${String(runs)} runs; ${String(bookmarksTried)} bookmarks rolled back to after a crash\n  ${phases}\n  each of ${String(bySetting.size)} settings at least ${String(fewest)}\n`;
}
