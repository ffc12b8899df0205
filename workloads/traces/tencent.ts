/**
 * Tencent CBS block traces: CSV, one line per request, an optional header line:
 *
 *   Timestamp,Offset,Size,IOType,VolumeID
 *
 * Timestamp in whole seconds since 1970; Offset and Size in 512-byte sectors; IOType 0 read, 1 write (the opposite of DiskSim's). Each volume id is a volume.
 * Many requests share a second: `spread` says what becomes of their times.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { refuseOtherEpoch } from './epochDoubt.ts';
import { emptyRequests, sectorBytes, sectorMax, sectorsMax } from './recordLimits.ts';
import { spreadParam, type SpreadParams } from './spreadTimes.ts';
import { Separator } from './textLine.ts';
import { linesHaveShape, readTextRecords, type DecodeLine } from './textRecords.ts';
import { timeOriginOf } from './timeUnits.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

const header = 'Timestamp,Offset';

export const tencent: TraceFormat<SpreadParams> = {
  name: 'tencent',
  summary: 'Tencent CBS CSV: virtual disks, whole seconds, sectors; volumes are volume numbers',
  source: 'Zhang et al., OSCA: an online-model based cache allocation scheme in cloud block storage systems, USENIX ATC 2020; SNIA IOTTA trace 27917',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: { spread: spreadParam },
  extensions: [],
  sniff: (head) => linesHaveShape(head, /^\d{9,10},\d+,\d+,[01],\d+\s*$/, header),
  read: (chunks, _params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Comma, notes: context.notes, decode: decoderOf(context) }, batch),
  writer: {
    keeps: { ops: [Op.Read, Op.Write], clockNs: 1e9, volumes: 'numbers', serviceTimes: false, lengths: true, unitBytes: sectorBytes },
    write: (requests) =>
      requests.lines(({ atNs, op, offsetBytes, lengthBytes, volume }) => {
        const seconds = firstSecond + Math.floor(atNs / 1e9);
        const number = requests.volumeNumber(volume, 999_999_999);
        return `${String(seconds)},${String(offsetBytes / sectorBytes)},${String(lengthBytes / sectorBytes)},${op === Op.Write ? '1' : '0'},${String(number)}`;
      }),
  },
};

/** Written traces begin here: 30 September 2018, 16:00 UTC, when those of Tencent do. */
const firstSecond = 1_538_323_200;

function decoderOf({ volumes, notes }: TraceReadContext): DecodeLine {
  const origin = timeOriginOf('s');
  let isFirst = true;
  return (line, batch) => {
    if (line.number === 1 && line.startsWith(header)) return;
    line.longInteger('Timestamp', 'whole seconds are needed');
    if (isFirst) refuseOtherEpoch(line, 's', 'Tencent CBS traces count seconds: convert the times, or name another format');
    isFirst = false;
    const atNs = origin.sinceFirstNs(line.high, line.low);
    const sector = line.integer('Offset', sectorMax);
    const sectors = line.integer('Size', sectorsMax);
    const op = line.integer('IOType', 1) === 0 ? Op.Read : Op.Write;
    const volume = volumes.ofNumber(line.integer('VolumeID', Number.MAX_SAFE_INTEGER));
    line.endOfLine();
    if (sectors === 0) notes.count(emptyRequests);
    else addRequest(batch, atNs, op, sector * sectorBytes, sectors * sectorBytes, volume);
  };
}
