/**
 * A ChartModel drawn with Chart.js into the figure that `chartMarkup` made; how, the painter of its kind knows.
 *
 * Guarantees: never more than two points per pixel and line reach Chart.js, smallest and largest value of each pixel kept; no animation; a change of
 * theme, width or shown time draws again from the model. Charts over time that are given the same `TimeLink` show the same span and the same instant. The owner calls `destroy` before the
 * figure leaves the page.
 */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Interaction,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import type { InteractionItem, InteractionModeFunction } from 'chart.js';
import { chartCsv } from './chartCsv.ts';
import { chartPng } from './chartPng.ts';
import type { ChartModel } from './chartModel.ts';
import { downloadFile } from './downloadFile.ts';
import type { PaintContext } from './painters/painter.ts';
import { painterOf } from './painters/painterTable.ts';
import type { Theme } from './palette.ts';
import { TimeBrush } from './timeBrush.ts';
import type { TimePlot } from './timeBrush.ts';
import type { TimeLink, TimeRange } from './timeLink.ts';
import { axisUnit } from './axisUnit.ts';

declare module 'chart.js' {
  interface InteractionModeMap {
    /** Of each line the point nearest to the pointer along x: thinned lines don't share their points. */
    nearestOfEach: InteractionModeFunction;
  }
}

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
);
Interaction.modes.nearestOfEach = (chart, event) => {
  const items: InteractionItem[] = [];
  if (event.x === null) return items;
  for (const { index: datasetIndex, data } of chart.getSortedVisibleDatasetMetas()) {
    let nearest = -1;
    let distance = Infinity;
    for (let index = 0; index < data.length; index += 1) {
      const point = data[index];
      if (!(point instanceof PointElement) || point.skip === true || Math.abs(point.x - event.x) >= distance) continue;
      distance = Math.abs(point.x - event.x);
      nearest = index;
    }
    if (nearest >= 0) items.push({ element: data[nearest]!, datasetIndex, index: nearest });
  }
  return items;
};

export class LiveChart {
  private readonly figure: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly chart: Chart;
  private readonly link: TimeLink | null;
  private readonly hidden = new Set<number>();
  private readonly brush: TimeBrush | null = null;
  private readonly unlink: () => void;
  private isAlive = true;
  private isDrawDue = false;
  private isHairDue = false;
  private model: ChartModel;
  private theme: Theme;

  /** `figure` is the element of `chartMarkup(model)`. With a `link`, charts over time are brushed and pointed at together. */
  constructor(figure: HTMLElement, model: ChartModel, theme: Theme, link: TimeLink | null = null) {
    const canvas = figure.querySelector('canvas');
    if (canvas === null) throw new Error('the figure of a chart has a canvas');
    this.figure = figure;
    this.canvas = canvas;
    this.model = model;
    this.theme = theme;
    this.link = link;
    const painter = painterOf(model.kind);
    const painting = painter.paint(model, this.context(300));
    this.chart = new Chart(canvas, {
      type: painter.type,
      data: { datasets: painting.datasets },
      options: painting.options,
      plugins: painter.plugins(() => ({ model: this.model, context: this.context(0) })),
    });
    this.draw();
    figure.addEventListener('click', this.click);
    if (link !== null && model.kind === 'lines' && model.x.kind === 'time') this.brush = new TimeBrush(canvas, this.timePlot(), link);
    this.unlink = link === null ? () => undefined : link.subscribe({ onRange: this.drawSoon, onCursor: this.moveHair });
  }

  /** In CSS pixels. */
  get width(): number {
    return this.chart.width;
  }

  /** Shows another state of the same chart: a model of the same kind. */
  update(model: ChartModel): void {
    this.model = model;
    this.canvas.setAttribute('aria-label', model.description);
    this.draw();
  }

  /** As `update`, for values that come faster than they are read: the axes stay as long as these fit. */
  refresh(model: ChartModel): void {
    const painted = this.model;
    this.model = model;
    if (painterOf(model.kind).move?.(this.chart, painted, model, this.context(this.plotPixels)) === true) this.chart.draw();
    else this.update(model);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.draw();
  }

  /** To the size that its place has now. For print: resize observers come too late there. */
  resize(): void {
    this.chart.resize();
    this.draw();
  }

  /** The picture with its title and legend, as it is seen now: a PNG as a data URL. */
  png(): string {
    return chartPng(this.model, this.canvas, this.theme, this.hidden);
  }

  /** The numbers of what is seen now. */
  csv(): string {
    return chartCsv(this.model, this.range(), this.hidden);
  }

  destroy(): void {
    this.isAlive = false;
    this.unlink();
    this.brush?.destroy();
    this.figure.removeEventListener('click', this.click);
    this.chart.destroy();
  }

  /** In a task of its own: all charts of a page in one would keep it from answering for longer than is noticed. */
  private readonly drawSoon = (): void => {
    if (this.isDrawDue) return;
    this.isDrawDue = true;
    setTimeout(() => this.isAlive && this.isDrawDue && this.draw());
  };

  /** Once a frame, however often the pointer is heard. */
  private readonly moveHair = (): void => {
    if (this.isHairDue) return;
    this.isHairDue = true;
    requestAnimationFrame(() => {
      this.isHairDue = false;
      if (this.isAlive) this.chart.draw();
    });
  };

  private readonly click = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>('button');
    if (button === null) return;
    const { line, save } = button.dataset;
    if (line !== undefined) this.toggle(Number(line), button);
    else if (save === 'png') downloadFile(`${this.model.id}.png`, this.png());
    else if (save === 'csv') downloadFile(`${this.model.id}.csv`, new Blob([this.csv()], { type: 'text/csv' }));
  };

  private toggle(line: number, button: HTMLElement): void {
    const isShown = this.hidden.has(line);
    if (isShown) this.hidden.delete(line);
    else this.hidden.add(line);
    button.setAttribute('aria-pressed', String(isShown));
    this.draw();
  }

  private draw(): void {
    this.isDrawDue = false;
    const { datasets, options } = painterOf(this.model.kind).paint(this.model, this.context(this.plotPixels));
    this.chart.options = { ...options, onResize: () => queueMicrotask(() => this.isAlive && this.draw()) };
    this.chart.data.datasets = datasets;
    this.chart.update('none');
  }

  private get plotPixels(): number {
    return Math.max(50, Math.floor(this.chart.chartArea.width));
  }

  private context(pixels: number): PaintContext {
    return { theme: this.theme, pixels, range: this.range(), hidden: this.hidden, cursorNs: this.link?.cursorNs ?? null };
  }

  private range(): TimeRange | null {
    return this.link?.range ?? null;
  }

  private timePlot(): TimePlot {
    const { chart } = this;
    const nsPerUnit = (): number => (this.model.kind === 'lines' && this.model.x.kind === 'time' ? axisUnit('time', this.model.x.max).factor : 1);
    return {
      get area() {
        return chart.chartArea;
      },
      nsAt: (x) => (chart.scales['x']?.getValueForPixel(x) ?? 0) * nsPerUnit(),
    };
  }
}
