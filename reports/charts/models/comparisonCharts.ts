/** The charts of a comparison, for its report and for the dashboard. Each is null where the runs don't have what it shows. */
import { latencyPercents } from '../../../sim/results/comparisonResult.ts';
import type { Comparison, MetricFigures, VariantFigures } from '../../../sim/results/comparisonResult.ts';
import { capital } from '../../text/capital.ts';
import { readableDuration, readableInstant, readableValue } from '../../text/readable.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import { writeCauseText } from '../../text/writeCauses.ts';
import type { BarChartModel, ChartInterval, ChartLine, IntervalChartModel, LineChartModel, PointChartModel } from '../chartModel.ts';
import { causeInk, consistencyInk, vmInk } from '../palette.ts';
import { forestChart } from './forestChart.ts';
import { metricTradeOff } from './metricTradeOff.ts';
import { stackChart } from './stackChart.ts';

/** More lines than this nobody tells apart. */
const linesMax = 8;

export function whiskersText({ replications, confidence }: Comparison): string {
  return `${String(Math.round(confidence * 100))} % confidence interval, n = ${String(replications)} seeds`;
}

/** Differences to the baseline in one metric, in percent of the baseline where that is not 0. */
export function differenceChart(found: Comparison, name: string): IntervalChartModel | null {
  const metric = found.metrics.find((entry) => entry.name === name);
  const others = found.variants.filter((variant) => variant.name !== found.baseline && (variant.metrics[name]?.difference ?? null) !== null);
  if (metric === undefined || others.length === 0) return null;
  const base = found.variants.find((variant) => variant.name === found.baseline)?.metrics[name]?.mean ?? 0;
  return forestChart({
    id: `difference-${name}`,
    title: `${capital(metricLabel(name))}: difference to ${found.baseline}`,
    axis: { title: `${metric.better} is better`, unit: base === 0 ? metric.unit : 'change', scale: 'linear' },
    reference: 0,
    whiskers: `${whiskersText(found)}, of the paired difference`,
    intervals: others.map((variant) => intervalOf(variant, variant.metrics[name]!, base === 0 ? 1 : base)),
  });
}

function intervalOf({ name }: VariantFigures, { difference, differenceCiLow, differenceCiHigh, verdict }: MetricFigures, base: number): ChartInterval {
  const tone = verdict === 'better' || verdict === 'worse' ? verdict : 'none';
  return { label: name, low: (differenceCiLow ?? NaN) / base, mean: (difference ?? NaN) / base, high: (differenceCiHigh ?? NaN) / base, tone };
}

/** One metric against another; null where fewer than two variants have both. */
export function tradeOffOf(found: Comparison, nameX: string, nameY: string): PointChartModel | null {
  const { metrics, variants, baseline } = found;
  return metricTradeOff({ metrics, subjects: variants, baseline, whiskers: whiskersText(found) }, nameX, nameY);
}

/** The variants that are drawn as lines: all, or where they are many, the baseline and those on the fronts first. */
export function drawnVariants(found: Comparison): readonly VariantFigures[] {
  if (found.variants.length <= linesMax) return found.variants;
  const onFront = new Set(found.pareto.flatMap(({ variants }) => variants));
  const rank = ({ name }: VariantFigures): number => (name === found.baseline ? 0 : onFront.has(name) ? 1 : 2);
  const kept = new Set([...found.variants].sort((one, other) => rank(one) - rank(other)).slice(0, linesMax));
  return found.variants.filter((variant) => kept.has(variant));
}

function leftOutText(found: Comparison, drawn: readonly VariantFigures[]): string {
  const left = found.variants.length - drawn.length;
  return left === 0 ? '' : ` Of ${String(found.variants.length)} variants ${String(drawn.length)} are drawn: the baseline and those that are not beaten first.`;
}

/** Latency by percentile, to 99.99 %, on a log axis. */
export function latencyByVariant(found: Comparison, direction: 'read' | 'write'): LineChartModel | null {
  const present = found.variants.filter(({ profile }) => profile.latencyNs[direction] !== null);
  if (present.length === 0) return null;
  const drawn = drawnVariants(found).filter((variant) => present.includes(variant));
  const xs = latencyPercents.map((percent) => -Math.log10(1 - percent / 100));
  const at = ({ profile }: VariantFigures, percent: number): string =>
    readableDuration(profile.latencyNs[direction]?.[latencyPercents.findIndex((known) => Math.abs(known - percent) < 1e-9)] ?? NaN);
  const title = `Latency of ${direction}s by percentile`;
  return {
    kind: 'lines',
    id: `latency-${direction}`,
    title,
    note: `Of all ${direction}s, the share on the axis was at least as fast as the line; mean over ${String(found.replications)} seeds.${leftOutText(found, drawn)}`,
    description: `${title}. ${present.map((variant) => `${variant.name}: half within ${at(variant, 50)}, 99 % within ${at(variant, 99)}, 99.99 % within ${at(variant, 99.99)}`).join('; ')}.`,
    x: { kind: 'nines', min: 0, max: 4 },
    y: { unit: 'ns', scale: 'logarithmic' },
    isStacked: false,
    lines: drawn.map((variant) => lineOf(found, variant, xs, variant.profile.latencyNs[direction]?.map((ns) => (ns > 0 ? ns : NaN)) ?? [])),
    marks: [],
    bands: [],
    table: {
      head: ['share', ...present.map(({ name }) => name)],
      rows: [50, 90, 99, 99.9, 99.99].map((percent) => [`${String(percent)} %`, ...present.map((variant) => at(variant, percent))]),
    },
  };
}

