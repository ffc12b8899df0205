/** A comparison as charts: differences to the baseline, trade-offs with their fronts, distributions of latencies. */
import type { ChartInterval, ChartModel, LineChartModel } from '../../../reports/charts/chartModel.ts';
import { forestChart } from '../../../reports/charts/models/forestChart.ts';
import { tradeOffChart, type TradeOffAxis } from '../../../reports/charts/models/tradeOffChart.ts';
import { readableDuration, readablePercent } from '../../../reports/text/readable.ts';
import type { Comparison, MetricFigures } from '../../../sim/results/comparisonResult.ts';
import type { LatencyCdf } from '../../../sim/results/runResult.ts';

/** By variant, of its first replication. */
export type VariantLatencies = readonly ({ readonly read: LatencyCdf; readonly write: LatencyCdf } | null)[];

export function whiskersOf({ confidence, replications }: Comparison): string {
  return `${String(Math.round(confidence * 100))} % CI, n = ${String(replications)} seeds`;
}

/** Of one metric: each variant's difference to the baseline, relative to its mean; null where there is none to show. */
export function differenceChart(comparison: Comparison, metricName: string): ChartModel | null {
  const metric = comparison.metrics.find(({ name }) => name === metricName);
  if (metric === undefined) return null;
  const base = comparison.variants.find(({ name }) => name === comparison.baseline)?.metrics[metricName];
  const isRelative = base !== undefined && base.mean !== 0;
  const intervals = comparison.variants.flatMap(({ name, metrics }): ChartInterval[] => {
    const figures = metrics[metricName];
    if (figures === undefined || figures.difference === null || figures.differenceCiLow === null || figures.differenceCiHigh === null) return [];
    const scale = isRelative ? Math.abs(base.mean) : 1;
    return [
      { label: name, low: figures.differenceCiLow / scale, mean: figures.difference / scale, high: figures.differenceCiHigh / scale, tone: toneOf(figures) },
    ];
  });
  if (intervals.length === 0) return null;
  return forestChart({
    id: 'compare-differences',
    title: `${capital(metric.summary)}: difference to ${comparison.baseline}`,
    axis: { title: `better is ${metric.better}`, unit: isRelative ? 'change' : metric.unit, scale: 'linear' },
    reference: 0,
    whiskers: whiskersOf(comparison),
    intervals,
  });
}

function toneOf({ verdict }: MetricFigures): ChartInterval['tone'] {
  return verdict === 'better' || verdict === 'worse' ? verdict : 'none';
}

/** Pairs of metrics that at least two variants have. */
export function tradeOffs(comparison: Comparison): readonly (readonly [string, string])[] {
  return comparison.pareto.map(({ metrics }) => metrics);
}

export function paretoChart(comparison: Comparison, [nameX, nameY]: readonly [string, string]): ChartModel | null {
  const [x, y] = [axisOf(comparison, nameX), axisOf(comparison, nameY)];
  if (x === null || y === null) return null;
  const points = comparison.variants.flatMap(({ name, metrics }) => {
    const [ofX, ofY] = [metrics[nameX], metrics[nameY]];
    return ofX === undefined || ofY === undefined ? [] : [{ label: name, x: intervalOf(ofX), y: intervalOf(ofY), isBaseline: name === comparison.baseline }];
  });
  return tradeOffChart({ id: 'compare-trade-off', title: capital(`${x.title} against ${y.title}`), x, y, whiskers: whiskersOf(comparison), points });
}

function axisOf(comparison: Comparison, name: string): TradeOffAxis | null {
  const metric = comparison.metrics.find((found) => found.name === name);
  return metric === undefined ? null : { title: metric.summary, unit: metric.unit, scale: 'linear', better: metric.better };
}

function intervalOf({ ciLow, mean, ciHigh }: MetricFigures): { readonly low: number; readonly mean: number; readonly high: number } {
  return { low: ciLow, mean, high: ciHigh };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const ninesMax = 4;

/** Of the first replication of each variant. */
export function latencyCdfChart(comparison: Comparison, latencies: VariantLatencies, kind: 'read' | 'write'): LineChartModel | null {
  const lines = comparison.variants.flatMap(({ name }, variant) => {
    const cdf = latencies[variant]?.[kind];
    if (cdf === undefined || cdf.upToNs.length === 0) return [];
    const shown = cdf.fractions.map((fraction) => Math.min(ninesMax, fraction >= 1 ? ninesMax : -Math.log10(1 - fraction)));
    return [{ label: name, ink: variant, xs: [0, ...shown], ys: [cdf.upToNs[0]!, ...cdf.upToNs], cdf }];
  });
  if (lines.length === 0) return null;
  const shares = [0.5, 0.9, 0.99, 0.999, 0.9999];
  const at = (cdf: LatencyCdf, share: number): string => {
    const index = cdf.fractions.findIndex((fraction) => fraction >= share);
    return readableDuration(cdf.upToNs[index < 0 ? cdf.upToNs.length - 1 : index] ?? NaN);
  };
  return {
    kind: 'lines',
    id: `compare-${kind}-latency`,
    title: `Latency of ${kind}s`,
    note: `Share of the ${kind}s that took at most so long; first replication, seed ${String(comparison.seeds[0] ?? comparison.seed)}.`,
    description: `Latency of ${kind}s by variant. ${lines.map(({ label, cdf }) => `${label}: median ${at(cdf, 0.5)}, 99 % within ${at(cdf, 0.99)}`).join('; ')}.`,
    x: { kind: 'nines', min: 0, max: ninesMax },
    y: { unit: 'ns', scale: 'logarithmic' },
    isStacked: false,
    lines: lines.map(({ label, ink, xs, ys }) => ({ label, ink, xs, ys })),
    marks: [],
    bands: [],
    table: {
      head: ['within', ...lines.map(({ label }) => label)],
      rows: shares.map((share) => [readablePercent(share), ...lines.map(({ cdf }) => at(cdf, share))]),
    },
  };
}
