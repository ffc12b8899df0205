/** A source whose IOs come at equal intervals, whatever it was told: broken on purpose. What they are is left to the source inside. */
import type { IoRequest } from '../../../sim/engine/protocol.ts';
import type { IoSource } from '../../../workloads/ioSource.ts';

export class RegularSource implements IoSource {
  readonly #inner: IoSource;
  readonly #intervalNs: number;
  #taken = 0;

  constructor(inner: IoSource, intervalNs: number) {
    this.#inner = inner;
    this.#intervalNs = intervalNs;
  }

  get done(): boolean {
    return this.#inner.done;
  }

  nextArrivalNs(): number {
    return Math.round((this.#taken + 1) * this.#intervalNs);
  }

  take(_nowNs: number, into: IoRequest): number {
    this.#taken += 1;
    return this.#inner.take(Infinity, into);
  }

  onAcknowledged(nowNs: number, part: number): void {
    this.#inner.onAcknowledged(nowNs, part);
  }

  delay(): void {
    // Nothing delays it.
  }

  rewind(): void {
    // Nothing sets it back.
  }

  save(): unknown {
    return [this.#inner.save(), this.#taken];
  }

  restore(state: unknown): void {
    const [inner, taken] = state as [unknown, number];
    this.#inner.restore(inner);
    this.#taken = taken;
  }
}
