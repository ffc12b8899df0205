/** Circular scan: what is over the marks goes in ascending order along the disk, and from its end again to its beginning. See `blockSweep.ts`. */
import { BlockSweep } from './blockSweep.ts';
import { destageMarkParams } from './destageMarks.ts';
import type { DestageMarks } from './destageMarks.ts';
import type { FlushSpec } from './flushPolicy.ts';
import { markConflict } from './markConflict.ts';

type CscanParams = DestageMarks & { readonly groupBlocks: number };

export const cscan: FlushSpec<CscanParams> = {
  name: 'cscan',
  summary: 'Destages what is over the marks in ascending order of blocks, from the end to the beginning again',
  source: 'Gill, Modha: WOW: wise ordering for writes, FAST 2005 (what it compares with)',
  params: {
    ...destageMarkParams,
    groupBlocks: { unit: 'count', default: 1, min: 1, summary: 'neighbouring blocks of which, when one goes, all dirty ones ahead go too' },
  },
  conflict: markConflict,
  create: (params) => new BlockSweep(params, params.groupBlocks, false),
};
