/**
 * Numbers as fio understands them: k is 1024 and ki 1000 unless kb_base=1000 (then the other way round), sizes without unit are bytes, a B at the end says nothing; times have a unit of
 * their own each (d, h, m, s, ms, us), of which m is minutes. Null: not such a number.
 */
const exponents: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** A size in bytes, or a plain number; `kbBase` is 1024 or 1000. */
export function parseFioInt(text: string, kbBase: number): number | null {
  const hex = /^0x([0-9a-f]+)$/i.exec(text);
  if (hex !== null) return safe(Number.parseInt(hex[1]!, 16));
  const match = /^(\d+)(?:\.(\d+))?\s*([kmgtp]?)(i?)b?$/i.exec(text);
  if (match === null) return null;
  const [, whole, fraction, prefix, binary] = match;
  const exponent = exponents[prefix!.toLowerCase()]!;
  if (exponent === 0 && (binary !== '' || fraction !== undefined)) return null;
  const isOther = binary !== '';
  const base = (kbBase === 1000) === isOther ? 1024 : 1000;
  let value = Number(`${whole!}.${fraction ?? '0'}`);
  for (let power = 0; power < exponent; power++) value *= base;
  return safe(value);
}

const timeUnits: Readonly<Record<string, number>> = { d: 86_400e9, h: 3600e9, m: 60e9, s: 1e9, sec: 1e9, ms: 1e6, msec: 1e6, us: 1e3, usec: 1e3 };

/** A time in ns; without a unit it counts in `unitNs`. */
export function parseFioTime(text: string, unitNs: number): number | null {
  const match = /^(\d+)\s*([a-z]*)$/i.exec(text);
  if (match === null) return null;
  const unit = match[2]!.toLowerCase();
  if (unit !== '' && !Object.hasOwn(timeUnits, unit)) return null;
  return safe(Number(match[1]) * (unit === '' ? unitNs : timeUnits[unit]!));
}

function safe(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null;
}
