/**
 * Requests and bytes over time, without knowing beforehand how long the trace is: at most 65,536 intervals of equal length, from 1 ms on; when they don't reach, two become one.
 * Times before the trace's first count as its first interval.
 */
const intervalsMax = 65_536;

export interface RateInterval {
  readonly fromNs: number;
  readonly requests: number;
  readonly writes: number;
  readonly bytes: number;
}

export class RateOverTime {
  #intervalNs = 1e6;
  readonly #requests = new Float64Array(intervalsMax);
  readonly #writes = new Float64Array(intervalsMax);
  readonly #bytes = new Float64Array(intervalsMax);
  #end = 0;

  add(atNs: number, bytes: number, isWrite: boolean): void {
    let interval = Math.max(0, Math.floor(atNs / this.#intervalNs));
    while (interval >= intervalsMax) {
      this.#halve();
      interval = Math.floor(atNs / this.#intervalNs);
    }
    this.#requests[interval]! += 1;
    this.#bytes[interval]! += bytes;
    if (isWrite) this.#writes[interval]! += 1;
    if (interval >= this.#end) this.#end = interval + 1;
  }

  /** The busiest window of about `windowNs` (a whole number of intervals, at least one). */
  peak(windowNs: number): { readonly fromNs: number; readonly windowNs: number; readonly requests: number; readonly bytes: number } {
    const width = Math.max(1, Math.round(windowNs / this.#intervalNs));
    let requests = 0;
    let bytes = 0;
    let best = { fromNs: 0, windowNs: width * this.#intervalNs, requests: 0, bytes: 0 };
    for (let interval = 0; interval < this.#end; interval++) {
      requests += this.#requests[interval]!;
      bytes += this.#bytes[interval]!;
      if (interval >= width) {
        requests -= this.#requests[interval - width]!;
        bytes -= this.#bytes[interval - width]!;
      }
      if (requests > best.requests) best = { ...best, fromNs: Math.max(0, interval + 1 - width) * this.#intervalNs, requests, bytes };
    }
    return best;
  }

  /** At most `countMax` intervals of equal length. */
  intervals(countMax: number): { readonly intervalNs: number; readonly intervals: readonly RateInterval[] } {
    const together = Math.max(1, Math.ceil(this.#end / countMax));
    const intervals: RateInterval[] = [];
    for (let from = 0; from < this.#end; from += together) {
      let requests = 0;
      let writes = 0;
      let bytes = 0;
      for (let interval = from; interval < Math.min(this.#end, from + together); interval++) {
        requests += this.#requests[interval]!;
        writes += this.#writes[interval]!;
        bytes += this.#bytes[interval]!;
      }
      intervals.push({ fromNs: from * this.#intervalNs, requests, writes, bytes });
    }
    return { intervalNs: together * this.#intervalNs, intervals };
  }

  #halve(): void {
    for (const row of [this.#requests, this.#writes, this.#bytes]) {
      for (let interval = 0; interval < intervalsMax; interval += 2) row[interval / 2] = row[interval]! + row[interval + 1]!;
      row.fill(0, intervalsMax / 2);
    }
    this.#intervalNs *= 2;
    this.#end = Math.ceil(this.#end / 2);
  }
}
