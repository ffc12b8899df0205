/**
 * oracleGeneral and oracleGeneralOpNS: libCacheSim's binary forms of a cache trace. Packed little-endian records without a header.
 *
 *   oracleGeneral, 24 bytes: u32 time (s) @0, u64 obj_id @4, u32 size (bytes) @12, i64 next_access_vtime @16
 *   oracleGeneralOpNS, 27 bytes: the same up to size, then u8 op @16, u16 namespace @17, i64 next_access_vtime @19
 *
 * `next_access_vtime` is the 1-based number, in the whole file, of the next request for the object; −1 and 2^63 − 1 both mean never. It is what the formats are known by: it must lie
 * behind the record. The first form stores no operation, so the caller says whether the requests are reads or writes. In the second each namespace is a volume, and the operations of a cache
 * become those of a disk (`cacheOps.ts`).
 * Times are whole seconds. Records of size 0 are skipped and counted, as the peer does. Left out: next_access_vtime, once it is checked.
 */
import { PairIndex } from '../../sim/base/pairIndex.ts';
import { Op } from '../../sim/engine/protocol.ts';
import { cacheOps, cacheOpNames, noCacheOp, unknownCacheOp } from './cacheOps.ts';
import { readFixedRecords, recordPlace, type DecodeRecords } from './fixedRecords.ts';
import { ObjectPlaces, objectsParam, tooFar, type ObjectParams } from './objectPlaces.ts';
import { emptyRequests, lengthBytesMax } from './recordLimits.ts';
import { spreadParam, type SpreadParams } from './spreadTimes.ts';
import { addRequest } from './traceBatch.ts';
import { sniffBytes, type TraceFormat, type TraceReadContext } from './traceFormat.ts';
import type { WritableRequest, WritableRequests } from './writableRequests.ts';
import { TraceFormatError } from './traceFormatError.ts';

export type OracleGeneralParams = ObjectParams & SpreadParams;

interface Layout {
  readonly recordBytes: number;
  /** Where op (u8) and namespace (u16) stand; -1: nowhere. */
  readonly op: number;
  readonly namespace: number;
  readonly next: number;
}

const plain: Layout = { recordBytes: 24, op: -1, namespace: -1, next: 16 };
const withOp: Layout = { recordBytes: 27, op: 16, namespace: 17, next: 19 };
/** The upper half of 2^63 − 1. */
const neverHigh = 0x7fff_ffff;

export const oracleGeneral: TraceFormat<OracleGeneralParams> = {
  name: 'oracleGeneral',
  summary: "libCacheSim's binary cache trace; operations are not stored",
  source: 'libCacheSim, traceReader/customizedReader/oracle/oracleGeneralBin.h',
  storesOp: false,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'objects',
  params: { objects: objectsParam, spread: spreadParam },
  extensions: ['.oracleGeneral', '.oracleGeneral.bin'],
  sniff: (head) => sniffLayout(head, plain),
  read: (chunks, params, context, batch) =>
    readFixedRecords(chunks, { file: context.file, recordBytes: plain.recordBytes, decode: decoderOf(plain, params, context) }, batch),
  writer: {
    keeps: { ops: [], clockNs: 1e9, volumes: 'one', serviceTimes: false, lengths: true, unitBytes: 'object' },
    write: (requests) => writeOracleGeneral(requests, plain),
  },
};

export const oracleGeneralOpNs: TraceFormat<OracleGeneralParams> = {
  name: 'oracleGeneralOpNS',
  summary: "libCacheSim's binary cache trace with operation and namespace; volumes are namespaces",
  source: 'libCacheSim, traceReader/customizedReader/oracle/oracleGeneralOpNS.h',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'objects',
  params: { objects: objectsParam, spread: spreadParam },
  extensions: ['.oracleGeneralOpNS', '.oracleGeneralOpNS.bin'],
  sniff: (head) => sniffLayout(head, withOp),
  read: (chunks, params, context, batch) =>
    readFixedRecords(chunks, { file: context.file, recordBytes: withOp.recordBytes, decode: decoderOf(withOp, params, context) }, batch),
  writer: {
    keeps: { ops: [Op.Read, Op.Write, Op.Discard], clockNs: 1e9, volumes: 'numbers', serviceTimes: false, lengths: true, unitBytes: 'object' },
    write: (requests) => writeOracleGeneral(requests, withOp),
  },
};

/** get, set, (no flush), delete. */
const codeOfOp: readonly number[] = [1, 3, 0, 9];
const namespacesMax = 65_535;

