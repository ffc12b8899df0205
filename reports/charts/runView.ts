/**
 * What the charts and sections read of a run: its result and its series, with at most eight VMs apart. Where there are more, the seven busiest keep
 * their own line and the rest are one: the mean of their rates and amounts, so that it can be compared, the shortest of their windows; latencies and ratios are left out.
 */
import type { SimulatedResult } from '../../sim/results/runRecord.ts';
import type { SeriesTable } from '../../sim/results/series.ts';

export interface RunView extends TimeView {
  readonly result: SimulatedResult;
}

/** What charts over time need: a run that is still going has it too. */
export interface TimeView {
  readonly result: Pick<SimulatedResult, 'simulatedNs' | 'warmupNs' | 'rollbacks' | 'bookmarks' | 'stalls' | 'changes'> &
    Partial<Pick<SimulatedResult, 'crashes'>>;
  /** Its `vmNames` are those drawn; their index is their colour. */
  readonly series: SeriesTable;
}

export const vmLinesMax = 8;
/** Of the name of the line that stands for the rest. */
export const restNamePrefix = 'mean of ';

export function viewRun<Result extends { readonly vms: readonly { readonly name: string; readonly iops: number }[] }>(
  result: Result,
  whole: SeriesTable,
): { readonly result: Result; readonly series: SeriesTable } {
  const series = withoutStub(whole);
  if (series.vmNames.length <= vmLinesMax) return { result, series };
  const iopsOf = new Map(result.vms.map((vm) => [vm.name, vm.iops]));
  const byRate = series.vmNames.map((name, vm) => ({ vm, iops: iopsOf.get(name) ?? 0 })).sort((left, right) => right.iops - left.iops || left.vm - right.vm);
  const kept = byRate
    .slice(0, vmLinesMax - 1)
    .map(({ vm }) => vm)
    .sort((left, right) => left - right);
  const others = byRate.slice(vmLinesMax - 1).map(({ vm }) => vm);
  const rest = kept.length;
  const names: string[] = [];
  const units: SeriesTable['units'][number][] = [];
  const vms: number[] = [];
  const columns: Float64Array[] = [];
  for (let column = 0; column < series.names.length; column += 1) {
    const vm = series.vms[column]!;
    if (vm >= 0 && !kept.includes(vm)) continue;
    names.push(series.names[column]!);
    units.push(series.units[column]!);
    vms.push(vm < 0 ? -1 : kept.indexOf(vm));
    columns.push(series.columns[column]!);
  }
  for (const [name, unit] of new Map(series.names.map((metric, column) => [metric, series.units[column]!] as const))) {
    const parts = series.columns.filter((_, column) => series.names[column] === name && others.includes(series.vms[column]!));
    if (parts.length === 0 || unit === 'ratio' || (unit === 'ns' && name !== 'windowNs')) continue;
    names.push(name);
    units.push(unit);
    vms.push(rest);
    columns.push(joined(parts, name === 'windowNs'));
  }
  const vmNames = [...kept.map((vm) => series.vmNames[vm]!), `${restNamePrefix}${others.length} others`];
  return { result, series: { vmNames, names, units, vms, timesNs: series.timesNs, columns } };
}

function joined(parts: readonly Float64Array[], isSmallest: boolean): Float64Array {
  const total = parts[0]!.slice();
  for (const part of parts.slice(1)) {
    for (let row = 0; row < total.length; row += 1) total[row] = isSmallest ? Math.min(total[row]!, part[row]!) : total[row]! + part[row]!;
  }
  return isSmallest ? total : total.map((sum) => sum / parts.length);
}

/** Without the last row when its interval is a stub of what the others are: the rates of a millisecond after the end of a run are no rates of the run. */
function withoutStub(series: SeriesTable): SeriesTable {
  const { timesNs } = series;
  const rows = timesNs.length;
  if (rows < 3) return series;
  const middleNs = timesNs[rows - 2]!;
  if (timesNs[rows - 1]! - middleNs > (middleNs - timesNs[rows - 3]!) / 2) return series;
  return { ...series, timesNs: timesNs.subarray(0, rows - 1), columns: series.columns.map((column) => column.subarray(0, rows - 1)) };
}
