/**
 * DiskSim's ASCII traces, one line per request, five numbers between blanks:
 *
 *   time_ms device blkno nblocks flags
 *
 * The time in ms with a fraction, exact to the ns; blocks of 512 bytes; bit 0 of flags (hex) set = READ. Each device is a volume. Only lines whose times have a point are recognised by
 * content: without one MQSim's format looks the same, with another unit and order of meaning; then the format must be named.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { emptyRequests, sectorBytes, sectorMax, sectorsMax } from './recordLimits.ts';
import { Separator } from './textLine.ts';
import { linesHaveShape, readTextRecords, type DecodeLine } from './textRecords.ts';
import { TimeOrigin } from './timeOrigin.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

const nsPerMs = 1e6;

export const disksimAscii: TraceFormat = {
  name: 'disksim',
  summary: 'DiskSim ASCII: time_ms device blkno nblocks flags; volumes are device numbers',
  source: 'Bucy, Schindler, Schlosser and Ganger, The DiskSim simulation environment version 4.0 reference manual, CMU-PDL-08-101, section on input formats',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: {},
  extensions: [],
  sniff: (head) => linesHaveShape(head, /^\s*\d+\.\d+[ \t]+\d+[ \t]+\d+[ \t]+\d+[ \t]+[0-9a-fA-F]+\s*$/),
  read: (chunks, _params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Blanks, notes: context.notes, decode: decoderOf(context) }, batch),
  writer: {
    keeps: { ops: [Op.Read, Op.Write], clockNs: 1, volumes: 'numbers', serviceTimes: false, lengths: true, unitBytes: sectorBytes },
    write: (requests) =>
      requests.lines(({ atNs, op, offsetBytes, lengthBytes, volume }) => {
        const ms = `${String(Math.floor(atNs / nsPerMs))}.${String(atNs % nsPerMs).padStart(6, '0')}`;
        const device = requests.volumeNumber(volume, devicesMax);
        return `${ms} ${String(device)} ${String(offsetBytes / sectorBytes)} ${String(lengthBytes / sectorBytes)} ${op === Op.Write ? '0' : '1'}`;
      }),
  },
};

const devicesMax = 65_535;

function decoderOf({ volumes, notes }: TraceReadContext): DecodeLine {
  const origin = new TimeOrigin(1);
  return (line, batch) => {
    const ns = line.decimal('time', nsPerMs, 'a time in ms is needed, such as 12.345');
    const atNs = origin.sinceFirstNs(0, ns);
    const volume = volumes.ofNumber(line.integer('device', devicesMax));
    const sector = line.integer('blkno', sectorMax);
    const sectors = line.integer('nblocks', sectorsMax);
    line.next('flags');
    const flags = hexadecimal(line.bytes, line.fieldStart, line.fieldEnd);
    if (flags < 0) line.refuse('a hexadecimal number is needed, whose bit 0 means read');
    line.endOfLine();
    if (sectors === 0) notes.count(emptyRequests);
    else addRequest(batch, atNs, flags % 2 === 1 ? Op.Read : Op.Write, sector * sectorBytes, sectors * sectorBytes, volume);
  };
}

/** -1: it is none, or longer than 32 bits. */
function hexadecimal(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || end - start > 8) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    const digit = byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
    if (digit < 0 || digit > 15 || (byte > 0x39 && digit < 10)) return -1;
    value = value * 16 + digit;
  }
  return value;
}
