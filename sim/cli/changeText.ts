/** How far a variant is from the baseline, as people read it. */
import { readableCount } from '../../reports/text/readable.ts';
import { readableMetric } from '../../reports/text/readableMetric.ts';
import type { MetricFigures } from '../results/comparisonResult.ts';

/** In percent of the baseline, or in the metric's unit where that is 0. */
export function changeText(figures: MetricFigures, metric: { readonly unit: string }): string {
  const { difference, differenceRatio } = figures;
  if (differenceRatio !== null) return percentText(differenceRatio);
  return difference === null ? '' : signed(difference, metric.unit);
}

/** Of that change. */
export function changeInterval({ difference, differenceRatio, differenceCiLow, differenceCiHigh }: MetricFigures, metric: { readonly unit: string }): string {
  if (difference === null || differenceCiLow === null || differenceCiHigh === null) return '';
  if (differenceRatio === null || difference === 0) return `${signed(differenceCiLow, metric.unit)} … ${signed(differenceCiHigh, metric.unit)}`;
  const base = difference / differenceRatio;
  return `${percentText(differenceCiLow / base)} … ${percentText(differenceCiHigh / base)}`;
}

function signed(value: number, unit: string): string {
  return `${value < 0 ? '-' : '+'}${readableMetric(Math.abs(value), unit)}`;
}

/** Tenfold and more reads as a factor. */
export function percentText(ratio: number): string {
  if (ratio >= 9) return `×${readableCount(Number((1 + ratio).toPrecision(3)))}`;
  const value = Math.abs(ratio * 100);
  return `${ratio < 0 ? '-' : '+'}${value >= 100 ? readableCount(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} %`;
}
