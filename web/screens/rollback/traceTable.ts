/** The records that a rollback or undo has walked, row by row, a page at a time from the worker: however long a walk was, the page holds one of its pages. */
import { html, render } from 'lit/html.js';
import { readableCount, readableDuration } from '../../../reports/text/readable.ts';
import { clockText } from '../../run/clockText.ts';
import type { App } from '../../shell/screen.ts';
import type { TracePage } from '../../worker/messages.ts';

const rowsPerPage = 25;

export class TraceTable {
  readonly #app: App;
  readonly #place: HTMLElement;
  /** Number of the rollback shown; null: the latest. */
  #chosen: number | null = null;
  #from = 0;
  #shown = '';
  #isGone = false;

  constructor(place: HTMLElement, app: App) {
    this.#place = place;
    this.#app = app;
  }

  leave(): void {
    this.#isGone = true;
  }

  /** To be called when there may be another rollback. */
  follow(): void {
    const rollbacks = this.#app.run.status.value?.rollbacks ?? [];
    const number = Math.min(this.#chosen ?? Infinity, rollbacks.length - 1);
    const key = `${number} ${this.#from} ${rollbacks[number]?.atNs ?? ''} ${rollbacks.length}`;
    if (key === this.#shown) return;
    this.#shown = key;
    if (number < 0)
      render(
        html`<h2>Trace</h2>
          <p class="empty rb-none">No rollback yet. Its records will be listed here, each with the place of its block before and after.</p>`,
        this.#place,
      );
    else void this.#load(number);
  }

  async #load(number: number): Promise<void> {
    const key = this.#shown;
    try {
      const page = await this.#app.run.ask('trace', { rollback: number, from: this.#from, to: this.#from + rowsPerPage });
      if (!this.#isGone && key === this.#shown) render(this.#view(number, page), this.#place);
    } catch {
      // The run was taken back to before it.
    }
  }

  #go(changes: { readonly chosen?: number; readonly from: number }): void {
    if (changes.chosen !== undefined) this.#chosen = changes.chosen;
    this.#from = changes.from;
    this.follow();
  }

  #view(number: number, { head, rows, rowCount }: TracePage): unknown {
    const rollbacks = this.#app.run.status.value?.rollbacks ?? [];
    const last = this.#from + rows.length;
    return html`<h2>Trace</h2>
      <div class="rb-traces" role="group" aria-label="Which rollback">
        ${rollbacks.slice(-8).map((rollback, index) => {
          const each = Math.max(0, rollbacks.length - 8) + index;
          return html`<button type="button" class="plain" aria-pressed=${String(each === number)} @click=${() => this.#go({ chosen: each, from: 0 })}>
            ${rollback.vm}: ${rollback.kind === 'undo' ? 'undo' : `back to ${rollback.target}`}${rollback.refused ? ' (refused)' : ''}
          </button>`;
        })}
      </div>
      <p class="soft">
        ${head.vm}, asked at ${clockText(head.atNs)}, running again after ${readableDuration(head.answeredNs - head.atNs)}: ${readableCount(head.recordsWalked)}
        records, ${readableCount(head.blocksRestored)} blocks. ${head.refused ? 'It was refused, and nothing changed.' : ''}
      </p>
      <div class="scroll" role="region" aria-label="Trace of the rollback" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">write</th>
              <th scope="col">superseded at</th>
              <th scope="col">block</th>
              <th scope="col" class="text">current before</th>
              <th scope="col" class="text">current after</th>
              <th scope="col" class="text">the place before holds now</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row, index) =>
                html`<tr>
                  <th scope="row">${readableCount(this.#from + index + 1)}</th>
                  <td>${readableCount(row.sequence)}</td>
                  <td>${clockText(row.timeNs)}</td>
                  <td>${row.space} ${readableCount(row.block)}</td>
                  <td class="text mono">${row.before}</td>
                  <td class="text mono">${row.after}</td>
                  <td class="text">${stateOf(row.before, head.kind)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="pager">
        <button type="button" ?disabled=${this.#from === 0} @click=${() => this.#go({ from: Math.max(0, this.#from - rowsPerPage) })}>Newer</button>
        <span
          >${rowCount === 0 ? 'no records' : `${readableCount(this.#from + 1)} – ${readableCount(last)} of ${readableCount(rowCount)}${head.entriesLeftOut > 0 ? `, ${readableCount(head.entriesLeftOut)} more were not kept` : ''}`}</span
        >
        <button type="button" ?disabled=${last >= rowCount} @click=${() => this.#go({ from: this.#from + rowsPerPage })}>Older</button>
      </div>`;
  }
}

function stateOf(before: string, kind: 'rollback' | 'undo'): string {
  if (before === 'none' || before === 'array') return '–';
  return kind === 'rollback' ? 'redo' : 'previous data';
}
