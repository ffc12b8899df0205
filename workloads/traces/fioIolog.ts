/**
 * fio's IO logs (`write_iolog`, `read_iolog`), versions 2 and 3, one line per event. Line 1 is `fio version 2 iolog` or `fio version 3 iolog`; then
 *
 *   v2:  FILE add|open|close            FILE read|write|trim|sync|datasync OFFSET LENGTH            FILE wait MICROSECONDS
 *   v3:  TIMESTAMP and the same, without wait
 *
 * Offsets and lengths in bytes. A wait counts from the one before it, in us; below 100 it is ignored, as by fio. Timestamps count from the start of the run; the manual of 3.33 names no unit, and
 * what that version writes is us, so that is the default of `timeUnit`. Each file is a volume; it must have been added before it is used. sync and datasync are flushes, trim is discard.
 * Version 1 is refused; written is version 3.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { emptyRequests, lengthBytesMax, offsetBytesMax } from './recordLimits.ts';
import { Separator, shownText, type TextLine } from './textLine.ts';
import { headLines, readTextRecords, type DecodeLine } from './textRecords.ts';
import { timeOriginOf, timeUnitParam, type TimeUnit } from './timeUnits.ts';
import { addRequest, type TraceBatch } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';
import type { WritableRequests } from './writableRequests.ts';
import type { TimeOrigin } from './timeOrigin.ts';

export interface FioIologParams {
  readonly timeUnit: TimeUnit;
}

const opOfAction: Readonly<Record<string, Op>> = { read: Op.Read, write: Op.Write, trim: Op.Discard, sync: Op.Flush, datasync: Op.Flush };
const usOfIgnoredWaitMax = 99;
const nsPerUs = 1000;

export const fioIolog: TraceFormat<FioIologParams> = {
  name: 'fio-iolog',
  summary: "fio's IO logs, versions 2 and 3; volumes are files",
  source: 'fio manual 3.33, section Trace file format; unit of v3 measured',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: { timeUnit: timeUnitParam('us', ['ns', 'us', 'ms'], 'unit of the timestamps of version 3') },
  extensions: ['.iolog'],
  sniff: (head) => /^fio version \d+ iolog$/.test(headLines(head, 1)[0] ?? ''),
  read: (chunks, params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Blanks, notes: context.notes, decode: decoderOf(params, context) }, batch),
  writer: {
    keeps: { ops: [Op.Read, Op.Write, Op.Flush, Op.Discard], clockNs: nsPerUs, volumes: 'names', serviceTimes: false, lengths: true, unitBytes: 1 },
    write: writeVersion3,
  },
};

const actionOfOp: readonly string[] = ['read', 'write', 'sync', 'trim'];

function* writeVersion3(requests: WritableRequests): Iterable<Uint8Array> {
  const files = requests.volumeNames.map((name) => (name === '' ? 'disk' : name.replace(/\s/g, '_')));
  const head = ['fio version 3 iolog', ...files.flatMap((file) => [`0 ${file} add`, `0 ${file} open`])];
  yield new TextEncoder().encode(`${head.join('\n')}\n`);
  let lastUs = 0;
  yield* requests.lines(({ atNs, op, offsetBytes, lengthBytes, volume }) => {
    lastUs = Math.floor(atNs / nsPerUs);
    return `${String(lastUs)} ${files[volume]!} ${actionOfOp[op]!} ${String(offsetBytes)} ${String(lengthBytes)}`;
  });
  yield new TextEncoder().encode(files.map((file) => `${String(lastUs)} ${file} close\n`).join(''));
}

function decoderOf(params: FioIologParams, context: TraceReadContext): DecodeLine {
  const reader = new IologReader(params, context);
  let hasVersion = false;
  return (line, batch) => {
    if (hasVersion) reader.read(line, batch);
    else reader.readVersion(line);
    hasVersion = true;
  };
}

class IologReader {
  readonly #context: TraceReadContext;
  readonly #origin: TimeOrigin;
  #version = 0;
  /** Of v2: the sum of the waits. */
  #atNs = 0;

  constructor(params: FioIologParams, context: TraceReadContext) {
    this.#context = context;
    this.#origin = timeOriginOf(params.timeUnit);
    // Timestamps count from the start of the run.
    this.#origin.sinceFirstNs(0, 0);
  }

  readVersion(line: TextLine): void {
    const allowed = "the first line is 'fio version 2 iolog' or 'fio version 3 iolog'";
    for (const word of ['fio', 'version', '', 'iolog']) {
      line.next('the version');
      if (word === '') this.#version = line.is('2') ? 2 : line.is('3') ? 3 : line.refuse(allowed);
      else if (!line.is(word)) line.refuse(allowed);
    }
    line.endOfLine();
  }

  read(line: TextLine, batch: TraceBatch): void {
    if (this.#version === 3) {
      line.longInteger('timestamp');
      this.#atNs = this.#origin.sinceFirstNs(line.high, line.low);
    }
    line.next('file');
    const { fieldStart: fileStart, fieldEnd: fileEnd } = line;
    line.next('action');
    if (line.is('add')) {
      this.#volumeOf(line, fileStart, fileEnd);
      line.endOfLine();
      return;
    }
    this.#requireAdded(line, fileStart, fileEnd);
    if (line.is('open') || line.is('close')) line.endOfLine();
    else if (line.is('wait') && this.#version === 2) this.#wait(line);
    else this.#request(line, this.#volumeOf(line, fileStart, fileEnd), batch);
  }

  #volumeOf(line: TextLine, start: number, end: number): number {
    return this.#context.volumes.ofBytes(line.bytes, start, end, shownText);
  }

  #requireAdded(line: TextLine, start: number, end: number): void {
    const name = shownText(line.bytes.subarray(start, end));
    if (this.#context.volumes.find(name) < 0)
      line.refuse(`a file is added before it is used: '${name} add' is missing`, `${line.text()} is of a file that was not added`);
  }

  #wait(line: TextLine): void {
    const us = line.integer('wait', Number.MAX_SAFE_INTEGER / nsPerUs);
    if (us > usOfIgnoredWaitMax) this.#atNs += us * nsPerUs;
    if (line.hasNext) line.integer('length', Number.MAX_SAFE_INTEGER);
    line.endOfLine();
  }

  #request(line: TextLine, volume: number, batch: TraceBatch): void {
    const action = line.text();
    if (!Object.hasOwn(opOfAction, action)) {
      line.refuse(`allowed are add, open, close, ${Object.keys(opOfAction).join(', ')}${this.#version === 2 ? ', wait' : ' (and in version 2 wait)'}`);
    }
    const op = opOfAction[action]!;
    if (op === Op.Flush) {
      while (line.hasNext) line.integer('offset', Number.MAX_SAFE_INTEGER);
      addRequest(batch, this.#atNs, op, 0, 0, volume);
      return;
    }
    const offset = line.integer('offset', offsetBytesMax);
    const length = line.integer('length', op === Op.Discard ? 0xffff_ffff : lengthBytesMax);
    line.endOfLine();
    if (length === 0) this.#context.notes.count(emptyRequests);
    else addRequest(batch, this.#atNs, op, offset, length, volume);
  }
}
