/**
 * The report as one HTML page: everything in it, nothing fetched. Its tables are plain HTML; the script draws the charts, turns the pages of traces and
 * changes the theme.
 */
import { viewRun } from '../charts/runView.ts';
import type { ReportInput } from '../reportInput.ts';
import { escapeHtml } from '../text/escapeHtml.ts';
import { readableAmount, readableDuration } from '../text/readable.ts';
import { pageStyles } from './pageStyles.ts';
import { limitTraces, reportData } from './reportData.ts';
import { sectionTable } from './sectionTable.ts';

/** `clientScript` is the bundle of `reports/client/reportClient.ts`. */
export function reportPage(input: ReportInput, clientScript: string): string {
  const rollbacks = limitTraces(input.rollbacks);
  const shown: ReportInput = { ...input, rollbacks };
  const view = viewRun(input.result, input.series);
  const rendered = sectionTable.map((section) => ({ section, html: section.render(shown, view) })).filter(({ html }) => html !== null);
  const { result } = input;
  const title = `${result.scenario} – Hindcast`;
  const contents = rendered.map(({ section }) => `<li><a href="#${section.id}">${section.shortTitle}</a></li>`).join('');
  const sections = rendered
    .map(
      ({ section, html }) =>
        `<section id="${section.id}" aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${section.title}</h2>\n${html ?? ''}</section>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';script-src 'unsafe-inline';style-src 'unsafe-inline';img-src data:">
<meta name="generator" content="Hindcast ${escapeHtml(input.origin.version)}"><title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,"><style>${pageStyles}</style></head>
<body><a class="skip" href="#found">Skip to what was found</a>
<header><div class="line"><span class="brand">Hindcast run report</span>${themeButtons}</div>
<h1>${escapeHtml(result.scenario)}${result.partial ? '<span class="badge bad">ended early</span>' : ''}</h1>
<ul class="facts"><li>${readableAmount(result.vms.length, 'VM')}</li><li>${readableDuration(result.simulatedNs)} simulated</li><li>seed ${result.seed}</li><li>digest <span class="mono">${escapeHtml(result.digest)}</span></li></ul></header>
<nav class="contents" aria-label="Sections"><ul>${contents}</ul></nav>
<main>
${sections}
</main>
<footer>Made by Hindcast ${escapeHtml(input.origin.version)}. Charts show at most two points per pixel, the smallest and the largest; the full series are beside this file.</footer>
<script type="application/json" id="report-data">${jsonInHtml(reportData(view, rollbacks))}</script>
<script>${scriptInHtml(clientScript)}</script>
</body></html>
`;
}

const themeButtons = `<span class="themes" role="group" aria-label="Theme">${['system', 'light', 'dark'].map((theme) => `<button type="button" data-set-theme="${theme}" aria-pressed="${String(theme === 'system')}">${theme}</button>`).join('')}</span>`;

/** No `</script>` and no `<!--` can appear in it. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function scriptInHtml(script: string): string {
  return script.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
}
