/**
 * Short random runs of every granularity × preimage strategy × durability class, each step of which the oracle checks. `npm run fuzz` does the same at length.
 */
import { describe, expect, it } from 'vitest';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { durabilities, granularities, preimageStrategies } from '../../sim/engine/protocol.ts';
import type { Durability, Granularity, PreimageStrategy, VmCacheConfig } from '../../sim/engine/protocol.ts';
import { drawPlan, flushBeside } from '../fuzz/fuzzPlan.ts';
import type { FuzzPlan } from '../fuzz/fuzzPlan.ts';
import { runFuzz } from '../fuzz/fuzzRun.ts';
import { describePlan } from '../fuzz/reduceFailure.ts';

const steps = 1500;
const seedsEach = 3;

function combination(plan: FuzzPlan, granularity: Granularity, preimage: PreimageStrategy, durability: Durability): FuzzPlan {
  const set = (vm: VmCacheConfig): VmCacheConfig => ({
    ...vm,
    granularity,
    preimage,
    flush: flushBeside(preimage, vm.flush),
    durability: vm.portion.flashBlocks === 0 ? 'dram' : durability,
  });
  return { ...plan, config: { ...plan.config, array: { ...plan.config.array, snapshots: true }, vms: plan.config.vms.map(set) } };
}

describe.each(granularities)('granularity %s', (granularity) => {
  describe.each(preimageStrategies)('preimages: %s', (preimage) => {
    it.each(durabilities)('class %s', (durability) => {
      for (let i = 0; i < seedsEach; i++) {
        const seed = 1 + i + 1000 * (granularities.indexOf(granularity) * 12 + preimageStrategies.indexOf(preimage) * 3 + durabilities.indexOf(durability));
        const plan = combination(drawPlan(seed), granularity, preimage, durability);
        const { failure, report } = runFuzz(plan, seed, steps, (config) => new CacheEngine(config));
        expect(failure, `seed ${String(seed)}: ${describePlan(plan)}`).toBeNull();
        expect(report.violations).toBe(0);
      }
    });
  });
});
