/** What is in a trace: one pass over its batches, then plain JSON (times in ns, sizes in bytes, shares as ratios). `hindcast trace info` prints it. */
import { fitZipf } from '../../../sim/base/distributions.ts';
import type { Histogram } from '../../../sim/base/histogram.ts';
import { Op } from '../../../sim/engine/protocol.ts';
import type { OpenTrace } from '../openTrace.ts';
import { BlockFigures } from './blockFigures.ts';
import { RequestFigures } from './requestFigures.ts';
import type { RateInterval } from './rateOverTime.ts';

export interface TraceInfoOptions {
  readonly file: string;
  readonly blockBytes: number;
  /** See BlockFigures. */
  readonly exactBlocksMax: number;
}

export interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface TraceInfo {
  readonly file: string;
  readonly format: string;
  /** What the reader left out or found odd. */
  readonly notes: readonly { readonly what: string; readonly count: number }[];
  readonly requests: number;
  /** Null where the operation is not known. */
  readonly reads: number | null;
  readonly writes: number | null;
  readonly flushes: number | null;
  readonly discards: number | null;
  /** Of reads and writes. */
  readonly bytes: number;
  readonly bytesRead: number | null;
  readonly bytesWritten: number | null;
  readonly volumes: readonly { readonly name: string; readonly requests: number; readonly bytes: number; readonly endBytes: number }[];
  readonly lengthBytes: { readonly min: number; readonly mean: number; readonly max: number };
  /** Most frequent first. */
  readonly sizes: readonly { readonly bytes: number; readonly requests: number }[];
  readonly uniqueStarts: number;
  readonly unalignedRequests: number;
  /** Share of the requests that begin where the one before on that volume ended; the same with any of the last 32 streams. */
  readonly sequentialRatio: number;
  readonly streamRatio: number;
  /** Null where the file has no times. */
  readonly times: TraceTimesInfo | null;
  readonly serviceNs: Spread | null;
  readonly blocks: TraceBlocksInfo;
}

export interface TraceTimesInfo {
  readonly spanNs: number;
  readonly timesBack: number;
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly peak: { readonly fromNs: number; readonly windowNs: number; readonly requestsPerSecond: number; readonly bytesPerSecond: number };
  readonly gapNs: Spread;
  /** Standard deviation by mean: 1 for Poisson arrivals. */
  readonly gapVariation: number;
  readonly rate: { readonly intervalNs: number; readonly intervals: readonly RateInterval[] };
}

export interface TraceBlocksInfo {
  readonly blockBytes: number;
  readonly accesses: number;
  readonly readAccesses: number | null;
  readonly writeAccesses: number | null;
  readonly unique: number;
  readonly onlyRead: number | null;
  readonly onlyWritten: number | null;
  readonly readAndWritten: number | null;
  /** Writes of blocks that had been written before: what a log of versions has to keep. */
  readonly overwrites: { readonly accesses: number; readonly ratio: number; readonly perSecond: number; readonly bytesPerSecond: number } | null;
  readonly workingSets: readonly { readonly windowNs: number; readonly windows: number; readonly meanBlocks: number; readonly maxBlocks: number }[];
  readonly popularity: {
    readonly zipfExponent: number;
    readonly zipfDeviation: number;
    /** Share of the accesses that go to that share of the blocks, the most used ones. */
    readonly top: readonly { readonly blocksRatio: number; readonly accessRatio: number }[];
    /** Uses of the block at each of some ranks, from the most used one (rank 1) on. */
    readonly ranks: readonly { readonly rank: number; readonly uses: number }[];
    readonly usedOnce: number;
    readonly usesMax: number;
  };
  readonly reuseDistances: readonly { readonly below: number; readonly uses: number }[] | null;
  readonly missRatios: {
    readonly method: 'exact' | 'shards';
    readonly rate: number;
    readonly lru: readonly { readonly blocks: number; readonly missRatio: number }[];
  };
}

