/**
 * MSR Cambridge block traces: CSV without a header, one line per request (an optional header line is skipped):
 *
 *   Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime
 *
 * Timestamp and ResponseTime in Windows file time, 100 ns since 1601 (18 digits: read in two parts, so exact); Type `Read` or `Write`; Offset and Size in bytes. Disk numbers repeat from host to
 * host, so a volume is both, named `usr_0`. Order of the file is kept: requests are logged when they end, so times may go back.
 * Response times are kept as the requests' measured service times.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { refuseOtherEpoch } from './epochDoubt.ts';
import { emptyRequests, lengthBytesMax, offsetBytesMax } from './recordLimits.ts';
import { Separator, shownText } from './textLine.ts';
import { linesHaveShape, readTextRecords, type DecodeLine } from './textRecords.ts';
import { TimeOrigin } from './timeOrigin.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

const nsPerTick = 100;
const header = 'Timestamp,Hostname';
const shape = /^\d{17,18},[^,]+,\d+,(Read|Write),\d+,\d+,\d+\s*$/;

export const msr: TraceFormat = {
  name: 'msr',
  summary: 'MSR Cambridge CSV: servers of a data centre, file times, bytes; volumes are HOST_DISK',
  source: 'Narayanan, Donnelly and Rowstron, Write off-loading: practical power management for enterprise storage, FAST 2008; SNIA IOTTA trace 388',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: true,
  addresses: 'places',
  params: {},
  extensions: [],
  sniff: (head) => linesHaveShape(head, shape, header),
  read: (chunks, _params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Comma, notes: context.notes, decode: decoderOf(context) }, batch),
  writer: {
    keeps: { ops: [Op.Read, Op.Write], clockNs: nsPerTick, volumes: 'names', serviceTimes: true, lengths: true, unitBytes: 1 },
    write: (requests) => {
      const hosts = requests.volumeNames.map(hostAndDisk);
      return requests.lines(({ atNs, op, offsetBytes, lengthBytes, volume, serviceNs }) => {
        const time = String(firstTick + BigInt(Math.floor(atNs / nsPerTick)));
        const type = op === Op.Write ? 'Write' : 'Read';
        return `${time},${hosts[volume]!},${type},${String(offsetBytes)},${String(lengthBytes)},${String(Math.floor(Math.max(0, serviceNs) / nsPerTick))}`;
      });
    },
  },
};

/** Written traces begin here: 22 February 2007, when those of MSR do. */
const firstTick = 128_166_372_000_000_000n;

/** `usr_0` → `usr,0`; a name without a number is a host with disk 0. */
function hostAndDisk(name: string): string {
  const found = /^(.+)_(\d{1,4})$/.exec(name);
  const host = (found?.[1] ?? name).replace(/[^\w.-]/g, '-');
  return `${host === '' ? 'host' : host},${found?.[2] ?? '0'}`;
}

function decoderOf({ volumes, notes }: TraceReadContext): DecodeLine {
  const origin = new TimeOrigin(nsPerTick);
  const nameOf = (spelled: Uint8Array): string => shownText(spelled).replace(/\s*,\s*/, '_');
  let isFirst = true;
  return (line, batch) => {
    if (line.number === 1 && line.startsWith(header)) return;
    line.longInteger('Timestamp', 'a Windows file time is needed: 100ns since 1601, a whole number');
    if (isFirst) refuseOtherEpoch(line, 'filetime', 'MSR Cambridge traces count 100ns since 1601: convert the times, or name another format');
    const atNs = origin.sinceFirstNs(line.high, line.low);
    isFirst = false;
    line.next('Hostname');
    const hostStart = line.fieldStart;
    if (line.fieldEnd === hostStart) line.refuse('the name of a host is needed');
    line.integer('DiskNumber', 9999);
    const volume = volumes.ofBytes(line.bytes, hostStart, line.fieldEnd, nameOf);
    line.next('Type');
    const op = line.is('Read') ? Op.Read : line.is('Write') ? Op.Write : line.refuse('allowed are Read and Write');
    const offset = line.integer('Offset', offsetBytesMax);
    const length = line.integer('Size', lengthBytesMax);
    const service = line.integer('ResponseTime', Number.MAX_SAFE_INTEGER / nsPerTick) * nsPerTick;
    line.endOfLine();
    if (length === 0) notes.count(emptyRequests);
    else batch.serviceNs[addRequest(batch, atNs, op, offset, length, volume)] = service;
  };
}
