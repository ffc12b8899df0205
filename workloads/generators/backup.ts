/** A backup: reads the whole region from front to back, the last IO as short as it must be. Ends after its passes. How fast it goes is pacing: `bandwidthLimit: 200MB/s`, say. */
import type { ParamSpec } from '../../sim/base/spec.ts';
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';

export interface BackupParams {
  readonly ioSizeBytes: number;
  readonly footprintBytes: number;
  readonly offsetBytes: number;
  readonly passes: number;
}

interface BackupState {
  readonly atBytes: number;
  readonly passesDone: number;
}

const ioSize: ParamSpec<number> = { unit: 'bytes', default: 256 * 1024, min: 512, max: 4 * 1024 * 1024, summary: 'size of each read' };

export const backup: WorkloadSpec<BackupParams> = {
  name: 'backup',
  summary: 'reads the whole space once, from front to back',
  source: 'own',
  params: {
    ioSizeBytes: ioSize,
    footprintBytes: { unit: 'bytes', default: 0, min: 0, summary: 'size of the region that is read; 0: the whole space' },
    offsetBytes: { unit: 'bytes', default: 0, min: 0, summary: 'where the region begins' },
    passes: { unit: 'count', default: 1, min: 0, summary: 'it ends after so many times; 0: never' },
  },
  ends: ({ passes }) => passes > 0,
  problem({ offsetBytes, footprintBytes }, spaceBytes) {
    if (offsetBytes >= spaceBytes) return { field: 'offset', allowed: 'the region must lie within the space', isOfSpace: true };
    return offsetBytes + footprintBytes > spaceBytes ? { field: 'footprint', allowed: 'the region must lie within the space', isOfSpace: true } : null;
  },
  largestIoBytes: ({ ioSizeBytes }) => ioSizeBytes,
  granulesBytes: ({ ioSizeBytes, offsetBytes, footprintBytes }) => [ioSizeBytes, offsetBytes, footprintBytes],
  create: (params, context) => new BackupPattern(params, context),
};

class BackupPattern implements IoPattern {
  readonly #params: BackupParams;
  readonly #regionBytes: number;
  #atBytes = 0;
  #passesDone = 0;

  constructor(params: BackupParams, context: WorkloadContext) {
    this.#params = params;
    this.#regionBytes = params.footprintBytes > 0 ? params.footprintBytes : context.spaceBytes - params.offsetBytes;
  }

  get done(): boolean {
    return this.#params.passes > 0 && this.#passesDone >= this.#params.passes;
  }

  next(into: IoRequest): boolean {
    into.op = Op.Read;
    into.offsetBytes = this.#params.offsetBytes + this.#atBytes;
    into.lengthBytes = Math.min(this.#params.ioSizeBytes, this.#regionBytes - this.#atBytes);
    this.#atBytes += into.lengthBytes;
    if (this.#atBytes >= this.#regionBytes) {
      this.#atBytes = 0;
      this.#passesDone += 1;
    }
    return false;
  }

  save(): BackupState {
    return { atBytes: this.#atBytes, passesDone: this.#passesDone };
  }

  restore(state: BackupState): void {
    this.#atBytes = state.atBytes;
    this.#passesDone = state.passesDone;
  }
}
