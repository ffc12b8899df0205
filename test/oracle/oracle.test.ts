import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../sim/engine/protocol.ts';
import { ChaosHost } from '../fuzz/chaosHost.ts';
import { drawPlan } from '../fuzz/fuzzPlan.ts';
import type { FuzzPlan } from '../fuzz/fuzzPlan.ts';
import { runFuzz } from '../fuzz/fuzzRun.ts';
import { NaiveEngine } from './naiveEngine.ts';
import type { NaiveFaults } from './naiveEngine.ts';

const slots = 8_000;

/** A plan that the naive engine can serve: it never frees a slot, and knows one granularity. */
function naivePlan(seed: number): FuzzPlan {
  const plan = drawPlan(seed);
  const retention = { timeNs: Infinity, records: Infinity, flashBlocks: Infinity };
  const vms = plan.config.vms.map((vm) => ({
    ...vm,
    portion: { dramBlocks: slots, flashBlocks: slots, logRecords: 1000 },
    granularity: 'every-write' as const,
    durability: 'flash' as const,
    retention,
  }));
  const config: EngineConfig = { ...plan.config, vms, dramBlocks: slots * vms.length, flashBlocks: slots * vms.length };
  return {
    ...plan,
    config,
    groupRatio: 0,
    flashFailureRatio: 0,
    weights: { ...plan.weights, rollback: 1, undo: 1, bookmark: 1, 'full-destage': 0.5, destage: 0.5, unbookmark: 0, resize: 0, 'set-durability': 0 },
  };
}

function findFault(faults: NaiveFaults): string {
  for (let seed = 1; seed <= 20; seed++) {
    const { failure } = runFuzz(naivePlan(seed), seed, 1500, (config) => new NaiveEngine(config, faults));
    if (failure !== null) return failure;
  }
  return 'nothing';
}

describe('oracle, shown a naive engine', () => {
  it('finds nothing wrong with it', () => {
    let reads = 0;
    let rollbacks = 0;
    let undos = 0;
    let destages = 0;
    for (let seed = 1; seed <= 16; seed++) {
      const { failure, report } = runFuzz(naivePlan(seed), seed, 1500, (config) => new NaiveEngine(config));
      expect(failure, `seed ${String(seed)}`).toBeNull();
      reads += report.checkedReads;
      rollbacks += report.checkedRollbacks;
      undos += report.checkedUndos;
      destages += report.checkedDestages;
    }
    expect(reads).toBeGreaterThan(1000);
    expect(rollbacks).toBeGreaterThan(50);
    expect(undos).toBeGreaterThan(5);
    expect(destages).toBeGreaterThan(20);
  });

  it.each<[string, NaiveFaults, RegExp]>([
    ['a write to a slot of another VM', { foreignSlot: true }, /^I1 /],
    ['a read of an older version', { staleRead: true }, /^I4 /],
    ['a rollback that tears an IO', { tornRollback: true }, /^I5 /],
    ['a destage that leaves out blocks', { lostDestage: true }, /^I7 /],
    ['an undo that leaves out blocks', { undoForgets: true }, /^I8 /],
    ['a durable point before its data', { earlyDurable: true }, /^I9 /],
  ])('finds %s', (_name, faults, expected) => {
    expect(findFault(faults)).toMatch(expected);
  });

  it('keeps one block in sixteen when it samples', () => {
    const faults = { staleRead: true };
    const found = { full: 0, sampled: 0 };
    for (const mode of ['full', 'sampled'] as const) {
      for (let seed = 1; seed <= 8; seed++) {
        const sound = new ChaosHost(naivePlan(seed), seed, (config) => new NaiveEngine(config), mode);
        const faulty = new ChaosHost(naivePlan(seed), seed, (config) => new NaiveEngine(config, faults), mode);
        for (let step = 0; step < 600; step++) {
          sound.step(step);
          faulty.step(step);
        }
        expect(sound.oracle.report().violationTexts).toEqual([]);
        expect(sound.oracle.report().checkedReads).toBeGreaterThan(0);
        found[mode] += faulty.oracle.report().violations;
      }
    }
    expect(found.sampled).toBeGreaterThan(0);
    expect(found.sampled).toBeLessThan(found.full / 4);
  });
});
