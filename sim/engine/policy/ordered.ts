/**
 * Ordered write-back: a write is acknowledged as by its class, and goes to the array later, every version of it in sequence order: the array always holds the disk as
 * it was at one point in time, a little back. Nothing is coalesced; a version that is written over waits in its slot until the array has it.
 *
 * Transfers overlap (`inFlight` at a time); what has come through without a gap is committed together, so the order does not cost a round trip for each write.
 * Koller et al. let writes overlap that were under way at the same time, and commit nothing: their array may hold one of two concurrent writes without the other.
 */
import type { FlushSpec } from './flushPolicy.ts';
import { StatelessFlush } from './statelessFlush.ts';

type Params = { readonly inFlight: number };

class Ordered extends StatelessFlush {
  readonly promises = 'every-write';
  readonly stagesMax: number;

  constructor(stagesMax: number) {
    super();
    this.stagesMax = stagesMax;
  }
}

export const ordered: FlushSpec<Params> = {
  name: 'ordered',
  summary: 'Destages every version in the order of the writes: the array always holds a point in time',
  source: 'Koller, Marmol, Rangaswami, Sundararaman, Talagala, Zhao: Write policies for host-side flash caches, USENIX FAST 2013',
  isPromising: true,
  params: { inFlight: { unit: 'count', default: 32, min: 1, summary: 'transfers to the array under way at a time' } },
  create: ({ inFlight }) => new Ordered(inFlight),
};
