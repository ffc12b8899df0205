/**
 * From one format to another: what is written, and what is lost on the way, said before it is written. What a format cannot express at all is refused with the request that it cannot hold.
 */
import { Op, opNames } from '../../sim/engine/protocol.ts';
import { lengthBytesMax } from './recordLimits.ts';
import type { Trace } from './trace.ts';
import type { TraceFormat } from './traceFormat.ts';
import { TraceFormatError } from './traceFormatError.ts';
import type { TraceWriter } from './traceWriter.ts';
import { WritableRequests, type WritableRequest } from './writableRequests.ts';

export interface ConversionOptions {
  /** For messages: where the trace comes from. */
  readonly file: string;
  readonly objectSizeBytes: number;
  /** Requests that lie between two units of the format are widened to whole ones; else refused. */
  readonly isRounding: boolean;
  /** False: all requests are read as reads, since nobody has said what they are. */
  readonly isOpKnown: boolean;
  /** The volumes lie one behind the other: their offsets don't collide. */
  readonly areVolumesApart: boolean;
}

export interface Conversion {
  /** Requests that are written. */
  readonly requests: number;
  /** Sentences. */
  readonly losses: readonly string[];
  readonly chunks: Iterable<Uint8Array>;
}

/** Throws TraceFormatError. O(requests) before the first chunk. */
export function convertTrace(trace: Trace, to: TraceFormat, writer: TraceWriter, options: ConversionOptions): Conversion {
  const { keeps } = writer;
  const { file } = options;
  const refuse = (field: string, given: string, allowed: string): never => {
    throw new TraceFormatError({ file, place: '', field, given, allowed });
  };
  if (keeps.ops.length > 0 && !options.isOpKnown)
    refuse('', 'its requests are not marked as reads or writes', `${to.name} wants to know: say it with 'as: reads' or 'as: writes' (--as)`);
  if (keeps.volumes === 'one' && trace.volumes.length > 1 && !options.areVolumesApart) {
    const names = trace.volumes.slice(0, 12).map(({ name }) => name);
    const given = `has ${String(trace.volumes.length)} volumes (${names.join(', ')}${trace.volumes.length > 12 ? ', …' : ''})`;
    refuse('the trace', given, `${to.name} holds one: choose it with --volume NAME, or --volume all to lay them one behind the other`);
  }
  const ops = keeps.ops.length > 0 ? keeps.ops : [Op.Read, Op.Write];
  const unitBytes = keeps.unitBytes === 'object' ? options.objectSizeBytes : keeps.unitBytes;
  const roundBytes = options.isRounding ? unitBytes : 1;
  const requests = new WritableRequests(trace, { ops, objectSizeBytes: options.objectSizeBytes, roundBytes });
  if (requests.count === 0) refuse('the trace', `has no request that ${to.name} holds`, `it holds ${ops.map((op) => opNames[op]).join(', ')}`);
  if (requests.count < (keeps.requestsMin ?? 0))
    refuse('the trace', `has ${String(requests.count)} requests`, `a file of ${to.name} has at least ${String(keeps.requestsMin)}`);
  const seen = checkRequests(requests, to, writer, unitBytes, file);
  return { requests: requests.count, losses: lossesOf(trace, to, writer, ops, seen, options), chunks: writer.write(requests) };
}

interface Seen {
  readonly offClock: number;
  readonly withService: number;
}

function checkRequests(requests: WritableRequests, to: TraceFormat, { keeps }: TraceWriter, unitBytes: number, file: string): Seen {
  let offClock = 0;
  let withService = 0;
  const unitsMax = keeps.unitsMax ?? Infinity;
  const wholeLengths = keeps.unitBytes !== 'object';
  const refuse = (position: number, field: string, given: number, allowed: string): never => {
    throw new TraceFormatError({ file, place: `request ${String(position + 1)}`, field, given: `is ${String(given)}`, allowed });
  };
  requests.each((request: WritableRequest, position: number) => {
    const { offsetBytes, lengthBytes, atNs } = request;
    const units = `${to.name} counts in units of ${String(unitBytes)} bytes: --round widens requests to whole units`;
    if (offsetBytes % unitBytes !== 0) refuse(position, 'offset', offsetBytes, units);
    if (wholeLengths && lengthBytes % unitBytes !== 0) refuse(position, 'length', lengthBytes, units);
    if (lengthBytes > lengthBytesMax) refuse(position, 'length', lengthBytes, `${to.name} is read back up to ${String(lengthBytesMax)} bytes`);
    if (offsetBytes / unitBytes > unitsMax)
      refuse(position, 'offset', offsetBytes, `${to.name} holds numbers up to ${String(unitsMax)}, in units of ${String(unitBytes)} bytes`);
    if (atNs % keeps.clockNs !== 0) offClock += 1;
    if (request.serviceNs >= 0) withService += 1;
  });
  return { offClock, withService };
}

function lossesOf(trace: Trace, to: TraceFormat, { keeps }: TraceWriter, ops: readonly Op[], seen: Seen, options: ConversionOptions): string[] {
  const losses: string[] = [];
  if (keeps.ops.length === 0 && options.isOpKnown) losses.push(`op is not kept by ${to.name}: reads and writes become alike`);
  for (const op of [Op.Flush, Op.Discard] as const) {
    const count = ops.includes(op) ? 0 : trace.countOf(op);
    if (count > 0) losses.push(`${String(count)} requests of operation ${opNames[op]} are left out: ${to.name} has none`);
  }
  if (!trace.hasTimes && keeps.clockNs < Infinity) losses.push('the trace has no times: all are written as 0');
  if (trace.hasTimes && keeps.clockNs === Infinity) losses.push(`times are not kept by ${to.name}`);
  else if (seen.offClock > 0) losses.push(`times are cut to ${to.name}'s clock of ${String(keeps.clockNs)} ns (${String(seen.offClock)} requests)`);
  if (!keeps.lengths) losses.push(`lengths are not kept by ${to.name}: each request is one object at its beginning`);
  if (keeps.volumes === 'numbers' && trace.volumes.some(({ name }) => name !== '' && !/^\d{1,9}$/.test(name)))
    losses.push(`names of volumes are not kept by ${to.name}: they become numbers`);
  if (keeps.volumes === 'one' && trace.volumes.some(({ name }) => name !== '')) losses.push(`volumes are not kept by ${to.name}`);
  if (!keeps.serviceTimes && seen.withService > 0) losses.push(`measured service times are not kept by ${to.name}`);
  for (const { what, count } of trace.notes.list()) losses.push(`not as it was: ${what}: ${String(count)}`);
  return losses;
}
