/** What a result says of the flash device: bytes by cause, write amplification, wear. Times in ns, sizes in bytes. */
import { byName, nullable, number, record } from './shape.ts';
import type { Shape } from './shape.ts';

export interface FlashFigures {
  /** By cause: write, demotion, promotion, preimage, log, metadata, as the cache wrote it; gc: moved by the device. */
  readonly bytesWritten: Readonly<Record<string, number>>;
  /** What was really written on the medium, all causes together. */
  readonly bytesProgrammed: number;
  readonly erases: number;
  /** bytesProgrammed over what the cache wrote; 1 when it wrote nothing. */
  readonly writeAmplification: number;
  readonly utilisation: number;
  /** Null: the model knows no wear. */
  readonly wear: FlashWearFigures | null;
}

export interface FlashWearFigures {
  readonly logicalBytes: number;
  readonly physicalBytes: number;
  /** Of the logical bytes those that were ever written. */
  readonly mappedBytes: number;
  readonly blocks: number;
  readonly blocksFree: number;
  /** Erase cycles of the blocks at the end. */
  readonly cyclesMin: number;
  readonly cyclesMean: number;
  readonly cyclesMax: number;
  readonly cyclesRated: number;
  /** What the cache wrote in a day, in multiples of the logical bytes. */
  readonly drivesWrittenPerDay: number;
  /** Until the blocks have their rated cycles on average, under the same load; null: nothing was written. */
  readonly lifeYears: number | null;
}

const amount = (summary: string): Shape<number> => number(summary, 0);

const flashWear = record<FlashWearFigures>(
  {
    logicalBytes: amount('that can be addressed'),
    physicalBytes: amount('on the medium'),
    mappedBytes: amount('that were ever written'),
    blocks: amount('count'),
    blocksFree: amount('count'),
    cyclesMin: amount('erases of the block with the fewest'),
    cyclesMean: amount('erases of a block'),
    cyclesMax: amount('erases of the block with the most'),
    cyclesRated: amount('erases that a block stands'),
    drivesWrittenPerDay: amount('bytes of the cache per day over logicalBytes'),
    lifeYears: nullable(amount('years until the rated cycles, under the same load')),
  },
  'wear; null: the model knows none',
);
export const flashFiguresShape: Shape<FlashFigures> = record<FlashFigures>(
  {
    bytesWritten: byName(amount('bytes'), 'by cause'),
    bytesProgrammed: amount('on the medium, bytes'),
    erases: amount('blocks'),
    writeAmplification: amount('bytes on the medium per byte that the cache wrote'),
    utilisation: amount('ratio'),
    wear: nullable(flashWear),
  },
  'the flash device',
);
