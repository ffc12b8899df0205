/** A device that tells of its completions only at whole ticks: broken on purpose. */
import type { CompletionList, DeviceCounters, DeviceModel, Transfer } from '../../../sim/devices/device.ts';

export class RoundingDevice implements DeviceModel {
  readonly name: string;
  readonly parallel: number;
  readonly #inner: DeviceModel;
  readonly #tickNs: number;

  constructor(inner: DeviceModel, tickNs: number) {
    this.name = inner.name;
    this.parallel = inner.parallel;
    this.#inner = inner;
    this.#tickNs = tickNs;
  }

  submit(nowNs: number, transfer: Transfer): void {
    this.#inner.submit(nowNs, transfer);
  }

  wake(nowNs: number): void {
    if (nowNs % this.#tickNs === 0) this.#inner.wake(nowNs);
  }

  nextWakeNs(): number {
    return Math.ceil(this.#inner.nextWakeNs() / this.#tickNs) * this.#tickNs;
  }

  drain(completions: CompletionList): void {
    this.#inner.drain(completions);
  }

  counters(nowNs: number): DeviceCounters {
    return this.#inner.counters(nowNs);
  }

  save(): unknown {
    return this.#inner.save();
  }

  restore(state: unknown): void {
    this.#inner.restore(state);
  }
}
