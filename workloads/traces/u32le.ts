/**
 * Bare keys: little-endian 32-bit numbers, one per access, and nothing else. No operation, no times, no sizes: the caller says whether they are reads or writes, and each access is one
 * object of `objectSizeBytes`, at its number times that on the disk.
 *
 * Any bytes look like this, so only the name of the file tells it (`.u32le`, also with `.gz` or `.zst` behind it), or the caller. All times are 0.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { readFixedRecords, type DecodeRecords } from './fixedRecords.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

const recordBytes = 4;

export const u32le: TraceFormat = {
  name: 'u32le',
  summary: 'bare keys, 32 bits little-endian; no operations, no times, no sizes',
  source: 'own name; the keys of the Caffeine simulator’s LIRS2 traces are of this form, read big-endian there, which renames them and changes nothing else',
  storesOp: false,
  storesTimes: false,
  storesServiceTimes: false,
  addresses: 'objects',
  storesLengths: false,
  params: {},
  extensions: ['.u32le'],
  sniff: () => false,
  read: (chunks, _params, context, batch) => readFixedRecords(chunks, { file: context.file, recordBytes, decode: decoderOf(context) }, batch),
  writer: {
    keeps: { ops: [], clockNs: Infinity, volumes: 'one', serviceTimes: false, lengths: false, unitBytes: 'object', unitsMax: 0xffff_ffff },
    write: (requests) =>
      requests.records(recordBytes, (view, at, { offsetBytes }) => {
        view.setUint32(at, offsetBytes / requests.objectSizeBytes, true);
      }),
  },
};

function decoderOf({ objectSizeBytes }: TraceReadContext): DecodeRecords {
  return (view, at, count, _first, batch) => {
    const { offsetBytes, lengthBytes, op } = batch;
    let into = batch.count;
    for (let index = 0, byte = at; index < count; index++, byte += recordBytes, into++) {
      batch.atNs[into] = 0;
      offsetBytes[into] = view.getUint32(byte, true) * objectSizeBytes;
      lengthBytes[into] = objectSizeBytes;
      op[into] = Op.Read;
      batch.volume[into] = 0;
    }
    batch.count = into;
  };
}