const ratePoints = 60;
const sizesShown = 16;
const topRatios = [0.01, 0.05, 0.1, 0.2, 0.5];
const second = 1e9;

/** What is looked at: a trace that has been opened, or requests that come from elsewhere and look like one. */
export type InspectedTrace = Pick<OpenTrace, 'lacksOp' | 'batches'> & {
  readonly format: Pick<OpenTrace['format'], 'name' | 'storesTimes'>;
  readonly volumes: Pick<OpenTrace['volumes'], 'names'>;
  readonly notes: Pick<OpenTrace['notes'], 'list'>;
};

export async function readTraceInfo(open: InspectedTrace, options: TraceInfoOptions): Promise<TraceInfo> {
  const requests = new RequestFigures(options.blockBytes);
  const blocks = new BlockFigures(options);
  const volumes: { requests: number; bytes: number; endBytes: number }[] = [];
  for await (const batch of open.batches) {
    requests.add(batch);
    blocks.add(batch);
    for (let index = 0; index < batch.count; index++) {
      const own = (volumes[batch.volume[index]!] ??= { requests: 0, bytes: 0, endBytes: 0 });
      own.requests += 1;
      own.bytes += batch.lengthBytes[index]!;
      own.endBytes = Math.max(own.endBytes, batch.offsetBytes[index]! + batch.lengthBytes[index]!);
    }
  }
  const isOpKnown = !open.lacksOp();
  const known = (value: number): number | null => (isOpKnown ? value : null);
  const count = requests.requests.reduce((sum, value) => sum + value, 0);
  const placed = count - requests.requests[Op.Flush]!;
  const bytes = requests.bytes[Op.Read]! + requests.bytes[Op.Write]!;
  return {
    file: options.file,
    format: open.format.name,
    notes: open.notes.list(),
    requests: count,
    reads: known(requests.requests[Op.Read]!),
    writes: known(requests.requests[Op.Write]!),
    flushes: known(requests.requests[Op.Flush]!),
    discards: known(requests.requests[Op.Discard]!),
    bytes,
    bytesRead: known(requests.bytes[Op.Read]!),
    bytesWritten: known(requests.bytes[Op.Write]!),
    volumes: Object.entries(volumes).map(([volume, own]) => ({ name: open.volumes.names[Number(volume)] ?? '', ...own })),
    lengthBytes: {
      min: placed === 0 ? 0 : requests.lengthBytesMin,
      mean: placed === 0 ? 0 : (bytes + requests.bytes[Op.Discard]!) / placed,
      max: requests.lengthBytesMax,
    },
    sizes: topSizes(requests),
    uniqueStarts: blocks.uniqueStarts,
    unalignedRequests: requests.unaligned,
    sequentialRatio: placed === 0 ? 0 : requests.sequential / placed,
    streamRatio: placed === 0 ? 0 : requests.streamed / placed,
    times: open.format.storesTimes && count > 0 ? timesInfo(requests, count, bytes) : null,
    serviceNs: requests.services.count === 0 ? null : spreadOf(requests.services),
    blocks: blocksInfo(blocks, requests, options.blockBytes, isOpKnown),
  };
}

function timesInfo(requests: RequestFigures, count: number, bytes: number): TraceTimesInfo {
  const spanNs = requests.lastNs - requests.firstNs;
  const peak = requests.rate.peak(second);
  const perSecond = (value: number, ns: number): number => (ns <= 0 ? 0 : (value * second) / ns);
  return {
    spanNs,
    timesBack: requests.timesBack,
    requestsPerSecond: perSecond(count, spanNs),
    bytesPerSecond: perSecond(bytes, spanNs),
    peak: {
      fromNs: peak.fromNs,
      windowNs: peak.windowNs,
      requestsPerSecond: perSecond(peak.requests, peak.windowNs),
      bytesPerSecond: perSecond(peak.bytes, peak.windowNs),
    },
    gapNs: spreadOf(requests.gaps),
    gapVariation: requests.gapVariation,
    rate: requests.rate.intervals(ratePoints),
  };
}

