/**
 * How far a run is, on standard error: share done, simulated time, IOs and events per second of real time, time left.
 *
 * For a person (a terminal) one line that is drawn over, ten times a second; for a file or a pipe a plain line every ten seconds, without carriage
 * returns. The rates are those of the last few seconds, the time left is from all of the run.
 */
import { readableCount, readableDuration } from '../../reports/text/readable.ts';
import type { Terminal } from './terminal.ts';

export interface ProgressState {
  readonly nowNs: number;
  readonly ios: number;
  readonly events: number;
}

const redrawMs = 100;
const plainLineMs = 10_000;
/** Rates are taken over at least this long. */
const rateWindowMs = 1_000;

export class ProgressLine {
  private readonly terminal: Terminal;
  private readonly label: string;
  private readonly durationNs: number;
  private readonly intervalMs: number;
  private readonly startMs: number;
  private shownMs: number;
  private isDrawn = false;
  private windowStart: ProgressState & { readonly atMs: number };
  private rates = { iosPerSecond: 0, eventsPerSecond: 0 };

  constructor(terminal: Terminal, label: string, durationNs: number) {
    this.terminal = terminal;
    this.label = label;
    this.durationNs = durationNs;
    this.intervalMs = terminal.err.isTerminal ? redrawMs : plainLineMs;
    this.startMs = terminal.nowMs();
    this.shownMs = this.startMs;
    this.windowStart = { nowNs: 0, ios: 0, events: 0, atMs: this.startMs };
  }

  /** Shows the state when it is time to. Cheap when it is not. */
  update(state: ProgressState): void {
    const nowMs = this.terminal.nowMs();
    this.takeRates(state, nowMs);
    if (nowMs - this.shownMs < this.intervalMs) return;
    this.shownMs = nowMs;
    const line = this.text(state, nowMs);
    if (this.terminal.err.isTerminal) {
      this.terminal.err.write(`\r\u001b[K${line.slice(0, Math.max(20, this.terminal.err.columns - 1))}`);
      this.isDrawn = true;
    } else this.terminal.err.write(`${line}\n`);
  }

  /** Takes the line off the screen: what is written next begins on a clean one. */
  clear(): void {
    if (this.isDrawn) this.terminal.err.write('\r\u001b[K');
    this.isDrawn = false;
  }

  private takeRates(state: ProgressState, nowMs: number): void {
    const elapsedMs = nowMs - this.windowStart.atMs;
    if (elapsedMs < rateWindowMs && this.windowStart.atMs !== this.startMs) return;
    if (elapsedMs <= 0) return;
    this.rates = {
      iosPerSecond: ((state.ios - this.windowStart.ios) / elapsedMs) * 1000,
      eventsPerSecond: ((state.events - this.windowStart.events) / elapsedMs) * 1000,
    };
    if (elapsedMs >= rateWindowMs) this.windowStart = { nowNs: state.nowNs, ios: state.ios, events: state.events, atMs: nowMs };
  }

  private text(state: ProgressState, nowMs: number): string {
    const share = this.durationNs > 0 ? Math.min(1, state.nowNs / this.durationNs) : 1;
    const leftNs = (nowMs - this.startMs) * 1e6 * (1 / share - 1);
    return [
      `${this.label} ${String(Math.floor(share * 100)).padStart(3)} %`,
      `${readableDuration(state.nowNs)} of ${readableDuration(this.durationNs)} simulated`,
      `${perSecond(this.rates.iosPerSecond)} IOs/s`,
      `${perSecond(this.rates.eventsPerSecond)} events/s`,
      `${readableDuration(leftNs)} left`,
    ]
      .join(' · ')
      .replaceAll('\u202f', ' ');
  }
}

function perSecond(rate: number): string {
  return rate >= 10_000 ? `${readableCount(Math.round(rate / 1000))}k` : readableCount(Math.round(rate));
}
