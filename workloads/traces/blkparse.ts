/**
 * Text of Linux' blkparse in its default form (as in SNIA's block traces), one line per event of the block layer:
 *
 *   maj,min cpu sequence seconds.nanoseconds pid action RWBS sector + sectors [process]
 *
 * One request passes several events: Q queued, G given a request, I inserted, D sent to the device, C complete. Exactly one kind is read, `action`: Q (the default) is the offered load, D
 * what the device sees. RWBS holds R, W or D (discard); F before it, or alone, is a flush; S, M, A and an F behind it (forced unit access) are left out; N (no data) is skipped. Sectors of 512 bytes; the volume
 * is `maj:min`. Lines of other actions and of any other shape (the summary, messages, plugs, merges) are skipped and counted; a line of the chosen action that ends too early is refused.
 * Where nothing is of the chosen action, the trace is refused with what there is.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { emptyRequests, sectorBytes, sectorMax } from './recordLimits.ts';
import { Separator, shownText, type TextLine } from './textLine.ts';
import { headLines, readTextRecords, type DecodeLine } from './textRecords.ts';
import { TimeOrigin } from './timeOrigin.ts';
import { addRequest, type TraceBatch } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';
import { TraceFormatError } from './traceFormatError.ts';

export interface BlkparseParams {
  readonly action: string;
}

const actions = ['Q', 'G', 'I', 'D', 'C'];
const otherShape = 'lines of another shape (summary, messages), skipped';
/** A discard may span almost 4 GiB. */
const sectorsOfRequestMax = 0x7f_ffff;
const fieldsUpToAction = 5;
const letter = { D: 0x44, F: 0x46, R: 0x52, W: 0x57, comma: 0x2c };

export const blkparse: TraceFormat<BlkparseParams> = {
  name: 'blkparse',
  summary: 'blkparse text, default form; one kind of event is read; volumes are MAJ:MIN',
  source: 'Brunelle, blktrace user guide; blkparse(1), default output',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: {
    action: {
      unit: 'name',
      default: 'Q',
      choices: actions,
      summary: 'which events are the requests: Q queued (offered load), G, I, D sent to the device, C complete',
    },
  },
  extensions: ['.blkparse'],
  sniff: (head) => headLines(head).some((line) => /^\s*\d+,\d+\s+\d+\s+\d+\s+\d+\.\d{9}\s+\d+\s+[A-Z]{1,2}\s+[A-Z]+(\s|$)/.test(line)),
  read: readBlkparse,
};

async function* readBlkparse(
  chunks: AsyncIterable<Uint8Array>,
  { action }: BlkparseParams,
  context: TraceReadContext,
  batch: TraceBatch,
): AsyncIterable<TraceBatch> {
  let requests = 0;
  const { file, notes } = context;
  for await (const read of readTextRecords(chunks, { file, separator: Separator.Blanks, notes, decode: decoderOf(action, context) }, batch)) {
    requests += read.count;
    yield read;
  }
  if (requests > 0) return;
  const seen = notes.list().map(({ what, count }) => `${what.replace(', skipped', '')}: ${String(count)}`);
  const given = `has no request of action ${action}${seen.length === 0 ? '' : `, but ${seen.join('; ')}`}`;
  throw new TraceFormatError({ file, place: '', field: 'the trace', given, allowed: `the option action chooses one of ${actions.join(', ')}` });
}

function decoderOf(action: string, { volumes, notes }: TraceReadContext): DecodeLine {
  const origin = new TimeOrigin(1);
  const nameOf = (spelled: Uint8Array): string => shownText(spelled).replace(',', ':');
  return (line, batch) => {
    line.next('device');
    const { fieldStart: deviceStart, fieldEnd: deviceEnd } = line;
    const isEvent = isDevice(line.bytes, deviceStart, deviceEnd) && line.countFields() >= fieldsUpToAction;
    if (!isEvent) {
      notes.count(otherShape);
      return;
    }
    line.next('cpu');
    line.next('sequence');
    line.next('time');
    const timeStart = line.fieldStart;
    const timeEnd = line.fieldEnd;
    line.next('pid');
    line.next('action');
    if (!line.is(action)) {
      notes.count(`lines of action ${line.text()}, skipped`);
      return;
    }
    line.next('RWBS');
    const letters = line.bytes.subarray(line.fieldStart, line.fieldEnd);
    const op = opOf(letters);
    if (op < 0) {
      notes.count('requests without data (none of R, W, D, F in RWBS), skipped');
      return;
    }
    const isFlush = letters[0] === letter.F;
    const sector = isFlush && (line.startsWith('[') || !line.hasNext) ? -1 : line.integer('sector', sectorMax);
    const sectors = isFlush && (line.startsWith('[') || !line.hasNext) ? 0 : sectorsOf(line);
    const atNs = origin.sinceFirstNs(0, line.decimalAt(timeStart, timeEnd, 'time', 1e9, 'seconds with nanoseconds are needed, such as 0.000000001'));
    const volume = volumes.ofBytes(line.bytes, deviceStart, deviceEnd, nameOf);
    if (sectors > 0) addRequest(batch, atNs, op === Op.Flush ? Op.Write : op, sector * sectorBytes, sectors * sectorBytes, volume);
    else if (isFlush) addRequest(batch, atNs, Op.Flush, 0, 0, volume);
    else notes.count(emptyRequests);
  };
}

/** `8,16`. */
function isDevice(bytes: Uint8Array, start: number, end: number): boolean {
  let commas = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === letter.comma && at > start && at < end - 1) commas += 1;
    else if (byte < 0x30 || byte > 0x39) return false;
  }
  return commas === 1;
}

/** From the letters of RWBS: the first of R, W, D; else a flush when F is among them; else -1. */
function opOf(letters: Uint8Array): number {
  let op = -1;
  for (const byte of letters) {
    if (byte === letter.R) return Op.Read;
    if (byte === letter.W) return Op.Write;
    if (byte === letter.D) return Op.Discard;
    if (byte === letter.F) op = Op.Flush;
  }
  return op;
}

function sectorsOf(line: TextLine): number {
  line.next('+');
  if (!line.is('+')) line.refuse("'+' and the number of sectors are needed");
  return line.integer('sectors', sectorsOfRequestMax);
}
