/** The range of simulated time that every chart shows, and the instant under the pointer: one for the whole page, and in the address. */
import type { Address } from '../shell/address.ts';
import { Signal } from '../shell/signal.ts';

export interface TimeRange {
  readonly fromNs: number;
  readonly toNs: number;
}

export class LinkedTime {
  /** Null: the whole run. */
  readonly range: Signal<TimeRange | null>;
  /** Under the pointer; null: it is elsewhere. */
  readonly cursorNs = new Signal<number | null>(null);
  readonly #address: Address;

  constructor(address: Address) {
    this.#address = address;
    this.range = new Signal(rangeIn(address));
    address.place.listen(() => {
      const found = rangeIn(address);
      const { value } = this.range;
      if (found?.fromNs !== value?.fromNs || found?.toNs !== value?.toNs) this.range.set(found);
    });
  }

  /** Shows this range in all charts; null: everything. */
  show(range: TimeRange | null): void {
    const whole = range === null ? null : { fromNs: Math.max(0, Math.round(range.fromNs)), toNs: Math.round(range.toNs) };
    this.#address.note({ from: whole === null ? null : String(whole.fromNs), to: whole === null ? null : String(whole.toNs) });
    this.range.set(whole);
  }
}

function rangeIn(address: Address): TimeRange | null {
  const [fromNs, toNs] = [address.get('from'), address.get('to')].map((text) => (text === null ? NaN : Number(text)));
  return fromNs! >= 0 && toNs! > fromNs! ? { fromNs: fromNs!, toNs: toNs! } : null;
}
