/** One job of a fio job file: its options, read and checked each by itself. */
import { nearMiss } from '../../sim/base/nearMiss.ts';
import type { IoSizes } from '../generators/ioSizes.ts';
import { FioOptionReader, type FioSize } from './fioOptionReader.ts';
import { asyncEngines, syncEngines } from './fioOptions.ts';
import type { FioSection } from './fioSections.ts';
import { readFioSizes } from './fioSizes.ts';
import { parseFioInt } from './fioUnits.ts';

export interface FioJob {
  readonly name: string;
  readonly line: number;
  readonly isRandom: boolean;
  /** Shares of reads and trims; the rest are writes. */
  readonly readRatio: number;
  readonly trimRatio: number;
  /** For reads and trims, and for writes. */
  readonly readSizes: IoSizes;
  readonly writeSizes: IoSizes;
  readonly alignBytes: number;
  readonly queueDepth: number;
  readonly clones: number;
  /** Null: a file of its own for each clone. */
  readonly filename: string | null;
  readonly size: FioSize | null;
  readonly ioBytes: number | null;
  readonly offset: FioSize;
  readonly offsetIncrementBytes: number;
  readonly distribution: FioDistribution;
  readonly sequentialRatio: number;
  readonly thinkTimeNs: number;
  readonly thinkEvery: number;
  readonly bytesPerSecond: number | null;
  readonly ratePerSecond: number | null;
  readonly isPoisson: boolean;
  readonly startDelayNs: number;
  /** Null: until everything is transferred. */
  readonly runtimeNs: number | null;
  readonly isTimeBased: boolean;
  readonly loops: number;
  readonly flushEvery: number;
  readonly flushWaits: boolean;
  readonly forcesUnitAccess: boolean;
  readonly waitsForPrevious: boolean;
}

export type FioDistribution =
  | { readonly kind: 'once' }
  | { readonly kind: 'random' }
  | { readonly kind: 'zipf'; readonly exponent: number }
  | { readonly kind: 'pareto'; readonly skew: number }
  | { readonly kind: 'zoned'; readonly zones: readonly { readonly accessRatio: number; readonly sizeRatio: number }[] };

export function readFioJob(section: FioSection, file: string): FioJob {
  const options = new FioOptionReader(section, file);
  const { isRandom, readRatio, trimRatio } = readDirection(options);
  const sizes = readFioSizes(options, trimRatio === 1);
  const share = { read: readRatio, write: 1 - readRatio - trimRatio, trim: trimRatio };
  const sync = options.word('sync', '0', ['0', '1', 'none', 'sync', 'dsync']);
  const barrier = options.count('write_barrier', 0, 0);
  const isTimeBased = options.flag('time_based');
  const runtimeNs = options.time('runtime', 0, 1e9);
  if (isTimeBased && runtimeNs === 0) options.refuse('time_based', 'is set', 'it needs a runtime');
  return {
    name: section.name,
    line: section.line,
    isRandom,
    readRatio,
    trimRatio,
    ...sizes,
    queueDepth: readQueueDepth(options),
    clones: options.count('numjobs', 1, 1, 1000),
    filename: readFilename(options),
    size: options.size('size'),
    ioBytes: options.has('io_size') ? options.bytes('io_size', 0) : null,
    offset: options.size('offset') ?? { bytes: 0 },
    offsetIncrementBytes: options.bytes('offset_increment', 0),
    distribution: readDistribution(options),
    sequentialRatio: isRandom ? 1 - options.percent('percentage_random', 100) : 0,
    thinkTimeNs: options.time('thinktime', 0, 1e3),
    thinkEvery: options.count('thinktime_blocks', 1, 1),
    bytesPerSecond: readRate(options, 'rate', share),
    ratePerSecond: readRate(options, 'rate_iops', share),
    isPoisson: readIsPoisson(options),
    startDelayNs: options.time('startdelay', 0, 1e9),
    runtimeNs: runtimeNs === 0 ? null : runtimeNs + options.time('ramp_time', 0, 1e9),
    isTimeBased,
    loops: options.count('loops', 1, 1),
    flushEvery: Math.max(barrier, options.count('fsync', 0, 0), options.count('fdatasync', 0, 0)),
    flushWaits: barrier > 0,
    forcesUnitAccess: sync !== '0' && sync !== 'none',
    waitsForPrevious: options.flag('stonewall'),
  };
}

const directions: Readonly<Record<string, { readonly isRandom: boolean; readonly reads: number | null; readonly trims: number }>> = {
  read: { isRandom: false, reads: 1, trims: 0 },
  write: { isRandom: false, reads: 0, trims: 0 },
  trim: { isRandom: false, reads: 0, trims: 1 },
  rw: { isRandom: false, reads: null, trims: 0 },
  readwrite: { isRandom: false, reads: null, trims: 0 },
  randread: { isRandom: true, reads: 1, trims: 0 },
  randwrite: { isRandom: true, reads: 0, trims: 0 },
  randtrim: { isRandom: true, reads: 0, trims: 1 },
  randrw: { isRandom: true, reads: null, trims: 0 },
};

