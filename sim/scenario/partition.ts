/** The portions that VMs begin with: what was promised in so many words, and the rest as the partition policy divides it. */
import { formatQuantity } from '../base/units.ts';
import type { PolicyChoice } from '../engine/protocol.ts';
import { partitioners } from '../hypervisor/partitioners.ts';
import type { PartitionDemand, PartitionPolicy } from '../hypervisor/partitionPolicy.ts';
import { assert } from '../base/assert.ts';
import { defaults } from './defaults.ts';
import { checkBlocks } from './checkBlocks.ts';
import type { PlacedVm, VmsContext } from './placedVm.ts';
import type { Resolver } from './resolver.ts';
import type { VmScenario } from './scenario.ts';

type Portion = VmScenario['portion'];

type Bounds = Pick<VmScenario, 'reservation' | 'limit'>;

export function partitionPolicy({ policy, params }: PolicyChoice): PartitionPolicy {
  const spec = partitioners.find(({ name }) => name === policy);
  assert(spec !== undefined, 'a partition policy is named by a name in the table');
  return spec.create(params, null);
}

export function dividePortions(
  vms: readonly PlacedVm[],
  bounds: readonly Bounds[],
  partition: PolicyChoice,
  context: VmsContext,
  resolver: Resolver,
): readonly Portion[] {
  const { blockBytes, logRecords } = context;
  checkStated('dram', vms, context.dramBytes, blockBytes, resolver);
  checkStated('flash', vms, context.flashBytes, blockBytes, resolver);
  checkPromised('dram', vms, context.dramBytes, formatBytes, resolver);
  checkPromised('flash', vms, context.flashBytes, formatBytes, resolver);
  if (logRecords !== null) checkPromised('logRecords', vms, logRecords, String, resolver);
  const total = { dramBlocks: context.dramBytes / blockBytes, flashBlocks: context.flashBytes / blockBytes, logRecords: logRecords === null ? 0 : logRecords };
  const divided = partitionPolicy(partition).partition(
    total,
    vms.map((vm, index) => demandOf(vm, bounds[index]!, context)),
  );
  assert(divided.ok, 'stated portions fit: they were added up');
  return divided.portions.map((portion, index) => {
    const dramBytes = portion.dramBlocks * blockBytes;
    const flashBytes = portion.flashBlocks * blockBytes;
    return {
      dramBytes,
      flashBytes,
      logRecords: logRecords === null ? logOf(vms[index]!, bounds[index]!, dramBytes + flashBytes, blockBytes) : portion.logRecords,
    };
  });
}

/** Records of a log that is not part of a whole: as stated, else as its portion asks for. */
function logOf({ input }: PlacedVm, { reservation, limit }: Bounds, portionBytes: number, blockBytes: number): number {
  if (input.portion !== null && input.portion.logRecords !== null) return input.portion.logRecords;
  const most = limit.logRecords === null ? Infinity : limit.logRecords;
  return Math.min(most, Math.max(reservation.logRecords, logRecordsOf(portionBytes, blockBytes)));
}

/** Log records of a portion of which nobody said how many. */
export function logRecordsOf(portionBytes: number, blockBytes: number): number {
  return defaults.cache.logRecordsPerBlock * (portionBytes / blockBytes);
}

function demandOf({ input }: PlacedVm, { reservation, limit }: Bounds, { blockBytes, logRecords }: VmsContext): PartitionDemand {
  const blocksOf = (bytes: number | null): number | null => (bytes === null ? null : bytes / blockBytes);
  const mostOf = (bytes: number | null): number => (bytes === null ? Infinity : bytes / blockBytes);
  const stated = input.portion;
  const isLogDivided = logRecords !== null;
  return {
    weight: input.weight,
    dramBlocks: stated === null ? null : blocksOf(stated.dram),
    flashBlocks: stated === null ? null : blocksOf(stated.flash),
    logRecords: !isLogDivided ? 0 : stated === null ? null : stated.logRecords,
    atLeast: {
      dramBlocks: reservation.dramBytes / blockBytes,
      flashBlocks: reservation.flashBytes / blockBytes,
      logRecords: isLogDivided ? reservation.logRecords : 0,
    },
    atMost: { dramBlocks: mostOf(limit.dramBytes), flashBlocks: mostOf(limit.flashBytes), logRecords: limit.logRecords === null ? Infinity : limit.logRecords },
  };
}

/** What is fixed and what is reserved must be there, together. */
function checkPromised(
  what: 'dram' | 'flash' | 'logRecords',
  vms: readonly PlacedVm[],
  total: number,
  shown: (amount: number) => string,
  resolver: Resolver,
): void {
  let promised = 0;
  for (const { input, path } of vms) {
    const fixed = input.portion === null ? null : input.portion[what];
    const reserved = input.reservation === null ? null : input.reservation[what];
    promised += fixed === null ? (reserved === null ? 0 : reserved) : fixed;
    const at = fixed === null ? `${path}.reservation.${what}` : `${path}.portion.${what}`;
    const allowed = `reservations and fixed portions up to here need ${shown(promised)} of ${what} together, the server has ${shown(total)}`;
    resolver.check(promised <= total, at, allowed);
  }
}

const formatBytes = (amount: number): string => formatQuantity(amount, 'bytes');

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
