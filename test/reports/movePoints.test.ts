/** A live chart that is moved shows what it would show painted anew. Chart.js on a canvas that draws nothing. */
import { Chart, Filler, LineController, LineElement, LinearScale, PointElement } from 'chart.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChartLine, LineChartModel } from '../../reports/charts/chartModel.ts';
import { linePainter } from '../../reports/charts/painters/linePainter.ts';
import type { PaintContext } from '../../reports/charts/painters/painter.ts';

Chart.register(Filler, LineController, LineElement, LinearScale, PointElement);

const context: PaintContext = { theme: 'light', pixels: 300, range: null, hidden: new Set(), cursorNs: null };
const xs = Float64Array.from({ length: 40 }, (_, row) => (row + 1) * 1e9);
const charts: Chart[] = [];

/** Values from `phase` on round the circle, up to exactly `high`. */
function wave(phase: number, high: number): Float64Array {
  return xs.map((_, row) => (row === 3 ? high : (high * (1 + Math.cos(phase + row / 4))) / 2.1));
}

function modelOf(columns: readonly Float64Array[], isStacked = false): LineChartModel {
  return {
    kind: 'lines',
    id: 'waves',
    title: 'Waves',
    note: '',
    description: '',
    table: { head: [], rows: [] },
    x: { kind: 'time', min: 0, max: 60e9 },
    y: { unit: 'count', scale: 'linear' },
    isStacked,
    lines: columns.map((ys, ink): ChartLine => ({ label: `line ${ink}`, ink, xs: xs.subarray(0, ys.length), ys })),
    marks: [],
    bands: [],
  };
}

function paint(model: LineChartModel, of = context): Chart {
  const canvas = { width: 400, height: 200, style: {}, getContext: () => drawing };
  const drawing: unknown = new Proxy(
    { canvas, measureText: (text: string) => ({ width: 6 * text.length }) },
    {
      get: (known, name) => (Reflect.get(known, name) as unknown) ?? (() => undefined),
    },
  );
  const { datasets, options } = linePainter.paint(model, of);
  const chart = new Chart(canvas as never, { type: 'line', data: { datasets }, options: { ...options, responsive: false } });
  charts.push(chart);
  return chart;
}

/** Where every point of every line is. */
function places(chart: Chart): unknown {
  return chart
    .getSortedVisibleDatasetMetas()
    .map(({ data }) => data.filter((element) => element instanceof PointElement).map(({ x, y, skip }) => (skip ? 'gap' : [x.toFixed(6), y.toFixed(6)])));
}

function values(chart: Chart): unknown {
  return chart.data.datasets.map(({ data }) => data.map((point) => ({ x: (point as { x: number }).x, y: (point as { y: number }).y })));
}

describe('a live chart', () => {
  afterEach(() => charts.splice(0).forEach((chart) => chart.destroy()));

  it.each([false, true])('moves its points to where they would be painted, in a stack: %s', (isStacked) => {
    const before = modelOf([wave(0, 90), wave(1, 40)], isStacked);
    const after = modelOf([wave(2, 90), wave(3, 40)], isStacked);
    const [moved, painted] = [paint(before), paint(after)];
    expect(places(moved)).not.toEqual(places(painted));
    expect(linePainter.move!(moved, before, after, context)).toBe(true);
    expect([moved.scales['y']!.min, moved.scales['y']!.max]).toEqual([painted.scales['y']!.min, painted.scales['y']!.max]);
    expect(places(moved)).toEqual(places(painted));
    expect(values(moved)).toEqual(values(painted));
  });

  it('leaves lines out that are hidden, also of a stack', () => {
    const hidden: PaintContext = { ...context, hidden: new Set([0]) };
    const [before, after] = [modelOf([wave(0, 90), wave(1, 40)], true), modelOf([wave(2, 90), wave(3, 40)], true)];
    const [moved, painted] = [paint(before, hidden), paint(after, hidden)];
    expect(linePainter.move!(moved, before, after, hidden)).toBe(true);
    expect(places(moved)).toEqual(places(painted));
  });

  it('keeps gaps', () => {
    const gappy = wave(2, 90).map((value, row) => (row % 7 === 5 ? NaN : value));
    const [before, after] = [modelOf([wave(0, 90)]), modelOf([gappy])];
    const [moved, painted] = [paint(before), paint(after)];
    expect(linePainter.move!(moved, before, after, context)).toBe(true);
    expect(JSON.stringify(places(moved))).toContain('gap');
    expect(places(moved)).toEqual(places(painted));
  });

  it('stays at zero', () => {
    const zeros = modelOf([new Float64Array(40)]);
    expect(linePainter.move!(paint(zeros), zeros, zeros, context)).toBe(true);
  });

  it.each([
    ['values are above the axis', modelOf([wave(0, 140)])],
    ['the axis is far too tall', modelOf([wave(0, 20)])],
    ['the unit is another', modelOf([wave(0, 90e6)])],
    ['there are fewer points', modelOf([wave(0, 90).subarray(1)])],
    ['there is another line', modelOf([wave(0, 90), wave(0, 90)])],
    ['the run is longer', { ...modelOf([wave(0, 90)]), x: { kind: 'time' as const, min: 0, max: 70e9 } }],
    ['there are marks now', { ...modelOf([wave(0, 90)]), marks: [{ kind: 'bookmark' as const, atNs: 1, label: 'a' }] }],
  ])('is painted anew when %s', (_, after) => {
    const before = modelOf([wave(0, 90)]);
    expect(linePainter.move!(paint(before), before, after, context)).toBe(false);
  });
});
