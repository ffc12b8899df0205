/** Messages about what went wrong, or was done: one below the other at the edge of the page, until they are closed; the rest goes on working. */
import { html, render } from 'lit/html.js';

export interface Notice {
  readonly kind: 'error' | 'done';
  readonly text: string;
}

/** Older ones make room. What was merely done goes by itself. */
const noticesMax = 4;
const doneMs = 5000;

export class Notices {
  readonly #place: HTMLElement;
  #shown: readonly Notice[] = [];

  constructor(place: HTMLElement) {
    this.#place = place;
  }

  show(notice: Notice): void {
    const others = this.#shown.filter(({ text }) => text !== notice.text);
    this.#shown = [...others, notice].slice(-noticesMax);
    this.#render();
    if (notice.kind === 'done') setTimeout(() => this.#close(notice), doneMs);
  }

  /** Takes all errors away: what they were about begins anew. */
  clear(): void {
    this.#shown = [];
    this.#render();
  }

  #close(notice: Notice): void {
    this.#shown = this.#shown.filter((shown) => shown !== notice);
    this.#render();
  }

  #render(): void {
    render(
      this.#shown.map(
        (notice) =>
          html`<div class="notice ${notice.kind}" role=${notice.kind === 'error' ? 'alert' : 'status'}>
            <p>${notice.text}</p>
            <button type="button" class="quiet" aria-label="Close this message" @click=${() => this.#close(notice)}>Close</button>
          </div>`,
      ),
      this.#place,
    );
  }
}
