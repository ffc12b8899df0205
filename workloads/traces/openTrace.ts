/**
 * Opens a trace for reading in batches: unpacks it, finds its format (from its content, then from its name, or as it was named), reads the options, and puts behind the format's reader what
 * is alike for all of them: spreading of times, the operation that the caller names, the choice of a volume.
 */
import { nearMiss } from '../../sim/base/nearMiss.ts';
import { Op } from '../../sim/engine/protocol.ts';
import { decompress } from './decompress.ts';
import { readFormatOptions, type WrittenOptions } from './formatOptions.ts';
import { peekStream } from './peekStream.ts';
import { ReadNotes } from './readNotes.ts';
import { spreadTimes } from './spreadTimes.ts';
import { createTraceBatch, type TraceBatch } from './traceBatch.ts';
import { sniffBytes, type TraceFormat } from './traceFormat.ts';
import { TraceFormatError } from './traceFormatError.ts';
import { traceFormats } from './traceFormats.ts';
import { VolumeTable } from './volumeTable.ts';

/** How a caller wants a trace read. */
export interface TraceReadOptions {
  /** For messages, and for formats that only a name tells. */
  readonly file: string;
  /** A name of the table, or `auto`. */
  readonly format: string;
  /** `stored`: as the file says; formats that store no operation refuse it. `unknown`: the same, but formats that store none are read, as reads. */
  readonly as: 'stored' | 'reads' | 'writes' | 'unknown';
  /** Formats of objects: distance of two neighbouring object numbers on the disk. */
  readonly objectSizeBytes: number;
  /** The same for formats that store no lengths; left out: `objectSizeBytes`. */
  readonly keySizeBytes?: number;
  /** Of the format, as written; left out: none. */
  readonly options?: WrittenOptions;
  /** Only this volume, by its name. Left out or empty: all of them. */
  readonly volume?: string;
}

export interface OpenTrace {
  readonly format: TraceFormat;
  /** Nothing tells which requests are reads and which writes, neither the file nor the caller. To be asked once it is read. */
  lacksOp(): boolean;
  /** Filled while it is read. */
  readonly volumes: VolumeTable;
  readonly notes: ReadNotes;
  /** To be gone through once; each batch is valid until the next is asked for. Throws TraceFormatError; errors of the stream itself go through. */
  readonly batches: AsyncIterable<TraceBatch>;
}

const batchRequests = 8192;

export async function openTrace(chunks: AsyncIterable<Uint8Array>, options: TraceReadOptions): Promise<OpenTrace> {
  const { file, as } = options;
  const unpacked = await decompress(chunks, file);
  const peeked = await peekStream(unpacked, sniffBytes);
  const format = options.format === 'auto' ? findFormat(peeked.head, file) : formatNamed(options.format, file);
  const read = readFormatOptions(format, options.options ?? {});
  if (!read.ok) throw new TraceFormatError({ file, place: '', field: `option ${read.option}`, given: read.given, allowed: read.allowed });
  if (format.storesOp === false && as === 'stored') {
    const given = `a trace of format ${format.name} does not store whether its requests are reads or writes`;
    throw new TraceFormatError({ file, place: '', field: '', given, allowed: "say which they are, with 'as: reads' or 'as: writes'" });
  }
  const volumes = new VolumeTable(file);
  const notes = new ReadNotes();
  const found = { lacksOp: format.storesOp === false };
  const { objectSizeBytes, keySizeBytes = objectSizeBytes } = options;
  const context = { file, objectSizeBytes: format.storesLengths === false ? keySizeBytes : objectSizeBytes, notes, volumes, isOpGiven: as !== 'stored', found };
  let batches = format.read(peeked.chunks, read.params, context, createTraceBatch(batchRequests));
  if ('spread' in read.params && read.params.spread === 'even') batches = spreadTimes(batches, createTraceBatch(batchRequests));
  if (as === 'reads' || as === 'writes') batches = withOp(batches, as === 'reads' ? Op.Read : Op.Write);
  const volume = options.volume ?? '';
  if (volume !== '') batches = onlyVolume(batches, volume, volumes, file);
  return { format, lacksOp: () => found.lacksOp && options.as === 'unknown', volumes, notes, batches: checkTimes(batches, format, file) };
}

/** The entry of the table; throws TraceFormatError with the names that there are. */
export function formatNamed(name: string, file: string): TraceFormat {
  const format = traceFormats.find((entry) => entry.name === name);
  if (format !== undefined) return format;
  const near = nearMiss(name, formatNames());
  const allowed = `allowed are ${formatNames().join(', ')}${near === null ? '' : `; did you mean ${near}?`}`;
  throw new TraceFormatError({ file, place: '', field: 'format', given: `is ${name}`, allowed });
}

