/**
 * Epochs: at every tick of `interval` all that is dirty is frozen, and committed at the array all or none, with a marker that says which point in time the array holds
 * then. What is written again while its version is on its way is copied on write: the frozen version waits in its slot. A set that is not through at the next tick is
 * followed by the next at once.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtyView, FlushContext, FlushPolicy, FlushSpec } from './flushPolicy.ts';
import { periodic } from './periodic.ts';

/** `interval` in ns. */
type Params = { readonly interval: number };

/** The ticks are those of the periodic flush; what differs is what the engine makes of them. */
class Epoch implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = false;
  readonly keepsDirty = false;
  readonly watcher = null;
  readonly promises = 'sets';
  private readonly ticks: FlushPolicy;

  constructor(params: Params, context: FlushContext) {
    this.ticks = (periodic as Spec<Params, FlushContext, FlushPolicy>).create(params, context);
  }

  nextWakeNs(): number {
    return this.ticks.nextWakeNs();
  }

  wake(nowNs: number, view: DirtyView): void {
    this.ticks.wake(nowNs, view);
  }

  next(nowNs: number, view: DirtyView): number {
    return this.ticks.next(nowNs, view);
  }

  save(): unknown {
    return this.ticks.save();
  }

  restore(state: unknown): void {
    this.ticks.restore(state);
  }
}

export const epoch: FlushSpec<Params> = {
  name: 'epoch',
  summary: 'Every interval, freezes all blocks that are dirty and has them committed all or none: the array always holds a marked point in time',
  source: 'ZFS transaction groups: Bonwick, Ahrens et al., The Zettabyte File System, 2003; interval as their timeout (5 s)',
  isPromising: true,
  params: { interval: { unit: 'ns', default: 5e9, min: 1e3, summary: 'time from one epoch to the next' } },
  create: (params, context) => new Epoch(params, context),
};
