/**
 * Policies that hold versions, while the array fails one operation in five: what is held waits for the next attempt, and counts as previous data meanwhile, also when
 * nothing else wants it any more.
 */
import { expect, it } from 'vitest';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { drawPlan } from '../fuzz/fuzzPlan.ts';
import type { FuzzPlan } from '../fuzz/fuzzPlan.ts';
import { runFuzz } from '../fuzz/fuzzRun.ts';

const seeds = 4;

it.each(['ordered', 'journaled', 'epoch'])('%s', (policy) => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { failure } = runFuzz(failingPlan(seed, policy), seed, 800, (config) => new CacheEngine(config));
    expect(failure, `seed ${String(seed)}`).toBeNull();
  }
});

function failingPlan(seed: number, policy: string): FuzzPlan {
  const plan = drawPlan(seed);
  const params = policy === 'ordered' ? {} : { interval: 20_000 };
  const vms = plan.config.vms.map((vm) => ({ ...vm, granularity: 'bookmark' as const, preimage: 'copy-before-destage' as const, flush: { policy, params } }));
  return {
    ...plan,
    arrayFailureRatio: 0.2,
    verifyInterval: 5,
    config: { ...plan.config, array: { snapshots: false, atomicWrites: true }, vms },
    weights: { ...plan.weights, 'set-flush': 0 },
  };
}
