/**
 * lcs, first form: libCacheSim's own trace file. Little-endian; a header of 1,024 bytes, then packed records of one layout that the header describes.
 *
 *   @0    u64   magic 0x123456789abcdef0
 *   @8    char[240]  a Python struct string: `<`, then one letter per field of c b B (1 byte) h H (2) i I f (4) q Q d (8); no counts
 *   @248  u8[9]  1-based field numbers of obj_id, size, time, last_access_vtime, next_access_vtime, op, ttl, tenant, content_type; 0: there is none
 *   @488  i64[4] n_req, n_obj, n_req_byte, n_obj_byte
 *   @1000 u32   n_fields        @1004 u32  item_size        @1008 u64  version        @1016 u64  the same magic
 *
 * Checked: both magics, n_fields = letters behind `<`, item_size = sum of their widths, the numbers of fields, and at the end n_req. Needed are obj_id, size and time (s), whole numbers.
 * A tenant is a volume; op is that of a cache (`cacheOps.ts`), and where there is none the caller says it. Later releases have numbered fixed layouts (version 2 and up): refused.
 * Left out: the other fields.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { cacheOpNames, cacheOps, noCacheOp, unknownCacheOp } from './cacheOps.ts';
import { readFixedRecords, recordPlace, type DecodeRecords } from './fixedRecords.ts';
import { lcsHeaderBytes, parseLcsHeader, type LcsField, type LcsHeader } from './lcsHeader.ts';
import { ObjectPlaces, objectsParam, tooFar, type ObjectParams } from './objectPlaces.ts';
import { peekStream } from './peekStream.ts';
import { emptyRequests, lengthBytesMax } from './recordLimits.ts';
import { spreadParam, type SpreadParams } from './spreadTimes.ts';
import { addRequest, type TraceBatch } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';
import { TraceFormatError } from './traceFormatError.ts';

export type LcsParams = ObjectParams & SpreadParams;

export const lcs: TraceFormat<LcsParams> = {
  name: 'lcs',
  summary: "libCacheSim's trace file, first form; volumes are tenants",
  source: 'libCacheSim, traceReader/customizedReader/lcs.h, first release',
  storesOp: 'some',
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'objects',
  params: { objects: objectsParam, spread: spreadParam },
  extensions: ['.lcs'],
  sniff: (head) => head.length >= 8 && new DataView(head.buffer, head.byteOffset).getBigUint64(0, true) === 0x1234_5678_9abc_def0n,
  read: readLcs,
};

async function* readLcs(chunks: AsyncIterable<Uint8Array>, params: LcsParams, context: TraceReadContext, batch: TraceBatch): AsyncIterable<TraceBatch> {
  const { file } = context;
  const peeked = await peekStream(chunks, lcsHeaderBytes);
  const header = parseLcsHeader(peeked.head, file);
  if (header.op === null && !context.isOpGiven) {
    const allowed = "say which they are, with 'as: reads' or 'as: writes'";
    throw new TraceFormatError({ file, place: '', field: '', given: 'this lcs trace does not store whether its requests are reads or writes', allowed });
  }
  context.found.lacksOp = header.op === null;
  const decoder = new LcsDecoder(header, params, context);
  const layout = { file, recordBytes: header.itemBytes, startBytes: lcsHeaderBytes, decode: decoder.decode };
  yield* readFixedRecords(skipBytes(peeked.chunks, lcsHeaderBytes), layout, batch);
  if (decoder.records !== header.requests) {
    throw new TraceFormatError({
      file,
      place: '',
      field: 'the file',
      given: `ends after record ${String(decoder.records)}`,
      allowed: `its header says ${String(header.requests)}: the file is cut off, or has been added to`,
    });
  }
}

async function* skipBytes(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncIterable<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield chunk.subarray(skipped);
  }
}

class LcsDecoder {
  records = 0;
  readonly #header: LcsHeader;
  readonly #context: TraceReadContext;
  readonly #places: ObjectPlaces;
  #firstSeconds = -1;

  constructor(header: LcsHeader, params: LcsParams, context: TraceReadContext) {
    this.#header = header;
    this.#context = context;
    this.#places = new ObjectPlaces(params, context.objectSizeBytes);
  }

  readonly decode: DecodeRecords = (view, at, count, first, batch) => {
    const { itemBytes } = this.#header;
    for (let index = 0; index < count; index++) this.#one(view, at + index * itemBytes, first + index, batch);
    this.records = first + count;
  };

  #one(view: DataView, at: number, record: number, batch: TraceBatch): void {
    const header = this.#header;
    const context = this.#context;
    const seconds = readWhole(view, at, header.time);
    const length = readWhole(view, at, header.size);
    if (seconds < 0) this.#refuse('time', seconds, record, 'whole seconds are needed');
    if (length < 0 || length > lengthBytesMax) this.#refuse('size', length, record, 'a request is below 2GiB');
    const { objectId } = header;
    const low = objectId.bytes >= 4 ? view.getUint32(at + objectId.at, true) : readWhole(view, at, objectId);
    const offset = this.#places.offsetBytesOf(low, objectId.bytes === 8 ? view.getUint32(at + objectId.at + 4, true) : 0);
    if (offset < 0) this.#refuse('obj_id', readWhole(view, at, objectId), record, tooFar);
    const code = header.op === null ? 0 : readWhole(view, at, header.op);
    const op = header.op === null ? Op.Read : (cacheOps[code] ?? unknownCacheOp);
    if (op === unknownCacheOp) this.#refuse('op', code, record, `allowed are ${cacheOpNames}`);
    const tenant = header.tenant === null ? 0 : readWhole(view, at, header.tenant);
    if (this.#firstSeconds < 0) this.#firstSeconds = seconds;
    const volume = header.tenant === null ? 0 : context.volumes.ofNumber(tenant);
    if (length === 0) context.notes.count(emptyRequests);
    else if (op === noCacheOp) context.notes.count('requests of operation nop, left out');
    else addRequest(batch, (seconds - this.#firstSeconds) * 1e9, op, offset, length, volume);
  }

  #refuse(field: string, value: number, record: number, allowed: string): never {
    const place = recordPlace(record, this.#header.itemBytes, lcsHeaderBytes);
    throw new TraceFormatError({ file: this.#context.file, place, field, given: `is ${String(value)}`, allowed });
  }
}

/** A whole number of 1, 2, 4 or 8 bytes; of 8 bytes rounded to a double where it passes 2^53. */
function readWhole(view: DataView, at: number, field: LcsField): number {
  const place = at + field.at;
  switch (field.bytes) {
    case 1:
      return field.isSigned ? view.getInt8(place) : view.getUint8(place);
    case 2:
      return field.isSigned ? view.getInt16(place, true) : view.getUint16(place, true);
    case 4:
      return field.isSigned ? view.getInt32(place, true) : view.getUint32(place, true);
    default: {
      const high = field.isSigned ? view.getInt32(place + 4, true) : view.getUint32(place + 4, true);
      return high * 0x1_0000_0000 + view.getUint32(place, true);
    }
  }
}
