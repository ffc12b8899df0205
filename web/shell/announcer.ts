/** Speaks to screen readers: what has happened, in a sentence, without moving the focus. */
export class Announcer {
  readonly #place: HTMLElement;
  #turn = 0;

  /** `place` is an element with `aria-live` that stays in the page. */
  constructor(place: HTMLElement) {
    this.#place = place;
  }

  say(text: string): void {
    // The same sentence twice is a change only when something in it differs.
    this.#turn = 1 - this.#turn;
    this.#place.textContent = text + (this.#turn === 0 ? '' : '\u00a0');
  }
}
