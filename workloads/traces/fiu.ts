/**
 * FIU (SyLab) traces of the I/O deduplication study, one line per request, fields between blanks:
 *
 *   ts_ns pid process lba nblocks W|R major minor md5
 *
 * Times in ns (19 digits, read in two parts), lba and nblocks in 512-byte sectors; the volume is `major:minor`. A process whose name has blanks in it is understood: the fields behind it are
 * counted from the end. Left out: pid, process, the hash of the content (its form is checked).
 */
import { Op } from '../../sim/engine/protocol.ts';
import { refuseOtherEpoch } from './epochDoubt.ts';
import { emptyRequests, sectorBytes, sectorMax, sectorsMax } from './recordLimits.ts';
import { Separator, shownText } from './textLine.ts';
import { linesHaveShape, readTextRecords, type DecodeLine } from './textRecords.ts';
import { timeOriginOf, timeUnitParam, type TimeUnit } from './timeUnits.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

export interface FiuParams {
  readonly timeUnit: TimeUnit;
}

const fieldsBehindProcess = 6;

export const fiu: TraceFormat<FiuParams> = {
  name: 'fiu',
  summary: 'FIU (SyLab) traces with content hashes; volumes are MAJOR:MINOR',
  source: 'Koller and Rangaswami, I/O deduplication: utilizing content similarity to improve I/O performance, FAST 2010; SNIA IOTTA trace 391',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: { timeUnit: timeUnitParam('ns', ['ns', 'us', 'ms'], 'unit of the timestamps') },
  extensions: [],
  sniff: (head) => linesHaveShape(head, /^\s*\d+\s+\d+\s+\S.*\s\d+\s+\d+\s+[WR]\s+\d+\s+\d+\s+[0-9a-fA-F]{32,}\s*$/),
  read: (chunks, params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Blanks, notes: context.notes, decode: decoderOf(params, context) }, batch),
};

function decoderOf({ timeUnit }: FiuParams, { volumes, notes }: TraceReadContext): DecodeLine {
  const origin = timeOriginOf(timeUnit);
  const nameOf = (spelled: Uint8Array): string => shownText(spelled).replace(/\s+/, ':');
  let isFirst = true;
  return (line, batch) => {
    line.longInteger('timestamp');
    if (isFirst) refuseOtherEpoch(line, timeUnit, 'say the unit with the option timeUnit');
    isFirst = false;
    const atNs = origin.sinceFirstNs(line.high, line.low);
    line.integer('pid', 0xffff_ffff);
    line.next('process');
    for (let extra = line.countFields() - fieldsBehindProcess; extra > 0; extra--) line.next('process');
    const sector = line.integer('lba', sectorMax);
    const sectors = line.integer('nblocks', sectorsMax);
    line.next('operation');
    const op = line.is('R') ? Op.Read : line.is('W') ? Op.Write : line.refuse('allowed are R and W');
    line.integer('major', 0xffff);
    const deviceStart = line.fieldStart;
    line.integer('minor', 0xf_ffff);
    const volume = volumes.ofBytes(line.bytes, deviceStart, line.fieldEnd, nameOf);
    line.next('md5');
    if (!isHash(line.bytes, line.fieldStart, line.fieldEnd)) line.refuse('a hash of 32 hexadecimal digits is needed');
    line.endOfLine();
    if (sectors === 0) notes.count(emptyRequests);
    else addRequest(batch, atNs, op, sector * sectorBytes, sectors * sectorBytes, volume);
  };
}

function isHash(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === 0 || (end - start) % 32 !== 0) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    const letter = byte | 0x20;
    if (!isDigit && (letter < 0x61 || letter > 0x66)) return false;
  }
  return true;
}
