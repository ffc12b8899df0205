/** Draws intervals as whiskers: a line from low to high with a short stroke at each end. */
import type { Plugin } from 'chart.js';

export interface Whisker {
  /** The axis that it lies along. */
  readonly direction: 'x' | 'y';
  /** Its place on the other axis, and its ends, in the units of the axes. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly ink: string;
}

const capPixels = 3;

export function whiskersPlugin(read: () => readonly Whisker[]): Plugin {
  return {
    id: 'hindcastWhiskers',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      const whiskers = read();
      if (whiskers.length === 0) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.right - chartArea.left, chartArea.bottom - chartArea.top);
      ctx.clip();
      ctx.lineWidth = 1.4;
      for (const { direction, at, low, high, ink } of whiskers) {
        const [along, across] = direction === 'x' ? [scales['x']!, scales['y']!] : [scales['y']!, scales['x']!];
        // On a log axis an interval that reaches down to 0 goes to the edge.
        const from = clamped(along.getPixelForValue(low), direction === 'x' ? chartArea.left - 9 : chartArea.bottom + 9);
        const to = along.getPixelForValue(high);
        const place = across.getPixelForValue(at);
        if (!Number.isFinite(to) || !Number.isFinite(place)) continue;
        ctx.strokeStyle = ink;
        ctx.beginPath();
        for (const [fromX, fromY, toX, toY] of [
          [from, place, to, place],
          [from, place - capPixels, from, place + capPixels],
          [to, place - capPixels, to, place + capPixels],
        ] as const) {
          if (direction === 'x') {
            ctx.moveTo(fromX, fromY);
            ctx.lineTo(toX, toY);
          } else {
            ctx.moveTo(fromY, fromX);
            ctx.lineTo(toY, toX);
          }
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

function clamped(pixel: number, edge: number): number {
  return Number.isFinite(pixel) ? pixel : edge;
}
