/**
 * Times as a trace has them → whole ns after its first. They come in two parts, high · 10^9 + low ticks, since many (Windows file times, ns since 1970) pass 2^53: the difference from the
 * first is exact wherever it stays below 2^53 ns (104 days), and is rounded to the double next to it beyond.
 */
export class TimeOrigin {
  readonly #ticksPerNs: number;
  readonly #nsPerTick: number;
  #firstHigh = -1;
  #firstLow = 0;

  /** A tick of `nsPerTick` ns, or, with `ticksPerNs`, a part of a ns. */
  constructor(nsPerTick: number, ticksPerNs = 1) {
    this.#nsPerTick = nsPerTick;
    this.#ticksPerNs = ticksPerNs;
  }

  /** The first call sets the origin. Negative for a time before it. */
  sinceFirstNs(high: number, low: number): number {
    if (this.#firstHigh < 0) {
      this.#firstHigh = high;
      this.#firstLow = low;
    }
    const ticks = (high - this.#firstHigh) * 1e9 + (low - this.#firstLow);
    return this.#ticksPerNs === 1 ? ticks * this.#nsPerTick : Math.floor(ticks / this.#ticksPerNs);
  }
}
