/** A trade-off: a point per subject with its intervals in both directions and its name beside it; those on the front are filled and joined. */
import type { Chart, ChartDataset, ChartOptions, Plugin } from 'chart.js';
import { readableValue } from '../../text/readable.ts';
import { axisUnit } from '../axisUnit.ts';
import type { AxisUnit } from '../axisUnit.ts';
import type { ChartPoint, PointChartModel, ValueAxis } from '../chartModel.ts';
import { pageInks } from '../palette.ts';
import { whiskersPlugin } from '../whiskersPlugin.ts';
import type { Whisker } from '../whiskersPlugin.ts';
import { logAxis, logLabel } from './logAxis.ts';
import { axisLook, axisTitle, sharedOptions, tidy, titleWithUnit } from './painter.ts';
import type { PaintContext, Painter } from './painter.ts';

type Side = 'x' | 'y';

export const pointPainter: Painter<PointChartModel> = {
  type: 'scatter',
  paint: (model, context) => ({ datasets: datasets(model, context), options: options(model, context) }),
  plugins: (read) => [whiskersPlugin(() => whiskers(read().model, read().context)), namesPlugin(read)],
};

/** Not more of the whiskers' ink than the points need. */
function whiskers(model: PointChartModel, { theme }: PaintContext): Whisker[] {
  const [x, y] = [unitOf(model, 'x').factor, unitOf(model, 'y').factor];
  const ink = pageInks.soft[theme];
  return model.points.flatMap((point): Whisker[] => [
    { direction: 'x', at: point.y.mean / y, low: point.x.low / x, high: point.x.high / x, ink },
    { direction: 'y', at: point.x.mean / x, low: point.y.low / y, high: point.y.high / y, ink },
  ]);
}

function datasets(model: PointChartModel, { theme }: PaintContext): ChartDataset[] {
  const [x, y] = [unitOf(model, 'x').factor, unitOf(model, 'y').factor];
  const at = (point: ChartPoint): { x: number; y: number } => ({ x: point.x.mean / x, y: point.y.mean / y });
  const accent = pageInks.accent[theme];
  const front = model.points.filter(({ isOnFront }) => isOnFront).sort((one, other) => one.x.mean - other.x.mean);
  return [
    {
      type: 'scatter',
      label: 'points',
      data: model.points.map(at),
      pointRadius: 5,
      pointHoverRadius: 6,
      pointStyle: model.points.map(({ isBaseline }) => (isBaseline ? 'rectRot' : 'circle')),
      pointBorderWidth: 1.6,
      pointBackgroundColor: model.points.map(({ isOnFront }) => (isOnFront ? accent : pageInks.ground[theme])),
      pointBorderColor: model.points.map(({ isOnFront }) => (isOnFront ? accent : pageInks.soft[theme])),
    },
    {
      type: 'scatter',
      label: 'front',
      data: front.map(at),
      showLine: true,
      pointRadius: 0,
      pointHitRadius: 0,
      borderColor: `${accent}90`,
      borderWidth: 1.4,
      borderDash: [5, 4],
    },
  ];
}

function options(model: PointChartModel, { theme }: PaintContext): ChartOptions {
  const shared = sharedOptions(theme);
  return {
    ...shared,
    scales: { x: scale(model, 'x', theme), y: scale(model, 'y', theme) },
    layout: { padding: { top: 14, right: 24 } },
    interaction: { mode: 'nearest', intersect: true },
    plugins: {
      ...shared.plugins,
      tooltip: {
        ...shared.plugins?.tooltip,
        filter: ({ datasetIndex }) => datasetIndex === 0,
        callbacks: {
          title: (items) => model.points[items[0]?.dataIndex ?? 0]?.label ?? '',
          label: ({ dataIndex }) => {
            const point = model.points[dataIndex];
            return point === undefined ? '' : [line(model.x, point.x), line(model.y, point.y)].join('\n');
          },
        },
      },
    },
  };
}

function line({ title, unit }: ValueAxis, { mean, low, high }: ChartPoint['x']): string {
  return ` ${title}  ${readableValue(mean, unit)} (${readableValue(low, unit)} … ${readableValue(high, unit)})`;
}

function valuesOf({ points }: PointChartModel, side: Side): number[] {
  return points.flatMap((point) => [point[side].mean, point[side].high]).filter(Number.isFinite);
}

