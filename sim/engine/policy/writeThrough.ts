/**
 * Write-through: every block is destaged at once, and a write is acknowledged when the array has it (durability class `array`).
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';

class WriteThrough implements FlushPolicy {
  readonly demandsDurability = 'array';
  readonly onEveryWrite = true;
  readonly keepsDirty = false;
  readonly watcher = null;

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

export const writeThrough: Spec<Record<never, never>, FlushContext, FlushPolicy> = {
  name: 'write-through',
  summary: 'Destages every write at once; acknowledged when the array has it',
  source: 'Byan et al.: Mercury: host-side flash caching for the data center, MSST 2012',
  params: {},
  create: () => new WriteThrough(),
};
