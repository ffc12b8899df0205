/** What a VM is promised and what it may have at most, as it is written: `reservation` and `limit`, each of IO, DRAM, flash and log records. */
import { countField, mapField, quantityField, type Field, type MapEntries } from './field.ts';

/** Null: nothing said. */
export interface VmBoundsInput {
  readonly io: number | null;
  readonly dram: number | null;
  readonly flash: number | null;
  readonly logRecords: number | null;
}

export const reservationField: Field<VmBoundsInput> = boundsField('a reservation', 'at least');
export const limitField: Field<VmBoundsInput> = boundsField('a limit', 'at most');

function boundsField(what: string, bound: string): Field<VmBoundsInput> {
  const entries: MapEntries<VmBoundsInput> = {
    io: { field: quantityField('perSecond', { min: 1e-3, max: 1e9 }), summary: `requests per second, ${bound}; kept by the scheduler mclock`, default: null },
    dram: { field: quantityField('bytes', { min: 512 }), summary: `DRAM, ${bound}; kept by every partition policy but static`, default: null },
    flash: { field: quantityField('bytes', { min: 512 }), summary: `flash, ${bound}; kept by every partition policy but static`, default: null },
    logRecords: { field: countField({ min: 1 }), summary: `records of its log, ${bound}; kept by every partition policy but static`, default: null },
  };
  return mapField(what, entries);
}
