/**
 * The frame of every HTML report: head, contents, sections, footer, the charts and the script that draws them. Everything is in it, nothing is fetched; tables are plain HTML, so that it can
 * be read without the script.
 */
import type { ChartModel } from '../charts/chartModel.ts';
import { storeCharts } from '../charts/storedChart.ts';
import type { RollbackTrace } from '../../sim/results/rollbackTrace.ts';
import type { StoredSweep } from '../sweep/storedSweep.ts';
import { escapeHtml } from '../text/escapeHtml.ts';
import { pageStyles } from './pageStyles.ts';

export interface PageSection {
  readonly id: string;
  readonly title: string;
  /** As it stands in the list of contents. */
  readonly shortTitle: string;
  /** Below the heading. */
  readonly html: string;
}

export interface Page {
  /** What it is: `run report`. */
  readonly kind: string;
  readonly title: string;
  /** HTML behind the title; may be empty. */
  readonly badge: string;
  /** HTML of each fact below the title. */
  readonly facts: readonly string[];
  readonly sections: readonly PageSection[];
  /** Of the figures in the sections, which `chartMarkup` made. */
  readonly charts: readonly ChartModel[];
  /** Of rollbacks, where the sections have their first pages. */
  readonly traces: readonly RollbackTrace[];
  /** Whose charts the script makes anew for other axes. */
  readonly sweep?: StoredSweep;
  readonly footer: string;
  /** Of Hindcast. */
  readonly version: string;
}

/** What the script reads from the page. */
export interface PageData {
  readonly charts: ReturnType<typeof storeCharts>;
  readonly traces: readonly RollbackTrace[];
  readonly sweep: StoredSweep | null;
}

/** `clientScript` is the bundle of `reports/client/reportClient.ts`. */
export function reportHtml(page: Page, clientScript: string): string {
  const { sections } = page;
  const contents = sections.map(({ id, shortTitle }) => `<li><a href="#${id}">${escapeHtml(shortTitle)}</a></li>`).join('');
  const body = sections
    .map(({ id, title, html }) => `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(title)}</h2>\n${html}</section>`)
    .join('\n');
  const data: PageData = { charts: storeCharts(page.charts), traces: page.traces, sweep: page.sweep ?? null };
  const version = escapeHtml(page.version);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';script-src 'unsafe-inline';style-src 'unsafe-inline';img-src data:">
<meta name="generator" content="Hindcast ${version}"><title>${escapeHtml(page.title)} – Hindcast</title>
<link rel="icon" href="data:,"><style>${pageStyles}</style></head>
<body><a class="skip" href="#${sections[0]?.id ?? ''}">Skip to what was found</a>
<header><div class="line"><span class="brand">Hindcast ${escapeHtml(page.kind)}</span>${themeButtons}</div>
<h1>${escapeHtml(page.title)}${page.badge}</h1>
<ul class="facts">${page.facts.map((fact) => `<li>${fact}</li>`).join('')}</ul></header>
<nav class="contents" aria-label="Sections"><ul>${contents}</ul></nav>
<main>
${body}
</main>
<footer>Made by Hindcast ${version}. ${page.footer}</footer>
<div class="timebar" role="status" hidden><span></span><button type="button" data-show-all>show all of the run</button></div>
<script type="application/json" id="report-data">${jsonInHtml(data)}</script>
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
