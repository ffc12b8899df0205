/** The header of an lcs file, first form: see `lcs.ts`. */
import { TraceFormatError } from './traceFormatError.ts';

export const lcsHeaderBytes = 1024;

/** Where a whole number stands in a record. */
export interface LcsField {
  readonly at: number;
  readonly bytes: number;
  readonly isSigned: boolean;
}

export interface LcsHeader {
  readonly itemBytes: number;
  readonly requests: number;
  readonly objectId: LcsField;
  readonly size: LcsField;
  readonly time: LcsField;
  readonly op: LcsField | null;
  readonly tenant: LcsField | null;
}

const magic = 0x1234_5678_9abc_def0n;
const widths: Readonly<Record<string, number>> = { c: 1, b: 1, B: 1, h: 2, H: 2, i: 4, I: 4, f: 4, q: 8, Q: 8, d: 8 };
const fieldNames = ['obj_id', 'size', 'time', 'last_access_vtime', 'next_access_vtime', 'op', 'ttl', 'tenant', 'content_type'];
const formatAt = 8;
const formatBytes = 240;
const fieldNumbersAt = 248;

/** Throws TraceFormatError. */
export function parseLcsHeader(head: Uint8Array, file: string): LcsHeader {
  const refuse = (at: number, field: string, given: string, allowed: string): never => {
    throw new TraceFormatError({ file, place: at < 0 ? '' : `byte ${String(at)}`, field, given, allowed });
  };
  if (head.length < lcsHeaderBytes)
    refuse(-1, 'the file', `has ${String(head.length)} bytes`, `an lcs trace begins with a header of ${String(lcsHeaderBytes)}`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (const at of [0, 1016]) {
    const found = view.getBigUint64(at, true);
    if (found !== magic) refuse(at, 'the magic', `is 0x${found.toString(16)}`, `in an lcs trace it is 0x${magic.toString(16)}`);
  }
  const version = view.getBigUint64(1008, true);
  if (version > 1n) refuse(1008, 'version', `is ${String(version)}`, 'only the first form of lcs is read: convert the trace to oracleGeneral');
  const letters = formatLetters(head, refuse);
  const fieldCount = view.getUint32(1000, true);
  if (fieldCount !== letters.length) refuse(1000, 'n_fields', `is ${String(fieldCount)}`, `the format <${letters.join('')} has ${String(letters.length)}`);
  const itemBytes = view.getUint32(1004, true);
  const sum = letters.reduce((bytes, letter) => bytes + widths[letter]!, 0);
  if (itemBytes !== sum) refuse(1004, 'item_size', `is ${String(itemBytes)}`, `the fields of the format <${letters.join('')} have ${String(sum)} bytes`);
  const requests = view.getBigInt64(488, true);
  if (requests < 0n || requests > 0x1f_ffff_ffff_ffffn) refuse(488, 'n_req', `is ${String(requests)}`, 'a number of records is needed');
  const find = (name: string): LcsField | null => findField(head, name, letters, refuse);
  const need = (name: string): LcsField => {
    const at = fieldNumbersAt + fieldNames.indexOf(name);
    return find(name) ?? refuse(at, `the field number of ${name}`, 'is 0 (there is none)', `without ${name} no request can be read`);
  };
  return { itemBytes, requests: Number(requests), objectId: need('obj_id'), size: need('size'), time: need('time'), op: find('op'), tenant: find('tenant') };
}

type Refuse = (at: number, field: string, given: string, allowed: string) => never;

function formatLetters(head: Uint8Array, refuse: Refuse): string[] {
  let text = '';
  for (let at = formatAt; at < formatAt + formatBytes && head[at] !== 0; at++) text += String.fromCharCode(head[at]!);
  if (!/^<[cbBhHiIqQfd]+$/.test(text)) {
    const shown = text.slice(0, 30).replace(/[^\x20-\x7e]/g, '?');
    return refuse(formatAt, 'format', `is ${shown === '' ? 'empty' : shown}`, "it is '<' and one letter of c b B h H i I q Q f d for each field");
  }
  return Array.from(text.slice(1));
}

function findField(head: Uint8Array, name: string, letters: readonly string[], refuse: Refuse): LcsField | null {
  const at = fieldNumbersAt + fieldNames.indexOf(name);
  const number = head[at]!;
  if (number === 0) return null;
  if (number > letters.length) return refuse(at, `the field number of ${name}`, `is ${String(number)}`, `there are ${String(letters.length)} fields`);
  const letter = letters[number - 1]!;
  if (letter === 'f' || letter === 'd' || letter === 'c') return refuse(at, name, `is of type ${letter}`, 'a whole number is needed: b B h H i I q Q');
  const before = letters.slice(0, number - 1).reduce((bytes, other) => bytes + widths[other]!, 0);
  return { at: before, bytes: widths[letter]!, isSigned: letter === letter.toLowerCase() };
}
