/** A value over two parameters as a field of cells: the larger, the stronger the ink; cells that are large enough say their number. */
import type { ChartDataset, ChartOptions, Plugin } from 'chart.js';
import { readableValue } from '../../text/readable.ts';
import type { HeatChartModel } from '../chartModel.ts';
import { pageInks } from '../palette.ts';
import type { Theme } from '../palette.ts';
import { axisLook, axisTitle, sharedOptions } from './painter.ts';
import type { PaintContext, Painter } from './painter.ts';
import { wrapLabel } from './wrapLabel.ts';

export const heatPainter: Painter<HeatChartModel> = {
  type: 'scatter',
  paint: (model, context) => ({ datasets: datasets(model), options: options(model, context) }),
  plugins: (read) => [cellsPlugin(read)],
};

/** Points for the tooltip alone: the cells are drawn by the plugin. */
function datasets({ values }: HeatChartModel): ChartDataset[] {
  return [{ type: 'scatter', data: values.flatMap((row, y) => row.map((_, x) => ({ x, y }))), pointRadius: 0, pointHoverRadius: 0, pointHitRadius: 400 }];
}

function options(model: HeatChartModel, { theme, pixels }: PaintContext): ChartOptions {
  const shared = sharedOptions(theme);
  const { columns, rows, xTitle, yTitle, values, unit } = model;
  const axis = (labels: readonly string[], title: string, isY: boolean): unknown => ({
    ...axisLook(theme, false),
    type: 'linear',
    reverse: isY,
    min: -0.5,
    max: labels.length - 0.5,
    title: axisTitle(theme, title),
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => (scale.ticks = labels.map((_, index) => ({ value: index }))),
    ticks: {
      color: pageInks.text[theme],
      padding: 6,
      maxRotation: 0,
      autoSkip: true,
      callback: (value: number) => (isY ? (labels[value] ?? '') : wrapLabel(labels[value] ?? '', pixels / labels.length - 8)),
    },
  });
  return {
    ...shared,
    scales: { x: axis(columns, xTitle, false) as never, y: axis(rows, yTitle, true) as never },
    layout: { padding: { top: 4, right: 12 } },
    interaction: { mode: 'nearest', intersect: false },
    plugins: {
      ...shared.plugins,
      tooltip: {
        ...shared.plugins?.tooltip,
        callbacks: {
          title: (items) => {
            const { x, y } = (items[0]?.parsed ?? { x: 0, y: 0 }) as { x: number; y: number };
            return `${xTitle} ${columns[x] ?? ''}, ${yTitle} ${rows[y] ?? ''}`;
          },
          label: ({ parsed }) => {
            const { x, y } = parsed as { x: number; y: number };
            const value = values[y]?.[x] ?? null;
            return value === null ? ' no value' : ` ${readableValue(value, unit)}`;
          },
        },
      },
    },
  };
}

function cellsPlugin(read: () => { readonly model: HeatChartModel; readonly context: PaintContext }): Plugin {
  return {
    id: 'hindcastCells',
    beforeDatasetsDraw(chart) {
      const { model, context } = read();
      const { ctx, scales } = chart;
      const [x, y] = [scales['x']!, scales['y']!];
      const present = model.values.flat().filter((value) => value !== null);
      const [low, high] = [Math.min(...present), Math.max(...present)];
      ctx.save();
      ctx.font = '11px system-ui, sans-serif';
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      model.values.forEach((row, rowNumber) =>
        row.forEach((value, column) => {
          const left = x.getPixelForValue(column - 0.5);
          const top = y.getPixelForValue(rowNumber - 0.5);
          const width = x.getPixelForValue(column + 0.5) - left;
          const height = y.getPixelForValue(rowNumber + 0.5) - top;
          const share = value === null ? 0 : high === low ? 0.5 : (value - low) / (high - low);
          ctx.fillStyle = value === null ? pageInks.shade[context.theme] : heatInk(share, context.theme);
          ctx.fillRect(left + 0.5, top + 0.5, Math.max(1, width - 1), Math.max(1, height - 1));
          const text = value === null ? '–' : readableValue(value, model.unit);
          if (width < ctx.measureText(text).width + 8 || height < 15) return;
          ctx.fillStyle = value !== null && share > 0.5 ? pageInks.ground[context.theme] : pageInks.text[context.theme];
          ctx.fillText(text, left + width / 2, top + height / 2);
        }),
      );
      ctx.restore();
    },
  };
}

/** From the ground to the accent; `share` 0…1. */
export function heatInk(share: number, theme: Theme): string {
  const [from, to] = [pageInks.shade[theme], pageInks.accent[theme]].map((ink) => [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16)));
  const mixed = from!.map((channel, index) => Math.round(channel + (to![index]! - channel) * share));
  return `rgb(${mixed.join(' ')})`;
}
