/**
 * Write-back with barriers on flash (WB-persist): a flush of the guest is answered when data and mapping are durable on flash, in one step (the durable point).
 * Survives a crash of the server that keeps its flash. That is what a flush means in this cache under any policy but `wb-flush`; here nothing else is promised,
 * and the policy needs flash.
 *
 * With `background` everything is destaged as soon as the array takes it; without it, nothing but what makes room.
 */
import type { DirtyView, FlushSpec } from './flushPolicy.ts';
import { StatelessFlush } from './statelessFlush.ts';

type Params = { readonly background: boolean };

/** `wb-flush` is the same, but for how far its barriers reach. */
export class WbPersist extends StatelessFlush {
  override readonly onEveryWrite: boolean;
  override readonly keepsDirty: boolean;

  constructor(background: boolean) {
    super();
    this.onEveryWrite = background;
    this.keepsDirty = !background;
  }

  override next(_nowNs: number, view: DirtyView): number {
    return this.keepsDirty ? -1 : view.oldest();
  }
}

export const wbPersist: FlushSpec<Params> = {
  name: 'wb-persist',
  summary: 'Write-back whose barriers hold on flash: a flush of the guest is answered when data and mapping are durable there',
  source: 'Qin, Brown, Goel: Reliable writeback for client-side flash caches, USENIX ATC 2014',
  needsFlash: 'its barriers are kept on flash',
  params: { background: { unit: 'flag', default: true, summary: 'destage between barriers too, as soon as the array takes it' } },
  create: (params) => new WbPersist(params.background),
};
