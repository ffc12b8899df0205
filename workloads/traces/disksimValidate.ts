/**
 * DiskSim's validation traces: a real disk's requests with their measured service times, one line each:
 *
 *   R|W Hit|Miss blkno nblocks service_us next_interarrival_us
 *
 * Blocks of 512 bytes. The last number is the time from this request to the next. Service times are kept; whether the disk's own cache was said to be hit is not.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { sectorBytes, sectorMax, sectorsMax } from './recordLimits.ts';
import { Separator } from './textLine.ts';
import { linesHaveShape, readTextRecords, type DecodeLine } from './textRecords.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat } from './traceFormat.ts';

const nsPerUs = 1000;

export const disksimValidate: TraceFormat = {
  name: 'disksim-validate',
  summary: 'DiskSim validation traces of real disks, with measured service times',
  source: 'DiskSim 4.0, valid/*.trace; Ganger, System-oriented evaluation of I/O subsystem performance, CSE-TR-243-95, on validation',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: true,
  addresses: 'places',
  params: {},
  extensions: [],
  sniff: (head) => linesHaveShape(head, /^[RW][ \t]+(Hit|Miss)[ \t]+\d+[ \t]+\d+[ \t]+[\d.]+[ \t]+[\d.]+\s*$/),
  read: (chunks, _params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Blanks, notes: context.notes, decode: decoder() }, batch),
};

function decoder(): DecodeLine {
  let atNs = 0;
  return (line, batch) => {
    line.next('operation');
    const op = line.is('R') ? Op.Read : line.is('W') ? Op.Write : line.refuse('allowed are R and W');
    line.next('cache state');
    if (!line.is('Hit') && !line.is('Miss')) line.refuse('allowed are Hit and Miss');
    const sector = line.integer('blkno', sectorMax);
    const sectors = line.integer('nblocks', sectorsMax, 1);
    const service = line.decimal('service time', nsPerUs, 'a time in us is needed, such as 15362.0');
    const gap = line.decimal('time to the next', nsPerUs, 'a time in us is needed, such as 56074.0');
    line.endOfLine();
    batch.serviceNs[addRequest(batch, atNs, op, sector * sectorBytes, sectors * sectorBytes, 0)] = service;
    atNs += gap;
  };
}
