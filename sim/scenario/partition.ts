/** The portions that VMs begin with: what was promised in so many words, and the rest as the partition policy divides it. */
import { formatQuantity } from '../base/units.ts';
import type { PolicyChoice } from '../engine/protocol.ts';
import { partitioners } from '../hypervisor/partitioners.ts';
import type { PartitionDemand } from '../hypervisor/partitionPolicy.ts';
import { assert } from '../base/assert.ts';
import { defaults } from './defaults.ts';
import { checkBlocks } from './checkBlocks.ts';
import type { PlacedVm, VmsContext } from './placedVm.ts';
import type { Resolver } from './resolver.ts';
import type { VmScenario } from './scenario.ts';

type Portion = VmScenario['portion'];

export function dividePortions(vms: readonly PlacedVm[], partition: PolicyChoice, context: VmsContext, resolver: Resolver): readonly Portion[] {
  const { blockBytes } = context;
  const spec = partitioners.find(({ name }) => name === partition.policy);
  assert(spec !== undefined, 'a partition policy is named by a name in the table');
  checkStated('dram', vms, context.dramBytes, blockBytes, resolver);
  checkStated('flash', vms, context.flashBytes, blockBytes, resolver);
  const total = { dramBlocks: context.dramBytes / blockBytes, flashBlocks: context.flashBytes / blockBytes, logRecords: 0 };
  const divided = spec.create(partition.params, null).partition(
    total,
    vms.map((vm) => demandOf(vm, blockBytes)),
  );
  assert(divided.ok, 'stated portions fit: they were added up');
  return divided.portions.map((portion, index) => {
    const dramBytes = portion.dramBlocks * blockBytes;
    const flashBytes = portion.flashBlocks * blockBytes;
    const stated = vms[index]!.input.portion;
    const logRecords = stated === null || stated.logRecords === null ? logRecordsOf(dramBytes + flashBytes, blockBytes) : stated.logRecords;
    return { dramBytes, flashBytes, logRecords };
  });
}

/** Log records of a portion of which nobody said how many. */
export function logRecordsOf(portionBytes: number, blockBytes: number): number {
  return defaults.cache.logRecordsPerBlock * (portionBytes / blockBytes);
}

function demandOf({ input }: PlacedVm, blockBytes: number): PartitionDemand {
  const blocksOf = (bytes: number | null): number | null => (bytes === null ? null : bytes / blockBytes);
  const stated = input.portion;
  return {
    weight: input.weight,
    dramBlocks: stated === null ? null : blocksOf(stated.dram),
    flashBlocks: stated === null ? null : blocksOf(stated.flash),
    logRecords: 0,
  };
}

function checkStated(tier: 'dram' | 'flash', vms: readonly PlacedVm[], totalBytes: number, blockBytes: number, resolver: Resolver): void {
  let statedBytes = 0;
  for (const { input, path } of vms) {
    const stated = input.portion === null ? null : input.portion[tier];
    if (stated === null) continue;
    checkBlocks(`${path}.portion.${tier}`, stated, blockBytes, resolver);
    statedBytes += stated;
    const allowed = `the portions up to here need ${formatQuantity(statedBytes, 'bytes')} of ${tier} together, the server has ${formatQuantity(totalBytes, 'bytes')}`;
    resolver.check(statedBytes <= totalBytes, `${path}.portion.${tier}`, allowed);
  }
}
