/**
 * Delays writers: the array is given the more to do at a time the more is dirty, and when that does not suffice each write is held back, the longer the more is
 * dirty, so that writers slow down smoothly to what the array takes instead of stopping when everything is full.
 *
 * With d dirty blocks, m = `dirtyMax` of the portion and d0 = `delayMin` of m, a write waits scale · (d − d0) / (m − d), at most `delayMax`; and writes go one
 * after the other: each at least that long after the one before. At m and above it waits until something has been destaged. Destages under way: none below
 * `activeMin` of m, then growing in a straight line to `inFlight` at `activeMax`.
 *
 * Left out: transaction groups (everything is destaged oldest first), and the priorities among kinds of IO that surround it in ZFS.
 */
import type { ParamConflict, ParamSpec } from '../../base/spec.ts';
import type { DirtyView, FlushPolicy, FlushSpec, WriteThrottle } from './flushPolicy.ts';

type Params = {
  readonly dirtyMax: number;
  readonly delayMin: number;
  readonly scale: number;
  readonly delayMax: number;
  readonly activeMin: number;
  readonly activeMax: number;
  readonly inFlight: number;
};

class WriterDelay implements FlushPolicy, WriteThrottle {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty = true;
  readonly watcher = null;
  readonly throttle = this;
  private readonly params: Params;
  /** When the latest write that was held back may go. */
  private lastNs = 0;

  constructor(params: Params) {
    this.params = params;
  }

  nextWakeNs(): number {
    return Infinity;
  }

  wake(): void {
    // Nothing of this policy depends on time: writes that are held back are the engine's to wake.
  }

  admitAtNs(nowNs: number, arrivedNs: number, view: DirtyView): number {
    const dirty = view.dirtyBlocks();
    const most = this.most(view);
    const least = this.params.delayMin * most;
    if (dirty <= least) return nowNs;
    if (dirty >= most) return Infinity;
    const delayNs = Math.min(this.params.delayMax, Math.round((this.params.scale * (dirty - least)) / (most - dirty)));
    this.lastNs = Math.max(arrivedNs, this.lastNs) + delayNs;
    return this.lastNs;
  }

  next(_nowNs: number, view: DirtyView): number {
    const { activeMin, activeMax, inFlight } = this.params;
    const dirty = view.dirtyBlocks();
    const most = this.most(view);
    const low = Math.floor(activeMin * most);
    if (dirty <= low) return -1;
    const high = Math.floor(activeMax * most);
    const allowed = dirty >= high ? inFlight : Math.ceil((inFlight * (dirty - low)) / (high - low));
    return view.inFlight() < allowed ? view.oldest() : -1;
  }

  /** At least a block, however small the portion is. */
  private most(view: DirtyView): number {
    return Math.max(1, Math.floor(this.params.dirtyMax * view.portionBlocks()));
  }

  save(): number {
    return this.lastNs;
  }

  restore(state: number): void {
    this.lastNs = state;
  }
}

const params: { readonly [K in keyof Params]: ParamSpec<number> } = {
  dirtyMax: { unit: 'ratio', default: 0.1, min: 0.000001, max: 1, summary: 'dirty share of the portion at which writes stop' },
  delayMin: { unit: 'ratio', default: 0.6, min: 0, max: 0.99, summary: 'share of dirtyMax from which on writes are held back' },
  scale: { unit: 'ns', default: 500e3, min: 1, summary: 'how long, half way between delayMin and dirtyMax' },
  delayMax: { unit: 'ns', default: 100e6, min: 1, summary: 'a write is held back no longer than this after the one before' },
  activeMin: { unit: 'ratio', default: 0.3, min: 0, max: 0.99, summary: 'share of dirtyMax up to which nothing is destaged' },
  activeMax: {
    unit: 'ratio',
    default: 0.6,
    min: 0.000001,
    max: 1,
    summary: 'share of dirtyMax from which on all that may be destaged at a time is; above activeMin',
  },
  inFlight: { unit: 'count', default: 10, min: 1, summary: 'destages under way from activeMax on' },
};

function conflict({ activeMin, activeMax }: Params): ParamConflict | null {
  return activeMax > activeMin ? null : { param: 'activeMax', allowed: `more than activeMin, ${String(activeMin)}, is needed` };
}

export const writerDelay: FlushSpec<Params> = {
  name: 'writer-delay',
  summary: 'Destages the more at a time the more is dirty, and holds writes back the longer, the nearer that comes to its limit',
  source: 'OpenZFS, module/zfs/dmu_tx.c (dmu_tx_delay) and zfs(4): zfs_delay_min_dirty_percent 60, zfs_delay_scale 500 us, zfs_vdev_async_write_max_active 10',
  params,
  conflict,
  create: (used) => new WriterDelay(used),
};