function blocksInfo(blocks: BlockFigures, requests: RequestFigures, blockBytes: number, isOpKnown: boolean): TraceBlocksInfo {
  const spanNs = requests.lastNs - requests.firstNs;
  const { accesses, uniqueBlocks } = blocks;
  const { read, written, both } = blocks.byUse;
  const perSecond = spanNs > 0 ? (blocks.overwrites * second) / spanNs : 0;
  return {
    blockBytes,
    accesses,
    readAccesses: isOpKnown ? blocks.reads : null,
    writeAccesses: isOpKnown ? blocks.writes : null,
    unique: uniqueBlocks,
    onlyRead: isOpKnown ? read : null,
    onlyWritten: isOpKnown ? written : null,
    readAndWritten: isOpKnown ? both : null,
    overwrites: isOpKnown
      ? { accesses: blocks.overwrites, ratio: blocks.writes === 0 ? 0 : blocks.overwrites / blocks.writes, perSecond, bytesPerSecond: perSecond * blockBytes }
      : null,
    workingSets: blocks.workingSets(),
    popularity: popularityInfo(blocks.sortedUses(), accesses),
    reuseDistances: blocks.reuseDistances(),
    missRatios: missRatioInfo(blocks),
  };
}

function popularityInfo(uses: Uint32Array, accesses: number): TraceBlocksInfo['popularity'] {
  const fit = uses.length === 0 ? { exponent: 0, deviation: 0 } : fitZipf(uses);
  let sum = 0;
  let block = 0;
  const top = topRatios.map((blocksRatio) => {
    for (; block < Math.ceil(uses.length * blocksRatio); block++) sum += uses[block]!;
    return { blocksRatio, accessRatio: accesses === 0 ? 0 : sum / accesses };
  });
  let usedOnce = 0;
  while (usedOnce < uses.length && uses[uses.length - 1 - usedOnce] === 1) usedOnce++;
  const ranks = shownRanks(uses.length).map((rank) => ({ rank, uses: uses[rank - 1]! }));
  return { zipfExponent: fit.exponent, zipfDeviation: fit.deviation, top, ranks, usedOnce, usesMax: uses[0] ?? 0 };
}

/** 1, 2, 3, 4, 6, 8, 12 … and the last. */
function shownRanks(count: number): number[] {
  const ranks: number[] = [];
  for (let rank = 1; rank < count; rank *= 2) {
    ranks.push(rank);
    if (rank >= 2 && rank * 1.5 < count) ranks.push(rank * 1.5);
  }
  return count === 0 ? ranks : [...ranks, count];
}

/** At powers of two and in between, up to the size from which on nothing is gained. */
function missRatioInfo(blocks: BlockFigures): TraceBlocksInfo['missRatios'] {
  const sizes: number[] = [];
  for (let size = 1; size < blocks.uniqueBlocks; size *= 2) {
    sizes.push(size);
    if (size >= 16 && size * 1.5 < blocks.uniqueBlocks) sizes.push(size * 1.5);
  }
  if (blocks.uniqueBlocks > 0) sizes.push(blocks.uniqueBlocks);
  const { method, rate, ratios } = blocks.missRatios(sizes);
  return { method, rate, lru: sizes.map((size, index) => ({ blocks: size, missRatio: ratios[index]! })) };
}

function topSizes({ sizes }: RequestFigures): { bytes: number; requests: number }[] {
  return Array.from(sizes, ([bytes, requests]) => ({ bytes, requests }))
    .sort((left, right) => right.requests - left.requests || left.bytes - right.bytes)
    .slice(0, sizesShown);
}

function spreadOf(histogram: Histogram): Spread {
  return {
    mean: histogram.mean(),
    p50: histogram.percentile(50),
    p90: histogram.percentile(90),
    p99: histogram.percentile(99),
    max: histogram.max(),
  };
}
