/**
 * For each invariant a bug is planted in a real engine, by patching one of its inner parts, and the oracle has to find it within 100,000 operations.
 * The engine's own checks are switched off: what is shown is that the oracle sees it from outside.
 */
import { describe, expect, it } from 'vitest';
import { DRAM, Role } from '../../sim/engine/cells.ts';
import type { EngineCore } from '../../sim/engine/core.ts';
import { CacheEngine } from '../../sim/engine/engine.ts';
import type { VmCache } from '../../sim/engine/vmCache.ts';
import { drawPlan } from '../fuzz/fuzzPlan.ts';
import type { Action, FuzzPlan } from '../fuzz/fuzzPlan.ts';
import { runFuzz } from '../fuzz/fuzzRun.ts';
import { INDEX_NONE } from '../../sim/engine/locationIndex.ts';
import { firstMet } from '../../sim/engine/metBlocks.ts';
import { item } from '../support/item.ts';

const operationsMax = 100_000;
const rolesCount = Object.keys(Role).length;

interface PlantedBug {
  readonly invariant: string;
  readonly bug: string;
  readonly weights: Partial<Record<Action, number>>;
  plant(core: EngineCore): void;
}

/** Patches `index.set` so that some blocks are forgotten, instead of re-pointed, while a rollback (or undo) takes effect. */
function forgetWhileFrozen(core: EngineCore, kind: 'rollback' | 'undo'): void {
  let count = 0;
  for (const vm of core.vms) {
    for (const index of vm.index) {
      const set = index.set.bind(index);
      index.set = (block, value) => {
        const isForgotten = value < firstMet && isTakingEffect(core, vm, kind) && ++count % 5 === 0;
        set(block, isForgotten ? INDEX_NONE : value);
      };
    }
  }
}

function isTakingEffect(core: EngineCore, vm: VmCache, kind: 'rollback' | 'undo'): boolean {
  return vm.isFrozen && vm.job >= 0 && core.jobs[vm.job]?.request.kind === kind;
}

const bugs: readonly PlantedBug[] = [
  {
    invariant: 'I1',
    bug: 'one slot in a hundred is taken from another VM',
    weights: {},
    plant: (core) => {
      const { freeDram, vms } = core;
      const take = freeDram.take.bind(freeDram);
      let count = 0;
      freeDram.take = (owner) => {
        const other = (owner + 1) % vms.length;
        return ++count % 100 === 0 && item(freeDram.freeCounts, other) > 0 ? take(other) : take(owner);
      };
    },
  },
  {
    invariant: 'I2',
    bug: 'slots are free at once, also while commands read or write them',
    weights: {},
    plant: (core) => {
      core.pin = () => undefined;
      core.unpin = () => undefined;
    },
  },
  {
    invariant: 'I3',
    bug: 'one change of state in a thousand is counted twice',
    weights: {},
    plant: ({ cells }) => {
      const setRole = cells.setRole.bind(cells);
      let count = 0;
      cells.setRole = (cell, role) => {
        setRole(cell, role);
        const at = (cells.vmOf(cell) * 2 + DRAM) * rolesCount + role;
        if (cells.isDram(cell) && ++count % 1000 === 0) cells.counts[at] = item(cells.counts, at) + 1;
      };
    },
  },
  {
    invariant: 'I4',
    bug: 'a write that covers a block in part does not notice that the block was overwritten meanwhile',
    weights: { rollback: 0, undo: 0 },
    plant: (core) => {
      for (const vm of core.vms) vm.prepared.push = () => 0;
    },
  },
  {
    invariant: 'I5',
    bug: 'a rollback forgets one block in five',
    weights: { rollback: 1, undo: 0 },
    plant: (core) => forgetWhileFrozen(core, 'rollback'),
  },
  {
    invariant: 'I6',
    bug: 'bookmarks do not expire with the records that they need',
    weights: { bookmark: 3, rollback: 1 },
    plant: (core) => {
      for (const vm of core.vms) vm.bookmarks.expireBefore = () => [];
    },
  },
  {
    invariant: 'I7',
    bug: 'a full destage does not wait for destages that are under way',
    weights: { destage: 1, 'full-destage': 0.5, flush: 0 },
    plant: (core) => {
      for (const { dirty } of core.vms) dirty.oldestSinceSequence = () => (dirty.first >= 0 ? dirty.sinceSequenceOf(dirty.first) : Infinity);
    },
  },
  { invariant: 'I8', bug: 'an undo forgets one block in five', weights: { rollback: 1, undo: 1 }, plant: (core) => forgetWhileFrozen(core, 'undo') },
];

function planFor(seed: number, bug: PlantedBug): FuzzPlan {
  const plan = drawPlan(seed);
  const vms = plan.config.vms.map((vm) => ({ ...vm, durability: 'dram' as const, flush: { policy: 'periodic', params: { interval: 20_000 } } }));
  return {
    ...plan,
    config: { ...plan.config, vms },
    forceUnitAccessRatio: 0,
    verifyInterval: 20,
    weights: { ...plan.weights, 'set-durability': 0, 'set-flush': 0, ...bug.weights },
  };
}

describe('planted bugs', () => {
  it.each(bugs)('$invariant: $bug', (bug) => {
    let operations = 0;
    let found = 'nothing';
    for (let seed = 1; operations < operationsMax; seed++) {
      const result = runFuzz(planFor(seed, bug), seed, 5000, (config) => {
        const engine = new CacheEngine(config);
        engine.verifyInvariants = () => undefined;
        bug.plant((engine as unknown as { readonly core: EngineCore }).core);
        return engine;
      });
      operations += result.operations;
      if (result.failure === null) continue;
      found = result.failure;
      // A bug may show itself elsewhere first, in another run as what it is.
      if (found.startsWith(`${bug.invariant} `)) break;
    }
    expect(found).toMatch(new RegExp(`^${bug.invariant} `));
    expect(operations).toBeLessThan(operationsMax);
  });
});
