/**
 * Cuts a stream of chunks into lines, for the text formats: hands each to a decoder, carries over what a chunk leaves, and skips empty lines.
 *
 * A last line without a line end is read as it is (many traces end so) and noted, since nothing tells whether it was cut inside its last number.
 */
import type { ReadNotes } from './readNotes.ts';
import { TextLine, type Separator } from './textLine.ts';
import type { TraceBatch } from './traceBatch.ts';
import { TraceFormatError } from './traceFormatError.ts';

/** Decodes one line, which is never empty, into entry `batch.count` of `batch`, which has room for it, and adds 1 to `batch.count`; or leaves the line out. */
export type DecodeLine = (line: TextLine, batch: TraceBatch) => void;

/** No record of a format here is near that long: a file whose lines are is of another kind. */
const lineBytesMax = 8192;
const lineFeed = 0x0a;

export interface TextLayout {
  readonly file: string;
  readonly separator: Separator;
  readonly notes: ReadNotes;
  readonly decode: DecodeLine;
}

export async function* readTextRecords(chunks: AsyncIterable<Uint8Array>, layout: TextLayout, batch: TraceBatch): AsyncIterable<TraceBatch> {
  const { file, decode, notes } = layout;
  const capacity = batch.op.length;
  const line = new TextLine(file, layout.separator);
  const carried = new Uint8Array(lineBytesMax);
  let carriedBytes = 0;
  batch.count = 0;
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      const feed = chunk.indexOf(lineFeed, at);
      const end = feed < 0 ? chunk.length : feed;
      if (end - at + carriedBytes > lineBytesMax) refuseLongLine(file, line.number + 1);
      if (feed < 0 || carriedBytes > 0) {
        carried.set(chunk.subarray(at, end), carriedBytes);
        carriedBytes += end - at;
        if (feed < 0) break;
        line.set(carried, 0, carriedBytes);
        carriedBytes = 0;
      } else line.set(chunk, at, end);
      line.number += 1;
      if (!line.isBlank) decode(line, batch);
      at = end + 1;
      if (batch.count === capacity) {
        yield batch;
        batch.count = 0;
      }
    }
  }
  if (carriedBytes > 0) {
    line.set(carried, 0, carriedBytes);
    line.number += 1;
    if (!line.isBlank) {
      decode(line, batch);
      notes.count('last line without a line end (it may be cut off)');
    }
  }
  if (batch.count > 0) yield batch;
}

function refuseLongLine(file: string, line: number): never {
  throw new TraceFormatError({
    file,
    place: `line ${String(line)}`,
    field: 'the line',
    given: `is longer than ${String(lineBytesMax)} bytes`,
    allowed: 'a record of a text trace is shorter: the file is of another format, or corrupt',
  });
}

/** Have the first line of a head, but for one that begins with `header`, and at least half of all this shape? For sniffing: damage further on is the reader's to tell. */
export function linesHaveShape(head: Uint8Array, shape: RegExp, header: string | null = null): boolean {
  const lines = headLines(head);
  if (header !== null && lines[0]?.startsWith(header) === true) lines.shift();
  return lines.length > 0 && shape.test(lines[0]!) && lines.filter((line) => shape.test(line)).length * 2 >= lines.length;
}

/** The whole lines of a head, without their line ends; for sniffing. At most `linesMax`; the last, which may be cut, only when it is the only one. */
export function headLines(head: Uint8Array, linesMax = 20): string[] {
  let text = '';
  for (const byte of head) text += String.fromCharCode(byte);
  const lines = text.split('\n');
  if (lines.length > 1) lines.pop();
  return lines
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '')
    .slice(0, linesMax);
}
