/**
 * What the script of a report reads: the figures that its charts need and the pages of traces. Series are thinned, peaks kept, and numbers shortened to five figures, so that
 * a report stays small whatever the length of the run; the exact series are in the run's own files.
 */
import { stackOfMetric } from '../charts/chartTable.ts';
import type { RunView } from '../charts/runView.ts';
import { thinSeries } from '../charts/thinning.ts';
import type { RollbackTrace } from '../../sim/results/rollbackTrace.ts';
import type { SimulatedResult } from '../../sim/results/runRecord.ts';
import type { SeriesTable } from '../../sim/results/series.ts';

/** Spans into which a series is cut: each keeps its smallest and its largest value. */
const bucketCount = 900;
/** Rows of traces in a report, all together. */
const traceRowsMax = 10_000;

/** As JSON: typed arrays are plain lists, and what has no value is null. */
interface StoredSeries extends Omit<SeriesTable, 'timesNs' | 'columns'> {
  readonly timesNs: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
}

export interface ReportData {
  readonly result: SimulatedResult;
  readonly series: StoredSeries;
  readonly rollbacks: readonly RollbackTrace[];
}

/** The traces, cut to what a report holds: the first rows of each, in equal shares. */
export function limitTraces(traces: readonly RollbackTrace[]): readonly RollbackTrace[] {
  const share = Math.floor(traceRowsMax / Math.max(1, traces.length));
  return traces.map((trace) =>
    trace.entries.length <= share
      ? trace
      : { ...trace, entries: trace.entries.slice(0, share), entriesLeftOut: trace.entriesLeftOut + trace.entries.length - share },
  );
}

export function reportData(view: RunView, rollbacks: readonly RollbackTrace[]): ReportData {
  const thin = thinSeries(view.series, bucketCount, stackOfMetric);
  const series: StoredSeries = {
    vmNames: thin.vmNames,
    names: thin.names,
    units: thin.units,
    vms: thin.vms,
    timesNs: Array.from(thin.timesNs),
    columns: thin.columns.map((column) => Array.from(column, (value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null))),
  };
  // Of the VMs only those that are drawn: there may be hundreds.
  const vms = view.result.vms.filter(({ name }) => view.series.vmNames.includes(name));
  return { result: { ...view.result, vms }, series, rollbacks };
}

export function reportView(data: ReportData): RunView {
  const { series } = data;
  return {
    result: data.result,
    series: {
      ...series,
      timesNs: Float64Array.from(series.timesNs),
      columns: series.columns.map((column) => Float64Array.from(column, (value) => value ?? NaN)),
    },
  };
}
