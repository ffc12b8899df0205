/** The unit of an axis, chosen so that its labels are short: values are divided by `factor` before they are drawn, and ticks are round numbers of that unit. */
import type { ReadableUnit } from '../text/readable.ts';

export interface AxisUnit {
  readonly factor: number;
  readonly label: string;
}

const steps: Readonly<Record<ReadableUnit | 'time', readonly (readonly [number, string])[]>> = {
  time: [
    [60e9, 'min'],
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
    [1, 'ns'],
  ],
  ns: [
    [60e9, 'min'],
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
    [1, 'ns'],
  ],
  bytesPerSecond: [
    [1024 ** 3, 'GiB/s'],
    [1024 ** 2, 'MiB/s'],
    [1024, 'KiB/s'],
    [1, 'B/s'],
  ],
  perSecond: [
    [1e6, 'million IO/s'],
    [1e3, 'thousand IO/s'],
    [1, 'IO/s'],
  ],
  blocks: [
    [1e6, 'million blocks'],
    [1e3, 'thousand blocks'],
    [1, 'blocks'],
  ],
  records: [
    [1e6, 'million records'],
    [1e3, 'thousand records'],
    [1, 'records'],
  ],
  bytes: [
    [1024 ** 4, 'TiB'],
    [1024 ** 3, 'GiB'],
    [1024 ** 2, 'MiB'],
    [1024, 'KiB'],
    [1, 'B'],
  ],
  years: [
    [1, 'years'],
    [1 / 12, 'months'],
    [1 / 365.25, 'days'],
    [1 / (365.25 * 24), 'hours'],
  ],
  count: [
    [1e6, 'million'],
    [1e3, 'thousand'],
    [1, ''],
  ],
  change: [[0.01, '%']],
  ratio: [[0.01, '%']],
  operations: [[1, 'operations']],
};

/** `largest` in base units. Units of thousands are taken only from ten thousand on: 9,500 IO/s reads better than 9.5 thousand. */
export function axisUnit(unit: ReadableUnit | 'time', largest: number): AxisUnit {
  const atLeast = (factor: number, label: string): number =>
    label.startsWith('thousand') ? 10 * factor : unit === 'time' && label === 'min' ? 5 * factor : factor;
  const [factor, label] = steps[unit].find(([step, name]) => largest >= atLeast(step, name)) ?? steps[unit].at(-1)!;
  return { factor, label };
}
