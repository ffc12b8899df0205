import type { FlashFigures } from '../../sim/results/flashFigures.ts';

/** Figures of a flash device that wears. */
export const flashFixture: FlashFigures = {
  bytesWritten: { write: 0, demotion: 901_603_328, promotion: 369_999_872, preimage: 49_184_768, log: 12_582_912, metadata: 1_048_576, gc: 400_000_000 },
  bytesProgrammed: 1_734_419_456,
  erases: 827,
  writeAmplification: 1.3,
  utilisation: 0.231,
  wear: {
    logicalBytes: 4_563_402_752,
    physicalBytes: 5_905_580_032,
    mappedBytes: 4_294_967_296,
    blocks: 2816,
    blocksFree: 150,
    cyclesMin: 0,
    cyclesMean: 0.294,
    cyclesMax: 2,
    cyclesRated: 10_000,
    drivesWrittenPerDay: 1262,
    lifeYears: 0.53,
  },
};
