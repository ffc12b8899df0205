/**
 * Does again and again what takes its time, such as asking the worker and drawing what it says: never twice at once, and none more often than it can be looked at. Whatever makes it due
 * meanwhile is answered by one more turn at the end.
 */
export class Refresher {
  readonly #act: () => Promise<void>;
  readonly #everyMs: () => number;
  #isActing = false;
  #isDue = false;
  #isStopped = false;
  #startedMs = -Infinity;

  /** `act` does not reject. `everyMs` is asked each time: from start to start. */
  constructor(act: () => Promise<void>, everyMs: () => number) {
    this.#act = act;
    this.#everyMs = everyMs;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Something has changed. */
  due(): void {
    this.#isDue = true;
    if (!this.#isActing && !this.#isStopped) void this.#go();
  }

  /** For good. */
  stop(): void {
    this.#isStopped = true;
  }

  async #go(): Promise<void> {
    this.#isActing = true;
    const waitMs = this.#startedMs + this.#everyMs() - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    this.#startedMs = performance.now();
    this.#takeDue();
    if (!this.#isStopped) await this.#act();
    this.#isActing = false;
    if (this.#takeDue()) this.due();
  }

  #takeDue(): boolean {
    const isDue = this.#isDue;
    this.#isDue = false;
    return isDue;
  }
}
