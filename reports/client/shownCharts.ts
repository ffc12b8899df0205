/** The charts that a page shows: all of them follow the theme, and make themselves fit for paper; those of a place may be replaced by others. */
import type { ChartModel } from '../charts/chartModel.ts';
import { gridMarkup } from '../charts/chartGrid.ts';
import { LiveChart } from '../charts/liveChart.ts';
import type { TimeLink } from '../charts/timeLink.ts';
import { currentTheme } from './theme.ts';

export class ShownCharts {
  readonly #link: TimeLink;
  readonly #charts = new Map<string, LiveChart>();

  constructor(link: TimeLink) {
    this.#link = link;
  }

  /** Draws into the figure that the page has for it, if it has one. */
  draw(model: ChartModel): void {
    const figure = document.querySelector<HTMLElement>(`figure.chart[data-chart="${model.id}"]`);
    if (figure !== null) this.#charts.set(model.id, new LiveChart(figure, model, currentTheme(), this.#link));
  }

  /** Puts a grid of charts in place of those that are there. */
  replace(place: Element, models: readonly (ChartModel | null)[]): void {
    for (const { dataset } of place.querySelectorAll<HTMLElement>('figure.chart')) {
      const id = dataset['chart'] ?? '';
      this.#charts.get(id)?.destroy();
      this.#charts.delete(id);
    }
    place.innerHTML = gridMarkup(models)?.html ?? '<p class="soft">There is nothing to show.</p>';
    for (const model of models) if (model !== null) this.draw(model);
  }

  setTheme(theme: ReturnType<typeof currentTheme>): void {
    for (const chart of this.#charts.values()) chart.setTheme(theme);
  }

  resize(): void {
    for (const chart of this.#charts.values()) chart.resize();
  }
}
