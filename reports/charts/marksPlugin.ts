/** Draws what is behind and above the lines: shaded spans, and the instants at which something happened with a small shape at the top; also the hair under the pointer. */
import type { Chart, Plugin } from 'chart.js';
import { markPaths } from './chartMarkup.ts';
import type { ChartBand, ChartMark } from './chartModel.ts';
import type { Theme } from './palette.ts';
import { pageInks } from './palette.ts';

export interface MarksState {
  readonly marks: readonly ChartMark[];
  readonly bands: readonly ChartBand[];
  /** ns per unit of the x axis. */
  readonly factor: number;
  readonly theme: Theme;
  /** The instant that is pointed at, here or in a linked chart; null: none. */
  readonly cursorNs: number | null;
}

/** Pixels kept free above the lines for the shapes. */
export const marksHeight = 16;

export function marksPlugin(read: () => MarksState): Plugin {
  return {
    id: 'hindcastMarks',
    beforeDatasetsDraw(chart) {
      const { bands, factor, theme } = read();
      const { left, right, top, bottom } = chart.chartArea;
      const scale = chart.scales['x']!;
      for (const band of bands) {
        const from = Math.max(left, scale.getPixelForValue(band.fromNs / factor));
        const to = Math.min(right, scale.getPixelForValue(band.toNs / factor));
        chart.ctx.fillStyle = band.kind === 'stall' ? pageInks.stall[theme] : pageInks.shade[theme];
        // A stall of a microsecond still shows.
        if (to > left && from < right) chart.ctx.fillRect(from, top, Math.max(1, to - from), bottom - top);
      }
    },
    afterDatasetsDraw(chart) {
      drawHair(chart, read());
      drawMarks(chart, read());
    },
  };
}

function drawMarks(chart: Chart, { marks, factor, theme }: MarksState): void {
  const { ctx, chartArea } = chart;
  ctx.save();
  ctx.fillStyle = pageInks.mark[theme];
  ctx.strokeStyle = pageInks.mark[theme];
  ctx.lineWidth = 1;
  for (const mark of marks) {
    const x = Math.round(chart.scales['x']!.getPixelForValue(mark.atNs / factor)) + 0.5;
    if (x < chartArea.left - 1 || x > chartArea.right + 1) continue;
    ctx.globalAlpha = 0.55;
    ctx.setLineDash(mark.kind === 'bookmark' || mark.kind === 'change' ? [1, 3] : mark.kind === 'refused' ? [4, 4] : []);
    ctx.beginPath();
    ctx.moveTo(x, chartArea.top - 3);
    ctx.lineTo(x, chartArea.bottom);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.translate(x - 5, chartArea.top - 14);
    ctx.fill(new Path2D(markPaths[mark.kind]));
    ctx.translate(5 - x, 14 - chartArea.top);
  }
  ctx.restore();
}

function drawHair(chart: Chart, { theme, cursorNs, factor }: MarksState): void {
  const active = chart.getActiveElements().at(0)?.element.x;
  const x = active ?? (cursorNs === null ? undefined : chart.scales['x']!.getPixelForValue(cursorNs / factor));
  const { ctx, chartArea } = chart;
  if (x === undefined || x < chartArea.left - 1 || x > chartArea.right + 1) return;
  ctx.save();
  ctx.strokeStyle = pageInks.soft[theme];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(Math.round(x) + 0.5, chartArea.top);
  ctx.lineTo(Math.round(x) + 0.5, chartArea.bottom);
  ctx.stroke();
  ctx.restore();
}
