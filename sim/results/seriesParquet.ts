/**
 * `series.parquet`: a SeriesTable as a tidy table that pandas, DuckDB and Polars read directly.
 *
 * One row per instant and VM: `vm` (text; null: the whole server), `timeNs` (64-bit integer), and one column of doubles per metric, null where the
 * metric was not recorded or had no value. Rows of the server come first, then VM by VM, each in order of time.
 * Names of VMs, units of metrics and the version of this layout are in the file's key `hindcast.series`.
 *
 * Guarantee: `parquetToSeries(seriesToParquet(series))` holds the same numbers, columns in the order of `names` and VMs.
 */
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnSource } from 'hyparquet-writer';
import { list, number, oneOf, record, text } from './shape.ts';
import type { Shape } from './shape.ts';
import { seriesColumn } from './series.ts';
import type { SeriesTable, SeriesUnit } from './series.ts';

const metadataKey = 'hindcast.series';

interface StoredColumn {
  readonly name: string;
  readonly unit: SeriesUnit;
  readonly vm: number;
}
interface StoredLayout {
  readonly version: 1;
  readonly vmNames: readonly string[];
  readonly columns: readonly StoredColumn[];
}

const units: readonly SeriesUnit[] = ['perSecond', 'bytesPerSecond', 'ns', 'blocks', 'records', 'ratio', 'operations'];
const layoutShape: Shape<StoredLayout> = record<StoredLayout>(
  {
    version: oneOf([1], 'of this layout'),
    vmNames: list(text('VM'), 'VMs'),
    columns: list(
      record<StoredColumn>({ name: text('metric'), unit: oneOf(units, 'of the metric'), vm: number('index into vmNames, -1: server', -1) }, 'column'),
      'columns',
    ),
  },
  'layout of series.parquet',
);

/** The bytes of `series.parquet`. */
export function seriesToParquet(series: SeriesTable): Uint8Array {
  const vms = [...new Set(series.vms)].sort((left, right) => left - right);
  const metrics = [...new Set(series.names)];
  const rows = vms.length * series.timesNs.length;
  const vmColumn = new Array<string | null>(rows);
  const timeColumn = new BigInt64Array(rows);
  const metricColumns = metrics.map(() => new Array<number | null>(rows).fill(null));
  let row = 0;
  for (const vm of vms) {
    const sources = metrics.map((metric) => seriesColumn(series, metric, vm));
    for (let instant = 0; instant < series.timesNs.length; instant += 1, row += 1) {
      vmColumn[row] = vm < 0 ? null : series.vmNames[vm]!;
      timeColumn[row] = BigInt(series.timesNs[instant]!);
      for (let metric = 0; metric < metrics.length; metric += 1) {
        const value = sources[metric]! < 0 ? NaN : series.columns[sources[metric]!]![instant]!;
        if (Number.isFinite(value)) metricColumns[metric]![row] = value;
      }
    }
  }
  const columnData: ColumnSource[] = [
    { name: 'vm', data: vmColumn, type: 'STRING', nullable: true },
    { name: 'timeNs', data: timeColumn, type: 'INT64', nullable: false },
    ...metrics.map((name, metric): ColumnSource => ({ name, data: metricColumns[metric]!, type: 'DOUBLE', nullable: true })),
  ];
  const layout: StoredLayout = {
    version: 1,
    vmNames: series.vmNames,
    columns: series.names.map((name, column) => ({ name, unit: series.units[column]!, vm: series.vms[column]! })),
  };
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata: [{ key: metadataKey, value: JSON.stringify(layout) }], createdBy: 'hindcast' }));
}

/** Reads `series.parquet` back. Throws an Error that says what is wrong when the file is not one of ours. */
export async function parquetToSeries(bytes: Uint8Array): Promise<SeriesTable> {
  const file = bytes.slice().buffer;
  const metadata = parquetMetadata(file);
  const stored = metadata.key_value_metadata?.find((entry) => entry.key === metadataKey)?.value;
  if (stored === undefined) throw new Error(`not a series file of Hindcast: the key ${metadataKey} is missing`);
  const layout = JSON.parse(stored) as StoredLayout;
  layoutShape.check(layout, metadataKey);
  const rows = await parquetReadObjects({ file, metadata });
  const vms = new Set(layout.columns.map((column) => column.vm)).size;
  const instants = vms === 0 ? 0 : rows.length / vms;
  const timesNs = Float64Array.from({ length: instants }, (_, instant) => Number(rows[instant]!['timeNs']));
  const order = [...new Set(layout.columns.map((column) => column.vm))].sort((left, right) => left - right);
  const columns = layout.columns.map((column) => {
    const firstRow = order.indexOf(column.vm) * instants;
    return Float64Array.from({ length: instants }, (_, instant) => {
      const value: unknown = rows[firstRow + instant]![column.name];
      return typeof value === 'number' ? value : NaN;
    });
  });
  return {
    vmNames: layout.vmNames,
    names: layout.columns.map((column) => column.name),
    units: layout.columns.map((column) => column.unit),
    vms: layout.columns.map((column) => column.vm),
    timesNs,
    columns,
  };
}
