/**
 * Wise ordering for writes: CSCAN's order for the place, CLOCK's bit for the time. The sweep goes along the disk group by group, and passes over (and clears)
 * groups of which a dirty block was written again lately. See `blockSweep.ts`.
 *
 * Left out: the source keeps four destages under way below the low mark during a sequential run, since its groups are whole stripes of a disk array.
 */
import { BlockSweep } from './blockSweep.ts';
import { destageMarkParams } from './destageMarks.ts';
import type { DestageMarks } from './destageMarks.ts';
import type { FlushSpec } from './flushPolicy.ts';
import { markConflict } from './markConflict.ts';

type WowParams = DestageMarks & { readonly groupBlocks: number };

export const wow: FlushSpec<WowParams> = {
  name: 'wow',
  summary: 'Destages what is over the marks in ascending order of blocks, passing over groups written again lately',
  source: 'Gill, Modha: WOW: wise ordering for writes, FAST 2005; size of a group: own, a stripe of the array does best',
  params: {
    ...destageMarkParams,
    groupBlocks: { unit: 'count', default: 64, min: 1, summary: 'neighbouring blocks that share a bit and go together' },
  },
  conflict: markConflict,
  create: (params) => new BlockSweep(params, params.groupBlocks, true),
};
