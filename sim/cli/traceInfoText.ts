/** What `hindcast trace info` prints: facts in lines of one shape, then small tables. Plain text; the caller gives the ink. */
import { readableAmount, readableBytes, readableBytesPerSecond, readableCount, readableDuration, readablePercent } from '../../reports/text/readable.ts';
import type { Spread, TraceInfo, TraceTimesInfo } from '../../workloads/traces/info/traceInfo.ts';

const labelWidth = 14;
const volumesShown = 12;
const sizesShown = 6;
const curveShown = 14;
const reusePerLine = 6;
const sparkSteps = '▁▂▃▄▅▆▇█';

/** Several lines, the last without a line end. */
export function traceInfoText(info: TraceInfo, bold: (text: string) => string): string {
  const { blocks, times } = info;
  const ops = [
    info.reads === null
      ? 'operations not stored'
      : `${readableCount(info.reads)} reads (${readablePercent(info.reads / info.requests)}), ${readableCount(info.writes!)} writes`,
    (info.flushes ?? 0) > 0 ? readableAmount(info.flushes!, 'flush').replace('flushs', 'flushes') : '',
    (info.discards ?? 0) > 0 ? readableAmount(info.discards!, 'discard') : '',
  ].filter((part) => part !== '');
  const split = info.bytesRead === null ? '' : ` (${readableBytes(info.bytesRead)} read, ${readableBytes(info.bytesWritten!)} written)`;
  const lines = [
    `${bold(info.file)}  ${info.format}`,
    '',
    fact('requests', `${readableCount(info.requests)}: ${ops.join(', ')}`),
    fact('bytes', `${readableBytes(info.bytes)}${split}`),
    fact('length', `${readableBytes(info.lengthBytes.min)} to ${readableBytes(info.lengthBytes.max)}, ${readableBytes(info.lengthBytes.mean)} on average`),
    fact(
      'sizes',
      info.sizes
        .slice(0, sizesShown)
        .map(({ bytes, requests }) => `${readableBytes(bytes)} ${readablePercent(requests / info.requests)}`)
        .join(', '),
    ),
    fact(
      'alignment',
      `${readableCount(info.unalignedRequests)} of ${readableCount(info.requests)} are not aligned to ${readableBytes(blocks.blockBytes)} blocks`,
    ),
    fact('sequential', `${readablePercent(info.sequentialRatio)} follow the request before, ${readablePercent(info.streamRatio)} one of the last 32 streams`),
    fact('starts', `${readableCount(info.uniqueStarts)} different start sectors`),
    ...volumeLines(info),
    ...(times === null ? [fact('times', 'none are stored')] : timeLines(times)),
    ...(info.serviceNs === null ? [] : [fact('service', spread(info.serviceNs))]),
    '',
    ...blockLines(info),
    ...info.notes.map(({ what, count }) => fact('note', `${what}: ${readableCount(count)}`)),
    '',
    ...curveLines(info, bold),
  ];
  return lines.join('\n').replaceAll('\u202f', ' ');
}

function fact(name: string, value: string): string {
  return `${name.padEnd(labelWidth)}${value}`;
}

function spread({ mean, p50, p99, max }: Spread): string {
  return `${readableDuration(mean)} on average, median ${readableDuration(p50)}, p99 ${readableDuration(p99)}, max ${readableDuration(max)}`;
}

function volumeLines({ volumes }: TraceInfo): string[] {
  if (volumes.length < 2 && (volumes[0]?.name ?? '') === '') return [];
  const largest = [...volumes].sort((left, right) => right.requests - left.requests);
  const shown = largest
    .slice(0, volumesShown)
    .map(({ name, requests, endBytes }) => `${name} (${readableAmount(requests, 'request')}, up to ${readableBytes(endBytes)})`);
  const rest = volumes.length - shown.length;
  return [fact('volumes', `${readableCount(volumes.length)}: ${shown.join(', ')}${rest > 0 ? `, and ${readableCount(rest)} more` : ''}`)];
}

