/** What is known of a workload, as charts: rates over time, sizes, popularity, reuse, and the misses of LRU by size of the cache. */
import type { ChartModel, LineChartModel } from '../../../reports/charts/chartModel.ts';
import { parameterChart } from '../../../reports/charts/models/parameterChart.ts';
import { stackChart } from '../../../reports/charts/models/stackChart.ts';
import { readableBytes, readableCount, readableDuration, readableValue } from '../../../reports/text/readable.ts';
import type { TraceInfo, TraceTimesInfo } from '../../../workloads/traces/info/traceInfo.ts';

/** In the order in which they are shown; those that the workload has no figures for are left out. */
export function workloadCharts(info: TraceInfo): readonly ChartModel[] {
  const { times } = info;
  return [
    times === null ? null : rateChart(times, info.writes !== null),
    times === null ? null : bandwidthChart(times),
    missRatioChart(info),
    popularityChart(info),
    reuseChart(info),
    sizesChart(info),
  ].filter((model) => model !== null);
}

const second = 1e9;

interface RateLine {
  readonly label: string;
  readonly ink: number;
  readonly of: (interval: TraceTimesInfo['rate']['intervals'][number]) => number;
}

function overTime(
  times: TraceTimesInfo,
  head: { id: string; title: string; unit: 'perSecond' | 'bytesPerSecond' },
  kinds: readonly RateLine[],
): LineChartModel {
  const { intervalNs, intervals } = times.rate;
  // Each interval is a level: its value stands from its beginning to its end.
  const xs = intervals.flatMap(({ fromNs }) => [fromNs, fromNs + intervalNs]);
  const lines = kinds.map(({ label, ink, of }) => ({
    label,
    ink,
    xs,
    ys: intervals.flatMap((interval) => [(of(interval) * second) / intervalNs, (of(interval) * second) / intervalNs]),
  }));
  const text = (value: number): string => readableValue(value, head.unit);
  return {
    kind: 'lines',
    ...head,
    note: `Mean of each ${readableDuration(intervalNs)}.`,
    description: `${head.title} over ${readableDuration(times.spanNs)}. ${lines.map(({ label, ys }) => `${label}: at most ${text(Math.max(0, ...ys))}`).join('; ')}.`,
    x: { kind: 'time', min: 0, max: xs.at(-1) ?? 1 },
    y: { unit: head.unit, scale: 'linear' },
    isStacked: false,
    lines,
    marks: [],
    bands: [],
    table: {
      head: ['from', ...lines.map(({ label }) => label)],
      rows: intervals.map(({ fromNs }, row) => [readableDuration(fromNs), ...lines.map(({ ys }) => text(ys[row * 2] ?? NaN))]),
    },
  };
}

function rateChart(times: TraceTimesInfo, isOpKnown: boolean): LineChartModel {
  const head = { id: 'workload-rate', title: 'Requests over time', unit: 'perSecond' } as const;
  if (!isOpKnown) return overTime(times, head, [{ label: 'requests', ink: 0, of: ({ requests }) => requests }]);
  return overTime(times, head, [
    { label: 'reads and others', ink: 0, of: ({ requests, writes }) => requests - writes },
    { label: 'writes', ink: 1, of: ({ writes }) => writes },
  ]);
}

function bandwidthChart(times: TraceTimesInfo): LineChartModel {
  return overTime(times, { id: 'workload-bandwidth', title: 'Bytes over time', unit: 'bytesPerSecond' }, [
    { label: 'read and written', ink: 2, of: ({ bytes }) => bytes },
  ]);
}

function missRatioChart({ blocks }: TraceInfo): ChartModel | null {
  const { method, rate, lru } = blocks.missRatios;
  if (lru.length < 2) return null;
  const how = method === 'exact' ? 'Exact, from stack distances' : `Sampled (SHARDS, ${readableValue(rate, 'ratio')} of the blocks)`;
  const least = lru.at(-1)!.missRatio;
  return parameterChart({
    id: 'workload-misses',
    title: 'Misses of an LRU cache, by its size',
    note: `${how}. What the dotted line is at is missed by any cache: blocks that are used for the first time.`,
    x: { title: 'size of the cache', unit: 'bytes', scale: 'logarithmic' },
    y: { unit: 'ratio', scale: 'linear' },
    lines: [
      { label: 'LRU', ink: 0, xs: lru.map((point) => point.blocks * blocks.blockBytes), ys: lru.map(({ missRatio }) => missRatio) },
      {
        label: 'a cache without bounds',
        ink: 7,
        xs: [lru[0]!.blocks * blocks.blockBytes, lru.at(-1)!.blocks * blocks.blockBytes],
        ys: [least, least],
        isReference: true,
      },
    ],
  });
}

function popularityChart({ blocks }: TraceInfo): ChartModel | null {
  const { ranks, zipfExponent, usesMax } = blocks.popularity;
  if (ranks.length < 2) return null;
  const exponent = Number(zipfExponent.toPrecision(2));
  return parameterChart({
    id: 'workload-popularity',
    title: 'Uses of each block, most used first',
    note: 'On these axes Zipf’s law is a straight line.',
    x: { title: 'rank of the block', unit: 'count', scale: 'logarithmic' },
    y: { unit: 'count', scale: 'logarithmic' },
    lines: [
      { label: 'uses', ink: 0, xs: ranks.map(({ rank }) => rank), ys: ranks.map(({ uses }) => uses) },
      ...(zipfExponent > 0.05
        ? [
            {
              label: `Zipf, exponent ${String(exponent)}`,
              ink: 7,
              xs: ranks.map(({ rank }) => rank),
              ys: ranks.map(({ rank }) => Math.max(1, usesMax / rank ** zipfExponent)),
              isReference: true,
            },
          ]
        : []),
    ],
  });
}

function reuseChart({ blocks }: TraceInfo): ChartModel | null {
  const distances = blocks.reuseDistances;
  if (distances === null || distances.length === 0) return null;
  const again = distances.reduce((sum, { uses }) => sum + uses, 0);
  return stackChart({
    id: 'workload-reuse',
    title: 'Other blocks between two uses of a block',
    note: `Share of all uses. First uses, ${readableValue(blocks.accesses === 0 ? 0 : 1 - again / blocks.accesses, 'ratio')} of them, are not among these.`,
    axis: { title: 'share of the uses', unit: 'ratio', scale: 'linear' },
    categories: distances.map(({ below }) => (below <= 1 ? 'none' : below === 2 ? '1' : `${readableCount(below / 2)} – ${readableCount(below - 1)}`)),
    parts: [{ label: 'uses', ink: 0, values: distances.map(({ uses }) => (blocks.accesses === 0 ? 0 : uses / blocks.accesses)) }],
  });
}

function sizesChart({ sizes, requests }: TraceInfo): ChartModel | null {
  const byLength = [...sizes].sort((left, right) => left.bytes - right.bytes);
  return stackChart({
    id: 'workload-sizes',
    title: 'Sizes of requests',
    note: 'Share of the requests; the most frequent sizes.',
    axis: { title: 'share of the requests', unit: 'ratio', scale: 'linear' },
    categories: byLength.map(({ bytes }) => (bytes === 0 ? 'flush' : readableBytes(bytes))),
    parts: [{ label: 'requests', ink: 3, values: byLength.map((size) => (requests === 0 ? 0 : size.requests / requests)) }],
  });
}
