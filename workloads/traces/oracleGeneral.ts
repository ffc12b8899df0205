/**
 * oracleGeneral: libCacheSim's binary form of a cache trace. Packed little-endian records of 24 bytes without a header:
 * u32 time (s) @0, u64 obj_id @4, u32 size (bytes) @12, i64 next_access_vtime @16.
 *
 * `next_access_vtime` is the 1-based number, in the whole file, of the next request for the object; −1 and 2^63 − 1 both mean never. It is what the format is known by: it must lie
 * behind the record. No operation is stored, so the caller says whether the requests are reads or writes. An object number is a place on the disk, `objectSizeBytes` apart from the next
 * (512 where it is a sector number, as in block traces). Times are whole seconds; requests of one second keep their order and arrive together.
 * Records of size 0 are skipped, as the peer does. Left out: the other fields' use.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { readFixedRecords, recordPlace, type DecodeRecords } from './fixedRecords.ts';
import type { TraceBatch } from './traceBatch.ts';
import type { TraceFormat, TraceReadOptions } from './traceFormat.ts';
import { TraceFormatError } from './traceFormatError.ts';

const recordBytes = 24;
/** The upper half of 2^63 − 1. */
const neverHigh = 0x7fffffff;

export const oracleGeneral: TraceFormat = {
  name: 'oracleGeneral',
  summary: "libCacheSim's binary cache trace; operations are not stored",
  source: 'libCacheSim, traceReader/customizedReader/oracle/oracleGeneralBin.h',
  storesOp: false,
  sniff: sniffOracleGeneral,
  read: readOracleGeneral,
};

/** Every record in the head has a next access behind it or never, times that don't go back, and a size below 2^31; at least one record, and no other length of file than whole records. */
function sniffOracleGeneral(head: Uint8Array): boolean {
  const records = Math.floor(head.length / recordBytes);
  if (records === 0) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let lastSeconds = 0;
  for (let record = 0; record < records; record++) {
    const at = record * recordBytes;
    const seconds = view.getUint32(at, true);
    if (seconds < lastSeconds || view.getUint32(at + 12, true) > 0x7fffffff || !isNextRight(view, at, record)) return false;
    lastSeconds = seconds;
  }
  return true;
}

function isNextRight(view: DataView, at: number, record: number): boolean {
  const low = view.getUint32(at + 16, true);
  const high = view.getUint32(at + 20, true);
  if (low === 0xffffffff && (high === 0xffffffff || high === neverHigh)) return true;
  return high < 0x200000 && high * 0x1_0000_0000 + low > record + 1;
}

async function* readOracleGeneral(chunks: AsyncIterable<Uint8Array>, options: TraceReadOptions, batch: TraceBatch): AsyncIterable<TraceBatch> {
  if (options.as === 'stored') {
    const allowed = "say which they are, with 'as: reads' or 'as: writes'";
    throw new TraceFormatError({
      file: options.file,
      place: '',
      field: '',
      given: 'an oracleGeneral trace does not store whether its requests are reads or writes',
      allowed,
    });
  }
  yield* readFixedRecords(chunks, { file: options.file, recordBytes, decode: decoderOf(options) }, batch);
}

function decoderOf(options: TraceReadOptions): DecodeRecords {
  const forcedOp = options.as === 'writes' ? Op.Write : Op.Read;
  const { objectSizeBytes, file } = options;
  let firstSeconds = -1;
  return (view, at, count, first, batch) => {
    const { atNs, offsetBytes, lengthBytes, op } = batch;
    let into = batch.count;
    for (let index = 0, byte = at; index < count; index++, byte += recordBytes) {
      const length = view.getUint32(byte + 12, true);
      const objectHigh = view.getUint32(byte + 8, true);
      const offset = (objectHigh * 0x1_0000_0000 + view.getUint32(byte + 4, true)) * objectSizeBytes;
      if (!isNextRight(view, byte, first + index) || offset > Number.MAX_SAFE_INTEGER - 0xffffffff || length > 0x7fffffff)
        refuseRecord(view, byte, first + index, file);
      const seconds = view.getUint32(byte, true);
      if (firstSeconds < 0) firstSeconds = seconds;
      if (length === 0) continue;
      atNs[into] = (seconds - firstSeconds) * 1e9;
      offsetBytes[into] = offset;
      lengthBytes[into] = length;
      op[into] = forcedOp;
      into++;
    }
    batch.count = into;
  };
}

/** Finds out what is wrong with a record. */
function refuseRecord(view: DataView, at: number, record: number, file: string): never {
  const place = recordPlace(record, recordBytes);
  if (!isNextRight(view, at, record)) {
    const next = String(view.getBigInt64(at + 16, true));
    throw new TraceFormatError({
      file,
      place,
      field: 'next_access_vtime',
      given: `is ${next}`,
      allowed: `it is -1 or the number of a later record, so more than ${String(record + 1)}`,
    });
  }
  const size = view.getUint32(at + 12, true);
  if (size > 0x7fffffff) throw new TraceFormatError({ file, place, field: 'size', given: `is ${String(size)}`, allowed: 'a request is below 2GiB' });
  throw new TraceFormatError({
    file,
    place,
    field: 'obj_id',
    given: `is ${String(view.getBigUint64(at + 4, true))}`,
    allowed: 'as a place on the disk it must stay below 8PiB',
  });
}
