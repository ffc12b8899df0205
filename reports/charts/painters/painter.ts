/**
 * How a kind of chart is drawn with Chart.js: its datasets, its options, its plugins. One painter per kind; `LiveChart` owns the Chart.js chart and asks again whenever model, theme, width, range
 * or hidden lines have changed.
 */
import type { Chart, ChartDataset, ChartOptions, ChartType, Plugin } from 'chart.js';
import type { AxisUnit } from '../axisUnit.ts';
import { pageInks } from '../palette.ts';
import type { Theme } from '../palette.ts';
import type { TimeRange } from '../timeLink.ts';

export interface PaintContext {
  readonly theme: Theme;
  /** Width of the plot: no more than two points per pixel and line are worth drawing. */
  readonly pixels: number;
  /** Shown span of time; null: all. */
  readonly range: TimeRange | null;
  /** Lines, or parts of bars, that the legend has switched off. */
  readonly hidden: ReadonlySet<number>;
  readonly cursorNs: number | null;
}

export interface Painting {
  readonly datasets: ChartDataset[];
  readonly options: ChartOptions;
}

export interface Painter<Model> {
  readonly type: ChartType;
  paint(model: Model, context: PaintContext): Painting;
  /** Moves what is drawn of `painted` to the values of `model`, another state of the same chart, with the axes as they are. False: it has to be painted anew. */
  move?(chart: Chart, painted: Model, model: Model, context: PaintContext): boolean;
  /** Given to Chart.js once; `read` gives what was painted last. */
  plugins(read: () => { readonly model: Model; readonly context: PaintContext }): Plugin[];
}

/** Settings that keep Chart.js fast, and the look that all charts share. */
export function sharedOptions(theme: Theme): ChartOptions {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    plugins: {
      legend: { display: false },
      tooltip: {
        borderWidth: 1,
        padding: 10,
        boxPadding: 4,
        usePointStyle: true,
        caretSize: 0,
        titleFont: { weight: 'bold' },
        footerFont: { weight: 'normal' },
        backgroundColor: pageInks.raised[theme],
        titleColor: pageInks.text[theme],
        bodyColor: pageInks.text[theme],
        footerColor: pageInks.text[theme],
        borderColor: pageInks.soft[theme],
      },
    },
  };
}

/** Grid and border of an axis. */
export function axisLook(theme: Theme, hasGrid: boolean): { grid: Record<string, unknown>; border: Record<string, unknown> } {
  const rule = pageInks.rule[theme];
  return { grid: { display: hasGrid, color: rule, tickColor: rule, drawTicks: false }, border: { color: rule } };
}

export function axisTitle(theme: Theme, text: string): Record<string, unknown> {
  return { display: text !== '', text, color: pageInks.soft[theme], font: { size: 11 } };
}

/** `write p99 (µs)`. */
export function titleWithUnit(title: string, { label }: AxisUnit): string {
  return label === '' ? title : title === '' ? label : `${title} (${label})`;
}

/** At most six digits, without the noise of floating point. */
export function tidy(value: number): string {
  return Number(value.toPrecision(6))
    .toString()
    .replace('-', '−')
    .replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}
