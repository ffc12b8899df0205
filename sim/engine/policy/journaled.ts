/**
 * Journaled write-back: writes are gathered into sets, coalesced within each; a set ends after `interval`, or when `blocks` blocks are dirty, goes to the journal of
 * the array and is committed there all or none. The array always holds the disk as it was at the end of a set. What is written while a set is on its way belongs to the
 * next; a version of the set that is written over meanwhile waits in its slot.
 */
import type { DirtyView, FlushContext, FlushPolicy, FlushSpec } from './flushPolicy.ts';

/** `interval` in ns; `blocks` null: any number. */
type Params = { readonly interval: number; readonly blocks: number | null };

class Journaled implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = false;
  readonly watcher = null;
  readonly promises = 'sets';
  private readonly intervalNs: number;
  private readonly blocksMax: number;
  private nextNs: number;
  /** Blocks dirty since this sequence or before belong to the set that is due. */
  private dueThrough = -1;

  constructor({ interval, blocks }: Params, { startNs }: FlushContext) {
    this.intervalNs = interval;
    this.blocksMax = blocks ?? Infinity;
    this.nextNs = startNs + interval;
  }

  nextWakeNs(): number {
    return this.nextNs;
  }

  wake(nowNs: number, view: DirtyView): void {
    if (nowNs >= this.nextNs) this.endSet(nowNs, view);
  }

  next(nowNs: number, view: DirtyView): number {
    if (view.dirtyBlocks() - view.inFlight() >= this.blocksMax) this.endSet(nowNs, view);
    const node = view.oldest();
    return node >= 0 && view.sinceSequence(node) <= this.dueThrough ? node : -1;
  }

  private endSet(nowNs: number, view: DirtyView): void {
    this.dueThrough = view.newestSequence();
    this.nextNs = nowNs + this.intervalNs;
  }

  save(): readonly number[] {
    return [this.nextNs, this.dueThrough];
  }

  restore(state: readonly number[]): void {
    [this.nextNs, this.dueThrough] = state as [number, number];
  }
}

export const journaled: FlushSpec<Params> = {
  name: 'journaled',
  summary: 'Gathers writes into sets by time or size, each committed by the array all or none: the array always holds a point in time',
  source: 'Koller, Marmol, Rangaswami, Sundararaman, Talagala, Zhao: Write policies for host-side flash caches, USENIX FAST 2013',
  isPromising: true,
  params: {
    interval: { unit: 'ns', default: 1e9, min: 1e3, summary: 'a set ends so long after the one before' },
    blocks: { unit: 'count', default: null, min: 1, orNone: true, summary: 'or when so many blocks are dirty; none: however many' },
  },
  create: (params, context) => new Journaled(params, context),
};
