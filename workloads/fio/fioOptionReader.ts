/** The options of one job of a fio job file, read as what they are; the last of a name counts. What is not understood is refused by name, with line and job. */
import { nearMiss } from '../../sim/base/nearMiss.ts';
import { FioFileError } from './fioFileError.ts';
import { fioAliases, fioIgnored, fioRefused, fioUsed } from './fioOptions.ts';
import type { FioEntry, FioSection } from './fioSections.ts';
import { parseFioInt, parseFioTime } from './fioUnits.ts';

/** A number of bytes, or a share of the device. */
export type FioSize = { readonly bytes: number } | { readonly ratio: number };

export class FioOptionReader {
  readonly kbBase: number;
  readonly #section: FioSection;
  readonly #file: string;
  readonly #entries = new Map<string, FioEntry>();

  /** Refuses options that are not understood. */
  constructor(section: FioSection, file: string) {
    this.#section = section;
    this.#file = file;
    for (const entry of section.entries) this.#add(entry);
    this.kbBase = Number(this.word('kb_base', '1024', ['1024', '1000']));
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Which of these was written last; null: none. */
  last(...keys: readonly string[]): string | null {
    return [...this.#entries.keys()].filter((key) => keys.includes(key)).at(-1) ?? null;
  }

  text(key: string, fallback: string): string {
    return this.#entries.get(key)?.value ?? fallback;
  }

  word(key: string, fallback: string, allowed: readonly string[]): string {
    const value = this.text(key, fallback).toLowerCase();
    if (!allowed.includes(value))
      this.refuse(key, value === '' ? 'has no value' : `is ${value}`, `allowed are ${allowed.join(', ')}`, nearMiss(value, allowed));
    return value;
  }

  flag(key: string): boolean {
    if (!this.has(key)) return false;
    const value = this.text(key, '');
    return value === '' || this.word(key, '', ['0', '1']) === '1';
  }

  count(key: string, fallback: number, min: number, max = 1e9): number {
    if (!this.has(key)) return fallback;
    const value = parseFioInt(this.text(key, ''), this.kbBase);
    if (value === null || value < min || value > max)
      return this.refuse(key, `is ${this.text(key, '')}`, `a whole number of ${String(min)} to ${String(max)} is needed`);
    return value;
  }

  bytes(key: string, fallback: number): number {
    if (!this.has(key)) return fallback;
    const value = parseFioInt(this.text(key, ''), this.kbBase);
    return value === null ? this.refuse(key, `is ${this.text(key, '')}`, 'a size is needed, such as 4k, 64m or 1g') : value;
  }

  size(key: string): FioSize | null {
    const written = this.text(key, '');
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(written);
    if (percent === null) return this.has(key) ? { bytes: this.bytes(key, 0) } : null;
    return { ratio: this.percent(key, 0) };
  }

  percent(key: string, fallback: number): number {
    if (!this.has(key)) return fallback / 100;
    const match = /^(\d+(?:\.\d+)?)%?$/.exec(this.text(key, ''));
    if (match === null || Number(match[1]) > 100) return this.refuse(key, `is ${this.text(key, '')}`, 'a percentage of 0 to 100 is needed, such as 70');
    return Number(match[1]) / 100;
  }

  time(key: string, fallbackNs: number, unitNs: number): number {
    if (!this.has(key)) return fallbackNs;
    const value = parseFioTime(this.text(key, ''), unitNs);
    return value === null
      ? this.refuse(key, `is ${this.text(key, '')}`, `a time is needed, such as 30s, 5m or 500ms; without a unit it counts in ${unitNs === 1e9 ? 's' : 'us'}`)
      : value;
  }

  refuse(key: string, given: string, allowed: string, suggestion: string | null = null): never {
    const entry = this.#entries.get(key);
    const line = entry === undefined ? this.#section.line : entry.line;
    throw new FioFileError({ file: this.#file, line, job: this.#section.name, given: `${key} ${given}`, allowed, suggestion });
  }

  #add(entry: FioEntry): void {
    const key = fioAliases[entry.key] ?? entry.key;
    if (Object.hasOwn(fioIgnored, key)) return;
    if (Object.hasOwn(fioUsed, key)) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return;
    }
    const isOff = (key === 'verify' || key === 'zonemode' || key === 'exitall' || key === 'pre_read') && ['0', 'none'].includes(entry.value);
    if (isOff || (key === 'nrfiles' && entry.value === '1')) return;
    const place = { file: this.#file, line: entry.line, job: this.#section.name };
    const reason = fioRefused[key];
    if (reason !== undefined) throw new FioFileError({ ...place, given: `${entry.key} is not understood`, allowed: reason });
    const known = [...Object.keys(fioUsed), ...Object.keys(fioAliases)];
    const allowed = `understood are ${Object.keys(fioUsed).join(', ')}`;
    throw new FioFileError({ ...place, given: `${entry.key} is no option that is understood here`, allowed, suggestion: nearMiss(entry.key, known) });
  }
}
