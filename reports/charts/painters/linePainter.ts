/** Lines over time, percentiles or a parameter: thinned to two points per pixel, peaks kept, also when a part of the time is shown; stacked areas keep the same rows in all parts. */
import type { Chart, ChartDataset, ChartOptions, ChartType, TooltipItem } from 'chart.js';
import { readableInstant, readableValue } from '../../text/readable.ts';
import { axisUnit } from '../axisUnit.ts';
import type { AxisUnit } from '../axisUnit.ts';
import type { LineChartModel } from '../chartModel.ts';
import { marksHeight, marksPlugin } from '../marksPlugin.ts';
import { lineDash, lineInk, pageInks } from '../palette.ts';
import { stackTotals } from '../thinning.ts';
import { whiskersPlugin } from '../whiskersPlugin.ts';
import type { Whisker } from '../whiskersPlugin.ts';
import { linePoints } from './linePoints.ts';
import type { Point } from './linePoints.ts';
import { logAxis, logLabel } from './logAxis.ts';
import type { LogAxis } from './logAxis.ts';
import { movePoints } from './movePoints.ts';
import { axisLook, axisTitle, sharedOptions, tidy, titleWithUnit } from './painter.ts';
import type { PaintContext, Painter } from './painter.ts';
import { wrapLabel } from './wrapLabel.ts';

const ninesTicks: readonly (readonly [number, string])[] = [
  [0, '0 %'],
  [0.30103, '50 %'],
  [1, '90 %'],
  [2, '99 %'],
  [3, '99.9 %'],
  [4, '99.99 %'],
];

export const linePainter: Painter<LineChartModel> = {
  type: 'line',
  paint: (model, context) => ({ datasets: datasets(model, context), options: options(model, context) }),
  move,
  plugins: (read) => [
    marksPlugin(() => {
      const { model, context } = read();
      return { marks: model.marks, bands: model.bands, factor: xFactor(model), theme: context.theme, cursorNs: context.cursorNs };
    }),
    whiskersPlugin(() => whiskers(read().model, read().context)),
  ],
};

function datasets(model: LineChartModel, context: PaintContext): ChartDataset[] {
  const { theme, hidden } = context;
  const { lines, isStacked } = model;
  const points = linePoints(model, context, xFactor(model), yFactor(model));
  const painted: readonly unknown[] = lines.map((line, index): ChartDataset<'line', Point[]> & { type: 'line' } => {
    const ink = line.isReference === true ? pageInks.soft[theme] : lineInk(line.ink)[theme];
    const isMarked = model.x.kind === 'value' && line.isReference !== true && line.xs.length <= 40;
    return {
      type: 'line',
      label: line.label,
      data: points[index]!,
      borderColor: ink,
      backgroundColor: isStacked ? `${ink}b8` : ink,
      borderWidth: isStacked || line.isReference === true ? 1 : 1.6,
      borderDash: line.isReference === true ? [2, 4] : isStacked ? [] : [...lineDash(line.ink)],
      fill: isStacked ? (index === 0 ? 'origin' : '-1') : false,
      borderJoinStyle: 'round',
      pointRadius: isMarked ? 3 : 0,
      hidden: hidden.has(index),
    };
  });
  return painted as ChartDataset[];
}

/** While values come fast the axes of a chart over time stay, as long as they fit. */
function move(chart: Chart, painted: LineChartModel, model: LineChartModel, context: PaintContext): boolean {
  const [factorX, factorY] = [xFactor(model), yFactor(model)];
  const isSameFrame =
    model.x.kind === 'time' &&
    painted.x.kind === 'time' &&
    model.x.max === painted.x.max &&
    model.y.scale === 'linear' &&
    factorX === xFactor(painted) &&
    factorY === yFactor(painted) &&
    model.marks.length > 0 === painted.marks.length > 0;
  return isSameFrame && movePoints(chart, linePoints(model, context, factorX, factorY), model.isStacked);
}

