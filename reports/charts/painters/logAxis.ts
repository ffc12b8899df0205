/** A logarithmic axis from the power of ten below all values to the one above, with a tick at each power; where that is one power alone, at 1, 2 and 5 as well. */
import { readableValue } from '../../text/readable.ts';
import type { ReadableUnit } from '../../text/readable.ts';

export interface LogAxis {
  readonly min: number;
  readonly max: number;
  readonly afterBuildTicks: (axis: { ticks: { value: number }[] }) => void;
}

/** What is not above 0 has no place on it. */
export function logAxis(values: Iterable<number>): LogAxis {
  let smallest = Infinity;
  let largest = 0;
  for (const value of values) {
    if (value > 0 && value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const min = 10 ** Math.floor(Math.log10(Number.isFinite(smallest) ? smallest : 1));
  const max = Math.max(min * 10, 10 ** Math.ceil(Math.log10(Math.max(Number.MIN_VALUE, largest))));
  const powers = Math.round(Math.log10(max / min));
  const steps = powers > 2 ? [1] : [1, 2, 5];
  const ticks = Array.from({ length: powers + 1 }, (_, power) => steps.map((step) => ({ value: step * min * 10 ** power })))
    .flat()
    .filter(({ value }) => value <= max * 1.000001);
  return { min, max, afterBuildTicks: (axis) => (axis.ticks = ticks) };
}

/** `10 µs`, not `10.0 µs`. */
export function logLabel(value: number, unit: ReadableUnit): string {
  return readableValue(value, unit).replace(/\.0+(?=\D)/, '');
}
