/**
 * What the charts over time of one page share: the span of time that they show, and the instant under the pointer. Every chart that is given the link follows it, and sets it when it is
 * brushed or pointed at; anything else on the page (a table, lanes, a cache map) may do the same.
 */
export interface TimeRange {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface TimeLinkListener {
  /** Null: the whole run. */
  onRange?(range: TimeRange | null): void;
  /** Null: nothing is pointed at. */
  onCursor?(atNs: number | null): void;
}

export class TimeLink {
  private readonly listeners = new Set<TimeLinkListener>();
  private shownRange: TimeRange | null = null;
  private shownCursorNs: number | null = null;

  get range(): TimeRange | null {
    return this.shownRange;
  }

  get cursorNs(): number | null {
    return this.shownCursorNs;
  }

  /** Returns what ends it. */
  subscribe(listener: TimeLinkListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  setRange(range: TimeRange | null): void {
    if (range !== null && !(range.toNs > range.fromNs)) return;
    if (range?.fromNs === this.shownRange?.fromNs && range?.toNs === this.shownRange?.toNs) return;
    this.shownRange = range;
    for (const listener of [...this.listeners]) listener.onRange?.(range);
  }

  setCursor(atNs: number | null): void {
    if (atNs === this.shownCursorNs) return;
    this.shownCursorNs = atNs;
    for (const listener of [...this.listeners]) listener.onCursor?.(atNs);
  }
}