function options(model: LineChartModel, context: PaintContext): ChartOptions {
  const shared = sharedOptions(context.theme);
  return {
    ...shared,
    scales: { x: xScale(model, context), y: yScale(model, context) },
    layout: { padding: { top: model.marks.length > 0 ? marksHeight : 4, right: 12 } },
    elements: { point: { radius: 0, hitRadius: 0, hoverRadius: 3 }, line: { tension: 0 } },
    interaction: { mode: 'nearestOfEach', intersect: false },
    plugins: {
      ...shared.plugins,
      tooltip: {
        ...shared.plugins?.tooltip,
        callbacks: {
          title: (items) => tooltipTitle(model, items),
          label: (item) => ` ${item.dataset.label ?? ''}  ${readableValue((item.parsed.y ?? NaN) * yFactor(model), model.y.unit)}`,
          footer: (items) => marksNear(model, items),
        },
      },
    },
  };
}

type Scale = NonNullable<NonNullable<ChartOptions['scales']>[string]>;

function xScale({ x, lines }: LineChartModel, { theme, range, pixels }: PaintContext): Scale {
  const soft = pageInks.soft[theme];
  const ticks = { color: soft, maxRotation: 0, autoSkipPadding: 18, padding: 6 };
  if (x.kind === 'value' && x.names !== undefined) return namedScale(x.names, x.title, theme, pixels);
  if (x.kind === 'value') {
    const unit = axisUnit(x.unit, largest(lines.map(({ xs }) => xs)));
    const title = axisTitle(theme, x.scale === 'logarithmic' ? x.title : titleWithUnit(x.title, unit));
    if (x.scale === 'linear') return { ...axisLook(theme, false), type: 'linear', title, ticks: { ...ticks, callback: (value) => tidy(Number(value)) } };
    return {
      ...axisLook(theme, false),
      type: 'logarithmic',
      ...logParameterAxis(lines.map(({ xs }) => xs)),
      title,
      ticks: { ...ticks, callback: (value) => logLabel(Number(value), x.unit) },
    };
  }
  if (x.kind === 'nines') {
    return {
      ...axisLook(theme, true),
      type: 'linear',
      min: x.min,
      max: x.max,
      ticks: { ...ticks, includeBounds: false, callback: (value) => ninesTicks.find(([tick]) => tick === value)?.[1] ?? '' },
      afterBuildTicks: (axis: { ticks: { value: number }[] }) => (axis.ticks = ninesTicks.map(([value]) => ({ value }))),
    };
  }
  const unit = axisUnit('time', x.max);
  return {
    ...axisLook(theme, false),
    type: 'linear',
    min: (range?.fromNs ?? x.min) / unit.factor,
    max: (range?.toNs ?? x.max) / unit.factor,
    ticks: { ...ticks, includeBounds: false, callback: (value) => `${tidy(Number(value))} ${unit.label}` },
  };
}

/** Names at 1, 2, … in as many lines as they need. */
function namedScale(names: readonly string[], title: string, theme: PaintContext['theme'], pixels: number): Scale {
  const room = pixels / names.length - 8;
  return {
    ...axisLook(theme, false),
    type: 'linear',
    title: axisTitle(theme, title),
    min: 0.5,
    max: names.length + 0.5,
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => (axis.ticks = names.map((_, index) => ({ value: index + 1 }))),
    ticks: {
      color: pageInks.soft[theme],
      padding: 6,
      maxRotation: 0,
      autoSkip: true,
      includeBounds: false,
      callback: (value) => wrapLabel(names[Number(value) - 1] ?? '', room),
    },
  };
}

/** Charts over time that stand below each other have their plots below each other: labels take the same room in all of them. */
const timeGutterPixels = 66;

function yScale(model: LineChartModel, context: PaintContext): Scale {
  const scale = valueScale(model, context);
  if (model.x.kind !== 'time') return scale;
  return { ...scale, afterFit: (axis: { width: number }) => (axis.width = Math.max(axis.width, timeGutterPixels)) };
}

