/** The points of each line, thinned to two per pixel, peaks kept, also when a part of the time is shown; stacked areas keep the same rows in all parts. */
import type { ChartLine, LineChartModel } from '../chartModel.ts';
import { peakRows, stackTotals } from '../thinning.ts';
import type { PaintContext } from './painter.ts';

/** In the units of the axes. */
export interface Point {
  x: number;
  /** NaN: a gap. */
  y: number;
}

/** By line. `factorX` and `factorY`: base units per unit of the axes. */
export function linePoints(model: LineChartModel, { pixels, range }: PaintContext, factorX: number, factorY: number): Point[][] {
  const { lines, isStacked } = model;
  const rowsOf = (line: ChartLine, basis: ArrayLike<number>): ArrayLike<number> => {
    if (model.x.kind !== 'time' || range === null) return peakRows(basis, pixels);
    const from = Math.max(0, firstAtOrAfter(line.xs, range.fromNs) - 1);
    const to = Math.min(line.xs.length, firstAtOrAfter(line.xs, range.toNs) + 1);
    return peakRows(part(basis, from, to), pixels).map((row) => row + from);
  };
  const stackRows = isStacked && lines.length > 0 ? rowsOf(lines[0]!, stackTotals(lines.map(({ ys }) => ys))) : null;
  return lines.map((line) => Array.from(stackRows ?? rowsOf(line, line.ys), (row): Point => ({ x: line.xs[row]! / factorX, y: line.ys[row]! / factorY })));
}

/** Of a typed array without a copy. */
function part(values: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return values instanceof Float64Array ? values.subarray(from, to) : Array.prototype.slice.call(values, from, to);
}

/** Row of the first x that is not before `at`; `xs` ascends. O(log n). */
function firstAtOrAfter(xs: ArrayLike<number>, at: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
