/**
 * Misses are kept at a limited rate, so that what they write to the cache stays bounded: a bucket of tokens of one block each.
 */
import type { AdmissionContext, AdmissionPolicy, AdmissionPolicySpec } from './admissionPolicy.ts';

class AdmitWriteRate implements AdmissionPolicy {
  private readonly blocksPerNs: number;
  private readonly burstBlocks: number;
  private tokens: number;
  private filledNs = 0;

  constructor(rateBytesPerSecond: number, burstBytes: number, context: AdmissionContext) {
    this.blocksPerNs = rateBytesPerSecond / context.blockBytes / 1e9;
    this.burstBlocks = Math.max(1, burstBytes / context.blockBytes);
    this.tokens = this.burstBlocks;
  }

  admits(nowNs: number): boolean {
    this.tokens = Math.min(this.burstBlocks, this.tokens + (nowNs - this.filledNs) * this.blocksPerNs);
    this.filledNs = nowNs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  save(): readonly number[] {
    return [this.tokens, this.filledNs];
  }

  restore(state: readonly number[]): void {
    [this.tokens, this.filledNs] = state as [number, number];
  }
}

export const admitWriteRate: AdmissionPolicySpec = {
  name: 'write-rate',
  summary: 'Keeps misses up to so many bytes a second',
  source: 'own: token bucket, as CacheLib’s dynamic random admission limits flash writes (Berg et al., OSDI 2020), without its feedback',
  needsTime: true,
  params: {
    rate: { unit: 'bytesPerSecond', default: 50e6, min: 1, summary: 'what may be kept, on average' },
    burst: { unit: 'bytes', default: 1_048_576, min: 512, summary: 'what may be kept at once, after a pause' },
  },
  create: (params, context) => new AdmitWriteRate(params['rate'] as number, params['burst'] as number, context),
};