function readDirection(options: FioOptionReader): { readonly isRandom: boolean; readonly readRatio: number; readonly trimRatio: number } {
  const written = options.text('rw', 'read').toLowerCase();
  if (/:/.test(written))
    options.refuse(
      'rw',
      `is ${written}`,
      'what follows the colon is not understood; a workload of type strided leaves gaps, one of type uniform has sequentialRatio',
    );
  const word = options.word('rw', 'read', Object.keys(directions));
  const { isRandom, reads, trims } = directions[word]!;
  const mixRead = options.last('rwmixwrite', 'rwmixread') === 'rwmixwrite' ? 1 - options.percent('rwmixwrite', 50) : options.percent('rwmixread', 50);
  return { isRandom, readRatio: reads === null ? mixRead : reads, trimRatio: trims };
}

function readQueueDepth(options: FioOptionReader): number {
  const depth = options.count('iodepth', 1, 1, 65_536);
  const engine = options.text('ioengine', 'psync');
  const known = [...asyncEngines, ...syncEngines];
  if (!known.includes(engine)) options.refuse('ioengine', `is ${engine}`, `engines whose IO is understood are ${known.join(', ')}`, nearMiss(engine, known));
  if (depth > 1 && syncEngines.includes(engine)) {
    const which = options.has('ioengine') ? engine : `psync, fio's default,`;
    options.refuse(
      'iodepth',
      `is ${String(depth)}`,
      `the engine ${which} waits for each IO, so that 1 is what fio would have: say ioengine=libaio, or iodepth=1`,
    );
  }
  return depth;
}

function readFilename(options: FioOptionReader): string | null {
  const name = options.text('filename', '');
  if (/[^\\]:/.test(name)) options.refuse('filename', `is ${name}`, 'a job works on one file: write a job for each');
  return name === '' ? null : name;
}

function readDistribution(options: FioOptionReader): FioDistribution {
  const written = options.text('random_distribution', 'random');
  const allowed = 'allowed are random, zipf:THETA, pareto:H and zoned:ACCESS/SIZE:…, such as zipf:1.1 or zoned:80/20:20/80';
  const refuse = (): never => options.refuse('random_distribution', `is ${written}`, allowed);
  const [kind, ...rest] = written.split(':');
  const number = rest.length === 1 && /^\d+(\.\d+)?$/.test(rest[0]!) ? Number(rest[0]) : null;
  switch (kind) {
    case 'random':
      return rest.length > 0 ? refuse() : { kind: options.flag('norandommap') ? 'random' : 'once' };
    case 'zipf':
      return number === null && rest.length > 0 ? refuse() : { kind, exponent: boundedOr(number, 1.1, 0, 4, refuse) };
    case 'pareto':
      return number === null && rest.length > 0 ? refuse() : { kind, skew: boundedOr(number, 0.2, 0.001, 0.999, refuse) };
    case 'zoned': {
      const zones = rest
        .map((zone) => /^(\d+)\/(\d+)$/.exec(zone))
        .map((match) => (match === null ? refuse() : { accessRatio: Number(match[1]) / 100, sizeRatio: Number(match[2]) / 100 }));
      const sum = (key: 'accessRatio' | 'sizeRatio'): number => Math.round(zones.reduce((total, zone) => total + zone[key] * 100, 0));
      if (sum('accessRatio') !== 100 || sum('sizeRatio') !== 100 || zones.some(({ sizeRatio }) => sizeRatio === 0))
        options.refuse('random_distribution', `is ${written}`, 'the shares of access, and those of the size, must make 100 each');
      return { kind, zones };
    }
    default:
      return refuse();
  }
}

function boundedOr(value: number | null, fallback: number, min: number, max: number, refuse: () => never): number {
  if (value === null) return fallback;
  return value < min || value > max ? refuse() : value;
}

/** fio limits each direction by itself; here all IO together is limited so that no direction passes its limit on the mean. */
function readRate(options: FioOptionReader, key: string, share: { readonly read: number; readonly write: number; readonly trim: number }): number | null {
  if (!options.has(key)) return null;
  const written = options.text(key, '').split(',');
  const values = written.map((text) => (text === '' ? 0 : parseFioInt(text, options.kbBase)));
  if (values.length > 3 || values.some((value) => value === null))
    options.refuse(key, `is ${options.text(key, '')}`, 'a number is needed, or one each for reads, writes and trims, such as 500 or 500,100');
  const numbers = values as number[];
  const of = (index: number): number => numbers[Math.min(index, numbers.length - 1)]!;
  const totals = [of(0) / share.read, of(1) / share.write, of(2) / share.trim].filter((total) => Number.isFinite(total) && total > 0);
  return totals.length === 0 ? null : Math.min(...totals);
}

function readIsPoisson(options: FioOptionReader): boolean {
  const arrivals = options.word('rate_process', 'linear', ['linear', 'poisson']);
  if (arrivals === 'poisson' && !options.has('rate_iops')) options.refuse('rate_process', 'is poisson', 'it needs rate_iops: the rate of the arrivals');
  return arrivals === 'poisson';
}
