/** A log: small writes one behind the other round a region, with a commit after every so many. With a queue depth of 1 each commit is answered before the next write comes. */
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import { commit, commitParam } from './commit.ts';
import { IoMix, ioMixSpec, ioSizeParam, regionParams, type IoMixParams, type IoMixState } from './ioMix.ts';
import type { IoSizes } from './ioSizes.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';

export interface LogWriterParams {
  readonly ioSizeBytes: IoSizes;
  readonly footprintBytes: number;
  readonly offsetBytes: number;
  readonly commit: string;
  readonly commitEvery: number;
}

interface LogWriterState {
  readonly mix: IoMixState;
  readonly cursorBytes: number;
  readonly sinceCommit: number;
}

export const logWriter: WorkloadSpec<LogWriterParams> = {
  name: 'log-writer',
  summary: 'small writes one behind the other round a region, with commits',
  source: 'own',
  params: {
    ioSizeBytes: { ...ioSizeParam, summary: 'size of each write; or several with their shares, such as { 4KiB: 80%, 16KiB: 20% }' },
    footprintBytes: { ...regionParams.footprintBytes, default: 64 * 1024 * 1024 },
    offsetBytes: regionParams.offsetBytes,
    commit: commitParam,
    commitEvery: { unit: 'count', default: 1, min: 1, summary: 'a commit after every so many writes' },
  },
  problem: (params, spaceBytes) => ioMixSpec.problem(mixOf(params), spaceBytes),
  largestIoBytes: (params) => ioMixSpec.largestIoBytes(mixOf(params)),
  granulesBytes: (params) => ioMixSpec.granulesBytes(mixOf(params)),
  create: (params, context) => new LogWriterPattern(params, context),
};

function mixOf({ ioSizeBytes, footprintBytes, offsetBytes }: LogWriterParams): IoMixParams {
  return { readRatio: 0, discardRatio: 0, ioSizeBytes, writeSizeBytes: null, footprintBytes, offsetBytes, alignBytes: 0 };
}

class LogWriterPattern implements IoPattern {
  readonly done = false;
  readonly #mix: IoMix;
  readonly #params: LogWriterParams;
  #cursorBytes = 0;
  #sinceCommit = 0;

  constructor(params: LogWriterParams, context: WorkloadContext) {
    this.#mix = new IoMix(mixOf(params), context);
    this.#params = params;
  }

  next(into: IoRequest): boolean {
    this.#mix.draw(into);
    into.op = Op.Write;
    const atBytes = this.#cursorBytes + into.lengthBytes <= this.#mix.regionBytes ? this.#cursorBytes : 0;
    this.#mix.pointAt(atBytes, into);
    this.#cursorBytes = atBytes + Math.ceil(into.lengthBytes / this.#mix.unitBytes) * this.#mix.unitBytes;
    this.#sinceCommit += 1;
    if (this.#sinceCommit < this.#params.commitEvery) return false;
    this.#sinceCommit = 0;
    return commit(this.#params.commit, into);
  }

  save(): LogWriterState {
    return { mix: this.#mix.save(), cursorBytes: this.#cursorBytes, sinceCommit: this.#sinceCommit };
  }

  restore(state: LogWriterState): void {
    this.#mix.restore(state.mix);
    this.#cursorBytes = state.cursorBytes;
    this.#sinceCommit = state.sinceCommit;
  }
}
