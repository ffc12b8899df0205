/**
 * A share of the misses is kept, whichever: what is missed often is kept soon, what is missed once mostly not. The engine draws no random numbers, so the
 * share is taken by a hash of the number of the miss and a seed.
 */
import type { Spec } from '../../base/spec.ts';
import type { AdmissionContext, AdmissionPolicy } from './admissionPolicy.ts';

type RandomParams = { readonly probability: number; readonly seed: number };

class AdmitRandom implements AdmissionPolicy {
  private readonly below: number;
  private readonly seed: number;
  private misses = 0;

  constructor(params: RandomParams) {
    this.below = params.probability * 0x1_0000_0000;
    this.seed = params.seed;
  }

  admits(): boolean {
    this.misses = (this.misses + 1) | 0;
    let hash = Math.imul(this.misses ^ this.seed, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0 < this.below;
  }

  save(): number {
    return this.misses;
  }

  restore(state: number): void {
    this.misses = state;
  }
}

export const admitRandom: Spec<RandomParams, AdmissionContext, AdmissionPolicy> = {
  name: 'random',
  summary: 'Keeps a share of the misses, whichever',
  source: 'own; the hash is the finaliser of MurmurHash3',
  params: {
    probability: { unit: 'ratio', default: 0.5, min: 0, max: 1, summary: 'share of the misses that is kept' },
    seed: { unit: 'count', default: 1, min: 0, max: 0xffff_ffff, summary: 'another seed keeps others' },
  },
  create: (params) => new AdmitRandom(params),
};
