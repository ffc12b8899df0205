/** A chart as a picture that stands by itself: title, legend, the drawing, on the ground of its theme. A PNG as a data URL. */
import type { ChartModel } from './chartModel.ts';
import { lineInk, pageInks } from './palette.ts';
import type { Theme } from './palette.ts';

const margin = 16;
const titleHeight = 30;
const legendRowHeight = 20;

export function chartPng(model: ChartModel, drawing: HTMLCanvasElement, theme: Theme, hidden: ReadonlySet<number>): string {
  const scale = drawing.width / Math.max(1, drawing.clientWidth);
  const width = drawing.clientWidth + 2 * margin;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) return '';
  const font = (weight: number, size: number): string => `${String(weight)} ${String(size)}px system-ui, sans-serif`;
  context.font = font(400, 12);
  const keys = placeKeys(legendOf(model, hidden), width - 2 * margin, (text) => context.measureText(text).width);
  const legendHeight = keys.length === 0 ? 0 : (Math.max(...keys.map(({ row }) => row)) + 1) * legendRowHeight + 4;
  const height = margin + titleHeight + legendHeight + drawing.clientHeight + margin;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.fillStyle = pageInks.ground[theme];
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  context.fillStyle = pageInks.text[theme];
  context.font = font(650, 15);
  context.fillText(model.title, margin, margin + titleHeight / 2 - 4);
  context.font = font(400, 12);
  for (const { label, ink, left, row } of keys) {
    const y = margin + titleHeight + row * legendRowHeight + legendRowHeight / 2;
    context.fillStyle = lineInk(ink)[theme];
    context.fillRect(margin + left, y - 4, 14, 8);
    context.fillStyle = pageInks.text[theme];
    context.fillText(label, margin + left + 20, y);
  }
  context.drawImage(drawing, margin, margin + titleHeight + legendHeight, drawing.clientWidth, drawing.clientHeight);
  return canvas.toDataURL('image/png');
}

interface Key {
  readonly label: string;
  readonly ink: number;
}

function legendOf(model: ChartModel, hidden: ReadonlySet<number>): Key[] {
  const keys: readonly Key[] = model.kind === 'lines' ? model.lines : model.kind === 'bars' ? model.parts : [];
  return keys.filter((_, index) => !hidden.has(index));
}

/** From left to right, in as many rows as it takes. */
function placeKeys(keys: readonly Key[], width: number, measure: (text: string) => number): (Key & { left: number; row: number })[] {
  let [left, row] = [0, 0];
  return keys.map((key) => {
    const needed = measure(key.label) + 38;
    if (left > 0 && left + needed > width) [left, row] = [0, row + 1];
    const placed = { ...key, left, row };
    left += needed;
    return placed;
  });
}