/** Requests per second of all VMs over time. */
export function throughputByVariant(found: Comparison): LineChartModel | null {
  const present = found.variants.filter(({ profile }) => profile.throughput.timesNs.length > 1);
  if (present.length === 0) return null;
  const drawn = drawnVariants(found).filter((variant) => present.includes(variant));
  const endNs = Math.max(...present.map(({ profile }) => profile.throughput.timesNs.at(-1) ?? 0));
  const meanBetween = ({ profile }: VariantFigures, fromNs: number, toNs: number): string => {
    const { timesNs, perSecond } = profile.throughput;
    const inside = perSecond.filter((_, row) => timesNs[row]! > fromNs && timesNs[row]! <= toNs);
    return readableValue(inside.reduce((sum, value) => sum + value, 0) / inside.length, 'perSecond');
  };
  const spans = 10;
  return {
    kind: 'lines',
    id: 'throughput',
    title: 'Throughput over time',
    note: `All VMs together, mean over ${String(found.replications)} seeds.${leftOutText(found, drawn)}`,
    description: `Throughput over time, to ${readableInstant(endNs)}. ${present.map((variant) => `${variant.name}: mean ${meanBetween(variant, 0, endNs)}`).join('; ')}.`,
    x: { kind: 'time', min: 0, max: endNs },
    y: { unit: 'perSecond', scale: 'linear' },
    isStacked: false,
    lines: drawn.map((variant) => lineOf(found, variant, variant.profile.throughput.timesNs, variant.profile.throughput.perSecond)),
    marks: [],
    bands: found.warmup.ns > 0 ? [{ kind: 'warm-up', fromNs: 0, toNs: found.warmup.ns }] : [],
    table: {
      head: ['until', ...present.map(({ name }) => name)],
      rows: Array.from({ length: spans }, (_, span) => {
        const [fromNs, toNs] = [(span * endNs) / spans, ((span + 1) * endNs) / spans];
        return [readableInstant(toNs), ...present.map((variant) => meanBetween(variant, fromNs, toNs))];
      }),
    },
  };
}

function lineOf(found: Comparison, variant: VariantFigures, xs: readonly number[], ys: readonly number[]): ChartLine {
  return { label: variant.name === found.baseline ? `${variant.name} (baseline)` : variant.name, ink: vmInk(drawnVariants(found).indexOf(variant)), xs, ys };
}

/** Bytes written to flash, by cause. */
export function flashByVariant(found: Comparison): BarChartModel | null {
  const causes = [...new Set(found.variants.flatMap(({ profile }) => Object.keys(profile.flashBytes)))];
  return stackChart({
    id: 'flash',
    title: 'Written to flash, by cause',
    note: `In the measured time; mean over ${String(found.replications)} seeds.`,
    axis: { title: '', unit: 'bytes', scale: 'linear' },
    categories: found.variants.map(({ name }) => name),
    parts: causes.map((cause) => ({
      label: writeCauseText(cause).label,
      ink: causeInk(cause),
      values: found.variants.map(({ profile }) => profile.flashBytes[cause] ?? 0),
    })),
  });
}

/** What crashes left: how many of all, by how consistent the image was. `array`: the server is gone for good; `server`: it comes back with flash and array. */
export function crashesByVariant(found: Comparison, image: string): BarChartModel | null {
  const countOf = ({ profile }: VariantFigures, consistency: string): number =>
    profile.crashOutcomes.find((outcome) => outcome.image === image && outcome.consistency === consistency)?.count ?? 0;
  const kinds = found.variants.flatMap(({ profile }) =>
    profile.crashOutcomes.filter((outcome) => outcome.image === image).map(({ consistency }) => consistency),
  );
  return stackChart({
    id: `crashes-${image}`,
    title: image === 'array' ? 'Crash without the server: what the array holds' : 'Crash and recovery: what the server comes back with',
    note: 'Crashes of all replications together, by how consistent the disks were.',
    axis: { title: 'crashes', unit: 'count', scale: 'linear' },
    categories: found.variants.map(({ name }) => name),
    parts: [...new Set(kinds)]
      .sort()
      .map((consistency) => ({ label: consistency, ink: consistencyInk(consistency), values: found.variants.map((variant) => countOf(variant, consistency)) })),
  });
}
