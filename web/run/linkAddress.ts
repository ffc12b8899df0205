/** Keeps the range of simulated time that all charts share in the address. */
import type { TimeLink, TimeRange } from '../../reports/charts/timeLink.ts';
import type { Address } from '../shell/address.ts';

export function linkAddress(link: TimeLink, address: Address): void {
  const follow = (): void => link.setRange(rangeIn(address));
  address.place.listen(follow);
  follow();
  link.subscribe({
    onRange: (range) =>
      address.note({ from: range === null ? null : String(Math.round(range.fromNs)), to: range === null ? null : String(Math.round(range.toNs)) }),
  });
}

function rangeIn(address: Address): TimeRange | null {
  const [fromNs, toNs] = [address.get('from'), address.get('to')].map((text) => (text === null ? NaN : Number(text)));
  return fromNs! >= 0 && toNs! > fromNs! ? { fromNs: fromNs!, toNs: toNs! } : null;
}