function valueScale(model: LineChartModel, { theme }: PaintContext): Scale {
  const { y, lines, isStacked } = model;
  const ticks = { color: pageInks.soft[theme], padding: 6 };
  if (y.scale === 'logarithmic') {
    const axis = logAxis(values(lines.map(({ ys }) => ys)));
    return {
      ...axisLook(theme, true),
      type: 'logarithmic',
      ...axis,
      ticks: { ...ticks, maxTicksLimit: 12, callback: (value) => logLabel(Number(value), y.unit) },
    };
  }
  return {
    ...axisLook(theme, true),
    type: 'linear',
    stacked: isStacked,
    beginAtZero: true,
    suggestedMax: largest(lines.map(({ highs }) => highs ?? [])) / yFactor(model),
    title: axisTitle(theme, yUnit(model).label),
    ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => tidy(Number(value)) },
  };
}

/** A parameter that takes few values has its ticks at these: sizes in powers of two would not be round otherwise. */
function logParameterAxis(columns: readonly ArrayLike<number>[]): Partial<LogAxis> {
  const taken = [...new Set(values(columns))].filter((value) => value > 0).sort((one, other) => one - other);
  if (taken.length < 2 || taken.length > 16) return logAxis(taken);
  return { min: taken[0]! / 1.1, max: taken.at(-1)! * 1.1, afterBuildTicks: (axis) => (axis.ticks = taken.map((value) => ({ value }))) };
}

function xFactor({ x, lines }: LineChartModel): number {
  if (x.kind === 'time') return axisUnit('time', x.max).factor;
  return x.kind === 'value' && x.scale === 'linear' ? axisUnit(x.unit, largest(lines.map(({ xs }) => xs))).factor : 1;
}

function yUnit({ y, lines, isStacked }: LineChartModel): AxisUnit {
  const columns = lines.flatMap(({ ys, highs }) => (highs === undefined ? [ys] : [ys, highs]));
  return axisUnit(y.unit, isStacked ? largest([stackTotals(columns)]) : largest(columns));
}

/** On a log axis values stay in base units: powers of ten of ns are round in every unit. */
function yFactor(model: LineChartModel): number {
  return model.y.scale === 'logarithmic' ? 1 : yUnit(model).factor;
}

function* values(columns: readonly ArrayLike<number>[]): Iterable<number> {
  for (const column of columns) for (let row = 0; row < column.length; row += 1) yield column[row]!;
}

function largest(columns: readonly ArrayLike<number>[]): number {
  let found = 0;
  for (const column of columns) for (let row = 0; row < column.length; row += 1) if (column[row]! > found) found = column[row]!;
  return found;
}

function whiskers(model: LineChartModel, { theme, hidden }: PaintContext): Whisker[] {
  const [factorX, factorY] = [xFactor(model), yFactor(model)];
  return model.lines.flatMap(({ ink, xs, lows, highs }, index) =>
    lows === undefined || highs === undefined || hidden.has(index)
      ? []
      : Array.from(xs, (x, row): Whisker => ({
          direction: 'y',
          at: x / factorX,
          low: lows[row]! / factorY,
          high: highs[row]! / factorY,
          ink: lineInk(ink)[theme],
        })),
  );
}

function tooltipTitle(model: LineChartModel, items: readonly TooltipItem<ChartType>[]): string {
  const x = items.at(0)?.parsed.x ?? 0;
  switch (model.x.kind) {
    case 'time':
      return readableInstant(x * xFactor(model));
    case 'value':
      return `${model.x.title} ${model.x.names?.[x - 1] ?? readableValue(x * xFactor(model), model.x.unit)}`;
    case 'nines':
      return `${(100 * (1 - 10 ** -x)).toFixed(x < 1 ? 0 : Math.ceil(x))} % of the IOs within`;
  }
}

/** What happened within a few pixels of the pointer. */
function marksNear(model: LineChartModel, items: readonly TooltipItem<ChartType>[]): string[] {
  const item = items.at(0);
  if (item === undefined || model.marks.length === 0) return [];
  const scale = item.chart.scales['x']!;
  return model.marks
    .filter((mark) => Math.abs(scale.getPixelForValue(mark.atNs / xFactor(model)) - item.element.x) <= 6)
    .slice(0, 6)
    .map(({ label }) => label);
}
