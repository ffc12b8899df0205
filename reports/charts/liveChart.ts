/**
 * A ChartModel drawn with Chart.js into the figure that `chartMarkup` made. The only file, with its plugin, that knows Chart.js.
 *
 * Guarantees: never more than two points per pixel and line reach Chart.js, smallest and largest value of each pixel kept; no animation; a change of
 * theme or width draws again from the model. The owner calls `destroy` before the figure leaves the page.
 */
import { Chart, Filler, Interaction, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip } from 'chart.js';
import type { ChartConfiguration, ChartDataset, InteractionItem, InteractionModeFunction, TooltipItem } from 'chart.js';
import { readableInstant, readableValue } from '../text/readable.ts';
import { axisUnit } from './axisUnit.ts';
import type { AxisUnit } from './axisUnit.ts';
import type { ChartModel } from './chartModel.ts';
import { marksHeight, marksPlugin } from './marksPlugin.ts';
import { lineDash, lineInk, pageInks } from './palette.ts';
import type { Theme } from './palette.ts';
import { peakRows, stackTotals } from './thinning.ts';

declare module 'chart.js' {
  interface InteractionModeMap {
    /** Of each line the point nearest to the pointer along x: thinned lines don't share their points. */
    nearestOfEach: InteractionModeFunction;
  }
}

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler, Tooltip);
Interaction.modes.nearestOfEach = (chart, event) => {
  const items: InteractionItem[] = [];
  if (event.x === null) return items;
  for (const { index: datasetIndex, data } of chart.getSortedVisibleDatasetMetas()) {
    let nearest = -1;
    let distance = Infinity;
    for (let index = 0; index < data.length; index += 1) {
      const point = data[index] as unknown as { readonly x: number; readonly skip: boolean };
      if (point.skip || Math.abs(point.x - event.x) >= distance) continue;
      distance = Math.abs(point.x - event.x);
      nearest = index;
    }
    if (nearest >= 0) items.push({ element: data[nearest]!, datasetIndex, index: nearest });
  }
  return items;
};

interface Point {
  readonly x: number;
  readonly y: number;
}
type LinePoints = ChartDataset<'line', Point[]>;

const ninesTicks: readonly (readonly [number, string])[] = [
  [0, '0 %'],
  [0.30103, '50 %'],
  [1, '90 %'],
  [2, '99 %'],
  [3, '99.9 %'],
  [4, '99.99 %'],
];

export class LiveChart {
  private readonly figure: HTMLElement;
  private readonly chart: Chart<'line', Point[]>;
  private isAlive = true;
  private model: ChartModel;
  private theme: Theme;
  private xUnit: AxisUnit;
  private yUnit: AxisUnit;

  /** `figure` is the element of `chartMarkup(model)`. */
  constructor(figure: HTMLElement, model: ChartModel, theme: Theme) {
    this.figure = figure;
    this.model = model;
    this.theme = theme;
    this.xUnit = axisUnit('time', model.x.max);
    this.yUnit = axisUnit(model.y.unit, largestOf(model));
    const canvas = figure.querySelector('canvas');
    if (canvas === null) throw new Error('the figure of a chart has a canvas');
    this.chart = new Chart(canvas, this.configuration());
    this.draw();
    figure.querySelector('.legend')?.addEventListener('click', this.toggleLine);
  }

  /** Shows another state of the same chart. */
  update(model: ChartModel): void {
    this.model = model;
    this.xUnit = axisUnit('time', model.x.max);
    this.yUnit = axisUnit(model.y.unit, largestOf(model));
    this.figure.querySelector('canvas')?.setAttribute('aria-label', model.description);
    this.draw();
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

  destroy(): void {
    this.isAlive = false;
    this.figure.querySelector('.legend')?.removeEventListener('click', this.toggleLine);
    this.chart.destroy();
  }

  private readonly toggleLine = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>('button[data-line]');
    if (button === null) return;
    const line = Number(button.dataset['line']);
    const isShown = !this.chart.isDatasetVisible(line);
    this.chart.setDatasetVisibility(line, isShown);
    button.setAttribute('aria-pressed', String(isShown));
    this.chart.update('none');
  };

