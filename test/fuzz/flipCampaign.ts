/**
 * Flash that loses what it holds while nobody writes it: thousands of single bits and runs of 4 KiB, in runs as those of the crash campaign. The oracle knows what
 * was damaged: such data may be answered as lost, or come from another copy; it must never be handed on, and everything else must be as ever.
 */
import { CrashableEngines } from './crashableEngines.ts';
import { campaignPlan, stepsPerRun } from './crashCampaign.ts';
import type { FuzzPlan } from './fuzzPlan.ts';
import { runFuzz } from './fuzzRun.ts';
import type { FuzzOptions, FuzzResult } from './fuzzRun.ts';

/** The run of a seed: settings come round in turn, with fewer crashes. */
export function flipPlan(seed: number): FuzzPlan {
  const { plan } = campaignPlan(seed);
  return { ...plan, crashAt: {}, damageRatio: 0.04, weights: { ...plan.weights, crash: 0.2, 'full-destage': Math.max(0.2, plan.weights['full-destage']) } };
}

export interface FlipCounts {
  fuzzRuns: number;
  bits: number;
  runs: number;
  slots: number;
  damagedReads: number;
  answeredAsLost: number;
  crashes: number;
}

export function newFlipCounts(): FlipCounts {
  return { fuzzRuns: 0, bits: 0, runs: 0, slots: 0, damagedReads: 0, answeredAsLost: 0, crashes: 0 };
}

/** One run; adds to the counts. */
export function runFlips(seed: number, counts: FlipCounts, crashable = new CrashableEngines(), options: FuzzOptions = {}): FuzzResult {
  const result = runFuzz(flipPlan(seed), seed, stepsPerRun, (config) => crashable.create(config), { ...options, crashable });
  const { bits, runs, slots, answeredAsLost } = result.damages;
  counts.fuzzRuns++;
  counts.bits += bits;
  counts.runs += runs;
  counts.slots += slots;
  counts.answeredAsLost += answeredAsLost;
  counts.damagedReads += result.damagedReads;
  counts.crashes += result.phases.instants;
  return result;
}

export function printFlips({ fuzzRuns, bits, runs, slots, damagedReads, answeredAsLost, crashes }: FlipCounts): string {
  return (
    `${String(bits)} bits and ${String(runs)} runs of 4 KiB damaged in ${String(slots)} slots in use, in ${String(fuzzRuns)} runs with ${String(crashes)} crashes; ` +
    `${String(damagedReads)} reads met damage, ${String(answeredAsLost)} requests were answered as lost\n`
  );
}
