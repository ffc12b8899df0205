/** The result of a run on the page: the sections that a report has too, from the same code. */
import { chartTable } from '../reports/charts/chartTable.ts';
import type { ChartId } from '../reports/charts/chartTable.ts';
import { LiveChart } from '../reports/charts/liveChart.ts';
import type { Theme } from '../reports/charts/palette.ts';
import { viewRun } from '../reports/charts/runView.ts';
import { pageTrace } from '../reports/client/tracePager.ts';
import { limitTraces } from '../reports/html/limitTraces.ts';
import { sectionTable } from '../reports/html/sectionTable.ts';
import type { ReportInput } from '../reports/reportInput.ts';
import { escapeHtml } from '../reports/text/escapeHtml.ts';
import type { RunRecord } from '../sim/results/runRecord.ts';

/** Of a report; where the run came from the page says itself. */
const shownSections = ['found', 'throughput', 'vms', 'latency', 'rollbacks', 'cache', 'flash', 'devices', 'checks'];

export class ResultView {
  private readonly place: HTMLElement;
  private charts: LiveChart[] = [];

  constructor(place: HTMLElement) {
    this.place = place;
  }

  show(record: RunRecord, wallSeconds: number, theme: Theme): void {
    this.clear();
    const rollbacks = limitTraces(record.rollbacks);
    const input: ReportInput = {
      result: { ...record.result, wallSeconds },
      series: record.series,
      rollbacks,
      origin: { version: '', repeatCommand: '', scenario: null, summary: '', machine: {} },
    };
    const view = viewRun(record.result, record.series);
    this.place.innerHTML = sectionTable
      .filter(({ id }) => shownSections.includes(id))
      .map((section) => ({ section, html: section.render(input, view) }))
      .map(({ section, html }) =>
        html === null ? '' : `<section aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${escapeHtml(section.title)}</h2>${html}</section>`,
      )
      .join('\n');
    for (const figure of this.place.querySelectorAll<HTMLElement>('figure.chart')) {
      const model = chartTable[figure.dataset['chart'] as ChartId](view);
      if (model !== null) this.charts.push(new LiveChart(figure, model, theme));
    }
    for (const trace of this.place.querySelectorAll<HTMLElement>('[data-trace]')) {
      const shown = rollbacks.at(Number(trace.dataset['trace']));
      if (shown !== undefined) pageTrace(trace, shown);
    }
  }

  setTheme(theme: Theme): void {
    for (const chart of this.charts) chart.setTheme(theme);
  }

  clear(): void {
    for (const chart of this.charts) chart.destroy();
    this.charts = [];
    this.place.replaceChildren();
  }
}
