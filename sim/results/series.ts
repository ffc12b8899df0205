/**
 * Time series of a run, by columns: one instant per row, one metric of one VM (or of the whole server) per column.
 *
 * Guarantees of a well-formed table: `names`, `units`, `vms` and `columns` have the same length; all columns are as long as `timesNs`; times ascend.
 * A value that does not exist (a latency of an interval without IO) is NaN. Rates and latencies are of the interval that ends at the row's time.
 */
export interface SeriesTable {
  readonly vmNames: readonly string[];
  /** By column: a name from `seriesMetrics`. */
  readonly names: readonly string[];
  readonly units: readonly SeriesUnit[];
  /** By column: index into `vmNames`, or -1 for the whole server. */
  readonly vms: readonly number[];
  readonly timesNs: Float64Array;
  readonly columns: readonly Float64Array[];
}

export type SeriesUnit = 'perSecond' | 'bytesPerSecond' | 'ns' | 'blocks' | 'records' | 'ratio' | 'operations';

export interface SeriesMetric {
  readonly name: string;
  readonly unit: SeriesUnit;
  /** Recorded for each VM, or once for the server. */
  readonly scope: 'vm' | 'server';
  readonly summary: string;
}

function of(scope: 'vm' | 'server', name: string, unit: SeriesUnit, summary: string): SeriesMetric {
  return { name, unit, scope, summary };
}

/** Every metric that a series may hold. A run records those that its host knows. */
export const seriesMetrics: readonly SeriesMetric[] = [
  of('vm', 'readsPerSecond', 'perSecond', 'reads acknowledged'),
  of('vm', 'writesPerSecond', 'perSecond', 'writes acknowledged'),
  of('vm', 'bytesReadPerSecond', 'bytesPerSecond', 'bytes of the reads acknowledged'),
  of('vm', 'bytesWrittenPerSecond', 'bytesPerSecond', 'bytes of the writes acknowledged'),
  of('vm', 'readLatencyP50Ns', 'ns', 'median latency of reads'),
  of('vm', 'readLatencyP99Ns', 'ns', '99th percentile of the latency of reads'),
  of('vm', 'writeLatencyP50Ns', 'ns', 'median latency of writes'),
  of('vm', 'writeLatencyP99Ns', 'ns', '99th percentile of the latency of writes'),
  of('vm', 'dirtyBlocks', 'blocks', 'blocks whose current version the array does not hold'),
  of('vm', 'logRecords', 'records', 'records in the undo log'),
  of('vm', 'windowNs', 'ns', 'how far back the VM can be taken'),
  of('vm', 'stalledRatio', 'ratio', 'share of the interval during which a request waited for room'),
  of('vm', 'dramHitRatio', 'ratio', 'share of the blocks read that was found in DRAM'),
  of('vm', 'flashHitRatio', 'ratio', 'share of the blocks read that was found in flash'),
  of('vm', 'dramPortionBlocks', 'blocks', 'DRAM that the VM has; where portions move'),
  of('vm', 'flashPortionBlocks', 'blocks', 'flash that the VM has; where portions move'),
  of('vm', 'logPortionRecords', 'records', 'log records that the VM may have; where portions move'),
  of('server', 'flashDemotionBytesPerSecond', 'bytesPerSecond', 'written to flash: versions moved from DRAM'),
  of('server', 'flashWriteBytesPerSecond', 'bytesPerSecond', 'written to flash: guest writes made durable'),
  of('server', 'flashPromotionBytesPerSecond', 'bytesPerSecond', 'written to flash: blocks read from the array'),
  of('server', 'flashPreimageBytesPerSecond', 'bytesPerSecond', 'written to flash: previous data copied from the array'),
  of('server', 'flashLogBytesPerSecond', 'bytesPerSecond', 'written to flash: the log'),
  of('server', 'flashMetadataBytesPerSecond', 'bytesPerSecond', 'written to flash: metadata'),
  of('server', 'flashGcBytesPerSecond', 'bytesPerSecond', 'written to flash: garbage collection'),
  of('server', 'dramUtilisation', 'ratio', 'share of the places of the DRAM model that were busy'),
  of('server', 'flashUtilisation', 'ratio', 'share of the places of the flash device that were busy'),
  of('server', 'arrayUtilisation', 'ratio', 'share of the places of the array that were busy'),
  of('server', 'flashQueue', 'operations', 'operations in the flash device, mean over the interval'),
  of('server', 'arrayQueue', 'operations', 'operations at the array, mean over the interval'),
];

/** Number of the column of `name` for VM `vm` (-1: server), or -1 when it was not recorded. */
export function seriesColumn(series: SeriesTable, name: string, vm: number): number {
  for (let column = 0; column < series.names.length; column += 1) if (series.names[column] === name && series.vms[column] === vm) return column;
  return -1;
}

/** A table without rows and columns. */
export function emptySeries(vmNames: readonly string[]): SeriesTable {
  return { vmNames, names: [], units: [], vms: [], timesNs: new Float64Array(0), columns: [] };
}
