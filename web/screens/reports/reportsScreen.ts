/** The results in the folder of the page's server, and those that were dropped in: searchable, opened in place. */
import { html, render } from 'lit/html.js';
import { readableAmount, readableBytes, readableDuration } from '../../../reports/text/readable.ts';
import type { IndexedRun } from '../../../sim/results/indexedRun.ts';
import { droppedResults } from '../../files/droppedFiles.ts';
import { showFiles } from '../../files/fileDrop.ts';
import type { OpenedRun } from '../../files/openedResult.ts';
import { listStored, openStored, storedFile } from '../../files/storedResults.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import { findReports, sortReports, type SortColumn } from './reportSearch.ts';
import styles from './reportsScreen.css?inline';
import { showRun } from './runReport.ts';

adoptStyles(styles);

const columns: readonly { readonly column: SortColumn; readonly title: string; readonly isText: boolean }[] = [
  { column: 'name', title: 'Name', isText: true },
  { column: 'kind', title: 'Kind', isText: true },
  { column: 'scenario', title: 'Scenario', isText: true },
  { column: 'seed', title: 'Seed', isText: false },
  { column: 'wallSeconds', title: 'Took', isText: false },
  { column: 'startedAt', title: 'When', isText: false },
];
const screenOfKind = { run: 'reports', comparison: 'compare', sweep: 'sweep' } as const;

export function reportsScreen(place: HTMLElement, app: App): () => void {
  const screen = new ReportsScreen(place, app);
  void screen.start();
  return () => screen.destroy();
}

class ReportsScreen {
  readonly #place: HTMLElement;
  readonly #app: App;
  readonly #stopListening: (() => void)[];
  /** Null: the server has no results; undefined: not known yet. */
  #stored: readonly IndexedRun[] | null | undefined;
  #opened: { readonly run: OpenedRun; readonly files: readonly string[] } | null = null;
  #problem = '';
  #close: () => void = () => undefined;
  #isGone = false;

  constructor(place: HTMLElement, app: App) {
    this.#place = place;
    this.#app = app;
    this.#stopListening = [
      app.address.place.listen(({ screen }) => {
        if (screen === 'reports') void this.#follow();
      }),
      droppedResults.listen(() => this.#show()),
    ];
  }

