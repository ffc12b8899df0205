/** Reservation and limit of a VM: in base units, whole blocks, none above the other, and none for what is fixed. */
import { formatQuantity } from '../base/units.ts';
import { checkBlocks } from './checkBlocks.ts';
import type { PlacedVm } from './placedVm.ts';
import type { Resolver } from './resolver.ts';
import type { VmScenario } from './scenario.ts';
import type { VmBoundsInput } from './vmShareField.ts';

const shown: Readonly<Record<keyof VmBoundsInput, (value: number) => string>> = {
  io: (value) => formatQuantity(value, 'perSecond'),
  dram: (value) => formatQuantity(value, 'bytes'),
  flash: (value) => formatQuantity(value, 'bytes'),
  logRecords: String,
};
const nothing: VmBoundsInput = { io: null, dram: null, flash: null, logRecords: null };

export function resolveBounds(vm: PlacedVm, blockBytes: number, resolver: Resolver): Pick<VmScenario, 'reservation' | 'limit'> {
  const { input, path } = vm;
  const reservation = input.reservation === null ? nothing : input.reservation;
  const limit = input.limit === null ? nothing : input.limit;
  for (const tier of ['dram', 'flash'] as const) {
    if (reservation[tier] !== null) checkBlocks(`${path}.reservation.${tier}`, reservation[tier], blockBytes, resolver);
    if (limit[tier] !== null) checkBlocks(`${path}.limit.${tier}`, limit[tier], blockBytes, resolver);
  }
  for (const what of ['io', 'dram', 'flash', 'logRecords'] as const) {
    const least = reservation[what];
    const most = limit[what];
    if (least !== null && most !== null)
      resolver.check(least <= most, `${path}.reservation.${what}`, `it must not be above the limit of that VM, ${shown[what](most)}`);
    const fixed = what === 'io' || input.portion === null ? null : input.portion[what];
    if (fixed === null) continue;
    const allowed = `its portion of that is fixed (${path}.portion.${what}): leave out one of them`;
    resolver.check(least === null, `${path}.reservation.${what}`, allowed);
    resolver.check(most === null, `${path}.limit.${what}`, allowed);
  }
  const orZero = (value: number | null): number => (value === null ? 0 : value);
  return {
    reservation: {
      ioPerSecond: orZero(reservation.io),
      dramBytes: orZero(reservation.dram),
      flashBytes: orZero(reservation.flash),
      logRecords: orZero(reservation.logRecords),
    },
    limit: { ioPerSecond: limit.io, dramBytes: limit.dram, flashBytes: limit.flash, logRecords: limit.logRecords },
  };
}