/** The next access of each request is found by going through them once before, the last use of each object at hand. */
function* writeOracleGeneral(requests: WritableRequests, layout: Layout): Iterable<Uint8Array> {
  const objects = new PairIndex();
  const objectOf = ({ offsetBytes, volume }: WritableRequest): number => {
    const number = offsetBytes / requests.objectSizeBytes;
    return objects.of(number % 0x1_0000_0000, Math.floor(number / 0x1_0000_0000) * 0x1_0000 + volume);
  };
  const next = new Float64Array(requests.count).fill(-1);
  const last: number[] = [];
  let index = 0;
  requests.each((request) => {
    const object = objectOf(request);
    const before = last[object];
    if (before !== undefined) next[before] = index + 1;
    last[object] = index;
    index += 1;
  });
  yield* requests.records(layout.recordBytes, (view, at, request, position) => {
    view.setUint32(at, Math.floor(request.atNs / 1e9), true);
    view.setBigUint64(at + 4, BigInt(request.offsetBytes / requests.objectSizeBytes), true);
    view.setUint32(at + 12, request.lengthBytes, true);
    if (layout.op >= 0) view.setUint8(at + layout.op, codeOfOp[request.op]!);
    if (layout.namespace >= 0) view.setUint16(at + layout.namespace, requests.volumeNumber(request.volume, namespacesMax), true);
    view.setBigInt64(at + layout.next, BigInt(next[position]!), true);
  });
}

/** Every record in the head has a next access behind it or never, times that don't go back, a size below 2^31, and an operation that there is; at least one record. */
function sniffLayout(head: Uint8Array, layout: Layout): boolean {
  const { recordBytes } = layout;
  const records = Math.floor(head.length / recordBytes);
  if (records === 0) return false;
  // A short file may look like both: then its length tells.
  const other = layout === plain ? withOp : plain;
  if (head.length < sniffBytes && head.length % recordBytes !== 0 && head.length % other.recordBytes === 0) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let lastSeconds = 0;
  for (let record = 0; record < records; record++) {
    const at = record * recordBytes;
    const seconds = view.getUint32(at, true);
    if (seconds < lastSeconds || view.getUint32(at + 12, true) > lengthBytesMax || !isNextRight(view, at + layout.next, record)) return false;
    if (layout.op >= 0 && cacheOps[view.getUint8(at + layout.op)] === unknownCacheOp) return false;
    lastSeconds = seconds;
  }
  return true;
}

function isNextRight(view: DataView, at: number, record: number): boolean {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  if (low === 0xffff_ffff && (high === 0xffff_ffff || high === neverHigh)) return true;
  return high < 0x20_0000 && high * 0x1_0000_0000 + low > record + 1;
}

function decoderOf(layout: Layout, params: OracleGeneralParams, context: TraceReadContext): DecodeRecords {
  const places = new ObjectPlaces(params, context.objectSizeBytes);
  const { notes, volumes } = context;
  const { recordBytes } = layout;
  let firstSeconds = -1;
  return (view, at, count, first, batch) => {
    for (let index = 0, byte = at; index < count; index++, byte += recordBytes) {
      const length = view.getUint32(byte + 12, true);
      const offset = places.offsetBytesOf(view.getUint32(byte + 4, true), view.getUint32(byte + 8, true));
      const op = layout.op < 0 ? Op.Read : cacheOps[view.getUint8(byte + layout.op)]!;
      if (!isNextRight(view, byte + layout.next, first + index) || offset < 0 || length > lengthBytesMax || op === unknownCacheOp)
        refuseRecord(view, byte, first + index, layout, context.file);
      const seconds = view.getUint32(byte, true);
      if (firstSeconds < 0) firstSeconds = seconds;
      const volume = layout.namespace < 0 ? 0 : volumes.ofNumber(view.getUint16(byte + layout.namespace, true));
      if (length === 0) notes.count(emptyRequests);
      else if (op === noCacheOp) notes.count('requests of operation nop, left out');
      else addRequest(batch, (seconds - firstSeconds) * 1e9, op, offset, length, volume);
    }
  };
}

/** Finds out what is wrong with a record. */
function refuseRecord(view: DataView, at: number, record: number, layout: Layout, file: string): never {
  const place = recordPlace(record, layout.recordBytes);
  if (!isNextRight(view, at + layout.next, record)) {
    const next = String(view.getBigInt64(at + layout.next, true));
    throw new TraceFormatError({
      file,
      place,
      field: 'next_access_vtime',
      given: `is ${next}`,
      allowed: `it is -1 or the number of a later record, so more than ${String(record + 1)}`,
    });
  }
  const size = view.getUint32(at + 12, true);
  if (size > lengthBytesMax) throw new TraceFormatError({ file, place, field: 'size', given: `is ${String(size)}`, allowed: 'a request is below 2GiB' });
  const op = layout.op < 0 ? 0 : view.getUint8(at + layout.op);
  if (cacheOps[op] === unknownCacheOp)
    throw new TraceFormatError({ file, place, field: 'op', given: `is ${String(op)}`, allowed: `allowed are ${cacheOpNames}` });
  throw new TraceFormatError({ file, place, field: 'obj_id', given: `is ${String(view.getBigUint64(at + 4, true))}`, allowed: tooFar });
}
