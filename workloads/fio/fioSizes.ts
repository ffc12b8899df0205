/** Sizes of the IOs of a fio job: bs, bsrange or bssplit, for reads, writes and trims; and where IOs may begin. */
import { allSizes, type IoSizes, type SizeShare } from '../generators/ioSizes.ts';
import type { FioOptionReader } from './fioOptionReader.ts';
import { parseFioInt } from './fioUnits.ts';

const sizeMinBytes = 512;
const sizeMaxBytes = 4 * 1024 * 1024;
const sizesMax = 8192;

export interface FioSizes {
  readonly readSizes: IoSizes;
  readonly writeSizes: IoSizes;
  readonly alignBytes: number;
}

/** A job of trims has the size of trims where others have that of reads. */
export function readFioSizes(options: FioOptionReader, isTrim: boolean): FioSizes {
  const key = options.has('bssplit') ? 'bssplit' : (options.last('bs', 'bsrange') ?? 'bs');
  const written = options.text(key, '4096');
  const byDirection = written.split(',').map((part) => readOne(options, key, part));
  if (byDirection.length > 3) options.refuse(key, `is ${written}`, 'at most three are possible: for reads, writes and trims');
  const of = (direction: number): IoSizes => byDirection[Math.min(direction, byDirection.length - 1)]!;
  const readSizes = of(isTrim ? 2 : 0);
  const writeSizes = of(1);
  const align = options.text('ba', '').split(',');
  if (align.length > 1) options.refuse('ba', `is ${options.text('ba', '')}`, 'one value for all IO is understood');
  const alignBytes = options.bytes('ba', 0);
  return { readSizes, writeSizes, alignBytes };
}

function readOne(options: FioOptionReader, key: string, written: string): IoSizes {
  const sizes = key === 'bssplit' ? readSplit(options, written) : key === 'bsrange' ? readRange(options, written) : sizeOf(options, key, written);
  const odd = allSizes(sizes).find((bytes) => bytes < sizeMinBytes || bytes > sizeMaxBytes);
  if (odd !== undefined) options.refuse(key, `has an IO of ${String(odd)} bytes`, '512 bytes to 4m are possible');
  return sizes;
}

function sizeOf(options: FioOptionReader, key: string, written: string): number {
  const bytes = parseFioInt(written, options.kbBase);
  return bytes === null ? options.refuse(key, `is ${options.text(key, '')}`, 'a size is needed, such as 4k') : bytes;
}

/** All multiples of the smallest in the range are alike. */
function readRange(options: FioOptionReader, written: string): IoSizes {
  const ends = written.split(/[-:]/).map((end) => sizeOf(options, 'bsrange', end));
  if (ends.length !== 2) options.refuse('bsrange', `is ${options.text('bsrange', '')}`, 'a range is needed, such as 4k-64k');
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (low < sizeMinBytes) options.refuse('bsrange', `has an IO of ${String(low)} bytes`, '512 bytes to 4m are possible');
  const count = Math.floor(high / low);
  if (count > sizesMax) options.refuse('bsrange', `is ${options.text('bsrange', '')}`, `at most ${String(sizesMax)} sizes are possible`);
  return count === 1 ? low : Array.from({ length: count }, (_, index) => ({ bytes: low * (index + 1), weight: 1 }));
}

/** Shares that are left out divide what is left to 100. */
function readSplit(options: FioOptionReader, written: string): IoSizes {
  const parts = written.split(':').map((part) => {
    const [size, share = '', ...more] = part.split('/');
    if (more.length > 0 || !/^\d*%?$/.test(share))
      options.refuse('bssplit', `is ${options.text('bssplit', '')}`, 'sizes with their percentages are needed, such as 4k/60:64k/40');
    return { bytes: sizeOf(options, 'bssplit', size!), percent: share === '' ? null : Number(share.replace('%', '')) };
  });
  const said = parts.reduce((sum, { percent }) => sum + (percent === null ? 0 : percent), 0);
  const open = parts.filter(({ percent }) => percent === null).length;
  if (said > 100 || (open === 0 && said !== 100))
    options.refuse('bssplit', `is ${options.text('bssplit', '')}`, `the percentages must make 100; they make ${String(said)}`);
  const shares: SizeShare[] = parts.map(({ bytes, percent }) => ({ bytes, weight: percent === null ? (100 - said) / open : percent }));
  return shares.filter(({ weight }) => weight > 0);
}
