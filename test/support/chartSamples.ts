/** One small chart of each kind that is not of one run. */
import type { ChartModel } from '../../reports/charts/chartModel.ts';
import { forestChart } from '../../reports/charts/models/forestChart.ts';
import { heatChart } from '../../reports/charts/models/heatChart.ts';
import { parameterChart } from '../../reports/charts/models/parameterChart.ts';
import { stackChart } from '../../reports/charts/models/stackChart.ts';
import { tradeOffChart } from '../../reports/charts/models/tradeOffChart.ts';
import { stateInk } from '../../reports/charts/palette.ts';

const around = (mean: number): { low: number; mean: number; high: number } => ({ low: mean * 0.95, mean, high: mean * 1.05 });

export const chartSamples: readonly ChartModel[] = [
  tradeOffChart({
    id: 'trade-off',
    title: 'Write p99 against what a crash loses',
    x: { title: 'data lost', unit: 'ns', scale: 'linear', better: 'lower' },
    y: { title: 'write p99', unit: 'ns', scale: 'logarithmic', better: 'lower' },
    whiskers: '95 % CI, n = 10 seeds',
    points: [
      { label: 'write-through', isBaseline: true, x: around(0), y: around(2000) },
      { label: 'periodic', isBaseline: false, x: around(4e9), y: around(300) },
      { label: 'idle', isBaseline: false, x: around(5e9), y: around(400) },
    ],
  }),
  forestChart({
    id: 'forest',
    title: 'Throughput: difference to write-through',
    axis: { title: 'difference', unit: 'change', scale: 'linear' },
    reference: 0,
    whiskers: '95 % CI, n = 10 seeds',
    intervals: [
      { label: 'a,b', low: -0.01, mean: 0.02, high: 0.05, tone: 'none' },
      { label: 'c', low: 0.01, mean: 0.1, high: 0.2, tone: 'better' },
      { label: 'd', low: -0.3, mean: -0.2, high: -0.1, tone: 'worse' },
    ],
  }),
  stackChart({
    id: 'stack',
    title: 'Written to flash',
    note: '',
    axis: { title: '', unit: 'bytes', scale: 'linear' },
    categories: ['one', 'two'],
    parts: [
      { label: 'demotion', ink: stateInk('previous'), values: [1, 2] },
      { label: 'nothing', ink: stateInk('redo'), values: [0, 0] },
      { label: 'log', ink: stateInk('log'), values: [3, 4] },
    ],
  })!,
  heatChart({
    id: 'heat',
    title: 'Throughput',
    note: '',
    unit: 'perSecond',
    xTitle: 'flash',
    yTitle: 'interval',
    columns: ['1 GiB', '2 GiB'],
    rows: ['1 s', '5 s'],
    values: [
      [1000, null],
      [1500, 2500],
    ],
  }),
  parameterChart({
    id: 'parameter',
    title: 'Throughput over flash size',
    note: 'Whiskers: 95 % CI.',
    x: { title: 'flash', unit: 'bytes', scale: 'logarithmic' },
    y: { unit: 'perSecond', scale: 'linear' },
    lines: [
      { label: 'periodic', ink: 0, xs: [2 ** 28, 2 ** 29], ys: [1000, 1500], lows: [900, 1400], highs: [1100, 1600] },
      { label: 'no cache', ink: 0, isReference: true, xs: [2 ** 28, 2 ** 29], ys: [500, 500] },
    ],
  }),
];