  private draw(): void {
    const { options } = this.chart;
    options.scales = this.scales();
    Object.assign(options.plugins!.tooltip!, this.tooltipColours());
    const datasets = this.datasets();
    // Kept by index, so that hidden lines stay hidden.
    datasets.forEach((dataset, index) => {
      const present = this.chart.data.datasets.at(index);
      if (present === undefined) this.chart.data.datasets.push(dataset);
      else Object.assign(present, dataset);
    });
    this.chart.data.datasets.length = datasets.length;
    this.chart.update('none');
  }

  private datasets(): LinePoints[] {
    const { lines, isStacked } = this.model;
    const pixels = Math.max(50, Math.floor(this.chart.chartArea.width));
    const stackRows = isStacked ? peakRows(stackTotals(lines.map(({ ys }) => ys)), pixels) : null;
    return lines.map((line, index): LinePoints => {
      const ink = lineInk(line.ink)[this.theme];
      const rows = stackRows ?? peakRows(line.ys, pixels);
      const data = Array.from(rows, (row): Point => ({ x: line.xs[row]! / this.xFactor(), y: line.ys[row]! / this.yFactor() }));
      return {
        label: line.label,
        data,
        borderColor: ink,
        backgroundColor: isStacked ? `${ink}b8` : ink,
        borderWidth: isStacked ? 1 : 1.6,
        borderDash: isStacked ? [] : [...lineDash(line.ink)],
        fill: isStacked ? (index === 0 ? 'origin' : '-1') : false,
        borderJoinStyle: 'round',
      };
    });
  }

  private xFactor(): number {
    return this.model.x.kind === 'time' ? this.xUnit.factor : 1;
  }

  /** On a log axis values stay in base units: powers of ten of ns are round in every unit. */
  private yFactor(): number {
    return this.model.y.scale === 'logarithmic' ? 1 : this.yUnit.factor;
  }

  private scales(): NonNullable<NonNullable<ChartConfiguration<'line'>['options']>['scales']> {
    const { x, y } = this.model;
    const rule = pageInks.rule[this.theme];
    const soft = pageInks.soft[this.theme];
    const shared = { grid: { color: rule, tickColor: rule, drawTicks: false }, border: { color: rule } };
    const isTime = x.kind === 'time';
    const isLog = y.scale === 'logarithmic';
    return {
      x: {
        ...shared,
        type: 'linear',
        min: x.min / this.xFactor(),
        max: x.max / this.xFactor(),
        grid: { display: !isTime, color: rule, drawTicks: false },
        ticks: {
          color: soft,
          maxRotation: 0,
          autoSkipPadding: 18,
          padding: 6,
          includeBounds: false,
          callback: (value) => (isTime ? `${tidy(Number(value))} ${this.xUnit.label}` : (ninesTicks.find(([tick]) => tick === value)?.[1] ?? '')),
        },
        ...(isTime ? {} : { afterBuildTicks: (axis: { ticks: { value: number }[] }) => (axis.ticks = ninesTicks.map(([value]) => ({ value }))) }),
      },
      y: {
        ...shared,
        type: isLog ? 'logarithmic' : 'linear',
        stacked: this.model.isStacked,
        beginAtZero: !isLog,
        ...(isLog ? powerAxis(this.model) : {}),
        title: { display: !isLog, text: this.yUnit.label, color: soft, font: { size: 11 } },
        ticks: {
          color: soft,
          padding: 6,
          maxTicksLimit: isLog ? 12 : 6,
          callback: (value) => (isLog ? powerLabel(Number(value)) : tidy(Number(value))),
        },
      },
    };
  }

