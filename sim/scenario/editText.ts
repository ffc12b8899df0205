/**
 * Changes to the text of a scenario, one field at a time, that keep everything else as its author wrote it: remarks, order, flow or block style. It is what a form on a page writes.
 *
 * Nothing here knows what a scenario is: `parseScenario` says whether the changed text is one.
 */
import { isCollection, isScalar, parseDocument, stringify, type Document } from 'yaml';

/** Names of fields and places in lists, from the top. */
export type TextPath = readonly (string | number)[];

const readOptions = { version: '1.2', schema: 'core', logLevel: 'silent', strict: true } as const;
const writeOptions = { lineWidth: 0, flowCollectionPadding: true } as const;

/** What is written, as plain values; undefined when the text is no YAML, null when nothing is written. */
export function plainScenario(text: string): unknown {
  const document = parseDocument(text, readOptions);
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}

/** `value` is YAML (`4GiB`, `[a, b]`, `{ kind: exponential, mean: 1ms }`); null takes the field away. The text as it is when it, or the value, is no YAML. */
export function editText(text: string, path: TextPath, value: string | null): string {
  const document = parseDocument(text, readOptions);
  if (document.errors.length > 0) return text;
  if (value === null) {
    if (!document.hasIn(path)) return text;
    removeField(document, path);
  } else {
    const parsed = parseValue(value);
    if (parsed === undefined) return text;
    const spliced = splice(text, document.getIn(path, true), value);
    if (spliced !== null && sameValue(parseDocument(spliced, readOptions).getIn(path), parsed)) return spliced;
    openParents(document, path);
    document.setIn(path, typeof parsed === 'object' ? document.createNode(parsed, { flow: true }) : parsed);
  }
  return tidied(document.toString(writeOptions), text);
}

/** A value as one line of YAML: what stands in a field of a form. Empty for what is not there. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = stringify(value, { ...writeOptions, ...(typeof value === 'object' ? { collectionStyle: 'flow' as const } : {}) }).trim();
  return tidyLine(text);
}

/** Undefined: no YAML. */
function parseValue(text: string): unknown {
  const document = parseDocument(text, readOptions);
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}

/** The text with a plain value in place of another; null where something else than a plain value stands. */
function splice(text: string, there: unknown, value: string): string | null {
  if (!isScalar(there) || there.range === null || there.range === undefined) return null;
  return text.slice(0, there.range[0]) + value + text.slice(there.range[1]);
}

/** Plain values only: what a comma or a colon makes of a word depends on where it stands. */
function sameValue(one: unknown, other: unknown): boolean {
  return typeof other !== 'object' && one === other;
}

/** Where a path goes below a plain value (`vms: 4`, `flush: age`), the value makes room. */
function openParents(document: Document, path: TextPath): void {
  for (let depth = 1; depth < path.length; depth++) {
    const above = path.slice(0, depth);
    if (document.hasIn(above) && !isCollection(document.getIn(above, true))) document.deleteIn(above);
  }
}

/** Maps that are left empty go too. */
function removeField(document: Document, path: TextPath): void {
  document.deleteIn(path);
  for (let depth = path.length - 1; depth > 0; depth--) {
    const above = document.getIn(path.slice(0, depth), true);
    if (!isCollection(above) || above.items.length > 0) return;
    document.deleteIn(path.slice(0, depth));
  }
}

/** Lines that the writer has spaced anew look as in scenarios that ship; those that were there stay as they were. */
function tidied(written: string, before: string): string {
  const known = new Set(before.split('\n'));
  return written
    .split('\n')
    .map((line) => (known.has(line) ? line : tidyLine(line)))
    .join('\n');
}

/** `[{ a: 1 }]`, not `[ { a: 1 } ]`. */
function tidyLine(line: string): string {
  return line.replaceAll(/(?<=[\s:[-]|^)\[ (?=\S)/g, '[').replaceAll(/(?<=\S) \](?=[\s,}\]]|$)/g, ']');
}
