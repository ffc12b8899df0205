/**
 * Write-around: as write-through, but the cache does not keep what was written: once the array has it, its slots are free, and the block comes into the cache
 * when it is read. On its way the data is in DRAM and, as with any write whose log has to survive a crash, on flash.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';

class WriteAround implements FlushPolicy {
  readonly demandsDurability = 'array';
  readonly onEveryWrite = true;
  readonly keepsDirty = false;
  readonly watcher = null;
  readonly dropsDestaged = true;

  nextWakeNs(): number {
    return Infinity;
  }

  wake(): void {
    // Nothing of this policy depends on time.
  }

  next(_nowNs: number, view: DirtyView): number {
    return view.oldest();
  }

  save(): null {
    return null;
  }

  restore(): void {
    // Stateless.
  }
}

export const writeAround: Spec<Record<never, never>, FlushContext, FlushPolicy> = {
  name: 'write-around',
  summary: 'Destages every write at once, acknowledged when the array has it, and keeps no copy: a block is cached when it is read',
  source: 'Facebook flashcache, doc/flashcache-sa-guide.txt: cache mode write-around',
  params: {},
  create: () => new WriteAround(),
};
