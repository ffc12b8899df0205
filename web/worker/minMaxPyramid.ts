/**
 * Parts of a long series at the resolution of a screen, in a time that depends on the screen and not on the length of the series.
 *
 * Above the rows of each column lie levels: of each 8 rows, each 64 and so on the smallest and the largest value and the sum. They are made when a column is
 * first asked for, and brought up to date with the rows that came since.
 */
import type { SeriesTable } from '../../sim/results/series.ts';

const fanOutBits = 3;
const fanOut = 2 ** fanOutBits;

interface Level {
  readonly min: number[];
  readonly max: number[];
  readonly sum: number[];
  readonly count: number[];
}

interface ColumnLevels {
  /** Full groups of `fanOut` of the level below; the lowest is made of rows. */
  readonly levels: Level[];
  rows: number;
}

/** Over some rows; NaN where there is no value. */
interface Summary {
  min: number;
  max: number;
  sum: number;
  count: number;
}

export class MinMaxPyramid {
  #columns: ColumnLevels[] = [];
  #rows = 0;
  #firstNs = NaN;

  /**
   * The rows of `series` from `fromNs` to `toNs`, the columns of these metrics only: all rows where they are no more than two per pixel, else of each bucket the
   * smallest and the largest value, at its start and its middle (`isStacked`: its mean). One row on each side reaches beyond the range, so that lines do not end inside.
   */
  part(series: SeriesTable, names: readonly string[], range: { fromNs: number; toNs: number }, pixels: number, isStacked: boolean): SeriesTable {
    this.#follow(series);
    const { timesNs } = series;
    const chosen = series.names.flatMap((name, column) => (names.includes(name) ? [column] : []));
    const from = Math.max(0, firstAtOrAfter(timesNs, range.fromNs) - 1);
    const to = Math.min(timesNs.length, firstAtOrAfter(timesNs, range.toNs) + 1);
    const head = {
      vmNames: series.vmNames,
      names: chosen.map((column) => series.names[column]!),
      units: chosen.map((column) => series.units[column]!),
      vms: chosen.map((column) => series.vms[column]!),
    };
    const rowCount = Math.max(0, to - from);
    if (rowCount <= 2 * pixels) return { ...head, timesNs: timesNs.slice(from, to), columns: chosen.map((column) => series.columns[column]!.slice(from, to)) };
    const bounds = Array.from({ length: pixels + 1 }, (_, bucket) => from + Math.floor((bucket * rowCount) / pixels));
    return {
      ...head,
      timesNs: bucketTimes(timesNs, bounds, isStacked),
      columns: chosen.map((column) => this.#bucketValues(series.columns[column]!, column, bounds, isStacked)),
    };
  }

  /** Forgets what does not fit the series any more: it was merged in pairs, or taken back. */
  #follow(series: SeriesTable): void {
    const { timesNs } = series;
    if (timesNs.length < this.#rows || timesNs[0] !== this.#firstNs || this.#columns.length !== series.columns.length) {
      this.#columns = series.columns.map(() => ({ levels: [], rows: 0 }));
      this.#firstNs = timesNs[0] ?? NaN;
    }
    this.#rows = timesNs.length;
  }

  #bucketValues(values: Float64Array, column: number, bounds: readonly number[], isStacked: boolean): Float64Array {
    const levels = this.#columns[column]!;
    growLevels(levels, values);
    const buckets = bounds.length - 1;
    const found = new Float64Array(isStacked ? buckets : buckets * 2);
    const summary: Summary = { min: NaN, max: NaN, sum: 0, count: 0 };
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      summarise(values, levels.levels, bounds[bucket]!, bounds[bucket + 1]!, summary);
      if (isStacked) found[bucket] = summary.count === 0 ? NaN : summary.sum / summary.count;
      else {
        // Falling or rising, as the rows do: a line through both then looks like they do.
        const isRising = !(values[bounds[bucket]!]! > values[bounds[bucket + 1]! - 1]!);
        found[bucket * 2] = isRising ? summary.min : summary.max;
        found[bucket * 2 + 1] = isRising ? summary.max : summary.min;
      }
    }
    return found;
  }
}

function bucketTimes(timesNs: Float64Array, bounds: readonly number[], isStacked: boolean): Float64Array {
  const buckets = bounds.length - 1;
  const times = new Float64Array(isStacked ? buckets : buckets * 2);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const middle = timesNs[Math.floor((bounds[bucket]! + bounds[bucket + 1]!) / 2)]!;
    if (isStacked) times[bucket] = middle;
    else {
      times[bucket * 2] = timesNs[bounds[bucket]!]!;
      times[bucket * 2 + 1] = middle;
    }
  }
  return times;
}

/** Adds the groups that have become full. */
function growLevels(column: ColumnLevels, values: Float64Array): void {
  column.rows = values.length;
  const one: Summary = { min: NaN, max: NaN, sum: 0, count: 0 };
  for (let depth = 0; ; depth += 1) {
    const groups = Math.floor(column.rows / fanOut ** (depth + 1));
    if (groups === 0) return;
    const level = (column.levels[depth] ??= { min: [], max: [], sum: [], count: [] });
    for (let group = level.min.length; group < groups; group += 1) {
      summarise(values, column.levels.slice(0, depth), group * fanOut ** (depth + 1), (group + 1) * fanOut ** (depth + 1), one);
      level.min.push(one.min);
      level.max.push(one.max);
      level.sum.push(one.sum);
      level.count.push(one.count);
    }
  }
}

/** Over rows `from` up to `to`: the ends row by row, what lies between from the highest level that fits. */
function summarise(values: Float64Array, levels: readonly Level[], from: number, to: number, into: Summary): void {
  into.min = NaN;
  into.max = NaN;
  into.sum = 0;
  into.count = 0;
  let row = from;
  while (row < to) {
    let depth = -1;
    let size = 1;
    while (depth + 1 < levels.length && row % (size * fanOut) === 0 && row + size * fanOut <= to) {
      depth += 1;
      size *= fanOut;
    }
    const level = levels[depth];
    if (level === undefined) addValue(into, values[row]!);
    else {
      const group = row / size;
      if (level.count[group]! > 0) {
        if (!(into.min <= level.min[group]!)) into.min = level.min[group]!;
        if (!(into.max >= level.max[group]!)) into.max = level.max[group]!;
        into.sum += level.sum[group]!;
        into.count += level.count[group]!;
      }
    }
    row += size;
  }
}

function addValue(into: Summary, value: number): void {
  if (Number.isNaN(value)) return;
  if (!(into.min <= value)) into.min = value;
  if (!(into.max >= value)) into.max = value;
  into.sum += value;
  into.count += 1;
}

function firstAtOrAfter(timesNs: Float64Array, atNs: number): number {
  let low = 0;
  let high = timesNs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timesNs[middle]! < atNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
