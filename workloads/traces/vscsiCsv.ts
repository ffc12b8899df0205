/**
 * The CSV form of a vscsi trace, as libCacheSim ships it, with a header line:
 *
 *   version,time,op,size,lbn
 *
 * version 1 or 2; time in whole seconds; op the SCSI operation code in hex without a prefix (28 read, 2a write); size in bytes; lbn in 512-byte sectors.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { emptyRequests, lengthBytesMax, sectorBytes, sectorMax } from './recordLimits.ts';
import { scsiOps } from './scsiOps.ts';
import { spreadParam, type SpreadParams } from './spreadTimes.ts';
import { Separator } from './textLine.ts';
import { headLines, readTextRecords, type DecodeLine } from './textRecords.ts';
import { timeOriginOf } from './timeUnits.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

const header = 'version,time,op,size,lbn';

export const vscsiCsv: TraceFormat<SpreadParams> = {
  name: 'vscsi-csv',
  summary: 'the CSV form of vscsi: SCSI codes in hex, whole seconds, sectors',
  source: 'libCacheSim, data/cloudPhysicsIO.csv',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: { spread: spreadParam },
  extensions: [],
  sniff: (head) => headLines(head, 1)[0] === header,
  read: (chunks, _params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Comma, notes: context.notes, decode: decoderOf(context) }, batch),
};

function decoderOf({ notes }: TraceReadContext): DecodeLine {
  const origin = timeOriginOf('s');
  return (line, batch) => {
    if (line.number === 1) {
      if (line.startsWith(header)) return;
      line.next('the header');
      line.refuse(`the first line must be ${header}`);
    }
    line.integer('version', 2, 1);
    line.longInteger('time', 'whole seconds are needed');
    const atNs = origin.sinceFirstNs(line.high, line.low);
    line.next('op');
    const code = line.fieldEnd - line.fieldStart <= 2 ? hexByte(line.bytes, line.fieldStart, line.fieldEnd) : -1;
    const op = code < 0 ? 255 : scsiOps[code]!;
    if (op === 255) line.refuse('allowed are the SCSI codes 28, 8, a8, 88 (read), 2a, a, aa, 8a (write), 35, 91 (flush), 42 (unmap)');
    const length = line.integer('size', lengthBytesMax);
    const sector = line.integer('lbn', sectorMax);
    line.endOfLine();
    if (op === Op.Flush) addRequest(batch, atNs, op, 0, 0, 0);
    else if (length === 0) notes.count(emptyRequests);
    else addRequest(batch, atNs, op, sector * sectorBytes, length, 0);
  };
}

function hexByte(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = '0123456789abcdef'.indexOf(String.fromCharCode(bytes[at]! | 0x20));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return start === end ? -1 : value;
}