  private tooltipColours(): Record<string, unknown> {
    return {
      backgroundColor: pageInks.raised[this.theme],
      titleColor: pageInks.text[this.theme],
      bodyColor: pageInks.text[this.theme],
      footerColor: pageInks.text[this.theme],
      borderColor: pageInks.soft[this.theme],
    };
  }

  private configuration(): ChartConfiguration<'line', Point[]> {
    return {
      type: 'line',
      data: { datasets: [] },
      plugins: [marksPlugin(() => ({ marks: this.model.marks, bands: this.model.bands, factor: this.xFactor(), theme: this.theme }))],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        scales: this.scales(),
        onResize: () => queueMicrotask(() => this.isAlive && this.draw()),
        layout: { padding: { top: this.model.marks.length > 0 ? marksHeight : 4, right: 12 } },
        elements: { point: { radius: 0, hitRadius: 0, hoverRadius: 3 }, line: { tension: 0 } },
        interaction: { mode: 'nearestOfEach', intersect: false },
        plugins: {
          tooltip: {
            borderWidth: 1,
            padding: 10,
            boxPadding: 4,
            usePointStyle: true,
            caretSize: 0,
            titleFont: { weight: 'bold' },
            footerFont: { weight: 'normal' },
            callbacks: { title: (items) => this.tooltipTitle(items), label: (item) => this.tooltipLabel(item), footer: (items) => this.tooltipMarks(items) },
          },
        },
      },
    };
  }

  private tooltipTitle(items: readonly TooltipItem<'line'>[]): string {
    const x = items.at(0)?.parsed.x ?? 0;
    if (this.model.x.kind === 'time') return readableInstant(x * this.xFactor());
    return `${(100 * (1 - 10 ** -x)).toFixed(x < 1 ? 0 : Math.ceil(x))} % of the IOs within`;
  }

  private tooltipLabel(item: TooltipItem<'line'>): string {
    return ` ${item.dataset.label ?? ''}  ${readableValue((item.parsed.y ?? NaN) * this.yFactor(), this.model.y.unit)}`;
  }

  /** What happened within a few pixels of the pointer. */
  private tooltipMarks(items: readonly TooltipItem<'line'>[]): string[] {
    const x = items.at(0)?.element.x;
    const scale = this.chart.scales['x']!;
    if (x === undefined) return [];
    return this.model.marks
      .filter((mark) => Math.abs(scale.getPixelForValue(mark.atNs / this.xFactor()) - x) <= 6)
      .slice(0, 6)
      .map(({ label }) => label);
  }
}

function largestOf(model: ChartModel): number {
  if (model.isStacked) return stackTotals(model.lines.map(({ ys }) => ys)).reduce((most, value) => Math.max(most, value), 0);
  let largest = 0;
  for (const { ys } of model.lines) for (let row = 0; row < ys.length; row += 1) if (ys[row]! > largest) largest = ys[row]!;
  return largest;
}

/** From the power of ten below all values to the one above, with a tick at each power. */
function powerAxis(model: ChartModel): { min: number; max: number; afterBuildTicks: (axis: { ticks: { value: number }[] }) => void } {
  let smallest = Infinity;
  for (const { ys } of model.lines) for (let row = 0; row < ys.length; row += 1) if (ys[row]! > 0 && ys[row]! < smallest) smallest = ys[row]!;
  const min = 10 ** Math.floor(Math.log10(Number.isFinite(smallest) ? smallest : 1));
  const max = Math.max(min * 10, 10 ** Math.ceil(Math.log10(Math.max(1, largestOf(model)))));
  const powers = Array.from({ length: Math.round(Math.log10(max / min)) + 1 }, (_, power) => ({ value: min * 10 ** power }));
  return { min, max, afterBuildTicks: (axis) => (axis.ticks = powers) };
}

/** `10 µs`, not `10.0 µs`. */
function powerLabel(value: number): string {
  return readableValue(value, 'ns').replace(/\.0+(?=\D)/, '');
}

/** At most six digits, without the noise of floating point. */
function tidy(value: number): string {
  return Number(value.toPrecision(6))
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}
