/**
 * Destages with the log in view: what a rollback will hardly take back goes at once, what it may take back waits as long as the exposure to a crash allows.
 *
 * What it looks at:
 * - **Targets.** A rollback goes to a bookmark, or not further back than `horizon`. A block that was not written since the newest of these can go: it will not have to be
 *   brought back from the array. One written since then would be a debt after a rollback: the array would hold what the VM no longer has.
 * - **Preimages.** A block whose former version only the array holds must be read from there before it is destaged over, as long as the log wants that version. Such a
 *   block waits for the `age`: by then the version may have left the log, or a discard or rollback made the destage needless.
 * - **Exposure.** No block stays dirty longer than `age`: what a loss of the server costs is bounded, whatever else is known.
 *
 * Each can be left out of view (`targets`, `preimages`, `exposure`), to see what it is worth. In the order of the last write, so that what is rewritten moves to the end; among
 * the first `look` blocks it takes the first that needs no preimage. Source: own. What each is worth, and where the policy loses: `npm run validate -- --only ablation`, and the README.
 */
import type { DirtyView, FlushContext, FlushPolicy } from './flushPolicy.ts';
import type { Spec } from '../../base/spec.ts';
import { WriteOrder } from './writeOrder.ts';

type Params = {
  readonly age: number;
  readonly horizon: number;
  readonly inFlight: number;
  readonly look: number;
  readonly targets: boolean;
  readonly preimages: boolean;
  readonly exposure: boolean;
};

interface State {
  readonly order: ReturnType<WriteOrder['save']>;
  readonly wakeNs: number;
}

class RollbackAware implements FlushPolicy {
  readonly demandsDurability = null;
  readonly onEveryWrite = true;
  readonly keepsDirty: boolean;
  readonly watcher = new WriteOrder();
  private readonly params: Params;
  private wakeNs = Infinity;

  constructor(params: Params) {
    this.params = params;
    this.keepsDirty = !params.exposure;
  }

  nextWakeNs(): number {
    return this.wakeNs;
  }

  wake(nowNs: number): void {
    if (nowNs >= this.wakeNs) this.wakeNs = Infinity;
  }

  next(nowNs: number, view: DirtyView): number {
    this.wakeNs = Infinity;
    if (view.inFlight() >= this.params.inFlight) return -1;
    const oldest = view.oldest();
    if (oldest < 0) return -1;
    const overdueNs = this.params.exposure ? view.sinceNs(oldest) + this.params.age : Infinity;
    if (overdueNs <= nowNs) return oldest;
    const node = this.settled(nowNs, view);
    if (node >= 0) return node;
    const first = this.watcher.first;
    const settledNs = this.params.targets ? view.writtenNs(first) + this.params.horizon : Infinity;
    this.wakeNs = Math.min(overdueNs, settledNs > nowNs ? settledNs : Infinity);
    return -1;
  }

  /** The first block that no rollback is likely to take back, without a preimage to read; or −1. */
  private settled(nowNs: number, view: DirtyView): number {
    const { targets, preimages, horizon, look } = this.params;
    const newestTargetNs = targets ? Math.max(view.newestBookmarkNs(), nowNs - horizon) : nowNs;
    let node = this.watcher.first;
    for (let seen = 0; seen < look && node >= 0; seen += 1) {
      if (view.writtenNs(node) > newestTargetNs) return -1;
      if (!preimages || !view.needsPreimage(node)) return node;
      node = this.watcher.following(node);
    }
    return -1;
  }

  save(): State {
    return { order: this.watcher.save(), wakeNs: this.wakeNs };
  }

  restore(state: State): void {
    this.watcher.restore(state.order);
    this.wakeNs = state.wakeNs;
  }
}

export const rollbackAware: Spec<Params, FlushContext, FlushPolicy> = {
  name: 'rollback-aware',
  summary: 'Destages at once what no rollback is likely to take back and no preimage has to be read for, the rest when it has been dirty for so long',
  source: 'own',
  params: {
    age: { unit: 'ns', default: 30e9, min: 1e3, summary: 'no block stays dirty longer' },
    horizon: {
      unit: 'ns',
      default: 5e9,
      min: 0,
      summary: 'rollbacks go no further back than this, or to the newest bookmark: what was not written since goes at once',
    },
    inFlight: { unit: 'count', default: 32, min: 1, summary: 'destages under way at a time' },
    look: { unit: 'count', default: 32, min: 1, max: 4096, summary: 'blocks that are looked at for one that needs no preimage' },
    targets: { unit: 'flag', default: true, summary: 'look at what a rollback may take back' },
    preimages: { unit: 'flag', default: true, summary: 'look at which destages must read a preimage first' },
    exposure: { unit: 'flag', default: true, summary: 'look at how long a block has been dirty' },
  },
  create: (used) => new RollbackAware(used),
};
