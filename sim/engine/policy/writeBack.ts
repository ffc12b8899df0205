/**
 * Write-back at once: every dirty block is destaged as soon as the array takes it, whatever the order of the writes was; what is written again before its turn
 * goes once. With a host lost midway the array holds any mixture of old and new.
 */
import type { Spec } from '../../base/spec.ts';
import type { DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';
import { StatelessFlush } from './statelessFlush.ts';

type WriteBackParams = { readonly inFlight: number | null };

class WriteBack extends StatelessFlush {
  private readonly inFlightMax: number;

  constructor(inFlightMax: number) {
    super();
    this.inFlightMax = inFlightMax;
  }

  override next(_nowNs: number, view: DirtyView): number {
    return view.inFlight() < this.inFlightMax ? view.oldest() : -1;
  }
}

export const writeBack: Spec<WriteBackParams, FlushContext, FlushPolicy> = {
  name: 'write-back',
  summary: 'Destages every block as soon as the array takes it; writes do not wait for that',
  source: 'Holland et al.: Flash caching on the storage client, USENIX ATC 2013 (asynchronous write-through)',
  params: {
    inFlight: { unit: 'count', default: null, min: 1, orNone: true, summary: 'destages under way at a time; none: as many as the server starts' },
  },
  create: ({ inFlight }) => new WriteBack(inFlight ?? Infinity),
};
