/**
 * A block is kept at its n-th miss, while the misses before are still remembered: of as many blocks as `memory` times the cache holds, those forgotten first
 * whose last miss is the longest ago. What was read once and never again does not displace what is used.
 */
import { IntMap } from '../../base/intMap.ts';
import type { Spec } from '../../base/spec.ts';
import type { AdmissionContext, AdmissionPolicy } from './admissionPolicy.ts';
import { ghostKey, GhostList } from './ghostList.ts';

type NthMissParams = { readonly n: number; readonly memory: number };

class AdmitNthMiss implements AdmissionPolicy {
  private readonly missed = new GhostList();
  /** Misses of those that are remembered. */
  private readonly counts = new IntMap();
  private readonly params: NthMissParams;
  private readonly capacity: () => number;

  constructor(params: NthMissParams, context: AdmissionContext) {
    this.params = params;
    this.capacity = context.capacity;
  }

  admits(_nowNs: number, space: number, block: number): boolean {
    const key = ghostKey(space, block);
    const misses = 1 + Math.max(0, this.counts.get(key));
    if (this.missed.remove(key)) this.counts.delete(key);
    if (misses >= this.params.n) return true;
    const keys = Math.max(1, Math.floor(this.capacity() * this.params.memory));
    while (this.missed.count >= keys) this.counts.delete(this.missed.takeOldest());
    this.missed.add(key, 1);
    this.counts.set(key, misses);
    return false;
  }

  save(): unknown {
    return { missed: this.missed.save(), counts: this.counts.save() };
  }

  restore(state: unknown): void {
    const saved = state as { missed: ReturnType<GhostList['save']>; counts: ReturnType<IntMap['save']> };
    this.missed.restore(saved.missed);
    this.counts.restore(saved.counts);
  }
}

export const admitNthMiss: Spec<NthMissParams, AdmissionContext, AdmissionPolicy> = {
  name: 'nth-miss',
  summary: 'Keeps a block at its n-th miss, as long as the misses before are remembered',
  source: 'Huang, Feng, Qin, Chen: Improving flash-based disk cache with lazy adaptive replacement, MSST 2013: what was seen once is not worth a write',
  params: {
    n: { unit: 'count', default: 2, min: 1, max: 255, summary: 'at which miss a block is kept' },
    memory: { unit: 'ratio', default: 1, min: 0, max: 100, summary: 'blocks whose misses are remembered, in caches' },
  },
  create: (params, context) => new AdmitNthMiss(params, context),
};