function unitOf(model: PointChartModel, side: Side): AxisUnit {
  return model[side].scale === 'logarithmic' ? { factor: 1, label: '' } : axisUnit(model[side].unit, Math.max(0, ...valuesOf(model, side)));
}

function scale(model: PointChartModel, side: Side, theme: PaintContext['theme']): NonNullable<NonNullable<ChartOptions['scales']>[string]> {
  const { title, unit, scale: kind } = model[side];
  const ticks = { color: pageInks.soft[theme], padding: 6, maxRotation: 0, autoSkipPadding: 18 };
  const common = { ...axisLook(theme, true), title: axisTitle(theme, titleWithUnit(title, unitOf(model, side))) };
  if (kind === 'logarithmic')
    return {
      ...common,
      type: 'logarithmic',
      ...logAxis(valuesOf(model, side)),
      ticks: { ...ticks, callback: (value: number) => logLabel(value, unit) },
    } as never;
  return {
    ...common,
    type: 'linear',
    grace: '8%',
    beginAtZero: true,
    suggestedMax: Math.max(0, ...valuesOf(model, side)) / unitOf(model, side).factor,
    ticks: { ...ticks, maxTicksLimit: 7, callback: (value: number) => tidy(value) },
  } as never;
}

/** Names beside their points, where there is room: right, left, above or below; a name that would lie over another is left to the tooltip and the table. */
function namesPlugin(read: () => { readonly model: PointChartModel; readonly context: PaintContext }): Plugin {
  return {
    id: 'hindcastNames',
    afterDatasetsDraw(chart) {
      const { model, context } = read();
      const { ctx, chartArea } = chart;
      const elements = chart.getDatasetMeta(0).data;
      const arms = whiskers(model, context).map((whisker) => boxOf(whisker, chart));
      const taken = [...elements.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 })), ...arms];
      ctx.save();
      ctx.font = '11px system-ui, sans-serif';
      ctx.textBaseline = 'middle';
      const order = [...model.points.keys()].sort((one, other) => Number(model.points[other]!.isOnFront) - Number(model.points[one]!.isOnFront));
      for (const index of order) {
        const point = model.points[index]!;
        const element = elements[index];
        if (element === undefined) continue;
        const width = ctx.measureText(point.label).width;
        const [across, along] = [arms[2 * index]!, arms[2 * index + 1]!];
        for (const [dx, dy] of [
          [9, 0],
          [-9 - width, 0],
          [-width / 2, -13],
          [-width / 2, 14],
          [9, -12],
          [9, 12],
          // past its own whiskers
          [across.right - element.x + 6, 0],
          [across.left - element.x - 6 - width, 0],
          [-width / 2, along.top - element.y - 10],
          [-width / 2, along.bottom - element.y + 10],
        ] as const) {
          const box = { left: element.x + dx - 2, right: element.x + dx + width + 2, top: element.y + dy - 7, bottom: element.y + dy + 7 };
          const isInside = box.left >= chartArea.left && box.right <= chart.width && box.top >= 0 && box.bottom <= chartArea.bottom;
          const isFree = taken.every(
            (other, number) => number === index || other.right < box.left || other.left > box.right || other.bottom < box.top || other.top > box.bottom,
          );
          if (!isInside || !isFree) continue;
          taken.push(box);
          ctx.fillStyle = point.isOnFront ? pageInks.text[context.theme] : pageInks.soft[context.theme];
          ctx.fillText(point.label, element.x + dx, element.y + dy);
          break;
        }
      }
      ctx.restore();
    },
  };
}

/** What a whisker covers, in pixels. On a log axis one that reaches down to 0 has no end there. */
function boxOf({ direction, at, low, high }: Whisker, { scales }: Chart): { left: number; right: number; top: number; bottom: number } {
  const [along, across] = direction === 'x' ? [scales['x']!, scales['y']!] : [scales['y']!, scales['x']!];
  const [from, to, place] = [along.getPixelForValue(low), along.getPixelForValue(high), across.getPixelForValue(at)];
  return direction === 'x' ? { left: from, right: to, top: place - 3, bottom: place + 3 } : { left: place - 3, right: place + 3, top: to, bottom: from };
}
