/** A run that is over, as its report shows it, from the same sections and charts. */
import { viewRun } from '../../../reports/charts/runView.ts';
import { pageTrace } from '../../../reports/client/tracePager.ts';
import { limitTraces } from '../../../reports/html/limitTraces.ts';
import { sectionTable } from '../../../reports/html/sectionTable.ts';
import type { ReportInput } from '../../../reports/reportInput.ts';
import { escapeHtml } from '../../../reports/text/escapeHtml.ts';
import type { SeriesTable } from '../../../sim/results/series.ts';
import { drawRunFigures } from '../../charts/runFigures.ts';
import type { OpenedRun } from '../../files/openedResult.ts';
import type { App } from '../../shell/screen.ts';

const noSeries: SeriesTable = { vmNames: [], names: [], units: [], vms: [], timesNs: new Float64Array(0), columns: [] };

/** Fills `place`; returns what to do before that goes. */
export function showRun(place: HTMLElement, app: App, { result, series, rollbacks, manifest }: OpenedRun): () => void {
  const shown = limitTraces(rollbacks);
  const input: ReportInput = {
    result,
    series: series ?? noSeries,
    rollbacks: shown,
    origin: { version: manifest?.version ?? '', repeatCommand: manifest?.repeat ?? '', scenario: null, summary: '', machine: {} },
  };
  const view = viewRun(result, series ?? noSeries);
  const sections = sectionTable
    // Where the run came from stands on the card below.
    .filter(({ id }) => id !== 'repeat')
    .map((section) => ({ section, html: section.render(input, view) }))
    .map(({ section, html }) =>
      html === null ? '' : `<section aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${escapeHtml(section.title)}</h2>${html}</section>`,
    );
  const note = series === null ? '<p class="soft">Without the series.parquet beside it there are no charts over time.</p>' : '';
  place.innerHTML = `${note}${sections.join('\n')}${originCard(result.digest, manifest)}`;
  const leaveFigures = drawRunFigures(place, app, view);
  for (const trace of place.querySelectorAll<HTMLElement>('[data-trace]')) {
    const found = shown.at(Number(trace.dataset['trace']));
    if (found !== undefined) pageTrace(trace, found);
  }
  return () => {
    leaveFigures();
    place.replaceChildren();
  };
}

function originCard(digest: string, manifest: OpenedRun['manifest']): string {
  const rows = [
    ['Digest', `<span class="mono">${escapeHtml(digest)}</span>`],
    ...(manifest === null
      ? []
      : [
          ['Repeat it', `<code>${escapeHtml(manifest.repeat)}</code>`],
          ['Version', escapeHtml(manifest.commit === null ? manifest.version : `${manifest.version} (${manifest.commit.slice(0, 12)})`)],
          ['Started', escapeHtml(manifest.startedAt)],
          [
            'Machine',
            escapeHtml([manifest.machine['cpu'], manifest.machine['platform'], manifest.machine['node']].filter((part) => typeof part === 'string').join(', ')),
          ],
        ]),
  ];
  return `<section aria-labelledby="origin-title"><h2 id="origin-title">Where it comes from</h2><dl class="pairs">${rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl></section>`;
}
