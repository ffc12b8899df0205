/**
 * What the page of a sweep shows of it, for the page as it is made and for its script, which makes the charts anew when other axes are chosen: the same functions in both.
 *
 * A page has room for so much: of a large sweep it holds the metrics shown alone.
 */
import type { SweepResult, SweptMetric } from '../../sim/results/sweepResult.ts';
import type { ChartModel, PointChartModel } from '../charts/chartModel.ts';
import { metricTradeOff } from '../charts/models/metricTradeOff.ts';
import { presentMetrics, sweepChart, sweepChoice, sweepHeat, unitOf, intervalText } from '../charts/models/sweepCharts.ts';
import type { AskedChoice } from '../charts/models/sweepCharts.ts';
import { shownMetrics } from './sweepFindings.ts';

/** Figures that a page holds. */
const figuresMax = 24_000;
/** Points of a trade-off: more nobody tells apart. */
const pointsMax = 400;

/** Of a large sweep the metrics shown, else all that cells have figures of. */
export function metricsInPage(found: SweepResult): SweptMetric[] {
  const present = presentMetrics(found);
  return found.cells.length * present.length > figuresMax ? shownMetrics(found) : present;
}

/** A map and lines, or intervals, of each metric shown. */
export function parameterCharts(found: SweepResult, asked: Omit<AskedChoice, 'metric'>): ChartModel[] {
  return shownMetrics(found).flatMap(({ name }) => {
    const choice = sweepChoice(found, { ...asked, metric: name });
    const map = sweepHeat(found, choice);
    const chart = sweepChart(found, choice);
    return map === null ? [chart] : [map, chart];
  });
}

/** Null where fewer than two cells have both, or too many to be looked at. */
export function cellTradeOff(found: SweepResult, nameX: string, nameY: string): PointChartModel | null {
  if (found.cells.length > pointsMax) return null;
  return metricTradeOff(
    {
      metrics: found.metrics.map(({ name, unit, better }) => ({ name, unit: unitOf(unit), better })),
      subjects: found.cells.map(({ at, metrics }) => ({ name: found.axes.map(({ values }, axis) => values[at[axis]!] ?? '').join(' · '), metrics })),
      baseline: null,
      whiskers: found.seeds.length < 2 ? 'none, with one seed' : intervalText(found),
    },
    nameX,
    nameY,
  );
}

/** What is usually given up for what; where these metrics have nothing to say, the first two of those shown that do. */
export function usualTradeOff(found: SweepResult): readonly [string, string] | null {
  const differs = (name: string): boolean => new Set(found.cells.flatMap(({ metrics }) => metrics[name]?.mean ?? [])).size > 1;
  const usual = [
    ['rpoMean', 'writeP99'],
    ['flashLife', 'window'],
    ['flashBytes', 'window'],
  ] as const;
  const names = shownMetrics(found).map(({ name }) => name);
  const [first, second] = names.filter(differs);
  const asked = usual.find((pair) => pair.every((name) => differs(name) && names.includes(name)));
  return asked ?? (first === undefined || second === undefined ? null : [second, first]);
}
