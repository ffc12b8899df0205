/**
 * Portions by size and weight, set once. Reservations and limits are for the other policies: this one does not look at them.
 *
 * Rule: amounts that are fixed are given as they are. What is left of DRAM, flash and log records is shared among the VMs whose amount is not fixed, each
 * weight / sum of weights, rounded down; the remainder, fewer blocks than there are such VMs, goes one block each to the first of them. So all of a tier is
 * given out unless every amount is fixed.
 */
import { assert } from '../base/assert.ts';
import type { Spec } from '../base/spec.ts';
import type { Portion } from '../engine/protocol.ts';
import type { PartitionDemand, PartitionPolicy, PartitionResult } from './partitionPolicy.ts';

class StaticPartitioner implements PartitionPolicy {
  readonly moves = false;

  partition(total: Portion, demands: readonly PartitionDemand[]): PartitionResult {
    const dram = share(total.dramBlocks, demands, 'dramBlocks');
    const flash = share(total.flashBlocks, demands, 'flashBlocks');
    const log = share(total.logRecords, demands, 'logRecords');
    for (const [exceeded, amounts] of [
      ['dramBlocks', dram],
      ['flashBlocks', flash],
      ['logRecords', log],
    ] as const) {
      const wanted = amounts.reduce((sum, amount) => sum + amount, 0);
      if (wanted > total[exceeded]) return { ok: false, exceeded, wanted, available: total[exceeded] };
    }
    return { ok: true, portions: demands.map((_, vm) => ({ dramBlocks: dram[vm], flashBlocks: flash[vm], logRecords: log[vm] })) };
  }

  createPlanner(): null {
    return null;
  }
}

/** What each VM gets of `total`; more than that in all when the fixed amounts exceed it. */
function share(total: number, demands: readonly PartitionDemand[], field: keyof Portion): number[] {
  let left = total;
  let weights = 0;
  for (const demand of demands) {
    left -= demand[field] ?? 0;
    if (demand[field] !== null) continue;
    assert(demand.weight > 0, 'a weight is above 0');
    weights += demand.weight;
  }
  left = Math.max(0, left);
  const amounts = demands.map((demand) => demand[field] ?? Math.floor((left * demand.weight) / weights));
  let remainder = left;
  demands.forEach((demand, vm) => {
    if (demand[field] === null) remainder -= amounts[vm];
  });
  for (let vm = 0; vm < demands.length && remainder > 0; vm += 1) {
    if (demands[vm][field] !== null) continue;
    amounts[vm] += 1;
    remainder -= 1;
  }
  return amounts;
}

export const staticPartition: Spec<Record<string, never>, null, PartitionPolicy> = {
  name: 'static',
  summary: 'Fixed sizes where they are given, the rest by weight, set once',
  source: 'own',
  params: {},
  create: () => new StaticPartitioner(),
};
