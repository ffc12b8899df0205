/** Paints the slots of a VM in one tier on a canvas: a square a bin, in the colour of its most frequent state, paler where others are in it too. */
import { lineInk, pageInks, stateInk, type InkedState, type Theme } from '../../../reports/charts/palette.ts';
import type { SlotStrip } from '../../worker/messages.ts';
import type { StripLayout } from './stripLayout.ts';

/** By the numbers of the states. */
export const slotStateInks: readonly InkedState[] = ['free', 'inFlight', 'clean', 'dirty', 'previous', 'redo'];

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
  const { step, size, columns } = layout;
  // Colour by colour: changing it is what costs.
  for (const [state, ink] of slotStateInks.entries()) {
    context.fillStyle = state === 0 ? pageInks.shade[theme] : lineInk(stateInk(ink))[theme];
    for (let bin = 0; bin < strip.states.length; bin++) {
      if (strip.states[bin] !== state) continue;
      const alpha = state === 0 ? 1 : 0.35 + (0.65 * strip.shares[bin]!) / 255;
      if (context.globalAlpha !== alpha) context.globalAlpha = alpha;
      context.fillRect((bin % columns) * step, Math.floor(bin / columns) * step, size, size);
    }
  }
  context.globalAlpha = 1;
  if (marked === null) return;
  context.strokeStyle = pageInks.text[theme];
  context.lineWidth = 2;
  // Within the canvas also at its edges, and never smaller than can be seen.
  const side = Math.max(size, 8) - 2;
  const left = Math.min(Math.max(1, (marked % columns) * step + (size - side) / 2), layout.width - side - 1);
  const top = Math.min(Math.max(1, Math.floor(marked / columns) * step + (size - side) / 2), layout.height - side - 1);
  context.strokeRect(left, top, side, side);
}
