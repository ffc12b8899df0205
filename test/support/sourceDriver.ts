/** Plays the host of an IO source: takes what arrives and answers it after a fixed service time, in the order in which it was taken. */
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { IoSource } from '../../workloads/ioSource.ts';

export interface SeenIo {
  readonly atNs: number;
  readonly op: number;
  readonly space: number;
  readonly offset: number;
  readonly length: number;
  readonly forced: boolean;
}

interface InFlight {
  readonly answerNs: number;
  readonly part: number;
}

export class SourceDriver {
  readonly source: IoSource;
  nowNs: number;
  readonly #serviceNs: number;
  #inFlight: InFlight[] = [];
  readonly #request = {
    tag: 0,
    vm: 0,
    space: 0,
    op: 0,
    offsetBytes: 0,
    lengthBytes: 0,
    forceUnitAccess: false,
    buffer: 0,
    view: 0,
  } as unknown as IoRequest;

  constructor(source: IoSource, serviceNs = 1000, nowNs = 0) {
    this.source = source;
    this.#serviceNs = serviceNs;
    this.nowNs = nowNs;
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  /** Up to `count` requests, fewer when the source ends; answers come before arrivals of the same instant. */
  drive(count: number, untilNs = Infinity): SeenIo[] {
    const seen: SeenIo[] = [];
    while (seen.length < count) {
      const arrivalNs = this.source.nextArrivalNs();
      const answerNs = this.#inFlight[0]?.answerNs ?? Infinity;
      if (Math.min(arrivalNs, answerNs) === Infinity || Math.min(arrivalNs, answerNs) > untilNs) break;
      if (answerNs <= arrivalNs) this.#answer();
      else seen.push(this.#take(arrivalNs));
    }
    return seen;
  }

  /** Answers everything that is in flight. */
  settle(): void {
    while (this.#inFlight.length > 0) this.#answer();
  }

  /** Holds the source for so long. */
  wait(byNs: number): void {
    this.nowNs += byNs;
    this.source.delay(byNs);
  }

  /** The same host with `source`, which is put into the state of this one's. */
  twin(source: IoSource): SourceDriver {
    source.restore(structuredClone(this.source.save()));
    const other = new SourceDriver(source, this.#serviceNs, this.nowNs);
    other.#inFlight = [...this.#inFlight];
    return other;
  }

  #take(arrivalNs: number): SeenIo {
    const request = this.#request;
    this.nowNs = Math.max(this.nowNs, arrivalNs);
    const part = this.source.take(this.nowNs, request);
    this.#inFlight.push({ answerNs: this.nowNs + this.#serviceNs, part });
    return { atNs: arrivalNs, op: request.op, space: request.space, offset: request.offsetBytes, length: request.lengthBytes, forced: request.forceUnitAccess };
  }

  #answer(): void {
    const [first] = this.#inFlight.splice(0, 1);
    if (first === undefined) return;
    this.nowNs = Math.max(this.nowNs, first.answerNs);
    this.source.onAcknowledged(this.nowNs, first.part);
  }
}
