import { failureKind } from '../../sim/experiment/failureKind.ts';
import type { EngineFactory } from './engineUnderTest.ts';
import { actions } from './fuzzPlan.ts';
import type { FuzzPlan } from './fuzzPlan.ts';
import { runFuzz } from './fuzzRun.ts';
import type { FuzzOptions, FuzzResult } from './fuzzRun.ts';
import { item } from '../support/item.ts';

export interface ReducedFailure {
  readonly plan: FuzzPlan;
  /** Only these steps are taken, ascending. */
  readonly steps: readonly number[];
  readonly result: FuzzResult;
}

/**
 * Makes a failing run shorter, greedily: leaves out ever smaller runs of steps as long as something fails in the same way (its text up to the first
 * number). Takes at most `trialsMax` trials.
 */
export function reduceFailure(
  plan: FuzzPlan,
  seed: number,
  failed: FuzzResult,
  createEngine: EngineFactory,
  trialsMax: number,
  options: FuzzOptions = {},
): ReducedFailure {
  const kind = failureKind(failed.failure ?? '');
  let steps = Array.from({ length: failed.steps + 1 }, (_, i) => i);
  let best = failed;
  let trials = 0;
  const attempt = (candidate: readonly number[]): boolean => {
    trials++;
    const kept = new Set(candidate);
    const result = runFuzz(plan, seed, (candidate[candidate.length - 1] ?? 0) + 1, createEngine, { ...options, isSkipped: (step) => !kept.has(step) });
    if (result.failure === null || failureKind(result.failure) !== kind) return false;
    best = result;
    steps = candidate.filter((step) => step <= result.steps);
    return true;
  };
  for (let size = Math.ceil(steps.length / 2); size >= 1 && trials < trialsMax; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < steps.length && trials < trialsMax;) {
      const candidate = [...steps.slice(0, from), ...steps.slice(from + size)];
      if (candidate.length === 0 || !attempt(candidate)) from += size;
    }
  }
  return { plan, steps, result: best };
}

/** `1,4-9,12`. */
export function printRanges(steps: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < steps.length;) {
    let end = i;
    while (end + 1 < steps.length && steps[end + 1] === item(steps, end) + 1) end++;
    parts.push(end === i ? String(steps[i]) : `${String(steps[i])}-${String(steps[end])}`);
    i = end + 1;
  }
  return parts.join(',');
}

export function parseRanges(text: string): Set<number> {
  const steps = new Set<number>();
  for (const part of text.split(',')) {
    const [from = 0, to = from] = part.split('-').map(Number);
    for (let step = from; step <= to; step++) steps.add(step);
  }
  return steps;
}

/** For messages: the plan's most telling fields in a few words. */
export function describePlan(plan: FuzzPlan): string {
  const vms = plan.config.vms.map(
    (vm) =>
      `${vm.granularity}/${vm.preimage}/${vm.durability}/${vm.flush.policy}/${vm.eviction.policy}/${vm.tiering ?? 'inclusive'} dram=${String(vm.portion.dramBlocks)} flash=${String(vm.portion.flashBlocks)} ` +
      `log=${String(vm.portion.logRecords)} disk=${String(vm.diskBlocks)} memory=${String(vm.memoryBlocks)}`,
  );
  const used = actions.filter((action) => plan.weights[action] > 0).join(' ');
  return (
    `${vms.join('; ')}\n  block=${String(plan.config.blockBytes)} io<=${String(plan.config.ioBlocksMax)} destages<=${String(plan.config.destagesInFlightMax)} ${plan.order} ` +
    `failures=${String(plan.arrayFailureRatio)}/${plan.downArray}\n  ${used}`
  );
}
