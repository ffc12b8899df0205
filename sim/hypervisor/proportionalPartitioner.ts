/**
 * Portions by reservation, limit and shares, set once: each VM gets weight × a common level of each of DRAM, flash and log, but at least its reservation and at
 * most its limit. Amounts that are fixed are given as they are. What all limits together leave is nobody's.
 */
import type { Spec } from '../base/spec.ts';
import type { Portion } from '../engine/protocol.ts';
import { divideByWeight } from './divideByWeight.ts';
import type { PartitionDemand, PartitionPolicy, PartitionResult } from './partitionPolicy.ts';

/** Also what the policies that move portions begin with. */
export function divideProportionally(total: Portion, demands: readonly PartitionDemand[]): PartitionResult {
  const amounts: Record<keyof Portion, number[]> = { dramBlocks: [], flashBlocks: [], logRecords: [] };
  for (const field of ['dramBlocks', 'flashBlocks', 'logRecords'] as const) {
    const atLeast = demands.map((demand) => demand[field] ?? demand.atLeast[field]);
    const atMost = demands.map((demand) => demand[field] ?? demand.atMost[field]);
    const wanted = atLeast.reduce((sum, amount) => sum + amount, 0);
    if (wanted > total[field]) return { ok: false, exceeded: field, wanted, available: total[field] };
    amounts[field] = divideByWeight({ total: total[field], weights: demands.map(({ weight }) => weight), atLeast, atMost });
  }
  const { dramBlocks, flashBlocks, logRecords } = amounts;
  return { ok: true, portions: demands.map((_, vm) => ({ dramBlocks: dramBlocks[vm], flashBlocks: flashBlocks[vm], logRecords: logRecords[vm] })) };
}

export const proportionalPartition: Spec<Record<string, never>, null, PartitionPolicy> = {
  name: 'proportional',
  summary: 'By weight, but at least the reservation and at most the limit of each VM; set once',
  source:
    'hypervisor practice: Waldspurger, Memory resource management in VMware ESX Server, OSDI 2002, section 5 (min, max, shares), without its tax on idle memory',
  params: {},
  create: () => ({ moves: false, partition: divideProportionally, createPlanner: () => null }),
};
