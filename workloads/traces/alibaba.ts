/**
 * Alibaba Cloud block traces (2020): CSV, one line per request, an optional header line:
 *
 *   device_id,opcode,offset,length,timestamp
 *
 * opcode `R` or `W`; offset and length in bytes; timestamp in µs since 1970. Each device is a volume. Order of the file is kept.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { refuseOtherEpoch } from './epochDoubt.ts';
import { emptyRequests, lengthBytesMax, offsetBytesMax } from './recordLimits.ts';
import { Separator } from './textLine.ts';
import { linesHaveShape, readTextRecords, type DecodeLine } from './textRecords.ts';
import { timeOriginOf, timeUnitParam, type TimeUnit } from './timeUnits.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

export interface AlibabaParams {
  readonly timeUnit: TimeUnit;
}

const header = 'device_id,opcode';

export const alibaba: TraceFormat<AlibabaParams> = {
  name: 'alibaba',
  summary: 'Alibaba Cloud block CSV: virtual disks, µs, bytes; volumes are device numbers',
  source: 'Li et al., An in-depth analysis of cloud block storage workloads in large-scale production, IISWC 2020; github.com/alibaba/block-traces',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: { timeUnit: timeUnitParam('us', ['ns', 'us', 'ms', 's'], 'unit of the timestamps') },
  extensions: [],
  sniff: (head) => linesHaveShape(head, /^\d+,[RW],\d+,\d+,\d+\s*$/, header),
  read: (chunks, params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Comma, notes: context.notes, decode: decoderOf(params, context) }, batch),
  writer: {
    keeps: { ops: [Op.Read, Op.Write], clockNs: 1000, volumes: 'numbers', serviceTimes: false, lengths: true, unitBytes: 1 },
    write: (requests) =>
      requests.lines(({ atNs, op, offsetBytes, lengthBytes, volume }) => {
        const device = requests.volumeNumber(volume, 999_999_999);
        return `${String(device)},${op === Op.Write ? 'W' : 'R'},${String(offsetBytes)},${String(lengthBytes)},${String(firstUs + Math.floor(atNs / 1000))}`;
      }),
  },
};

/** Written traces begin here: 31 December 2019, 16:00 UTC, when those of Alibaba do. */
const firstUs = 1_577_808_000_000_000;

function decoderOf({ timeUnit }: AlibabaParams, { volumes, notes }: TraceReadContext): DecodeLine {
  const origin = timeOriginOf(timeUnit);
  let isFirst = true;
  return (line, batch) => {
    if (line.number === 1 && line.startsWith(header)) return;
    const volume = volumes.ofNumber(line.integer('device_id', Number.MAX_SAFE_INTEGER));
    line.next('opcode');
    const op = line.is('R') ? Op.Read : line.is('W') ? Op.Write : line.refuse('allowed are R and W');
    const offset = line.integer('offset', offsetBytesMax);
    const length = line.integer('length', lengthBytesMax);
    line.longInteger('timestamp');
    if (isFirst) refuseOtherEpoch(line, timeUnit, 'say the unit with the option timeUnit');
    isFirst = false;
    line.endOfLine();
    const atNs = origin.sinceFirstNs(line.high, line.low);
    if (length === 0) notes.count(emptyRequests);
    else addRequest(batch, atNs, op, offset, length, volume);
  };
}
