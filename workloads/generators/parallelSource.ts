/** Several sources as one: what comes first of any of them comes first. At equal times the order of the list counts. */
import { assert } from '../../sim/base/assert.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { IoSource } from '../ioSource.ts';

export class ParallelSource implements IoSource {
  readonly #sources: readonly IoSource[];

  constructor(sources: readonly IoSource[]) {
    assert(sources.length >= 1, 'sources that run side by side are at least one');
    this.#sources = sources;
  }

  get done(): boolean {
    return this.#sources.every((source) => source.done);
  }

  nextArrivalNs(): number {
    let firstNs = Infinity;
    for (const source of this.#sources) firstNs = Math.min(firstNs, source.nextArrivalNs());
    return firstNs;
  }

  take(nowNs: number, into: IoRequest): number {
    const sources = this.#sources;
    let first = 0;
    let firstNs = sources[0]!.nextArrivalNs();
    for (let number = 1; number < sources.length; number++) {
      const atNs = sources[number]!.nextArrivalNs();
      if (atNs >= firstNs) continue;
      first = number;
      firstNs = atNs;
    }
    return sources[first]!.take(nowNs, into) * sources.length + first;
  }

  onAcknowledged(nowNs: number, part: number): void {
    const count = this.#sources.length;
    this.#sources[part % count]!.onAcknowledged(nowNs, Math.floor(part / count));
  }

  delay(byNs: number): void {
    for (const source of this.#sources) source.delay(byNs);
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    this.#sources.forEach((source, number) => {
      source.rewind((saved as readonly unknown[])[number], savedNs, nowNs);
    });
  }

  save(): readonly unknown[] {
    return this.#sources.map((source) => source.save());
  }

  restore(state: readonly unknown[]): void {
    this.#sources.forEach((source, number) => {
      source.restore(state[number]);
    });
  }
}
