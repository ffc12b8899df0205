/**
 * Options of a trace format, as they are written in a scenario (`options: { timeUnit: us }`) or on the command line (`--option timeUnit=us`): read with the units, choices and ranges of the
 * format's parameter table, and refused with what is allowed. A parameter is written without the unit at the end of its name, as everywhere: `blockSizeBytes` as `blockSize`.
 */
import { nearMiss } from '../../sim/base/nearMiss.ts';
import type { ParamSpec, ParamUnit } from '../../sim/base/spec.ts';
import { formatQuantity, parseQuantity } from '../../sim/base/units.ts';
import type { TraceFormat } from './traceFormat.ts';

/** Name → value, as written. */
export type WrittenOptions = Readonly<Record<string, string>>;

export type OptionsResult =
  { readonly ok: true; readonly params: object } | { readonly ok: false; readonly option: string; readonly given: string; readonly allowed: string };

export function readFormatOptions(format: TraceFormat, written: WrittenOptions): OptionsResult {
  const specs = Object.entries(format.params as Readonly<Record<string, ParamSpec<unknown>>>).map(([name, spec]) => ({
    name,
    spec,
    shown: writtenOption(name, spec.unit),
  }));
  const names = specs.map(({ shown }) => shown);
  const params: Record<string, unknown> = {};
  for (const { name, spec } of specs) params[name] = spec.default;
  for (const [option, text] of Object.entries(written)) {
    const found = specs.find(({ shown }) => shown === option);
    if (found === undefined) {
      const near = nearMiss(option, names);
      const allowed =
        names.length === 0 ? `${format.name} has none` : `${format.name} has ${names.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`;
      return { ok: false, option, given: 'is no option of this format', allowed };
    }
    const value = readValue(text, found.spec);
    if (!value.ok) return { ok: false, option, given: `is ${text === '' ? 'empty' : text}`, allowed: value.allowed };
    params[found.name] = value.value;
  }
  return { ok: true, params };
}

/** Options of a format with their defaults, for help: `timeUnit=ns`. */
export function describeOptions(
  format: TraceFormat,
): readonly { readonly option: string; readonly normally: string; readonly choices: readonly string[]; readonly summary: string }[] {
  return Object.entries(format.params as Readonly<Record<string, ParamSpec<unknown>>>).map(([name, spec]) => ({
    option: writtenOption(name, spec.unit),
    normally: spec.unit === 'bytes' || spec.unit === 'ns' ? formatQuantity(Number(spec.default), spec.unit) : String(spec.default),
    choices: spec.choices ?? [],
    summary: spec.summary,
  }));
}

const suffixes: Readonly<Partial<Record<ParamUnit, string>>> = { bytes: 'Bytes', ns: 'Ns' };

function writtenOption(name: string, unit: ParamUnit): string {
  const suffix = suffixes[unit];
  return suffix !== undefined && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

type ReadValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly allowed: string };

function readValue(text: string, spec: ParamSpec<unknown>): ReadValue {
  switch (spec.unit) {
    case 'name': {
      const { choices } = spec;
      if (choices === undefined) return text === '' ? { ok: false, allowed: `${spec.summary} is needed` } : { ok: true, value: text };
      if (choices.includes(text)) return { ok: true, value: text };
      const near = text.length > 2 ? nearMiss(text, choices) : null;
      return { ok: false, allowed: `allowed are ${choices.join(', ')}${near === null ? '' : `; did you mean ${near}?`}` };
    }
    case 'bytes':
    case 'ns': {
      const parsed = parseQuantity(text, spec.unit);
      if (!parsed.ok) return { ok: false, allowed: `${parsed.allowed}${parsed.suggestion === null ? '' : `; did you mean ${parsed.suggestion}?`}` };
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = spec;
      if (parsed.value >= min && parsed.value <= max) return parsed;
      return { ok: false, allowed: `${formatQuantity(min, spec.unit)} to ${formatQuantity(max, spec.unit)} is possible` };
    }
    case 'flag':
      return text === 'true' || text === 'false' ? { ok: true, value: text === 'true' } : { ok: false, allowed: 'true or false is needed' };
    default: {
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = spec;
      const value = /^\d+$/.test(text) ? Number(text) : -1;
      return value >= min && value <= max ? { ok: true, value } : { ok: false, allowed: `a whole number from ${String(min)} to ${String(max)} is needed` };
    }
  }
}
