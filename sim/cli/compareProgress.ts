/** How far a comparison or sweep is, on standard error: runs done and planned, time left. A line that is drawn over for a person, a plain line every ten seconds elsewhere. */
import { readableDuration } from '../../reports/text/readable.ts';
import type { Terminal } from './terminal.ts';

const redrawMs = 100;
const plainLineMs = 10_000;

export class CompareProgress {
  readonly #terminal: Terminal;
  readonly #startMs: number;
  #shownMs: number;
  #isDrawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#startMs = terminal.nowMs();
    this.#shownMs = this.#startMs;
  }

  /** `before` were finished earlier and took no time now; they count in neither. */
  update(done: number, planned: number, before = 0): void {
    const { err } = this.#terminal;
    const nowMs = this.#terminal.nowMs();
    if (nowMs - this.#shownMs < (err.isTerminal ? redrawMs : plainLineMs)) return;
    this.#shownMs = nowMs;
    const leftNs = ((nowMs - this.#startMs) / done) * (planned - done) * 1e6;
    const line = `run ${String(before + done)} of ${String(before + planned)} · ${readableDuration(leftNs)} left`.replaceAll('\u202f', ' ');
    err.write(err.isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    this.#isDrawn = err.isTerminal;
  }

  clear(): void {
    if (this.#isDrawn) this.#terminal.err.write('\r\u001b[K');
    this.#isDrawn = false;
  }
}
