/** A forest plot: a row per subject with its mean and its interval, held against a line. */
import type { ChartDataset, ChartOptions, Plugin } from 'chart.js';
import { readableValue } from '../../text/readable.ts';
import { axisUnit } from '../axisUnit.ts';
import type { AxisUnit } from '../axisUnit.ts';
import type { IntervalChartModel, IntervalTone } from '../chartModel.ts';
import { pageInks } from '../palette.ts';
import type { Theme } from '../palette.ts';
import { whiskersPlugin } from '../whiskersPlugin.ts';
import { logAxis, logLabel } from './logAxis.ts';
import { axisLook, axisTitle, sharedOptions, tidy, titleWithUnit } from './painter.ts';
import type { PaintContext, Painter } from './painter.ts';

export const intervalPainter: Painter<IntervalChartModel> = {
  type: 'scatter',
  paint: (model, context) => ({ datasets: datasets(model, context), options: options(model, context) }),
  plugins: (read) => [
    referencePlugin(read),
    whiskersPlugin(() => {
      const { model, context } = read();
      const { factor } = unitOf(model);
      return model.intervals.map(({ low, high, tone }, row) => ({
        direction: 'x',
        at: row,
        low: low / factor,
        high: high / factor,
        ink: toneInk(tone, context.theme),
      }));
    }),
  ],
};

function toneInk(tone: IntervalTone, theme: Theme): string {
  return tone === 'better'
    ? pageInks.good[theme]
    : tone === 'worse'
      ? pageInks.bad[theme]
      : tone === 'baseline'
        ? pageInks.text[theme]
        : tone === 'plain'
          ? pageInks.accent[theme]
          : pageInks.soft[theme];
}

/** Shapes differ as well as colours: what is better points up, what is worse down. */
const toneShapes: Readonly<Record<IntervalTone, string>> = { better: 'triangle', worse: 'triangle', none: 'circle', baseline: 'rectRot', plain: 'circle' };

function datasets(model: IntervalChartModel, { theme }: PaintContext): ChartDataset[] {
  const { factor } = unitOf(model);
  const inks = model.intervals.map(({ tone }) => toneInk(tone, theme));
  return [
    {
      type: 'scatter',
      data: model.intervals.map(({ mean }, row) => ({ x: mean / factor, y: row })),
      pointRadius: 5,
      pointHoverRadius: 6,
      pointHitRadius: 12,
      pointStyle: model.intervals.map(({ tone }) => toneShapes[tone]),
      pointRotation: model.intervals.map(({ tone }) => (tone === 'worse' ? 180 : 0)),
      pointBackgroundColor: model.intervals.map(({ tone }, row) => (tone === 'none' ? pageInks.ground[theme] : inks[row]!)),
      pointBorderColor: inks,
      pointBorderWidth: 1.6,
    },
  ];
}

function unitOf({ axis, intervals }: IntervalChartModel): AxisUnit {
  if (axis.scale === 'logarithmic') return { factor: 1, label: '' };
  return axisUnit(axis.unit, Math.max(0, ...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]).filter(Number.isFinite)));
}

function options(model: IntervalChartModel, { theme }: PaintContext): ChartOptions {
  const shared = sharedOptions(theme);
  const { axis, intervals, reference } = model;
  const unit = unitOf(model);
  const ends = [...intervals.flatMap(({ low, high }) => [low, high]), ...(reference === null ? [] : [reference])].filter(Number.isFinite);
  const ticks = { color: pageInks.soft[theme], padding: 6, maxRotation: 0, autoSkipPadding: 18 };
  const title = axisTitle(theme, titleWithUnit(axis.title, unit));
  const x =
    axis.scale === 'logarithmic'
      ? {
          type: 'logarithmic',
          ...logAxis(intervals.flatMap(({ mean, high }) => [mean, high])),
          ticks: { ...ticks, callback: (value: number) => logLabel(value, axis.unit) },
        }
      : {
          type: 'linear',
          grace: '4%',
          suggestedMin: Math.min(...ends) / unit.factor,
          suggestedMax: Math.max(...ends) / unit.factor,
          ticks: { ...ticks, maxTicksLimit: 8, callback: (value: number) => tidy(value) },
        };
  const y = {
    ...axisLook(theme, false),
    type: 'linear',
    reverse: true,
    min: -0.6,
    max: intervals.length - 0.4,
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => (scale.ticks = intervals.map((_, row) => ({ value: row }))),
    ticks: { color: pageInks.text[theme], padding: 8, autoSkip: false, callback: (value: number) => intervals[value]?.label ?? '' },
  };
  return {
    ...shared,
    scales: { x: { ...axisLook(theme, true), ...x, title } as never, y: y as never },
    layout: { padding: { top: 4, right: 16 } },
    interaction: { mode: 'nearest', axis: 'y', intersect: false },
    plugins: {
      ...shared.plugins,
      tooltip: {
        ...shared.plugins?.tooltip,
        callbacks: {
          title: (items) => intervals[items[0]?.dataIndex ?? 0]?.label ?? '',
          label: ({ dataIndex }) => {
            const found = intervals[dataIndex];
            return found === undefined
              ? ''
              : ` ${readableValue(found.mean, axis.unit)} (${readableValue(found.low, axis.unit)} … ${readableValue(found.high, axis.unit)})`;
          },
        },
      },
    },
  };
}

function referencePlugin(read: () => { readonly model: IntervalChartModel; readonly context: PaintContext }): Plugin {
  return {
    id: 'hindcastReference',
    beforeDatasetsDraw(chart) {
      const { model, context } = read();
      if (model.reference === null) return;
      const { ctx, chartArea } = chart;
      const x = Math.round(chart.scales['x']!.getPixelForValue(model.reference / unitOf(model).factor)) + 0.5;
      if (!(x >= chartArea.left - 1 && x <= chartArea.right + 1)) return;
      ctx.save();
      ctx.strokeStyle = pageInks.text[context.theme];
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}
