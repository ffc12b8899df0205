/**
 * A doubt about the unit of a time: a number that is no time of 1990 to 2100 in the format's unit, but is one in another, is almost surely counted in that other. Times that count from
 * anything else (the start of the trace) are below all these ranges and pass.
 */
import type { TextLine } from './textLine.ts';
import type { TimeUnit } from './timeUnits.ts';

/** Seconds since 1970 of 1990 and 2100. */
const fromSeconds = 631_152_000;
const toSeconds = 4_102_444_800;
/** Seconds from 1601, where Windows file times begin, to 1970. */
const fileTimeSeconds = 11_644_473_600;

type EpochUnit = TimeUnit | 'filetime';

const ranges: readonly { readonly unit: EpochUnit; readonly name: string; readonly from: number; readonly to: number }[] = [
  { unit: 's', name: 'seconds since 1970', from: fromSeconds, to: toSeconds },
  { unit: 'ms', name: 'ms since 1970', from: fromSeconds * 1e3, to: toSeconds * 1e3 },
  { unit: 'us', name: 'us since 1970', from: fromSeconds * 1e6, to: toSeconds * 1e6 },
  {
    unit: 'filetime',
    name: 'Windows file time (100ns since 1601)',
    from: (fromSeconds + fileTimeSeconds) * 1e7,
    to: (toSeconds + fileTimeSeconds) * 1e7,
  },
  { unit: 'ns', name: 'ns since 1970', from: fromSeconds * 1e9, to: toSeconds * 1e9 },
];

/** Refuses the number that `line.longInteger` has just read when it is a date in another unit than `unit`. `remedy` says what can be done. */
export function refuseOtherEpoch(line: TextLine, unit: EpochUnit, remedy: string): void {
  const value = line.high * 1e9 + line.low;
  const own = ranges.find((range) => range.unit === unit);
  if (own !== undefined && value >= own.from && value <= own.to) return;
  const other = ranges.find((range) => value >= range.from && value <= range.to);
  if (other === undefined) return;
  line.refuse(remedy, `is ${line.text()}, which reads like ${other.name} and not like ${own === undefined ? unit : own.name}`);
}
