/**
 * Paints the slots of a VM in one tier on a canvas: a square a bin, in the colour of its most frequent state, paler where others are in it too.
 *
 * Each bin is one pixel of a small picture, which is drawn large at once, with the gaps cut out of it: the cost is that of the picture, not of thousands of squares.
 */
import { lineInk, pageInks, stateInk, type InkedState, type Theme } from '../../../reports/charts/palette.ts';
import type { SlotStrip } from '../../worker/messages.ts';
import type { StripLayout } from './stripLayout.ts';

/** By the numbers of the states. */
export const slotStateInks: readonly InkedState[] = ['free', 'inFlight', 'clean', 'dirty', 'previous', 'redo'];

const palestAlpha = 0.35;
const small = document.createElement('canvas');

export function paintStrip(canvas: HTMLCanvasElement, strip: SlotStrip, layout: StripLayout, theme: Theme, marked: number | null): void {
  const scale = Math.max(1, window.devicePixelRatio);
  const [width, height] = [Math.ceil(layout.width * scale), Math.ceil(layout.height * scale)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${String(layout.width)}px`;
  canvas.style.height = `${String(layout.height)}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  const { step, columns, rows } = layout;
  paintBins(small, strip, layout, theme);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, columns, rows, 0, 0, columns * step, rows * step);
  cutGaps(context, layout);
  if (marked !== null) paintMark(context, layout, theme, marked);
}

function paintBins(into: HTMLCanvasElement, { states, shares }: SlotStrip, { columns, rows }: StripLayout, theme: Theme): void {
  into.width = columns;
  into.height = rows;
  const context = into.getContext('2d');
  if (context === null) return;
  const picture = context.createImageData(columns, rows);
  const inks = slotStateInks.map((ink, state) => channels(state === 0 ? pageInks.shade[theme] : lineInk(stateInk(ink))[theme]));
  for (let bin = 0; bin < states.length; bin += 1) {
    const state = states[bin]!;
    const [red, green, blue] = inks[state]!;
    picture.data[bin * 4] = red;
    picture.data[bin * 4 + 1] = green;
    picture.data[bin * 4 + 2] = blue;
    picture.data[bin * 4 + 3] = state === 0 ? 255 : 255 * palestAlpha + (1 - palestAlpha) * shares[bin]!;
  }
  context.putImageData(picture, 0, 0);
}

/** Of `#rrggbb`. */
function channels(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Between the squares the ground shows. */
function cutGaps(context: CanvasRenderingContext2D, { step, size, columns, rows, width, height }: StripLayout): void {
  if (size === step) return;
  for (let column = 0; column < columns; column += 1) context.clearRect(column * step + size, 0, step - size, height);
  for (let row = 0; row < rows; row += 1) context.clearRect(0, row * step + size, width, step - size);
}

function paintMark(context: CanvasRenderingContext2D, { step, size, columns, width, height }: StripLayout, theme: Theme, marked: number): void {
  context.strokeStyle = pageInks.text[theme];
  context.lineWidth = 2;
  // Within the canvas also at its edges, and never smaller than can be seen.
  const side = Math.max(size, 8) - 2;
  const left = Math.min(Math.max(1, (marked % columns) * step + (size - side) / 2), width - side - 1);
  const top = Math.min(Math.max(1, Math.floor(marked / columns) * step + (size - side) / 2), height - side - 1);
  context.strokeRect(left, top, side, side);
}
