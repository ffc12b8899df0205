/**
 * Only what belongs to small IOs is kept: large ones are mostly sequential, gain least from a cache, and displace most.
 */
import type { Spec } from '../../base/spec.ts';
import type { AdmissionContext, AdmissionPolicy } from './admissionPolicy.ts';

type SizeParams = { readonly maxBytes: number };

class AdmitSize implements AdmissionPolicy {
  private readonly ioBlocksMax: number;

  constructor(params: SizeParams, context: AdmissionContext) {
    this.ioBlocksMax = params.maxBytes / context.blockBytes;
  }

  admits(_nowNs: number, _space: number, _block: number, ioBlocks: number): boolean {
    return ioBlocks <= this.ioBlocksMax;
  }

  save(): null {
    return null;
  }

  restore(): void {
    // Stateless.
  }
}

export const admitSize: Spec<SizeParams, AdmissionContext, AdmissionPolicy> = {
  name: 'size',
  summary: 'Keeps what belongs to IOs up to a size',
  source: 'own, after the sequential bypass of Linux bcache; the size is that of the blocks that an IO touches',
  params: { maxBytes: { unit: 'bytes', default: 65_536, min: 512, summary: 'largest IO whose blocks are kept' } },
  create: (params, context) => new AdmitSize(params, context),
};
