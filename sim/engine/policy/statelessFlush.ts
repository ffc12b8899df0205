import type { Durability } from '../protocol.ts';
import type { DirtyView, FlushPolicy } from './flushPolicy.ts';

/**
 * What flush policies have in common that remember nothing and wait for no time: the block that has been dirty for the longest time goes as soon as the engine
 * asks. A policy says how it differs.
 */
export class StatelessFlush implements FlushPolicy {
  readonly demandsDurability: Durability | null = null;
  readonly onEveryWrite: boolean = true;
  readonly keepsDirty: boolean = false;
  readonly watcher = null;

  nextWakeNs(): number {
    return Infinity;
  }

  wake(): void {
    // Nothing here depends on time.
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
