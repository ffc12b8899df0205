/**
 * Sizes, times, rates and ratios: read from text with a unit, written back, converted.
 *
 * Base units are ns, bytes, bytes per second, per second, and plain ratios. A bare number where a unit is due is refused here and nowhere else. Text is read exactly: `0.1us` is 100 ns,
 * and what does not come out as a whole number of ns or bytes is refused rather than rounded.
 */
export type QuantityUnit = 'ns' | 'bytes' | 'bytesPerSecond' | 'perSecond' | 'ratio';

/** A number in base units, or what is wrong with the text. */
export type ParsedQuantity =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly allowed: string; /** Probably meant, ready to be typed. */ readonly suggestion: string | null };

interface UnitFamily {
  /** What is needed, as a phrase with an example. */
  readonly needed: string;
  readonly isInteger: boolean;
  /** Unit → factor to the base unit, in ascending order where they are printed. */
  readonly factors: Readonly<Record<string, number>>;
  /** What people type instead, in lower case → the unit that is meant. */
  readonly nicknames: Readonly<Record<string, string>>;
  /** The unit that a bare number is most likely meant in. */
  readonly likely: string;
}

const sizes = { B: 1, KB: 1e3, KiB: 1024, MB: 1e6, MiB: 1024 ** 2, GB: 1e9, GiB: 1024 ** 3, TB: 1e12, TiB: 1024 ** 4 };
const times = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9, d: 86400e9 };
const sizeNicknames = {
  b: 'B',
  byte: 'B',
  bytes: 'B',
  k: 'KiB',
  kb: 'KB',
  kib: 'KiB',
  m: 'MiB',
  mb: 'MB',
  mib: 'MiB',
  g: 'GiB',
  gb: 'GB',
  gib: 'GiB',
  t: 'TiB',
  tb: 'TB',
  tib: 'TiB',
};
const families: Readonly<Record<QuantityUnit, UnitFamily>> = {
  bytes: { needed: 'a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB', isInteger: true, factors: sizes, nicknames: sizeNicknames, likely: 'B' },
  ns: {
    needed: 'a time with its unit is needed, such as 90us, 5ms, 20s or 1min',
    isInteger: true,
    factors: times,
    nicknames: {
      nsec: 'ns',
      usec: 'us',
      msec: 'ms',
      sec: 's',
      secs: 's',
      second: 's',
      seconds: 's',
      m: 'min',
      minute: 'min',
      minutes: 'min',
      mins: 'min',
      hour: 'h',
      hours: 'h',
      day: 'd',
      days: 'd',
    },
    likely: 's',
  },
  bytesPerSecond: {
    needed: 'a rate with its unit is needed, such as 200MB/s, 2GiB/s or 10Gbit/s',
    isInteger: false,
    factors: { ...Object.fromEntries(Object.entries(sizes).map(([unit, factor]) => [`${unit}/s`, factor])), 'Mbit/s': 1e6 / 8, 'Gbit/s': 1e9 / 8 },
    nicknames: {
      ...Object.fromEntries(
        Object.entries(sizeNicknames).flatMap(([nick, unit]) => [
          [nick, `${unit}/s`],
          [`${nick}/s`, `${unit}/s`],
          [`${nick}ps`, `${unit}/s`],
        ]),
      ),
      gbps: 'Gbit/s',
      mbps: 'Mbit/s',
      'gbit/s': 'Gbit/s',
      'mbit/s': 'Mbit/s',
      gbit: 'Gbit/s',
    },
    likely: 'MB/s',
  },
  perSecond: {
    needed: 'a rate with its unit is needed, such as 5000iops or 200/s',
    isInteger: false,
    factors: { '/s': 1, iops: 1, kiops: 1e3 },
    nicknames: { 'io/s': 'iops', 'ios/s': 'iops', ps: '/s', 'per second': '/s', k: 'kiops' },
    likely: 'iops',
  },
  ratio: {
    needed: 'a ratio is needed, such as 0.7 or 70%',
    isInteger: false,
    factors: { '': 1, '%': 0.01 },
    nicknames: { percent: '%', pct: '%' },
    likely: '',
  },
};

/** What may stand where a quantity of this unit is due, as a phrase with examples. */
export function quantityNeeded(unit: QuantityUnit): string {
  return families[unit].needed;
}

