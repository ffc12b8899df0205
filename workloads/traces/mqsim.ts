/**
 * MQSim ASCII traces, one line per request, five whole numbers between blanks:
 *
 *   time device lba size type
 *
 * lba and size in 512-byte sectors; type 0 = WRITE, 1 = READ (the opposite of Tencent's). The unit of the times is a setting of MQSim (ps, ns or us), not of the file: ns in the traces that
 * come with it and in what is written here, else `timeUnit` must say. Each device is a volume.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { emptyRequests, sectorBytes, sectorMax, sectorsMax } from './recordLimits.ts';
import { Separator } from './textLine.ts';
import { linesHaveShape, readTextRecords, type DecodeLine } from './textRecords.ts';
import { timeOriginOf, timeUnitParam, type TimeUnit } from './timeUnits.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

export interface MqsimParams {
  readonly timeUnit: TimeUnit;
}

export const mqsim: TraceFormat<MqsimParams> = {
  name: 'mqsim',
  summary: 'MQSim ASCII: time device lba size type; volumes are device numbers',
  source: 'Tavakkol et al., MQSim: a framework for enabling realistic studies of modern multi-queue SSD devices, FAST 2018',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: { timeUnit: timeUnitParam('ns', ['ps', 'ns', 'us'], 'unit of the times') },
  extensions: [],
  sniff: (head) => linesHaveShape(head, /^\s*\d+[ \t]+\d+[ \t]+\d+[ \t]+\d+[ \t]+[01]\s*$/),
  read: (chunks, params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Blanks, notes: context.notes, decode: decoderOf(params, context) }, batch),
  writer: {
    keeps: { ops: [Op.Read, Op.Write], clockNs: 1, volumes: 'numbers', serviceTimes: false, lengths: true, unitBytes: sectorBytes },
    write: (requests) =>
      requests.lines(({ atNs, op, offsetBytes, lengthBytes, volume }) => {
        const device = requests.volumeNumber(volume, devicesMax);
        return `${String(atNs)} ${String(device)} ${String(offsetBytes / sectorBytes)} ${String(lengthBytes / sectorBytes)} ${op === Op.Write ? '0' : '1'}`;
      }),
  },
};

const devicesMax = 65_535;

function decoderOf({ timeUnit }: MqsimParams, { volumes, notes }: TraceReadContext): DecodeLine {
  const origin = timeOriginOf(timeUnit);
  return (line, batch) => {
    line.longInteger('time');
    const atNs = origin.sinceFirstNs(line.high, line.low);
    const volume = volumes.ofNumber(line.integer('device', devicesMax));
    const sector = line.integer('lba', sectorMax);
    const sectors = line.integer('size', sectorsMax);
    line.next('type');
    const op = line.is('1') ? Op.Read : line.is('0') ? Op.Write : line.refuse('allowed are 0 (write) and 1 (read)');
    line.endOfLine();
    if (sectors === 0) notes.count(emptyRequests);
    else addRequest(batch, atNs, op, sector * sectorBytes, sectors * sectorBytes, volume);
  };
}
