/** A scenario with changes written into it, as text: what was set, and what was added to the timeline of a run while it went, each in its place; remarks and order stay. */
import { editText, type TextPath } from '../../sim/scenario/editText.ts';

/** `sets` as on a command line, applied in their order. */
export function scenarioText(text: string, sets: readonly { readonly path: string; readonly value: string }[]): string {
  return sets.reduce((written, { path, value }) => editText(written, pathOf(path), value), text);
}

/** `vms.0.disk`: numbers are places in lists. */
function pathOf(path: string): TextPath {
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
