/** Pointer on a plot over time: moving shows the instant in all linked plots, dragging chooses a span of time for them, a double click shows everything again. */
import type { TimeLink } from './timeLink.ts';

/** A canvas with time along x. In CSS pixels. */
export interface TimePlot {
  readonly area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  nsAt(x: number): number;
}

/** Shorter drags are clicks. */
const dragMinPixels = 5;

export class TimeBrush {
  private readonly canvas: HTMLCanvasElement;
  private readonly plot: TimePlot;
  private readonly link: TimeLink;
  private readonly shade: HTMLElement;
  private startX: number | null = null;

  /** `plot` is asked anew each time. */
  constructor(canvas: HTMLCanvasElement, plot: TimePlot, link: TimeLink) {
    this.canvas = canvas;
    this.plot = plot;
    this.link = link;
    this.shade = document.createElement('div');
    this.shade.className = 'brush';
    this.shade.hidden = true;
    canvas.parentElement?.append(this.shade);
    for (const [name, listener] of this.listeners()) canvas.addEventListener(name, listener);
  }

  destroy(): void {
    for (const [name, listener] of this.listeners()) this.canvas.removeEventListener(name, listener);
    this.shade.remove();
  }

  private listeners(): readonly (readonly [string, EventListener])[] {
    return [
      ['pointerdown', this.begin],
      ['pointermove', this.move],
      ['pointerup', this.end],
      ['pointerleave', this.leave],
      ['dblclick', this.reset],
    ];
  }

  private readonly begin = (event: Event): void => {
    const { button, pointerId, pointerType } = event as PointerEvent;
    const x = this.xOf(event);
    // A finger scrolls the page.
    if (button !== 0 || pointerType === 'touch' || x === null) return;
    this.startX = x;
    this.canvas.setPointerCapture(pointerId);
  };

  private readonly move = (event: Event): void => {
    const x = this.xOf(event);
    this.link.setCursor(x === null ? null : this.nsAt(x));
    if (this.startX === null) return;
    const [from, to] = this.span(event, this.startX);
    const { top, bottom } = this.plot.area;
    this.shade.hidden = to - from < dragMinPixels;
    Object.assign(this.shade.style, { left: `${from}px`, width: `${to - from}px`, top: `${top}px`, height: `${bottom - top}px` });
  };

  private readonly end = (event: Event): void => {
    if (this.startX === null) return;
    const [from, to] = this.span(event, this.startX);
    this.startX = null;
    this.shade.hidden = true;
    if (to - from >= dragMinPixels) this.link.setRange({ fromNs: this.nsAt(from), toNs: this.nsAt(to) });
  };

  private readonly leave = (): void => {
    this.link.setCursor(null);
  };

  private readonly reset = (): void => {
    this.link.setRange(null);
  };

  private span(event: Event, startX: number): readonly [number, number] {
    const { left, right } = this.plot.area;
    const x = Math.min(right, Math.max(left, (event as PointerEvent).offsetX));
    return x < startX ? [x, startX] : [startX, x];
  }

  /** Within the plot, else null. */
  private xOf(event: Event): number | null {
    const { offsetX, offsetY } = event as PointerEvent;
    const { left, right, top, bottom } = this.plot.area;
    return offsetX < left || offsetX > right || offsetY < top || offsetY > bottom ? null : offsetX;
  }

  private nsAt(x: number): number {
    return Math.max(0, this.plot.nsAt(x));
  }
}
