/** The index of what is in the folder of results: one HTML page with a table that is searched and sorted in place, and a link to each report. */
import { escapeHtml } from '../text/escapeHtml.ts';
import { readableAmount, readableDuration } from '../text/readable.ts';
import { reportHtml } from './page.ts';

export interface IndexEntry {
  /** Of its folder, within that of the page. */
  readonly name: string;
  readonly kind: string;
  readonly scenario: string;
  readonly summary: string;
  readonly seed: number | null;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly simulatedNs: number | null;
  readonly wallSeconds: number | null;
  /** VMs of a run, variants of a comparison, points of a sweep. */
  readonly parts: number | null;
  readonly digest: string | null;
  readonly version: string | null;
  readonly repeat: string | null;
  /** Its report, from the page on; null: it has none. */
  readonly report: string | null;
  /** What is wrong with it; null: nothing. */
  readonly problem: string | null;
}

/** `clientScript` is the bundle of `reports/client/reportClient.ts`. */
export function indexPage(entries: readonly IndexEntry[], version: string, clientScript: string): string {
  const count = (kind: string): string => readableAmount(entries.filter((entry) => entry.kind === kind).length, kind);
  const html =
    entries.length === 0
      ? '<p>There is nothing here yet: <code>npx hindcast run quickstart</code> makes the first.</p>'
      : `<p class="tools"><label>Search <input type="search" data-search placeholder="name, scenario, question, digest …"></label><output data-found aria-live="polite">${String(entries.length)} of ${String(entries.length)}</output></p>${table(entries)}`;
  return reportHtml(
    {
      kind: 'results',
      title: 'What was run',
      badge: '',
      facts: [count('run'), count('comparison'), count('sweep')],
      sections: [{ id: 'found', title: 'Results', shortTitle: 'Results', html }],
      charts: [],
      traces: [],
      footer: 'Made again by hindcast reports.',
      version,
    },
    clientScript,
  );
}

const columns: readonly (readonly [string, boolean])[] = [
  ['name', true],
  ['kind', true],
  ['scenario', true],
  ['started', true],
  ['seed', false],
  ['of', false],
  ['simulated', false],
  ['took', false],
  ['digest', true],
];

function table(entries: readonly IndexEntry[]): string {
  const head = columns
    .map(
      ([name, isText], column) =>
        `<th scope="col"${isText ? ' class="text"' : ''} aria-sort="${name === 'started' ? 'descending' : 'none'}"><button type="button" data-sort="${String(column)}">${name}</button></th>`,
    )
    .join('');
  return `<div class="scroll" role="region" aria-label="Results" tabindex="0"><table class="sortable"><thead><tr>${head}</tr></thead><tbody>\n${entries.map(row).join('\n')}\n</tbody></table></div>`;
}

function row(entry: IndexEntry): string {
  const { name, kind, scenario, summary, seed, startedAt, simulatedNs, wallSeconds, parts, digest, report, problem, version, repeat } = entry;
  const link = report === null ? escapeHtml(name) : `<a href="${escapeHtml(report.split('/').map(encodeURIComponent).join('/'))}">${escapeHtml(name)}</a>`;
  const about = problem === null ? (summary === '' ? '' : `<small>${escapeHtml(summary)}</small>`) : `<small class="bad">${escapeHtml(problem)}</small>`;
  const words = escapeHtml([name, kind, scenario, summary, digest ?? '', version ?? '', repeat ?? ''].join(' ').toLowerCase());
  const cell = (key: number | string, text: string, isText = false): string =>
    `<td${isText ? ' class="text"' : ''} data-key="${escapeHtml(String(key))}">${text}</td>`;
  return `<tr data-words="${words}"><th scope="row" class="text" data-key="${escapeHtml(name)}">${link}${about}</th>${cell(kind, kind, true)}${cell(scenario, escapeHtml(scenario), true)}${cell(startedAt, escapeHtml(startedAt.slice(0, 16).replace('T', ' ')), true)}${cell(seed ?? -1, seed === null ? '–' : String(seed))}${cell(parts ?? -1, partsText(kind, parts))}${cell(simulatedNs ?? -1, simulatedNs === null ? '–' : readableDuration(simulatedNs))}${cell(wallSeconds ?? -1, wallSeconds === null ? '–' : readableDuration(wallSeconds * 1e9))}${cell(digest ?? '', digest === null ? '–' : `<span class="mono">${escapeHtml(digest.slice(0, 8))}</span>`, true)}</tr>`;
}

function partsText(kind: string, parts: number | null): string {
  if (parts === null) return '–';
  return readableAmount(parts, kind === 'run' ? 'VM' : kind === 'comparison' ? 'variant' : 'point');
}
