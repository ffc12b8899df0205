/**
 * Cuts a stream of chunks into records of one length, for the binary formats: hands out views of whole records, carries what a chunk leaves over, and refuses a file that ends inside one.
 */
import type { TraceBatch } from './traceBatch.ts';
import { TraceFormatError } from './traceFormatError.ts';

/**
 * Decodes records `first … first + count − 1` of the file, which begin at byte `at` of `view`, into `batch` from its entry `batch.count` on, and adds to `batch.count` what it has filled.
 */
export type DecodeRecords = (view: DataView, at: number, count: number, first: number, batch: TraceBatch) => void;

export interface FixedLayout {
  readonly file: string;
  readonly recordBytes: number;
  /** Bytes of the file before what is handed in, for messages; left out: none. */
  readonly startBytes?: number;
  readonly decode: DecodeRecords;
}

export async function* readFixedRecords(chunks: AsyncIterable<Uint8Array>, layout: FixedLayout, batch: TraceBatch): AsyncIterable<TraceBatch> {
  const { recordBytes, decode } = layout;
  const capacity = batch.op.length;
  const carried = new Uint8Array(recordBytes);
  const carriedView = new DataView(carried.buffer);
  let carriedBytes = 0;
  let records = 0;
  batch.count = 0;
  for await (const chunk of chunks) {
    let at = 0;
    if (carriedBytes > 0) {
      at = Math.min(recordBytes - carriedBytes, chunk.length);
      carried.set(chunk.subarray(0, at), carriedBytes);
      carriedBytes += at;
      if (carriedBytes < recordBytes) continue;
      decode(carriedView, 0, 1, records++, batch);
      carriedBytes = 0;
    }
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    while (chunk.length - at >= recordBytes) {
      if (batch.count === capacity) {
        yield batch;
        batch.count = 0;
      }
      const count = Math.min(Math.floor((chunk.length - at) / recordBytes), capacity - batch.count);
      decode(view, at, count, records, batch);
      records += count;
      at += count * recordBytes;
    }
    carriedBytes = chunk.length - at;
    carried.set(chunk.subarray(at), 0);
    if (batch.count === capacity) {
      yield batch;
      batch.count = 0;
    }
  }
  if (carriedBytes > 0) {
    throw new TraceFormatError({
      file: layout.file,
      place: recordPlace(records, recordBytes, layout.startBytes),
      field: 'the file',
      given: `ends after ${String(carriedBytes)} bytes of a record`,
      allowed: `each record has ${String(recordBytes)} bytes: the file is cut off, or it is of another format`,
    });
  }
  if (batch.count > 0) yield batch;
}

/** Where a record stands, for messages; `startBytes` is the length of what lies before the first. */
export function recordPlace(record: number, recordBytes: number, startBytes = 0): string {
  return `byte ${String(startBytes + record * recordBytes)} (record ${String(record + 1)})`;
}
