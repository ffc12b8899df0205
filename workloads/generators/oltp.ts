/**
 * A database that serves transactions: reads and writes of pages by Zipf's law over the tables, and after every so many of them a log write that commits. The log lies at the start of
 * the region, the tables behind it.
 *
 * Transactions are not told apart: with a queue depth of n there are n sessions, and of all IO the right share is commits. The queue waits for commits as the sessions would.
 */
import { ZipfSampler } from '../../sim/base/distributions.ts';
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import { commit, commitParam } from './commit.ts';
import { IoMix, ioMixParams, ioMixSpec, type IoMixParams, type IoMixState } from './ioMix.ts';
import type { IoPattern, WorkloadContext, WorkloadSpec } from './ioPattern.ts';
import { Scatter } from './scatter.ts';

export interface OltpParams {
  readonly readRatio: number;
  readonly pageSizeBytes: number;
  readonly footprintBytes: number;
  readonly offsetBytes: number;
  readonly exponent: number;
  readonly commitEvery: number;
  readonly commit: string;
  readonly logSizeBytes: number;
  readonly logWriteSizeBytes: number;
}

interface OltpState {
  readonly mix: IoMixState;
  readonly sinceCommit: number;
  readonly logCursorBytes: number;
}

export const oltp: WorkloadSpec<OltpParams> = {
  name: 'oltp',
  summary: 'pages of tables are read and written at random, and a log is written at each commit',
  source:
    'S. Chen et al., TPC-E vs. TPC-C: characterizing the new TPC-E benchmark via an I/O comparison study, SIGMOD Record 2010 (TPC-C: 1.9 reads per write, 8 KiB pages)',
  params: {
    readRatio: { unit: 'ratio', default: 0.65, min: 0, max: 1, summary: 'share of reads among the IOs on tables' },
    pageSizeBytes: { unit: 'bytes', default: 8192, min: 512, max: 64 * 1024, summary: 'size of each IO on tables' },
    footprintBytes: {
      ...ioMixParams.footprintBytes,
      summary: 'size of the tables; 0: the rest of the space, but at most 1GiB',
    },
    offsetBytes: { unit: 'bytes', default: 0, min: 0, summary: 'where the log begins; the tables lie behind it' },
    exponent: { unit: 'ratio', default: 0.9, min: 0, max: 4, summary: "Zipf's exponent: how unequally the pages are used; 0: all alike" },
    commitEvery: { unit: 'count', default: 10, min: 1, summary: 'IOs on tables between two commits' },
    commit: commitParam,
    logSizeBytes: { unit: 'bytes', default: 64 * 1024 * 1024, min: 512, summary: 'size of the log, which is written round' },
    logWriteSizeBytes: { unit: 'bytes', default: 4096, min: 512, max: 1024 * 1024, summary: 'size of each log write' },
  },
  problem(params, spaceBytes) {
    if (params.logSizeBytes < params.logWriteSizeBytes) return { field: 'logWriteSize', allowed: 'the log must hold at least one write' };
    if (params.offsetBytes + params.logSizeBytes >= spaceBytes)
      return { field: params.offsetBytes > 0 ? 'offset' : 'logSize', allowed: 'the log, and tables behind it, must lie within the space', isOfSpace: true };
    const problem = ioMixSpec.problem(tablesOf(params), spaceBytes);
    return problem?.field === 'ioSize' || problem?.field === 'offset'
      ? { field: 'pageSize', allowed: 'the tables, which lie behind the log, must hold a page', isOfSpace: true }
      : problem;
  },
  largestIoBytes: ({ pageSizeBytes, logWriteSizeBytes }) => Math.max(pageSizeBytes, logWriteSizeBytes),
  granulesBytes: (params) => [params.offsetBytes, params.logWriteSizeBytes, ...ioMixSpec.granulesBytes(tablesOf(params))],
  create: (params, context) => new OltpPattern(params, context),
};

function tablesOf({ readRatio, pageSizeBytes, footprintBytes, offsetBytes, logSizeBytes }: OltpParams): IoMixParams {
  return {
    readRatio,
    discardRatio: 0,
    ioSizeBytes: pageSizeBytes,
    writeSizeBytes: null,
    footprintBytes,
    offsetBytes: offsetBytes + logSizeBytes,
    alignBytes: 0,
  };
}

class OltpPattern implements IoPattern {
  readonly done = false;
  readonly #params: OltpParams;
  readonly #context: WorkloadContext;
  readonly #mix: IoMix;
  readonly #ranks: ZipfSampler;
  readonly #pages: Scatter;
  #sinceCommit = 0;
  #logCursorBytes = 0;

  constructor(params: OltpParams, context: WorkloadContext) {
    this.#params = params;
    this.#context = context;
    this.#mix = new IoMix(tablesOf(params), context);
    this.#ranks = new ZipfSampler(this.#mix.placeCount, params.exponent);
    this.#pages = new Scatter(this.#mix.placeCount, context.key);
  }

  next(into: IoRequest): boolean {
    if (this.#sinceCommit === this.#params.commitEvery) return this.#commit(into);
    this.#sinceCommit += 1;
    this.#mix.fill(this.#pages.at(this.#ranks.next(this.#context.stream)), into);
    return false;
  }

  save(): OltpState {
    return { mix: this.#mix.save(), sinceCommit: this.#sinceCommit, logCursorBytes: this.#logCursorBytes };
  }

  restore(state: OltpState): void {
    this.#mix.restore(state.mix);
    this.#sinceCommit = state.sinceCommit;
    this.#logCursorBytes = state.logCursorBytes;
  }

  #commit(into: IoRequest): boolean {
    const { logSizeBytes, logWriteSizeBytes, offsetBytes } = this.#params;
    this.#sinceCommit = 0;
    if (this.#logCursorBytes + logWriteSizeBytes > logSizeBytes) this.#logCursorBytes = 0;
    into.op = Op.Write;
    into.offsetBytes = offsetBytes + this.#logCursorBytes;
    into.lengthBytes = logWriteSizeBytes;
    this.#logCursorBytes += logWriteSizeBytes;
    return commit(this.#params.commit, into);
  }
}
