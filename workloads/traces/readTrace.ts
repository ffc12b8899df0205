/** Reads a whole trace into memory. */
import { openTrace, type OpenTrace, type TraceReadOptions } from './openTrace.ts';
import { Trace } from './trace.ts';
import { TraceFormatError } from './traceFormatError.ts';

/** Throws TraceFormatError; errors of the stream itself go through. At least one request comes back. */
export async function readTrace(chunks: AsyncIterable<Uint8Array>, options: TraceReadOptions): Promise<Trace> {
  return collectTrace(await openTrace(chunks, options), options.file);
}

/** The rest of `readTrace`, for who needs to know more of the trace that was opened. */
export async function collectTrace({ format, volumes, notes, batches }: OpenTrace, file: string): Promise<Trace> {
  const trace = new Trace(format, volumes, notes);
  for await (const batch of batches) trace.append(batch);
  if (trace.count > 0) return trace;
  const left = notes.list().map(({ what, count }) => `${what}: ${String(count)}`);
  const given = `holds no request${left.length === 0 ? '' : ` (${left.join('; ')})`}`;
  throw new TraceFormatError({ file, place: '', field: 'the trace', given, allowed: 'at least one is needed' });
}
