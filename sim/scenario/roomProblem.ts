/** Whether a VM can live on its portion, by the rules of the engine (see `sim/engine/portions.ts`). */
import { formatQuantity } from '../base/units.ts';
import { portionFault } from '../engine/portions.ts';
import { portionBlocks } from './portionBlocks.ts';
import type { VmScenario } from './scenario.ts';

/** What is wrong, as two phrases for a message; null: nothing. `ioBlocksMax` is the largest IO of all VMs. */
export function roomProblem(
  vm: Pick<VmScenario, 'name' | 'portion' | 'memoryBytes' | 'cache'>,
  ioBlocksMax: number,
  blockBytes: number,
): { readonly given: string; readonly allowed: string } | null {
  const demand = { memoryBlocks: vm.memoryBytes / blockBytes, ioBlocksMax, durability: vm.cache.durability };
  const allowed = portionFault(portionBlocks(vm.portion, blockBytes), demand);
  if (allowed === null) return null;
  const { dramBytes, flashBytes, logRecords } = vm.portion;
  return {
    given: `gives ${vm.name} ${formatQuantity(dramBytes, 'bytes')} of DRAM, ${formatQuantity(flashBytes, 'bytes')} of flash and ${String(logRecords)} log records`,
    allowed,
  };
}
