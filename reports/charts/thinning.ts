/**
 * Long series to what a screen can show: of each of `bucketCount` spans of rows the smallest and the largest value stay, so peaks do, and the cost of
 * drawing does not depend on the length of a run.
 */
import type { SeriesTable } from '../../sim/results/series.ts';

/** Rows to keep of `values`, ascending, at most two per bucket; all rows when they are no more than that. Rows without a value stay only where a whole bucket has none. */
export function peakRows(values: ArrayLike<number>, bucketCount: number): Int32Array {
  const rowCount = values.length;
  if (rowCount <= bucketCount * 2) return Int32Array.from({ length: rowCount }, (_, row) => row);
  const rows = new Int32Array(bucketCount * 2);
  let count = 0;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const from = Math.floor((bucket * rowCount) / bucketCount);
    const to = Math.floor(((bucket + 1) * rowCount) / bucketCount);
    let lowest = -1;
    let highest = -1;
    for (let row = from; row < to; row += 1) {
      const value = values[row]!;
      if (Number.isNaN(value)) continue;
      if (lowest < 0 || value < values[lowest]!) lowest = row;
      if (highest < 0 || value > values[highest]!) highest = row;
    }
    if (lowest < 0) rows[count++] = from;
    else {
      rows[count++] = Math.min(lowest, highest);
      if (lowest !== highest) rows[count++] = Math.max(lowest, highest);
    }
  }
  return rows.slice(0, count);
}

/** Sum over columns by row, a missing value counting as nothing: what the rows of a stack are chosen by. */
export function stackTotals(columns: readonly ArrayLike<number>[]): Float64Array {
  const totals = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) {
    for (let row = 0; row < totals.length; row += 1) {
      const value = column[row]!;
      if (!Number.isNaN(value)) totals[row]! += value;
    }
  }
  return totals;
}

/**
 * The table with at most `2 × bucketCount` rows. Columns are thinned one by one, except those that `stackOf` gives the same name: these keep the same rows.
 * The two values of a bucket stand at its start and its middle: times are exact to half a bucket.
 */
export function thinSeries(series: SeriesTable, bucketCount: number, stackOf: (name: string) => string | null): SeriesTable {
  const rowCount = series.timesNs.length;
  if (rowCount <= bucketCount * 2) return series;
  const timesNs = new Float64Array(bucketCount * 2);
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const from = Math.floor((bucket * rowCount) / bucketCount);
    const to = Math.floor(((bucket + 1) * rowCount) / bucketCount);
    timesNs[bucket * 2] = series.timesNs[from]!;
    timesNs[bucket * 2 + 1] = series.timesNs[Math.floor((from + to) / 2)]!;
  }
  const chosen = new Map<string, Float64Array>();
  const columns = series.columns.map((column, index) => {
    const stack = stackOf(series.names[index]!);
    let basis: ArrayLike<number> = column;
    if (stack !== null) {
      const key = `${stack} ${String(series.vms[index])}`;
      const totals =
        chosen.get(key) ?? stackTotals(series.columns.filter((_, other) => series.vms[other] === series.vms[index] && stackOf(series.names[other]!) === stack));
      chosen.set(key, totals);
      basis = totals;
    }
    return thinColumn(column, basis, bucketCount);
  });
  return { ...series, timesNs, columns };
}

function thinColumn(column: ArrayLike<number>, basis: ArrayLike<number>, bucketCount: number): Float64Array {
  const rowCount = column.length;
  const rows = peakRows(basis, bucketCount);
  const thinned = new Float64Array(bucketCount * 2);
  let next = 0;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const to = Math.floor(((bucket + 1) * rowCount) / bucketCount);
    const first = rows[next++]!;
    const second = next < rows.length && rows[next]! < to ? rows[next++]! : first;
    thinned[bucket * 2] = column[first]!;
    thinned[bucket * 2 + 1] = column[second]!;
  }
  return thinned;
}
