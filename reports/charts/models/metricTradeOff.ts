/** One metric against another, of the variants of a comparison or the cells of a sweep, with the front of those that no other beats in both. */
import { capital } from '../../text/capital.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import type { ReadableUnit } from '../../text/readable.ts';
import type { Interval, PointChartModel } from '../chartModel.ts';
import { tradeOffChart } from './tradeOffChart.ts';
import type { TradeOffAxis } from './tradeOffChart.ts';

interface TradedMetric {
  readonly name: string;
  readonly unit: ReadableUnit;
  readonly better: 'lower' | 'higher';
}

interface TradedFigures {
  readonly mean: number;
  /** Null: there is no interval. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

export interface TradedSubjects {
  readonly metrics: readonly TradedMetric[];
  readonly subjects: readonly { readonly name: string; readonly metrics: Readonly<Record<string, TradedFigures>> }[];
  /** Of a subject; null: there is none. */
  readonly baseline: string | null;
  /** What the whiskers are. */
  readonly whiskers: string;
}

/** Null where fewer than two have both. */
export function metricTradeOff(traded: TradedSubjects, nameX: string, nameY: string): PointChartModel | null {
  const [x, y] = [nameX, nameY].map((name) => traded.metrics.find((entry) => entry.name === name));
  if (x === undefined || y === undefined) return null;
  const shown = traded.subjects.flatMap(({ name, metrics }) => {
    const [ofX, ofY] = [metrics[nameX], metrics[nameY]];
    return ofX === undefined || ofY === undefined ? [] : [{ label: name, isBaseline: name === traded.baseline, x: interval(ofX), y: interval(ofY) }];
  });
  if (shown.length < 2) return null;
  return tradeOffChart({
    id: `trade-${nameX}-${nameY}`,
    title: `${capital(metricLabel(nameY))} against ${metricLabel(nameX)}`,
    x: axisOf(
      x,
      shown.map((point) => point.x.mean),
    ),
    y: axisOf(
      y,
      shown.map((point) => point.y.mean),
    ),
    whiskers: traded.whiskers,
    points: shown,
  });
}

function interval({ mean, ciLow, ciHigh }: TradedFigures): Interval {
  return { low: Math.max(0, ciLow ?? mean), mean, high: ciHigh ?? mean };
}

/** Logarithmic where the values lie far apart. */
function axisOf({ name, unit, better }: TradedMetric, means: readonly number[]): TradeOffAxis {
  const isWide = Math.min(...means) > 0 && Math.max(...means) > 20 * Math.min(...means);
  return { title: metricLabel(name), unit, better, scale: isWide ? 'logarithmic' : 'linear' };
}
