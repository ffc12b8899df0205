/** Every partition policy of the table keeps the contract of `PartitionPolicy` and `PortionPlanner`: it is enough to be in the table to be tested here. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import type { IoRequest, Portion, VmId } from '../../sim/engine/protocol.ts';
import type { PartitionDemand, PlannedVm, PortionPlanner } from '../../sim/hypervisor/partitionPolicy.ts';
import { partitioners } from '../../sim/hypervisor/partitioners.ts';
import type { PartitionerSpec } from '../../sim/hypervisor/partitioners.ts';
import { hasDescription } from './hasDescription.ts';

const nothing: Portion = { dramBlocks: 0, flashBlocks: 0, logRecords: 0 };
const unlimited: Portion = { dramBlocks: Infinity, flashBlocks: Infinity, logRecords: Infinity };
const fields = ['dramBlocks', 'flashBlocks', 'logRecords'] as const;

function sumOf(portions: readonly Portion[], field: keyof Portion): number {
  return portions.reduce((sum, portion) => sum + portion[field], 0);
}

/** Random bounds that can be met. */
function drawVms(random: RandomStream, count: number, total: Portion): PlannedVm[] {
  return Array.from({ length: count }, () => {
    const bound = (field: keyof Portion): { readonly least: number; readonly most: number } => {
      const least = random.nextInt(Math.floor(total[field] / count));
      return { least, most: random.nextInt(3) === 0 ? least + random.nextInt(total[field]) : Infinity };
    };
    const [dram, flash, log] = [bound('dramBlocks'), bound('flashBlocks'), bound('logRecords')];
    return {
      weight: 1 + random.nextInt(5),
      atLeast: { dramBlocks: dram.least, flashBlocks: flash.least, logRecords: log.least },
      atMost: { dramBlocks: dram.most, flashBlocks: flash.most, logRecords: log.most },
      windowNs: random.nextInt(2) === 0 ? Infinity : 1e9,
      keepsEveryVersion: random.nextInt(2) === 0,
    };
  });
}

/** Shows the planner some requests, and has it plan; several times over. */
function drive(
  planner: PortionPlanner,
  random: RandomStream,
  vmCount: number,
  rounds: number,
  afterRound: (planner: PortionPlanner) => PortionPlanner,
): (readonly Portion[])[] {
  let current = planner;
  const plans: (readonly Portion[])[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let number = 0; number < 3000; number += 1) {
      const request = {
        vm: random.nextInt(vmCount) as VmId,
        space: random.nextInt(8) === 0 ? 1 : 0,
        op: random.nextInt(4),
        offsetBytes: 512 * random.nextInt(random.nextInt(5) === 0 ? 200_000 : 5000),
        lengthBytes: 512 * (1 + random.nextInt(20)),
        view: -1,
      } as IoRequest;
      current.onRequest(request);
    }
    plans.push(
      current.plan(
        1e9,
        Array.from({ length: vmCount }, () => ({ recordsAdded: random.nextInt(2000) })),
      ),
    );
    current = afterRound(current);
  }
  return plans;
}

function createPlanner(spec: PartitionerSpec, total: Portion, vms: readonly PlannedVm[], params: Record<string, unknown> = {}): PortionPlanner | null {
  return spec.create({ ...defaultParams(spec), ...params }, null).createPlanner({ blockBytes: 4096, total, vms });
}

describe.each(partitioners.map((spec) => [spec.name, spec] as const))('partition policy %s', (_, spec) => {
  it('says what it is, and whether it moves portions', () => {
    hasDescription(spec);
    const policy = spec.create(defaultParams(spec), null);
    expect(policy.createPlanner({ blockBytes: 4096, total: { dramBlocks: 9, flashBlocks: 9, logRecords: 9 }, vms: [] }) !== null).toBe(policy.moves);
  });

  it('begins within the total, with what is fixed as it is, and gives all where nothing forbids it', () => {
    const random = new RandomStream(1, spec.name);
    for (let round = 0; round < 200; round += 1) {
      const total = { dramBlocks: 100 + random.nextInt(5000), flashBlocks: random.nextInt(50_000), logRecords: 1000 };
      const demands: PartitionDemand[] = Array.from({ length: 1 + random.nextInt(6) }, () => ({
        weight: 0.5 + random.nextInt(4),
        dramBlocks: random.nextInt(3) === 0 ? random.nextInt(15) : null,
        flashBlocks: null,
        logRecords: null,
        atLeast: { ...nothing, dramBlocks: random.nextInt(10) },
        atMost: unlimited,
      }));
      const result = spec.create(defaultParams(spec), null).partition(total, demands);
      expect(result.ok).toBe(true);
      if (!result.ok) continue;
      for (const [vm, demand] of demands.entries()) if (demand.dramBlocks !== null) expect(result.portions[vm]!.dramBlocks).toBe(demand.dramBlocks);
      expect(sumOf(result.portions, 'flashBlocks')).toBe(total.flashBlocks);
      if (demands.some(({ dramBlocks }) => dramBlocks === null)) expect(sumOf(result.portions, 'dramBlocks')).toBe(total.dramBlocks);
    }
  });

  it('plans within bounds and total, the same after save and restore', () => {
    const random = new RandomStream(2, spec.name);
    for (const tiers of ['dram', 'both']) {
      for (let round = 0; round < 6; round += 1) {
        const total = { dramBlocks: 200 + random.nextInt(4000), flashBlocks: 400 + random.nextInt(20_000), logRecords: round % 2 === 0 ? 50_000 : Infinity };
        const vmCount = 1 + random.nextInt(5);
        const vms = drawVms(random, vmCount, { ...total, logRecords: 50_000 });
        const params = { tiers, sampleKeys: 256, quanta: 32 };
        const planner = createPlanner(spec, total, vms, params);
        if (planner === null) return;
        const plans = drive(planner, new RandomStream(round, 'requests'), vmCount, 4, (same) => same);
        for (const plan of plans) {
          expect(plan).toHaveLength(vmCount);
          for (const field of fields) {
            if (field === 'logRecords' && total.logRecords === Infinity) continue;
            expect(sumOf(plan, field)).toBeLessThanOrEqual(total[field]);
            for (const [vm, { atLeast, atMost }] of vms.entries()) {
              expect(plan[vm]![field]).toBeGreaterThanOrEqual(atLeast[field]);
              expect(plan[vm]![field]).toBeLessThanOrEqual(atMost[field]);
              expect(Number.isInteger(plan[vm]![field])).toBe(true);
            }
            const most = vms.reduce((sum, { atMost }) => sum + atMost[field], 0);
            expect(sumOf(plan, field)).toBe(Math.min(total[field], most));
          }
        }
        const again = createPlanner(spec, total, vms, params)!;
        const restoring = drive(again, new RandomStream(round, 'requests'), vmCount, 4, (saved) => {
          const fresh = createPlanner(spec, total, vms, params)!;
          fresh.restore(structuredClone(saved.save()));
          return fresh;
        });
        expect(restoring).toEqual(plans);
      }
    }
  });
});

it('names of partition policies are unique', () => {
  expect(new Set(partitioners.map(({ name }) => name)).size).toBe(partitioners.length);
});
