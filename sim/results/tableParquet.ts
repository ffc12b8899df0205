/**
 * Any table as a Parquet file that pandas, DuckDB and Polars read directly: text, whole numbers (64 bits) and doubles, null where there is nothing.
 *
 * Guarantee: the same table gives the same bytes; nothing of the machine or the hour is in them.
 */
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnSource } from 'hyparquet-writer';

export type TableColumn =
  | { readonly name: string; readonly type: 'text'; readonly values: readonly (string | null)[] }
  | { readonly name: string; readonly type: 'whole' | 'double'; readonly values: readonly (number | null)[] };

/** `about` is kept in the file, for whoever asks what the columns mean. All columns are equally long. */
export function tableToParquet(columns: readonly TableColumn[], about: { readonly key: string; readonly value: string }): Uint8Array {
  const columnData = columns.map((column): ColumnSource => {
    const nullable = column.values.includes(null);
    if (column.type === 'text') return { name: column.name, data: [...column.values], type: 'STRING', nullable };
    if (column.type === 'double') return { name: column.name, data: [...column.values], type: 'DOUBLE', nullable };
    return { name: column.name, data: column.values.map((value) => (value === null ? null : BigInt(value))), type: 'INT64', nullable };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata: [about], createdBy: 'hindcast' }));
}