function timeLines(times: TraceTimesInfo): string[] {
  const { peak, rate } = times;
  const most = Math.max(...rate.intervals.map(({ requests }) => requests));
  const bars = rate.intervals.map(({ requests }) => (requests === 0 ? ' ' : sparkSteps[Math.min(7, Math.floor((requests / most) * 8))]!)).join('');
  return [
    fact(
      'span',
      `${readableDuration(times.spanNs)}${times.timesBack > 0 ? `; ${readableAmount(times.timesBack, 'request')} earlier than the one before` : ''}`,
    ),
    fact('rate', `${readableCount(round(times.requestsPerSecond))}/s, ${readableBytesPerSecond(times.bytesPerSecond)}`),
    fact(
      'peak',
      `${readableCount(round(peak.requestsPerSecond))}/s in the ${readableDuration(peak.windowNs)} from ${readableDuration(peak.fromNs)} on, ${readableBytesPerSecond(peak.bytesPerSecond)}`,
    ),
    fact('', `${bars.trimEnd()}  (each ${readableDuration(rate.intervalNs)})`),
    fact('gaps', `${spread(times.gapNs)}; variation ${readableCount(round(times.gapVariation))} (1: Poisson)`),
  ];
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

function blockLines({ blocks }: TraceInfo): string[] {
  const { popularity, overwrites } = blocks;
  const use =
    blocks.onlyRead === null
      ? ''
      : `; ${readableCount(blocks.onlyRead)} only read, ${readableCount(blocks.onlyWritten!)} only written, ${readableCount(blocks.readAndWritten!)} both`;
  const accesses = blocks.readAccesses === null ? '' : ` (${readableCount(blocks.readAccesses)} read, ${readableCount(blocks.writeAccesses!)} write)`;
  const top = popularity.top.map(({ blocksRatio, accessRatio }) => `${String(blocksRatio * 100)} %: ${readablePercent(accessRatio)}`);
  const lines = [
    fact('blocks', `${readableCount(blocks.unique)} of ${readableBytes(blocks.blockBytes)} (${readableBytes(blocks.unique * blocks.blockBytes)})${use}`),
    fact('accesses', `${readableCount(blocks.accesses)}${accesses}`),
    fact('top blocks', `share of the accesses by share of the blocks: ${top.join(', ')}`),
    fact(
      'popularity',
      `Zipf exponent ${String(round(popularity.zipfExponent))} (off by up to ${readablePercent(popularity.zipfDeviation)}); most used ${readableCount(popularity.usesMax)} times; ${readableCount(popularity.usedOnce)} used once`,
    ),
  ];
  if (overwrites !== null)
    lines.push(
      fact(
        'overwrites',
        `${readableCount(overwrites.accesses)} (${readablePercent(overwrites.ratio)} of the writes), ${readableCount(round(overwrites.perSecond))} blocks/s, ${readableBytesPerSecond(overwrites.bytesPerSecond)}`,
      ),
    );
  for (const { windowNs, windows, meanBlocks, maxBlocks } of blocks.workingSets) {
    if (windows < 2) continue;
    const bytes = readableBytes(meanBlocks * blocks.blockBytes);
    lines.push(
      fact(
        'working set',
        `in ${readableDuration(windowNs)}: ${readableCount(Math.round(meanBlocks))} blocks (${bytes}) on average, ${readableCount(maxBlocks)} at most`,
      ),
    );
  }
  return lines;
}

/** Distances and miss ratios side by side, from few sizes. */
function curveLines({ blocks }: TraceInfo, bold: (text: string) => string): string[] {
  const { method, rate, lru } = blocks.missRatios;
  const how = method === 'exact' ? 'exact stack distances' : `SHARDS, ${readablePercent(rate)} of the blocks sampled`;
  const step = Math.max(1, Math.ceil(lru.length / curveShown));
  const shown = lru.filter((_, index) => index % step === (lru.length - 1) % step);
  const rows = shown.map(({ blocks: size, missRatio }) => {
    const bar = '█'.repeat(Math.round(missRatio * 40));
    return `${readableCount(size).padStart(14)}  ${readableBytes(size * blocks.blockBytes).padStart(9)}  ${`${(missRatio * 100).toFixed(2)} %`.padStart(9)}  ${bar}`;
  });
  const reuse = blocks.reuseDistances;
  const again = reuse === null ? [] : reuse.map(({ below, uses }) => `<${readableCount(below)}: ${readablePercent(uses / blocks.accesses)}`);
  const distances = again.length === 0 ? [] : ['', fact('reuse', 'share of the accesses by the number of other blocks since the last use')];
  for (let from = 0; from < again.length; from += reusePerLine) distances.push(fact('', again.slice(from, from + reusePerLine).join(', ')));
  return [`${bold('misses of LRU')} (${how})`, `${'blocks'.padStart(14)}  ${'size'.padStart(9)}  ${'missed'.padStart(9)}`, ...rows, ...distances];
}
