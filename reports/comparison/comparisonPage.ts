/** The report of a comparison as one HTML page. */
import { renderSections } from '../html/inputSection.ts';
import { reportHtml } from '../html/page.ts';
import { readableAmount } from '../text/readable.ts';
import { escapeHtml } from '../text/escapeHtml.ts';
import type { ComparisonInput } from './comparisonInput.ts';
import { comparisonSections } from './comparisonSections.ts';

/** `clientScript` is the bundle of `reports/client/reportClient.ts`. */
export function comparisonPage(input: ComparisonInput, clientScript: string): string {
  const { found, origin } = input;
  const rendered = renderSections(comparisonSections, input);
  return reportHtml(
    {
      kind: 'comparison',
      title: found.scenario,
      badge: found.partial ? '<span class="badge bad">ended early</span>' : '',
      facts: [
        readableAmount(found.variants.length, 'variant'),
        `${readableAmount(found.replications, 'replication')} each`,
        `seed ${String(found.seed)}`,
        `baseline ${escapeHtml(found.baseline)}`,
      ],
      sections: rendered,
      charts: rendered.flatMap(({ charts }) => charts),
      traces: [],
      footer: 'All figures are in compare.json beside this file.',
      version: origin.version,
    },
    clientScript,
  );
}
