/** How a destage ends, reached the array or not: shared by the destage and the copy of a preimage before it. */
import type { EngineCore } from './core.ts';
import type { Destage } from './destageJob.ts';
import { Poke } from './vmCache.ts';
import type { VmCache } from './vmCache.ts';

/** After a failed destage, how long until the VM's next attempt. */
const retryNs = 200e3;

/** The destage did not reach the array, or may not yet: the block stays dirty. */
export function endUnwritten(core: EngineCore, vm: VmCache, destage: Destage, hasFailed: boolean): void {
  if (hasFailed) retryLater(core, vm);
  vm.clearDirtyBusy(destage.node, true);
  endDestage(core, vm, destage);
}

/** The array failed: nothing more is asked of it for a while. */
export function retryLater(core: EngineCore, vm: VmCache): void {
  vm.retryDestageNs = core.nowNs + retryNs;
  core.wakeAt(vm.retryDestageNs);
}

/** The destage is over. */
export function endDestage(core: EngineCore, vm: VmCache, destage: Destage): void {
  if (destage.buffer !== -1) core.releaseBuffer(destage.buffer);
  core.endDestage(destage);
  vm.destagesInFlight--;
  vm.arrayOps--;
  core.poke(vm, Poke.Destage | Poke.Job);
  core.pokeRoom(vm);
}
