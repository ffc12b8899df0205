/** What an event queue should do, done so simply that it is obviously right: one list, sorted by (time, insertion). */
interface PendingEvent {
  readonly atNs: number;
  readonly kind: number;
  readonly subject: number;
  readonly handle: number;
}

export class SortedListQueue {
  nowNs = 0;
  kind = -1;
  subject = -1;
  #pending: PendingEvent[] = [];

  get pendingCount(): number {
    return this.#pending.length;
  }

  schedule(atNs: number, kind: number, subject: number, handle: number): void {
    const later = this.#pending.findIndex((event) => event.atNs > atNs);
    this.#pending.splice(later < 0 ? this.#pending.length : later, 0, { atNs, kind, subject, handle });
  }

  cancel(handle: number): boolean {
    const index = this.#pending.findIndex((event) => event.handle === handle);
    if (index >= 0) this.#pending.splice(index, 1);
    return index >= 0;
  }

  advance(): boolean {
    const next = this.#pending.shift();
    if (next === undefined) return false;
    this.nowNs = next.atNs;
    this.kind = next.kind;
    this.subject = next.subject;
    return true;
  }

  nextAtNs(): number {
    return this.#pending[0]?.atNs ?? Infinity;
  }

  copy(): SortedListQueue {
    const copy = new SortedListQueue();
    copy.nowNs = this.nowNs;
    copy.kind = this.kind;
    copy.subject = this.subject;
    copy.#pending = [...this.#pending];
    return copy;
  }
}
