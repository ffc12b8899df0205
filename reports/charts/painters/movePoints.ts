/**
 * Moves the lines of a chart that is drawn already to other values, with its axes as they are: a fraction of what Chart.js takes to make options, axes and layout anew, which at ten times a second
 * was most of what a chart cost.
 */
import type { Chart, Scale } from 'chart.js';
import { LineElement, PointElement } from 'chart.js';
import type { Point } from './linePoints.ts';

/** The highest value is at least at this part of the axis: else the axis is too tall for it. */
const fillMin = 0.45;

/**
 * `points` by line, in the units of the axes, both linear. False: the values don't fit the axes, a line has more or fewer points than before, or someone is reading values under the pointer.
 * What has been moved by then is of no account once the chart is painted anew.
 */
export function movePoints(chart: Chart, points: readonly (readonly Point[])[], isStacked: boolean): boolean {
  const [x, y] = [chart.scales['x'], chart.scales['y']];
  if (x === undefined || y === undefined || points.length !== chart.data.datasets.length || chart.getActiveElements().length > 0) return false;
  const [toX, toY] = [pixelsOf(x), pixelsOf(y)];
  const below = isStacked ? new Float64Array(points[0]?.length ?? 0) : null;
  let highest = 0;
  for (let index = 0; index < points.length; index += 1) {
    if (!chart.isDatasetVisible(index)) continue;
    const top = moveLine(chart, index, points[index]!, below, toX, toY);
    if (Number.isNaN(top)) return false;
    if (top > highest) highest = top;
  }
  // Nothing but zeros has an axis up to 1.
  return highest <= y.max && (highest >= y.max * fillMin || (highest === 0 && y.max === 1));
}

/** Gives the highest value, in a stack of the sum up to here; NaN: it can't be moved. Adds itself to `below`. */
function moveLine(
  chart: Chart,
  index: number,
  points: readonly Point[],
  below: Float64Array | null,
  toX: (x: number) => number,
  toY: (y: number) => number,
): number {
  const { data, dataset: line } = chart.getDatasetMeta(index);
  const elements = data.filter((element) => element instanceof PointElement);
  // Chart.js reads the values under the pointer from the same objects.
  const known = chart.data.datasets[index]!.data as Point[];
  if (!(line instanceof LineElement) || elements.length !== points.length || known.length !== points.length) return NaN;
  let highest = 0;
  for (let row = 0; row < points.length; row += 1) {
    const { x, y } = points[row]!;
    const element = elements[row]!;
    if (below !== null && !(y >= 0)) return NaN;
    const top = below === null ? y : (below[row]! += y);
    if (top > highest) highest = top;
    known[row]!.x = x;
    known[row]!.y = y;
    element.x = toX(x);
    element.y = toY(top);
    element.skip = Number.isNaN(y);
  }
  line.points = elements;
  return highest;
}

function pixelsOf(scale: Scale): (value: number) => number {
  const { min, max } = scale;
  const start = scale.getPixelForValue(min);
  const perUnit = (scale.getPixelForValue(max) - start) / (max - min);
  return (value) => start + (value - min) * perUnit;
}
