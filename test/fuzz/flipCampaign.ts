/**
 * Flash and array that lose what they hold while nobody writes it: thousands of single bits and runs of 4 KiB, and blocks of the array, in runs as those of the crash campaign. The oracle knows what
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
  return {
    ...plan,
    crashAt: {},
    damageRatio: 0.04,
    arrayDamageRatio: 0.04,
    weights: { ...plan.weights, crash: 0.2, 'full-destage': Math.max(0.2, plan.weights['full-destage']) },
  };
}

const counted = [
  'bits',
  'runs',
  'slots',
  'logHits',
  'superblockHits',
  'arrayBlocks',
  'arraySnapshots',
  'answeredAsLost',
  'damagedSegments',
  'cachesLost',
  'damagedSuperblocks',
  'tailHits',
  'tailLosses',
  'answeredLost',
  'unreadable',
] as const;

/** What `FlashDamages` counts, over all runs; reads that met damage; crashes. */
export type FlipCounts = Record<(typeof counted)[number] | 'fuzzRuns' | 'damagedReads' | 'damagedArrayReads' | 'crashes', number>;

export function newFlipCounts(): FlipCounts {
  return { ...(Object.fromEntries(counted.map((name) => [name, 0])) as FlipCounts), fuzzRuns: 0, damagedReads: 0, damagedArrayReads: 0, crashes: 0 };
}

/** One run; adds to the counts. */
export function runFlips(seed: number, counts: FlipCounts, crashable = new CrashableEngines(), options: FuzzOptions = {}): FuzzResult {
  const result = runFuzz(flipPlan(seed), seed, stepsPerRun, (config) => crashable.create(config), { ...options, crashable });
  for (const name of counted) counts[name] += crashable.damages[name];
  counts.fuzzRuns++;
  counts.damagedReads += result.damagedReads;
  counts.damagedArrayReads += result.damagedArrayReads;
  counts.crashes += result.phases.instants;
  return result;
}

export function printFlips(counts: FlipCounts): string {
  const {
    bits,
    runs,
    slots,
    logHits,
    superblockHits,
    arrayBlocks,
    arraySnapshots,
    damagedArrayReads,
    fuzzRuns,
    crashes,
    damagedReads,
    answeredAsLost,
    damagedSegments,
    cachesLost,
    damagedSuperblocks,
    tailHits,
    tailLosses,
    answeredLost,
    unreadable,
  } = counts;
  return (
    `${String(bits)} bits and ${String(runs)} runs of 4 KiB damaged (${String(slots)} slots in use, ${String(logHits)} times the log, ${String(superblockHits)} times superblocks), ${String(arrayBlocks)} blocks and ${String(arraySnapshots)} snapshots of the array ` +
    `in ${String(fuzzRuns)} runs with ${String(crashes)} crashes\n  ${String(damagedReads)} reads of flash and ${String(damagedArrayReads)} of the array met damage, ${String(answeredAsLost)} requests were answered as lost; recoveries named ` +
    `${String(damagedSegments)} segments and ${String(damagedSuperblocks)} superblocks, ${String(cachesLost)} caches were lost; ${String(tailHits)} times the newest segments were hit, after which nothing tells of them (${String(tailLosses)} VMs came back at an earlier point, ${String(answeredLost)} without something answered), ${String(unreadable)} times nothing of the log could be read\n`
  );
}