/** Reads `text` as a quantity of `unit`. Quantities are >= 0. */
export function parseQuantity(text: string, unit: QuantityUnit): ParsedQuantity {
  const family = families[unit];
  const match = /^\s*(\d+)(?:\.(\d+))?\s*([^\d\s.].*?)?\s*$/.exec(text);
  if (match === null) return { ok: false, allowed: family.needed, suggestion: null };
  const [, whole = '', fraction = '', given = ''] = match;
  const factor = Object.hasOwn(family.factors, given) ? family.factors[given] : undefined;
  const amount = fraction === '' ? whole : `${whole}.${fraction}`;
  if (factor === undefined) return { ok: false, allowed: family.needed, suggestion: suggestUnit(amount, given, family) };
  const value = scale(whole, fraction, factor);
  if (!family.isInteger) return Number.isFinite(value) ? { ok: true, value } : { ok: false, allowed: family.needed, suggestion: null };
  if (Number.isSafeInteger(value)) return { ok: true, value };
  const whatIsWrong =
    value > Number.MAX_SAFE_INTEGER ? `at most ${formatRounded(Number.MAX_SAFE_INTEGER, unit)} is possible` : `it must come out as a whole number of ${unit}`;
  return { ok: false, allowed: whatIsWrong, suggestion: null };
}

/** Decimal digits times factor, exact where the result is a safe integer. */
function scale(whole: string, fraction: string, factor: number): number {
  if (factor < 1) return Number(`${whole}.${fraction}`) / Math.round(1 / factor);
  if (fraction === '') return Number(whole) * factor;
  const digits = fraction.replace(/0+$/, '');
  let divisor = 1;
  for (let index = 0; index < digits.length; index++) divisor *= 10;
  const numerator = Number(whole + digits) * factor;
  return Number.isSafeInteger(numerator) || !Number.isInteger(factor) ? numerator / divisor : Number(`${whole}.${digits}`) * factor;
}

function suggestUnit(amount: string, given: string, family: UnitFamily): string | null {
  if (given === '') return family.likely === '' ? null : `${amount}${family.likely}`;
  const nickname = given.toLowerCase();
  if (Object.hasOwn(family.nicknames, nickname)) return `${amount}${family.nicknames[nickname]}`;
  const sameLetters = Object.keys(family.factors).find((unit) => unit.toLowerCase() === nickname);
  return sameLetters === undefined ? null : `${amount}${sameLetters}`;
}

const printed: Readonly<Record<QuantityUnit, readonly string[]>> = {
  bytes: ['TiB', 'GiB', 'MiB', 'KiB', 'B'],
  ns: ['h', 'min', 's', 'ms', 'us', 'ns'],
  bytesPerSecond: ['GB/s', 'MB/s', 'KB/s', 'B/s'],
  perSecond: ['/s'],
  ratio: [''],
};

/** The shortest text that reads back as exactly `value`: the largest unit in which it is a whole number, else the smallest. */
export function formatQuantity(value: number, unit: QuantityUnit): string {
  const units = printed[unit];
  const smallest = units[units.length - 1] ?? '';
  if (value === 0) return `0${unit === 'ns' ? 's' : smallest}`;
  const fitting = units.find((name) => Number.isInteger(value / families[unit].factors[name]));
  const chosen = fitting === undefined ? smallest : fitting;
  return `${String(value / families[unit].factors[chosen])}${chosen}`;
}

/** For people: three significant figures in the unit that fits, e.g. `1.46GiB`, `312us`. Does not read back exactly. */
export function formatRounded(value: number, unit: QuantityUnit): string {
  if (unit === 'ratio') return `${roundTo3(value * 100)}%`;
  const units = printed[unit];
  const smallest = units[units.length - 1] ?? '';
  const chosen = units.find((name) => value >= families[unit].factors[name]);
  const name = chosen === undefined ? smallest : chosen;
  return `${roundTo3(value / families[unit].factors[name])}${name}`;
}

function roundTo3(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Blocks that `bytes` fill, the last perhaps in part. */
export function bytesToBlocksUp(bytes: number, blockBytes: number): number {
  return Math.ceil(bytes / blockBytes);
}

/** Whole blocks in `bytes`. */
export function bytesToBlocksDown(bytes: number, blockBytes: number): number {
  return Math.floor(bytes / blockBytes);
}

export function blocksToBytes(blocks: number, blockBytes: number): number {
  return blocks * blockBytes;
}

/** Number of blocks that an IO touches, from the block of its first byte to that of its last; 0 for length 0. */
export function blocksTouched(offsetBytes: number, lengthBytes: number, blockBytes: number): number {
  if (lengthBytes === 0) return 0;
  return Math.floor((offsetBytes + lengthBytes - 1) / blockBytes) - Math.floor(offsetBytes / blockBytes) + 1;
}

/** The most blocks that an IO of this length touches, wherever it begins. */
export function blocksTouchedMax(lengthBytes: number, blockBytes: number): number {
  return lengthBytes === 0 ? 0 : Math.ceil((lengthBytes - 1) / blockBytes) + 1;
}

export function secondsToNs(seconds: number): number {
  return Math.round(seconds * 1e9);
}

export function nsToSeconds(ns: number): number {
  return ns / 1e9;
}
