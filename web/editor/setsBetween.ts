/**
 * What turns one scenario into another, as `--set PATH=VALUE` would: so that an edited scenario can still be repeated with one command, and named in an address.
 *
 * Null where sets can't say it: a field that was taken away, or a list that became shorter. Whoever uses them checks that they lead to the same scenario: a name can stand for a map.
 */
import { valueText } from '../../sim/scenario/editText.ts';

export interface ScenarioSet {
  readonly path: string;
  readonly value: string;
}

/** More than this is no command any more. */
const setsMax = 24;

/** Both as `plainScenario` gives them. */
export function setsBetween(before: unknown, after: unknown): readonly ScenarioSet[] | null {
  const sets: ScenarioSet[] = [];
  return collect(before, after, '', sets) && sets.length <= setsMax ? sets : null;
}

function collect(before: unknown, after: unknown, path: string, sets: ScenarioSet[]): boolean {
  if (isMap(before) && isMap(after)) {
    if (Object.keys(before).some((key) => !(key in after))) return path !== '' && isOwnMap(path) && add(after, path, sets);
    return Object.entries(after).every(([key, value]) => collect(before[key], value, path === '' ? key : `${path}.${key}`, sets));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    if (after.length < before.length) return path !== '' && add(after, path, sets);
    return after.every((value, index) => collect(before[index], value, `${path}.${String(index)}`, sets));
  }
  if (before === after) return true;
  return path !== '' && add(after, path, sets);
}

function add(value: unknown, path: string, sets: ScenarioSet[]): boolean {
  sets.push({ path, value: valueText(value) });
  return true;
}

/** Setting a whole map replaces it; at the top there is none to replace. */
function isOwnMap(path: string): boolean {
  return path.includes('.');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