  async start(): Promise<void> {
    this.#show();
    try {
      this.#stored = await listStored();
    } catch (error) {
      this.#stored = null;
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    if (!this.#isGone) await this.#follow();
  }

  destroy(): void {
    this.#isGone = true;
    for (const stop of this.#stopListening) stop();
    this.#close();
  }

  /** Opens what the address names. */
  async #follow(): Promise<void> {
    const { address } = this.#app;
    const [stored, dropped] = [address.get('result'), address.get('dropped')];
    this.#opened = null;
    this.#problem = '';
    const found = dropped === null ? undefined : droppedResults.value.find((result) => result.kind === 'run' && result.name === dropped);
    if (found?.kind === 'run') this.#opened = { run: found, files: [] };
    else if (dropped !== null) this.#problem = `${dropped} was dropped in before the page was loaded again: drop it once more`;
    else if (stored !== null) {
      try {
        const files = this.#stored?.find(({ name }) => name === stored)?.files.map(({ name }) => name) ?? [];
        this.#opened = { run: await openStored('run', stored), files };
      } catch (error) {
        this.#problem = `${stored}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    if (!this.#isGone) this.#show();
  }

  #show(): void {
    this.#close();
    this.#close = () => undefined;
    const opened = this.#opened;
    if (opened === null) {
      render(this.#list(), this.#place);
      return;
    }
    render(
      html`<div class="bar-line report-bar">
          <a class="button" href=${this.#app.address.link('reports', { result: null, dropped: null })}>All results</a>
          <h2>${opened.run.name}</h2>
          <span class="spring"></span>
          ${opened.files.map((file) => html`<a class="file-link" href=${storedFile(opened.run.name, file)} target=${file.endsWith('.html') ? '_blank' : '_self'} download=${file.endsWith('.html') ? null : file} rel="noopener">${file}</a>`)}
        </div>
        <div class="opened-run"></div>`,
      this.#place,
    );
    this.#close = showRun(this.#place.querySelector<HTMLElement>('.opened-run')!, this.#app, opened.run);
  }

  #list(): unknown {
    const { address } = this.#app;
    const search = address.get('search') ?? '';
    const column = columns.find(({ column: name }) => name === address.get('sort'))?.column ?? 'startedAt';
    const isDescending = (address.get('order') ?? (column === 'startedAt' ? 'down' : 'up')) === 'down';
    const stored = this.#stored;
    const runs = stored === null || stored === undefined ? [] : sortReports(findReports(stored, search), column, isDescending);
    return html`${this.#problem === '' ? '' : html`<p class="bad" role="alert">${this.#problem}</p>`}
      <div class="bar-line report-bar">
        <label class="field grow"
          >Search
          <input
            class="plain"
            type="search"
            .value=${search}
            ?disabled=${stored === null || stored === undefined}
            placeholder="scenario, seed 3, digest, comparison …"
            @input=${(event: Event) => {
              address.note({ search: (event.target as HTMLInputElement).value === '' ? null : (event.target as HTMLInputElement).value });
              this.#show();
            }}
          />
        </label>
        <span class="soft" role="status"
          >${stored === undefined ? 'Reading the list …' : stored === null ? '' : `${readableAmount(runs.length, 'result')}${runs.length === stored.length ? '' : ` of ${String(stored.length)}`}`}</span
        >
        <label class="button file-button"
          >Open files …<input
            type="file"
            multiple
            class="unseen"
            @change=${(event: Event) => void showFiles(this.#app, [...((event.target as HTMLInputElement).files ?? [])])}
        /></label>
      </div>
      ${this.#dropped()}
      ${stored === null ? emptyFor('static') : stored !== undefined && stored.length === 0 ? emptyFor('none') : stored === undefined ? '' : this.#table(runs, column, isDescending)}`;
  }

  #dropped(): unknown {
    const dropped = droppedResults.value;
    if (dropped.length === 0) return '';
    return html`<section class="panel dropped-list">
      <h2>Dropped in</h2>
      <ul>
        ${dropped.map(({ name, kind }) => html`<li><a href=${this.#app.address.link(screenOfKind[kind], { dropped: name, result: null })}>${name}</a> <span class="soft">${kind}</span></li>`)}
      </ul>
    </section>`;
  }

  #table(runs: readonly IndexedRun[], sorted: SortColumn, isDescending: boolean): unknown {
    const { address } = this.#app;
    return html`<div class="scroll" role="region" aria-label="Results" tabindex="0">
      <table class="report-list">
        <thead>
          <tr>
            ${columns.map(
              ({ column, title, isText }) =>
                html`<th scope="col" class=${isText ? 'text' : ''} aria-sort=${column !== sorted ? 'none' : isDescending ? 'descending' : 'ascending'}>
                  <button
                    type="button"
                    @click=${() => {
                      address.note({
                        sort: column,
                        order: column === sorted && !isDescending ? 'down' : column === sorted ? 'up' : column === 'startedAt' ? 'down' : 'up',
                      });
                      this.#show();
                    }}
                  >
                    ${title}<span aria-hidden="true">${column !== sorted ? '' : isDescending ? ' ↓' : ' ↑'}</span>
                  </button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${runs.map((run) => this.#row(run))}
        </tbody>
      </table>
    </div>`;
  }

  #row(run: IndexedRun): unknown {
    const bytes = run.files.reduce((sum, file) => sum + file.bytes, 0);
    return html`<tr>
      <th scope="row" class="text">
        <a href=${this.#app.address.link(screenOfKind[run.kind], { result: run.name, dropped: null })}>${run.name}</a>
        ${run.problem === null ? '' : html`<small class="bad">${run.problem}</small>`}
      </th>
      <td class="text">${run.kind}</td>
      <td class="text wrap">${run.scenario}${run.summary === '' ? '' : html`<small class="soft">${run.summary}</small>`}</td>
      <td>${run.seed === null ? '–' : String(run.seed)}</td>
      <td>${run.wallSeconds === null ? '–' : readableDuration(run.wallSeconds * 1e9)}<small class="soft">${readableBytes(bytes)}</small></td>
      <td>${whenOf(run.startedAt)}</td>
    </tr>`;
  }
}

function emptyFor(reason: 'static' | 'none'): unknown {
  return html`<div class="empty">
    <div>
      ${
        reason === 'none'
          ? html`<p>There is nothing in the folder of results yet.</p>
              <p><code>npx hindcast run quickstart</code> puts a run there.</p>`
          : html`<p>This page comes from a server without a folder of results.</p>
              <p>Drop a result.json here (with the files beside it), or see them all with <code>npx hindcast dashboard</code>.</p>`
      }
    </div>
  </div>`;
}

/** `2026-11-26 15:04`, in the time of the reader. */
function whenOf(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '–';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
