/** A chart in the page: its figure is made anew when its lines or marks are others, and drawn anew in place when only its values are. */
import { chartMarkup, tableMarkup } from '../../reports/charts/chartMarkup.ts';
import type { ChartModel } from '../../reports/charts/chartModel.ts';
import type { TimeLink } from '../../reports/charts/timeLink.ts';
import { LiveChart } from '../../reports/charts/liveChart.ts';
import type { App } from '../shell/screen.ts';

/** An open table follows the values, but no faster than it can be read. */
const tableMs = 1000;

export class ChartFigure {
  readonly #place: HTMLElement;
  readonly #app: App;
  readonly #link: TimeLink | null;
  readonly #stopListening: () => void;
  #chart: LiveChart | null = null;
  #shape = '';
  #tableAtMs = 0;

  /** `link`: the range of time and the instant that it shares with others; null: it has its own. */
  constructor(place: HTMLElement, app: App, link: TimeLink | null = app.time) {
    this.#place = place;
    this.#link = link;
    this.#app = app;
    this.#stopListening = app.theme.shown.listen((theme) => this.#chart?.setTheme(theme));
  }

  /** The width of the chart in pixels. Asking the page for it would have it laid out. */
  get pixels(): number {
    return Math.max(100, this.#chart?.width ?? this.#place.clientWidth);
  }

  /** `isPassing`: another state will follow at once. */
  show(model: ChartModel, isPassing = false): void {
    const shape = shapeOf(model);
    if (this.#chart !== null && shape === this.#shape) {
      if (isPassing) this.#chart.refresh(model);
      else this.#chart.update(model);
      this.#updateTable(model);
      return;
    }
    this.#chart?.destroy();
    const isOpen = this.#place.querySelector('details')?.open ?? false;
    this.#place.innerHTML = chartMarkup(model);
    this.#shape = shape;
    const figure = this.#place.querySelector<HTMLElement>('figure')!;
    figure.querySelector('details')!.open = isOpen;
    figure.querySelector('details')!.addEventListener('toggle', () => (this.#tableAtMs = 0));
    this.#chart = new LiveChart(figure, model, this.#app.theme.shown.value, this.#link);
  }

  destroy(): void {
    this.#stopListening();
    this.#chart?.destroy();
    this.#chart = null;
    this.#place.replaceChildren();
  }

  #updateTable(model: ChartModel): void {
    const details = this.#place.querySelector('details');
    const nowMs = performance.now();
    if (details === null || !details.open || nowMs - this.#tableAtMs < tableMs) return;
    this.#tableAtMs = nowMs;
    const before = details.querySelector('.scroll');
    const holder = document.createElement('div');
    holder.innerHTML = tableMarkup(model.table, `Numbers of ${model.title}`);
    const body = holder.querySelector('table');
    if (body !== null) before?.replaceChildren(body);
  }
}

/** What the legend is made of. */
function shapeOf(model: ChartModel): string {
  if (model.kind !== 'lines') return `${model.id}|${chartMarkup(model)}`;
  const kinds = (items: readonly { readonly kind: string }[]): string => [...new Set(items.map(({ kind }) => kind))].join();
  return [model.id, model.lines.map(({ label, ink }) => `${label}${ink}`).join(), kinds(model.marks), kinds(model.bands)].join('|');
}
