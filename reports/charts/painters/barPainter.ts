/** Lying bars made of parts that add up: bytes by cause, time by phase, outcomes by kind. */
import type { ChartDataset, ChartOptions } from 'chart.js';
import { readableValue } from '../../text/readable.ts';
import { axisUnit } from '../axisUnit.ts';
import type { AxisUnit } from '../axisUnit.ts';
import type { BarChartModel } from '../chartModel.ts';
import { lineInk, pageInks } from '../palette.ts';
import { axisLook, axisTitle, sharedOptions, tidy, titleWithUnit } from './painter.ts';
import type { PaintContext, Painter } from './painter.ts';

export const barPainter: Painter<BarChartModel> = {
  type: 'bar',
  paint: (model, context) => ({ datasets: datasets(model, context), options: options(model, context) }),
  plugins: () => [],
};

function datasets(model: BarChartModel, { theme, hidden }: PaintContext): ChartDataset[] {
  const { factor } = unitOf(model);
  return model.parts.map(({ label, ink, values }, index) => ({
    type: 'bar',
    label,
    data: values.map((value, row) => ({ x: value / factor, y: row })) as never,
    backgroundColor: lineInk(ink)[theme],
    borderColor: pageInks.ground[theme],
    borderWidth: { right: 1 } as never,
    borderSkipped: false,
    maxBarThickness: 22,
    hidden: hidden.has(index),
  }));
}

function unitOf({ axis, categories, parts }: BarChartModel): AxisUnit {
  return axisUnit(axis.unit, Math.max(0, ...categories.map((_, row) => parts.reduce((sum, { values }) => sum + (values[row] ?? 0), 0))));
}

function options(model: BarChartModel, { theme }: PaintContext): ChartOptions {
  const shared = sharedOptions(theme);
  const { axis, categories } = model;
  const ticks = { color: pageInks.soft[theme], padding: 6, maxRotation: 0, autoSkipPadding: 18 };
  const x = { ...axisLook(theme, true), type: 'linear', stacked: true, beginAtZero: true, title: axisTitle(theme, titleWithUnit(axis.title, unitOf(model))) };
  return {
    ...shared,
    indexAxis: 'y',
    scales: {
      // Shares end where there is nothing left to share.
      x: {
        ...x,
        ...(axis.unit === 'ratio' ? { max: 1 / unitOf(model).factor } : {}),
        ticks: { ...ticks, maxTicksLimit: 8, callback: (value: number) => tidy(value) },
      } as never,
      y: {
        ...axisLook(theme, false),
        type: 'category',
        labels: [...categories],
        stacked: true,
        ticks: { color: pageInks.text[theme], padding: 8, autoSkip: false },
      } as never,
    },
    layout: { padding: { top: 4, right: 16 } },
    interaction: { mode: 'index', axis: 'y', intersect: false },
    plugins: {
      ...shared.plugins,
      tooltip: {
        ...shared.plugins?.tooltip,
        filter: ({ parsed }) => (parsed as { x: number }).x > 0,
        callbacks: {
          label: ({ dataset, parsed }) => ` ${dataset.label ?? ''}  ${readableValue((parsed as { x: number }).x * unitOf(model).factor, axis.unit)}`,
        },
      },
    },
  };
}
