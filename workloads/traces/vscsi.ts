/**
 * vscsi: block requests of a VM's virtual disk, as recorded at the SCSI emulation of VMware ESX. Little-endian records without a header, in two versions.
 *
 *   v1, 32 bytes: u32 sn @0, u32 len (bytes) @4, u32 nSG @8, u16 cmd (SCSI operation code) @12, u16 ver @14, u64 lbn (512-byte sectors) @16, u64 ts (µs) @24
 *   v2, 40 bytes: u16 cmd @0, u16 ver @2, u32 sn @4, u32 len @8, u32 nSG @12, u64 lbn @16, u64 ts (µs) @24, u64 rt (response time) @32
 *
 * `ver >> 8` is the version. Which one a file has is found from its first two records: both 2 when read as v2, else both 1 when read as v1, else neither; so it has at least 80 bytes.
 * Times are counted from the first record (in µs they are exact up to 2^53). Every record's version and operation code are checked; the order of the file is kept.
 * Left out: sn, nSG, response times. Written is version 1.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { readFixedRecords, recordPlace, type DecodeRecords } from './fixedRecords.ts';
import { sectorBytes } from './recordLimits.ts';
import { scsiOps } from './scsiOps.ts';
import { peekStream } from './peekStream.ts';
import type { TraceBatch } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';
import type { WritableRequest } from './writableRequests.ts';
import { TraceFormatError } from './traceFormatError.ts';

interface Layout {
  readonly version: number;
  readonly recordBytes: number;
  readonly cmd: number;
  readonly ver: number;
  readonly len: number;
}

const v1: Layout = { version: 1, recordBytes: 32, cmd: 12, ver: 14, len: 4 };
const v2: Layout = { version: 2, recordBytes: 40, cmd: 0, ver: 2, len: 8 };
const fileBytesMin = 80;
/** The largest offset that is still exact as a number of bytes: 2^53 bytes are 8 PiB. */
const sectorHighMax = 2 ** 12;
const lengthBytesMax = 64 * 1024 * 1024;

export const vscsi: TraceFormat = {
  name: 'vscsi',
  summary: "requests of a VM's virtual disk (VMware vscsiStats), versions 1 and 2",
  source:
    'Waldspurger et al., Efficient MRC construction with SHARDS, FAST 2015 (the CloudPhysics traces); layout as read by libCacheSim, traceReader/customizedReader/vscsi.h',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: {},
  extensions: ['.vscsi'],
  sniff: (head) => layoutOf(head) !== null,
  read: readVscsi,
  writer: {
    keeps: {
      ops: [Op.Read, Op.Write, Op.Flush, Op.Discard],
      clockNs: 1000,
      volumes: 'one',
      serviceTimes: false,
      lengths: true,
      unitBytes: 512,
      requestsMin: 3,
    },
    write: (requests) => requests.records(v1.recordBytes, putV1),
  },
};

const codeOfOp: readonly number[] = [0x28, 0x2a, 0x35, 0x42];

function putV1(view: DataView, at: number, request: WritableRequest, index: number): void {
  view.setUint32(at, index % 0x1_0000_0000, true);
  view.setUint32(at + v1.len, request.lengthBytes, true);
  view.setUint32(at + 8, 1, true);
  view.setUint16(at + v1.cmd, codeOfOp[request.op]!, true);
  view.setUint16(at + v1.ver, 0x0100, true);
  view.setBigUint64(at + 16, BigInt(request.offsetBytes / sectorBytes), true);
  view.setBigUint64(at + 24, BigInt(Math.floor(request.atNs / 1000)), true);
}

function layoutOf(head: Uint8Array): Layout | null {
  if (head.length < fileBytesMin) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (const layout of [v2, v1]) {
    const first = view.getUint16(layout.ver, true) >> 8;
    const second = view.getUint16(layout.recordBytes + layout.ver, true) >> 8;
    if (first === layout.version && second === layout.version) return layout;
  }
  return null;
}

