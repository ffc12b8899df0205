/**
 * Numbers as people read them: three significant figures, the unit that fits, thin groups of thousands. They do not read back exactly.
 * The same text on every machine: no locale is asked.
 */
import { lifeText } from './lifeText.ts';
import type { SeriesUnit } from '../../sim/results/series.ts';

/** `change`: a ratio that tells by how much something differs, with its sign. */
export type ReadableUnit = SeriesUnit | 'bytes' | 'years' | 'count' | 'change';

const narrowSpace = '\u202f';

/** `12,345,678`; fractions keep three significant figures. */
export function readableCount(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
  return Math.abs(value) >= 100 ? readableCount(Math.round(value)) : figures(value);
}

/** Three significant figures, never in powers of ten. */
function figures(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 99.95) return readableCount(Math.round(value));
  if (size >= 9.995) return value.toFixed(1);
  if (size >= 0.995) return value.toFixed(2);
  return value.toPrecision(2).includes('e') ? value.toFixed(4) : value.toPrecision(2);
}

function scaled(value: number, steps: readonly (readonly [number, string])[]): string {
  if (!Number.isFinite(value)) return '–';
  // 999.7 reads as 1,000: what rounds up to the next unit is written in it.
  const [factor, unit] = steps.find(([step]) => Math.abs(value) >= step * 0.9995) ?? steps.at(-1)!;
  return `${figures(value / factor)}${narrowSpace}${unit}`;
}

/** Of a duration in ns: `92.1 µs`, `4.40 s`. */
export function readableDuration(ns: number): string {
  if (ns === 0) return `0${narrowSpace}s`;
  if (Math.abs(ns) < 1000 && Number.isInteger(ns)) return `${ns}${narrowSpace}ns`;
  if (ns >= 7200e9) return scaled(ns, [[3600e9, 'h']]);
  if (ns >= 300e9) return scaled(ns, [[60e9, 'min']]);
  return scaled(ns, [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
    [1, 'ns'],
  ]);
}

/** An instant in simulated time, to a microsecond at most: `6.200000 s` would be false precision on an axis, `6.2 s` is not. */
export function readableInstant(ns: number): string {
  return `${(Math.round(ns / 1000) / 1e6).toString()}${narrowSpace}s`;
}

const byteSteps = [
  [1024 ** 4, 'TiB'],
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
  [1024, 'KiB'],
  [1, 'B'],
] as const;

export function readableBytes(bytes: number): string {
  return Number.isInteger(bytes) && bytes < 1000 ? `${bytes}${narrowSpace}B` : scaled(bytes, byteSteps);
}

export function readableBytesPerSecond(bytesPerSecond: number): string {
  return bytesPerSecond === 0
    ? `0${narrowSpace}B/s`
    : scaled(
        bytesPerSecond,
        byteSteps.map(([factor, unit]) => [factor, `${unit}/s`] as const),
      );
}

/** A ratio of 0…1 as percent. Small but not nothing never reads as 0 %. */
export function readablePercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–';
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.1) return `<0.1${narrowSpace}%`;
  if (percent > 99.9 && percent < 100) return `>99.9${narrowSpace}%`;
  return `${percent.toFixed(1)}${narrowSpace}%`;
}

/** `+5.2 %`; from tenfold on a factor: `×12`. */
export function readableChange(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–';
  if (ratio >= 9) return `×${readableCount(Number((1 + ratio).toPrecision(3)))}`;
  const percent = Math.abs(ratio * 100);
  const text = percent >= 100 ? readableCount(Math.round(percent)) : percent.toFixed(percent >= 10 || percent === 0 ? 1 : 2);
  return `${ratio < 0 ? '−' : '+'}${text}${narrowSpace}%`;
}

/** `3 rollbacks`, `1 rollback`, `no rollbacks`. `noun` is singular; the plural ends in s. */
export function readableAmount(count: number, noun: string): string {
  return `${count === 0 ? 'no' : readableCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A value of a series, or of a comparison. */
export function readableValue(value: number, unit: ReadableUnit): string {
  if (!Number.isFinite(value)) return '–';
  switch (unit) {
    case 'ns':
      return readableDuration(value);
    case 'bytesPerSecond':
      return readableBytesPerSecond(value);
    case 'ratio':
      return readablePercent(value);
    case 'perSecond':
      return `${readableCount(value >= 100 ? Math.round(value) : value)}${narrowSpace}/s`;
    case 'blocks':
    case 'records':
    case 'operations':
    case 'count':
      return readableCount(value);
    case 'bytes':
      return readableBytes(value);
    case 'years':
      return lifeText(value);
    case 'change':
      return readableChange(value);
  }
}
