/** The report of a sweep as one HTML page. */
import { renderSections } from '../html/inputSection.ts';
import { reportHtml } from '../html/page.ts';
import { escapeHtml } from '../text/escapeHtml.ts';
import { readableAmount } from '../text/readable.ts';
import type { SweepInput } from './sweepInput.ts';
import { sweepSections } from './sweepSections.ts';
import { storeSweep } from './storedSweep.ts';
import { metricsInPage } from './sweepView.ts';

/** `clientScript` is the bundle of `reports/client/reportClient.ts`. */
export function sweepPage(input: SweepInput, clientScript: string): string {
  const { found, origin } = input;
  const sections = renderSections(sweepSections, input);
  return reportHtml(
    {
      kind: 'sweep',
      title: found.name,
      badge: found.unsound.length === 0 ? '' : '<span class="badge bad">not sound</span>',
      facts: [
        readableAmount(found.cells.length, 'cell'),
        `${readableAmount(found.seeds.length, 'seed')} each`,
        ...found.axes.map(({ label, values }) => `${escapeHtml(label)} (${String(values.length)})`),
      ],
      sections,
      charts: sections.flatMap(({ charts }) => charts),
      traces: [],
      sweep: storeSweep(found, metricsInPage(found)),
      footer: 'All figures are in results.parquet (a row a run) and sweep.json (an entry a cell) beside this file.',
      version: origin.version,
    },
    clientScript,
  );
}
