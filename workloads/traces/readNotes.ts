/** What a reader left out or found odd, counted by kind, for `trace info` and the summary of a conversion. Nothing in it is an error. */
export class ReadNotes {
  readonly #counts = new Map<string, number>();

  /** `what` reads like `lines of another action`. */
  count(what: string): void {
    const before = this.#counts.get(what);
    this.#counts.set(what, before === undefined ? 1 : before + 1);
  }

  /** In the order of first appearance. */
  list(): readonly { readonly what: string; readonly count: number }[] {
    return Array.from(this.#counts, ([what, count]) => ({ what, count }));
  }
}
