import type { ParamSpec } from '../../base/spec.ts';
import { paramText } from '../specField.ts';
import { writtenName } from '../specField.ts';

/** Parameters that are not at their default, as people write them: `interval=2s`. */
export function shownParams(specs: Readonly<Record<string, ParamSpec<unknown>>>, params: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    if (JSON.stringify(params[name]) === JSON.stringify(spec.default)) return [];
    return [`${writtenName(name, spec)}=${String(paramText({ ...spec, default: params[name] }) ?? 'none')}`];
  });
}
