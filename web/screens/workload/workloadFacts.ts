/** The figures of a workload beside its charts: name and value, in words for the reader. */
import { readableBytes, readableBytesPerSecond, readableCount, readableDuration, readablePercent, readableValue } from '../../../reports/text/readable.ts';
import type { TraceInfo } from '../../../workloads/traces/info/traceInfo.ts';

export interface WorkloadFact {
  readonly name: string;
  readonly value: string;
  /** What stands behind it, smaller; may be empty. */
  readonly more: string;
}

export function workloadFacts(info: TraceInfo): readonly WorkloadFact[] {
  const { blocks, times } = info;
  const { popularity, overwrites } = blocks;
  return [
    fact(
      'Requests',
      readableCount(info.requests),
      info.reads === null ? 'reads and writes are not told apart' : `${readablePercent(info.reads / info.requests)} reads`,
    ),
    ...(times === null
      ? [fact('Times', 'none are stored')]
      : [
          fact('Span', readableDuration(times.spanNs), `${readableValue(times.requestsPerSecond, 'perSecond')} on average`),
          fact('Busiest second', readableValue(times.peak.requestsPerSecond, 'perSecond'), readableBytesPerSecond(times.peak.bytesPerSecond)),
          fact('Gaps', readableDuration(times.gapNs.mean), `variation ${readableCount(Number(times.gapVariation.toPrecision(2)))}; 1 is Poisson`),
        ]),
    fact('Moved', readableBytes(info.bytes), info.bytesWritten === null ? '' : `${readableBytes(info.bytesWritten)} written`),
    fact('Footprint', readableBytes(blocks.unique * blocks.blockBytes), `${readableCount(blocks.unique)} blocks of ${readableBytes(blocks.blockBytes)}`),
    fact('Most used tenth', readablePercent(popularity.top.find(({ blocksRatio }) => blocksRatio === 0.1)?.accessRatio ?? NaN), 'of all uses'),
    fact('Used once', readableCount(popularity.usedOnce), `blocks; Zipf exponent ${readableCount(Number(popularity.zipfExponent.toPrecision(2)))}`),
    ...(overwrites === null
      ? []
      : [fact('Overwrites', readablePercent(overwrites.ratio), `of the writes; history grows by ${readableBytesPerSecond(overwrites.bytesPerSecond)}`)]),
    fact('Sequential', readablePercent(info.sequentialRatio), `${readablePercent(info.streamRatio)} in one of 32 streams`),
    fact('Unaligned', readablePercent(info.requests === 0 ? 0 : info.unalignedRequests / info.requests), 'of the requests'),
  ];
}

function fact(name: string, value: string, more = ''): WorkloadFact {
  return { name, value, more };
}