async function* readVscsi(chunks: AsyncIterable<Uint8Array>, _params: object, context: TraceReadContext, batch: TraceBatch): AsyncIterable<TraceBatch> {
  const { file } = context;
  const peeked = await peekStream(chunks, fileBytesMin);
  const layout = layoutOf(peeked.head);
  if (layout === null) {
    const given = peeked.head.length < fileBytesMin ? `has ${String(peeked.head.length)} bytes` : 'does not begin with two records of version 1 or 2';
    throw new TraceFormatError({
      file,
      place: '',
      field: 'the file',
      given,
      allowed: `a vscsi trace has at least ${String(fileBytesMin)} bytes, and the same version in every record`,
    });
  }
  yield* readFixedRecords(peeked.chunks, { file, recordBytes: layout.recordBytes, decode: decoderOf(layout, file) }, batch);
}

function decoderOf(layout: Layout, file: string): DecodeRecords {
  const { recordBytes, version } = layout;
  let firstUs = -1;
  return (view, at, count, first, batch) => {
    const { atNs, offsetBytes, lengthBytes, op, volume } = batch;
    let into = batch.count;
    for (let index = 0, byte = at; index < count; index++, byte += recordBytes, into++) {
      const code = scsiOps[view.getUint16(byte + layout.cmd, true)]!;
      const length = view.getUint32(byte + layout.len, true);
      const sectorHigh = view.getUint32(byte + 20, true);
      const timeHigh = view.getUint32(byte + 28, true);
      const isRight =
        view.getUint16(byte + layout.ver, true) >> 8 === version &&
        code !== 255 &&
        sectorHigh < sectorHighMax &&
        timeHigh < 0x200000 &&
        length <= lengthBytesMax;
      if (!isRight || (length === 0 && code !== Op.Flush)) refuseRecord(view, byte, layout, first + index, file);
      const atUs = timeHigh * 0x1_0000_0000 + view.getUint32(byte + 24, true);
      if (firstUs < 0) firstUs = atUs;
      atNs[into] = (atUs - firstUs) * 1000;
      offsetBytes[into] = (sectorHigh * 0x1_0000_0000 + view.getUint32(byte + 16, true)) * 512;
      lengthBytes[into] = code === Op.Flush ? 0 : length;
      op[into] = code;
      volume[into] = 0;
    }
    batch.count = into;
  };
}

/** Finds out what is wrong with a record. */
function refuseRecord(view: DataView, byte: number, layout: Layout, record: number, file: string): never {
  const place = recordPlace(record, layout.recordBytes);
  const version = view.getUint16(byte + layout.ver, true);
  if (version >> 8 !== layout.version) {
    throw new TraceFormatError({
      file,
      place,
      field: 'ver',
      given: `is ${hex(version)}`,
      allowed: `the records before it are of version ${String(layout.version)}`,
    });
  }
  const code = view.getUint16(byte + layout.cmd, true);
  if (scsiOps[code] === 255) {
    const allowed = 'allowed are the SCSI codes 0x28 0x08 0xa8 0x88 (read), 0x2a 0x0a 0xaa 0x8a (write), 0x35 0x91 (flush), 0x42 (unmap)';
    throw new TraceFormatError({ file, place, field: 'cmd', given: `is ${hex(code)}`, allowed });
  }
  const length = view.getUint32(byte + layout.len, true);
  if (length === 0 || length > lengthBytesMax) {
    throw new TraceFormatError({ file, place, field: 'len', given: `is ${String(length)}`, allowed: `a request has 1 to ${String(lengthBytesMax)} bytes` });
  }
  const isSector = view.getUint32(byte + 20, true) >= sectorHighMax;
  const value = view.getBigUint64(byte + (isSector ? 16 : 24), true);
  const allowed = isSector ? 'sectors go up to 2^44 (8 PiB)' : 'times go up to 2^53 µs';
  throw new TraceFormatError({ file, place, field: isSector ? 'lbn' : 'ts', given: `is ${String(value)}`, allowed });
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
