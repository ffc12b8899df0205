/**
 * One line of a text trace, cut into fields as they are asked for: bytes in, numbers out, no strings but in messages.
 *
 * Every number is exact: what passes 2^53 is read in two parts (`readLong`) or refused. A field that is missing, empty or something else than its kind is refused with the line, the field,
 * what was found and what is allowed.
 */
import { TraceFormatError } from './traceFormatError.ts';

export const Separator = { Comma: 0x2c, Blanks: 0x20 } as const;
export type Separator = (typeof Separator)[keyof typeof Separator];

const zero = 0x30;
const shownMax = 40;

export class TextLine {
  readonly file: string;
  readonly #separator: Separator;
  bytes: Uint8Array = new Uint8Array(0);
  /** Counted from 1. */
  number = 0;
  /** The field that was asked for last, without blanks around it. */
  fieldStart = 0;
  fieldEnd = 0;
  /** Of `readLong`: the number is high · 10^9 + low. */
  high = 0;
  low = 0;
  #field = '';
  #at = 0;
  #end = 0;
  /** Behind the last field that was asked for stands a separator, or nothing has been asked for yet. */
  #hasMore = false;

  constructor(file: string, separator: Separator) {
    this.file = file;
    this.#separator = separator;
  }

  /** Begins with the line of `bytes` from `start` to `end`, without its line end. */
  set(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.#at = start;
    this.#end = end > start && bytes[end - 1] === 0x0d ? end - 1 : end;
    this.#field = '';
    this.#hasMore = true;
    if (this.#separator === Separator.Blanks) this.#skipBlanks();
  }

  /** Nothing but blanks in it. */
  get isBlank(): boolean {
    for (let at = this.#at; at < this.#end; at++) if (!isBlank(this.bytes[at]!)) return false;
    return true;
  }

  /** The rest of the line begins with this (ASCII). */
  startsWith(text: string): boolean {
    for (let index = 0; index < text.length; index++)
      if (this.#at + index >= this.#end || this.bytes[this.#at + index] !== text.charCodeAt(index)) return false;
    return true;
  }

  /** Another field follows. */
  get hasNext(): boolean {
    return this.#hasMore && (this.#separator === Separator.Comma || this.#at < this.#end);
  }

  /** Steps to the next field. */
  next(field: string): void {
    if (!this.hasNext) {
      const before = this.#field === '' ? 'the line is empty' : `the line ends behind ${this.#field}`;
      this.#field = field;
      throw new TraceFormatError({ file: this.file, place: this.place(), field, given: 'is missing', allowed: before });
    }
    this.#field = field;
    const { bytes } = this;
    const end = this.#end;
    let at = this.#at;
    if (this.#separator === Separator.Blanks) {
      this.fieldStart = at;
      while (at < end && !isBlank(bytes[at]!)) at++;
      this.fieldEnd = at;
      this.#at = at;
      this.#skipBlanks();
      return;
    }
    while (at < end && isBlank(bytes[at]!)) at++;
    this.fieldStart = at;
    while (at < end && bytes[at] !== Separator.Comma) at++;
    this.#hasMore = at < end;
    this.#at = at + 1;
    while (at > this.fieldStart && isBlank(bytes[at - 1]!)) at--;
    this.fieldEnd = at;
  }

  /** Fields from here to the end. */
  countFields(): number {
    let fields = 0;
    if (this.#separator === Separator.Comma) {
      for (let at = this.#at; at < this.#end; at++) if (this.bytes[at] === Separator.Comma) fields++;
      return this.hasNext ? fields + 1 : 0;
    }
    for (let at = this.#at; at < this.#end; at++) if (!isBlank(this.bytes[at]!) && (at === this.#at || isBlank(this.bytes[at - 1]!))) fields++;
    return fields;
  }

  /** Refuses what stands behind the last field. */
  endOfLine(): void {
    if (!this.hasNext) return;
    const last = this.#field;
    this.next('the line');
    this.refuse(`nothing may stand behind ${last}`, `goes on with ${this.text()}`);
  }

  /** A whole number from `min` to `max` (at most 2^53). */
  integer(field: string, max: number, min = 0): number {
    this.next(field);
    return this.asInteger(max, min);
  }

  asInteger(max: number, min = 0): number {
    const { bytes, fieldStart, fieldEnd } = this;
    let value = 0;
    for (let at = fieldStart; at < fieldEnd; at++) {
      const digit = bytes[at]! - zero;
      if (digit < 0 || digit > 9) this.#refuseNumber(min, max);
      value = value * 10 + digit;
    }
    if (fieldStart === fieldEnd || value > max || value < min) this.#refuseNumber(min, max);
    return value;
  }

  /** A whole number of up to 27 digits, into `high` and `low`. */
  longInteger(field: string, allowed = 'a whole number is needed'): void {
    this.next(field);
    const { bytes, fieldStart, fieldEnd } = this;
    const digits = fieldEnd - fieldStart;
    if (digits === 0 || digits > 24) this.refuse(allowed);
    let high = 0;
    let low = 0;
    for (let at = fieldStart; at < fieldEnd; at++) {
      const digit = bytes[at]! - zero;
      if (digit < 0 || digit > 9) this.refuse(allowed);
      if (fieldEnd - at > 9) high = high * 10 + digit;
      else low = low * 10 + digit;
    }
    this.high = high;
    this.low = low;
  }

  /** A number with at most one point, times `scale`, rounded to a whole number; no sign, no exponent. */
  decimal(field: string, scale: number, allowed: string): number {
    this.next(field);
    return this.decimalAt(this.fieldStart, this.fieldEnd, field, scale, allowed);
  }

  /** The same of a field that was passed before. */
  decimalAt(start: number, end: number, field: string, scale: number, allowed: string): number {
    this.#field = field;
    this.fieldStart = start;
    this.fieldEnd = end;
    const { bytes } = this;
    let whole = 0;
    let fraction = 0;
    let fractionScale = 1;
    let isFraction = false;
    let digits = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === 0x2e && !isFraction) {
        isFraction = true;
        continue;
      }
      const digit = byte - zero;
      if (digit < 0 || digit > 9) this.refuse(allowed);
      digits += 1;
      if (!isFraction) whole = whole * 10 + digit;
      else if (fractionScale < 1e15) {
        fraction = fraction * 10 + digit;
        fractionScale *= 10;
      }
    }
    const value = whole * scale + Math.round((fraction * scale) / fractionScale);
    if (digits === 0 || value > Number.MAX_SAFE_INTEGER) this.refuse(allowed);
    return value;
  }

  /** The field is exactly this word (ASCII). */
  is(word: string): boolean {
    return this.fieldEnd - this.fieldStart === word.length && this.fieldStartsWith(word);
  }

  /** The field begins with this word (ASCII). */
  fieldStartsWith(word: string): boolean {
    const { bytes, fieldStart } = this;
    if (this.fieldEnd - fieldStart < word.length) return false;
    for (let index = 0; index < word.length; index++) if (bytes[fieldStart + index] !== word.charCodeAt(index)) return false;
    return true;
  }

  /** The field for messages: shortened, and without what a terminal would act on. */
  text(): string {
    return shownText(this.bytes.subarray(this.fieldStart, Math.min(this.fieldEnd, this.fieldStart + shownMax)), this.fieldEnd - this.fieldStart > shownMax);
  }

  place(): string {
    return `line ${String(this.number)}`;
  }

  /** The current field is not what it should be. */
  refuse(allowed: string, given?: string): never {
    const found = given ?? (this.fieldEnd === this.fieldStart ? 'is empty' : `is ${this.text()}`);
    throw new TraceFormatError({ file: this.file, place: this.place(), field: this.#field, given: found, allowed });
  }

  #refuseNumber(min: number, max: number): never {
    this.refuse(`a whole number from ${String(min)} to ${String(max)} is needed`);
  }

  #skipBlanks(): void {
    let at = this.#at;
    while (at < this.#end && isBlank(this.bytes[at]!)) at++;
    this.#at = at;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** Bytes as text for messages. */
export function shownText(bytes: Uint8Array, isCut = false): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  return isCut ? `${text}...` : text;
}
