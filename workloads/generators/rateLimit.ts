/**
 * Holds back another pacing: arrivals keep a distance that a rate, or the length of the IO before and a bandwidth, asks for. What could have come during a quiet time is not made up for.
 * The intended arrival is the one after the limit: waiting for it is no latency.
 */
import type { Pacing } from './pacing.ts';

export interface RateLimits {
  /** Null: no limit. */
  readonly ratePerSecond: number | null;
  readonly bytesPerSecond: number | null;
}

interface RateLimitState {
  readonly inner: unknown;
  readonly allowedNs: number;
  readonly earlyNs: number;
}

export class RateLimit implements Pacing {
  readonly isClosed: boolean;
  readonly #inner: Pacing;
  readonly #intervalNs: number;
  readonly #nsPerByte: number;
  /** The next IO may arrive from here on; rounded up by `#earlyNs`, which is made up for next time, so that the rate is exact. */
  #allowedNs = 0;
  #earlyNs = 0;

  constructor(inner: Pacing, limits: RateLimits) {
    this.isClosed = inner.isClosed;
    this.#inner = inner;
    this.#intervalNs = limits.ratePerSecond === null ? 0 : 1e9 / limits.ratePerSecond;
    this.#nsPerByte = limits.bytesPerSecond === null ? 0 : 1e9 / limits.bytesPerSecond;
  }

  nextArrivalNs(): number {
    return Math.max(this.#inner.nextArrivalNs(), this.#allowedNs);
  }

  onTaken(lengthBytes: number): void {
    const innerNs = this.#inner.nextArrivalNs();
    this.#inner.onTaken(lengthBytes);
    if (lengthBytes === 0) return;
    const earlyNs = innerNs > this.#allowedNs ? 0 : this.#earlyNs;
    const distanceNs = Math.max(this.#intervalNs, lengthBytes * this.#nsPerByte) - earlyNs;
    this.#allowedNs = Math.max(innerNs, this.#allowedNs) + Math.ceil(distanceNs);
    this.#earlyNs = Math.ceil(distanceNs) - distanceNs;
  }

  onAcknowledged(nowNs: number): void {
    this.#inner.onAcknowledged(nowNs);
  }

  catchUp(nowNs: number): void {
    this.#inner.catchUp(nowNs);
  }

  isOver(stopNs: number): boolean {
    return this.#inner.isOver(stopNs) || this.#allowedNs >= stopNs;
  }

  delay(byNs: number): void {
    this.#inner.delay(byNs);
    this.#allowedNs += byNs;
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    const state = saved as RateLimitState;
    this.#inner.rewind(state.inner, savedNs, nowNs);
    this.#allowedNs = state.allowedNs + nowNs - savedNs;
    this.#earlyNs = state.earlyNs;
  }

  save(): RateLimitState {
    return { inner: this.#inner.save(), allowedNs: this.#allowedNs, earlyNs: this.#earlyNs };
  }

  restore(state: RateLimitState): void {
    this.#inner.restore(state.inner);
    this.#allowedNs = state.allowedNs;
    this.#earlyNs = state.earlyNs;
  }
}
