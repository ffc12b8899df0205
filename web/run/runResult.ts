/** What came out of a run that is over: the sections that its report has too, but for the charts that are on the page already. */
import { viewRun } from '../../reports/charts/runView.ts';
import { pageTrace } from '../../reports/client/tracePager.ts';
import { limitTraces } from '../../reports/html/limitTraces.ts';
import { sectionTable } from '../../reports/html/sectionTable.ts';
import type { ReportInput } from '../../reports/reportInput.ts';
import { escapeHtml } from '../../reports/text/escapeHtml.ts';
import { drawRunFigures } from '../charts/runFigures.ts';
import type { App } from '../shell/screen.ts';
import type { FinishedRun } from './runClient.ts';

const shownSections = ['found', 'vms', 'latency', 'rollbacks', 'cache', 'flash', 'devices', 'checks'];

/** Fills `place`; returns what to do before that goes. */
export function showResult(place: HTMLElement, app: App, { record, wallSeconds }: FinishedRun): () => void {
  const rollbacks = limitTraces(record.rollbacks);
  const input: ReportInput = {
    result: { ...record.result, wallSeconds },
    series: record.series,
    rollbacks,
    origin: { version: '', repeatCommand: '', scenario: null, summary: '', machine: {} },
  };
  const view = viewRun(record.result, record.series);
  place.innerHTML = sectionTable
    .filter(({ id }) => shownSections.includes(id))
    .map((section) => ({ section, html: section.render(input, view) }))
    .map(({ section, html }) =>
      html === null ? '' : `<section aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${escapeHtml(section.title)}</h2>${html}</section>`,
    )
    .join('\n');
  const leaveFigures = drawRunFigures(place, app, view, 'result-');
  for (const trace of place.querySelectorAll<HTMLElement>('[data-trace]')) {
    const shown = rollbacks.at(Number(trace.dataset['trace']));
    if (shown !== undefined) pageTrace(trace, shown);
  }
  return () => {
    leaveFigures();
    place.replaceChildren();
  };
}
