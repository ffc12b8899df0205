/** Reads a whole trace into memory: finds its format from its content, or takes the one that was named. */
import { nearMiss } from '../../sim/base/nearMiss.ts';
import { peekStream } from './peekStream.ts';
import { Trace } from './trace.ts';
import { createTraceBatch } from './traceBatch.ts';
import { sniffBytes, type TraceFormat, type TraceReadOptions } from './traceFormat.ts';
import { TraceFormatError } from './traceFormatError.ts';
import { traceFormats } from './traceFormats.ts';

const batchRequests = 8192;

/** `format` is a name of the table or `auto`. Throws TraceFormatError; errors of the stream itself go through. */
export async function readTrace(chunks: AsyncIterable<Uint8Array>, options: TraceReadOptions & { readonly format: string }): Promise<Trace> {
  const peeked = await peekStream(chunks, sniffBytes);
  const format = options.format === 'auto' ? sniffFormat(peeked.head, options.file) : formatNamed(options.format, options.file);
  const trace = new Trace(format.name);
  for await (const batch of format.read(peeked.chunks, options, createTraceBatch(batchRequests))) trace.append(batch);
  if (trace.count === 0) {
    throw new TraceFormatError({ file: options.file, place: '', field: 'the trace', given: 'holds no request', allowed: 'at least one is needed' });
  }
  return trace;
}

function formatNamed(name: string, file: string): TraceFormat {
  const format = traceFormats.find((entry) => entry.name === name);
  if (format !== undefined) return format;
  const near = nearMiss(name, formatNames());
  const allowed = `allowed are ${formatNames().join(', ')}${near === null ? '' : `; did you mean ${near}?`}`;
  throw new TraceFormatError({ file, place: '', field: 'format', given: `is ${name}`, allowed });
}

function sniffFormat(head: Uint8Array, file: string): TraceFormat {
  const found = traceFormats.filter((format) => format.sniff(head));
  if (found.length === 1) return found[0]!;
  if (head.length === 0) throw new TraceFormatError({ file, place: '', field: 'the file', given: 'is empty', allowed: 'a trace has at least one request' });
  const given = found.length === 0 ? 'is of no format that is known here' : `could be ${found.map((format) => format.name).join(' or ')}`;
  throw new TraceFormatError({
    file,
    place: '',
    field: 'the content',
    given,
    allowed: `known are ${formatNames().join(', ')}; name one with 'format:' if it is one of them`,
  });
}

function formatNames(): readonly string[] {
  return traceFormats.map((format) => format.name);
}