function findFormat(head: Uint8Array, file: string): TraceFormat {
  if (head.length === 0) throw new TraceFormatError({ file, place: '', field: 'the file', given: 'is empty', allowed: 'a trace has at least one request' });
  const found = traceFormats.filter((format) => format.sniff(head));
  if (found.length === 1) return found[0]!;
  // The reader of the format that the name tells says what is wrong with the content.
  const bare = file.replace(/\.(gz|zst|zstd)$/i, '').toLowerCase();
  const named = traceFormats.filter(({ extensions }) => extensions.some((extension) => bare.endsWith(extension.toLowerCase())));
  if (found.length === 0 && named.length === 1) return named[0]!;
  const given = found.length === 0 ? 'is of no format that is known here' : `could be ${found.map(({ name }) => name).join(' or ')}`;
  const allowed = `known are ${formatNames().join(', ')}; name one with 'format:' (--format) if it is one of them`;
  throw new TraceFormatError({ file, place: '', field: 'the content', given, allowed });
}

function formatNames(): readonly string[] {
  return traceFormats.map(({ name }) => name);
}

/** All requests but flushes become `forced`. */
async function* withOp(batches: AsyncIterable<TraceBatch>, forced: Op): AsyncIterable<TraceBatch> {
  for await (const batch of batches) {
    for (let index = 0; index < batch.count; index++) if (batch.op[index] !== Op.Flush) batch.op[index] = forced;
    yield batch;
  }
}

async function* onlyVolume(batches: AsyncIterable<TraceBatch>, name: string, volumes: VolumeTable, file: string): AsyncIterable<TraceBatch> {
  let requests = 0;
  for await (const batch of batches) {
    const chosen = volumes.find(name);
    let into = 0;
    for (let index = 0; index < batch.count; index++) {
      if (batch.volume[index] !== chosen) continue;
      batch.atNs[into] = batch.atNs[index]!;
      batch.offsetBytes[into] = batch.offsetBytes[index]!;
      batch.lengthBytes[into] = batch.lengthBytes[index]!;
      batch.op[into] = batch.op[index]!;
      batch.serviceNs[into] = batch.serviceNs[index]!;
      batch.volume[into] = chosen;
      into++;
    }
    batch.count = into;
    requests += into;
    if (into > 0) yield batch;
  }
  if (requests > 0) return;
  const near = nearMiss(name, volumes.names);
  const allowed = `${describeVolumes(volumes)}${near === null ? '' : `; did you mean ${near}?`}`;
  throw new TraceFormatError({ file, place: '', field: 'volume', given: `is ${name}, of which there is no request`, allowed });
}

/** The volumes of a trace as a phrase. */
export function describeVolumes({ names }: VolumeTable): string {
  if (names.length === 0) return 'this trace does not tell volumes apart';
  const shown = names.slice(0, 12).join(', ');
  return names.length === 1
    ? `the trace has the volume ${shown}`
    : `the trace has the volumes ${shown}${names.length > 12 ? `, … (${String(names.length)})` : ''}`;
}

/** No storage has done more requests per second; a trace that has is counted in another unit of time. */
const requestsPerSecondMax = 20e6;
/** Below this the mean rate says nothing. */
const requestsMin = 1000;
const yearsMax = 30;
const yearNs = 365.25 * 86_400 * 1e9;

/** Refuses a unit of time that makes no sense. */
async function* checkTimes(batches: AsyncIterable<TraceBatch>, format: TraceFormat, file: string): AsyncIterable<TraceBatch> {
  let requests = 0;
  let fromNs = Infinity;
  let toNs = -Infinity;
  for await (const batch of batches) {
    for (let index = 0; index < batch.count; index++) {
      const atNs = batch.atNs[index]!;
      if (atNs < fromNs) fromNs = atNs;
      if (atNs > toNs) toNs = atNs;
    }
    requests += batch.count;
    yield batch;
  }
  const spanNs = toNs - fromNs;
  if (requests < requestsMin || spanNs <= 0) return;
  const allowed = 'timeUnit' in format.params ? 'say the unit with the option timeUnit' : 'convert the times to those of the format';
  const doubt =
    spanNs > yearsMax * yearNs
      ? `span ${String(Math.round(spanNs / yearNs))} years`
      : requests * 1e9 > requestsPerSecondMax * spanNs
        ? `have ${String(Math.round((requests / spanNs) * 1e3))} requests per us`
        : null;
  if (doubt !== null) throw new TraceFormatError({ file, place: '', field: 'the times', given: `${doubt}, so their unit is in doubt`, allowed });
}
