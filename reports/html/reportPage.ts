/** The report of a run as one HTML page. */
import { chartTable, stackOfMetric } from '../charts/chartTable.ts';
import type { ChartId } from '../charts/chartTable.ts';
import { viewRun } from '../charts/runView.ts';
import type { ReportInput } from '../reportInput.ts';
import { escapeHtml } from '../text/escapeHtml.ts';
import { readableAmount, readableDuration } from '../text/readable.ts';
import { limitTraces } from './limitTraces.ts';
import { reportHtml } from './page.ts';
import type { PageSection } from './page.ts';
import { sectionTable } from './sectionTable.ts';
import { thinSeries } from '../charts/thinning.ts';

/** Spans into which a series is cut: each keeps its smallest and its largest value. */
const bucketCount = 900;

/** `clientScript` is the bundle of `reports/client/reportClient.ts`. */
export function reportPage(input: ReportInput, clientScript: string): string {
  const { result, origin } = input;
  const traces = limitTraces(input.rollbacks);
  const shown: ReportInput = { ...input, rollbacks: traces };
  const whole = viewRun(result, input.series);
  // Tables come from the whole series, pictures from the thinned one.
  const thinned = { ...whole, series: thinSeries(whole.series, bucketCount, stackOfMetric) };
  const sections = sectionTable.flatMap((section): PageSection[] => {
    const html = section.render(shown, whole);
    return html === null ? [] : [{ id: section.id, title: section.title, shortTitle: section.shortTitle, html }];
  });
  const charts = sections.flatMap(({ html }) =>
    [...html.matchAll(/<figure class="chart" data-chart="([\w-]+)"/g)].map((found) => chartTable[found[1] as ChartId](thinned)),
  );
  return reportHtml(
    {
      kind: 'run report',
      title: result.scenario,
      badge: result.partial ? '<span class="badge bad">ended early</span>' : '',
      facts: [
        readableAmount(result.vms.length, 'VM'),
        `${readableDuration(result.simulatedNs)} simulated`,
        `seed ${String(result.seed)}`,
        `digest <span class="mono">${escapeHtml(result.digest)}</span>`,
      ],
      sections,
      charts: charts.filter((model) => model !== null),
      traces,
      footer: 'Charts show at most two points per pixel, the smallest and the largest; the full series are beside this file.',
      version: origin.version,
    },
    clientScript,
  );
}
