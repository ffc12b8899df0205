/**
 * A scenario as a form, made from its JSON Schema and from what is written: which fields there are, what stands in each, and what a change of one is in the text.
 *
 * Follows the schema alone, so that a new field, policy or workload is in the form without a line here. What the form has no widget for (distributions,
 * shares by size) is edited as one line of YAML. Groups are opened when asked for: a workload of phases of workloads has no end.
 */
import { valueText, type TextPath } from '../../sim/scenario/editText.ts';
import { chosenAlternative, objectAlternatives, resolveSchema, type Schema } from './formSchema.ts';

/** One step of a change: `value` is YAML, null takes the field away. */
export interface FormEdit {
  readonly path: TextPath;
  readonly value: string | null;
}

export interface FormField {
  readonly kind: 'field';
  readonly path: TextPath;
  readonly label: string;
  readonly hint: string;
  /** What may be chosen; null: any text. */
  readonly choices: readonly string[] | null;
  /** As written; empty where it is left to its default. */
  readonly text: string;
  readonly defaultText: string;
  /** What to change in the text when `value` is entered; an empty one gives the field back to its default. */
  edits(value: string): readonly FormEdit[];
}

export interface FormGroup {
  readonly kind: 'group';
  readonly path: TextPath;
  readonly label: string;
  readonly hint: string;
  /** What is written in it, on one line; empty where all is left to defaults. */
  readonly summary: string;
  parts(): readonly FormPart[];
  /** Of an entry of a list. */
  readonly remove: readonly FormEdit[] | null;
  /** Of a list: a new entry at its end. */
  readonly add: { readonly label: string; readonly edits: readonly FormEdit[] } | null;
}

export type FormPart = FormField | FormGroup;

interface Place {
  readonly root: Schema;
  readonly path: TextPath;
  readonly label: string;
  readonly hint: string;
  /** What has to be written first when something below this place is (the name of a policy that stood alone). */
  readonly before: readonly FormEdit[];
}

/** `written` as `plainScenario` gives it. */
export function formOf(schema: Schema, written: unknown): readonly FormPart[] {
  return objectParts(schema, written, { root: schema, path: [], label: '', hint: '', before: [] });
}

/** The part at a path, or the nearest above it: where a message about a field belongs. */
export function partKey(path: TextPath): string {
  return path.join('.');
}

function objectParts(schema: Schema, written: unknown, place: Place, leftOut: readonly string[] = []): FormPart[] {
  const values = asRecord(written);
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, below]) => partOf(below, values[name], { ...place, path: [...place.path, name], label: spaced(name), hint: below.description ?? '' }));
}

function partOf(given: Schema, written: unknown, place: Place): FormPart {
  const schema = resolveSchema(given, place.root);
  const alternatives = objectAlternatives(schema, place.root);
  if (place.path.length === 1 && place.path[0] === 'vms') return vmsPart(schema, written, place);
  if (schema.type === 'array' && schema.items !== undefined && isListOfMaps(schema.items, place.root)) return listPart(schema.items, written, place);
  if (schema.properties !== undefined) return groupPart(written, place, () => objectParts(schema, written, place));
  if (alternatives.length > 0 && chosenAlternative(schema, written, place.root) !== null)
    return groupPart(written, place, () => variantParts(schema, written, place), defaultOf(given, schema));
  return fieldPart({ ...schema, default: given.default ?? schema.default }, written, place);
}

function fieldPart(schema: Schema, written: unknown, place: Place, edits?: FormField['edits']): FormField {
  const { path, label, hint, before } = place;
  const choices = schema.enum?.map((choice) => valueText(choice)) ?? (schema.type === 'boolean' ? ['true', 'false'] : null);
  return {
    kind: 'field',
    path,
    label,
    hint,
    choices,
    text: valueText(written),
    defaultText: schema.default === undefined ? '' : valueText(schema.default),
    edits: edits ?? ((value) => (value.trim() === '' ? [{ path, value: null }] : [...before, { path, value: value.trim() }])),
  };
}

function groupPart(written: unknown, place: Place, parts: () => readonly FormPart[], defaultText = ''): FormGroup {
  const { path, label, hint } = place;
  const text = valueText(written);
  return { kind: 'group', path, label, hint, summary: text === '' ? defaultText : text, parts, remove: null, add: null };
}

/** A choice by name with the parameters of what is chosen: a policy, a workload, a device, an event. */
function variantParts(schema: Schema, written: unknown, place: Place): FormPart[] {
  const { root, path, hint } = place;
  const chosen = chosenAlternative(schema, written, root);
  if (chosen === null) return [];
  const isBare = typeof written !== 'object' || written === null;
  const choosers = chosen.keys.map((key) => {
    const own = isBare ? (key === chosen.keys[0] && typeof written === 'string' ? written : undefined) : asRecord(written)[key];
    const description = chosen.schema.properties?.[key]?.description ?? '';
    const fallback = chosen.schema.properties?.[key]?.default ?? (key === chosen.keys[0] ? schema.default : undefined);
    return fieldPart(
      { enum: chosen.names(key), ...(fallback === undefined ? {} : { default: fallback }) },
      own,
      { ...place, path: [...path, key], label: spaced(key), hint: own === undefined && fallback === undefined ? hint : description },
      (value) => chooseEdits(schema, written, key, value, place),
    );
  });
  // Parameters below a name that stands alone: the name goes into the map first.
  const name = isBare && chosen.keys[0] !== undefined ? bareName(schema, written) : '';
  const before = name === '' ? place.before : [...place.before, { path, value: `{ ${chosen.keys[0]!}: ${name} }` }];
  const params = objectParts(chosen.schema, isBare ? {} : written, { ...place, before }, chosen.keys);
  return [...choosers, ...(chosen.keys.includes('preset') ? params.map(asPreset) : params)];
}

/** What the schema has for a default is the model's; a device's preset comes before it, in all but its size. */
function asPreset(part: FormPart): FormPart {
  return part.kind === 'field' && part.path.at(-1) !== 'size' ? { ...part, defaultText: 'as the preset' } : part;
}

function bareName(schema: Schema, written: unknown): string {
  if (typeof written === 'string') return written;
  return typeof schema.default === 'string' ? schema.default : '';
}

/** Another name: parameters that it knows too stay. */
function chooseEdits(schema: Schema, written: unknown, key: string, value: string, place: Place): FormEdit[] {
  const { path, root, before } = place;
  if (value === '') return [{ path, value: null }];
  const next = chosenAlternative(schema, { [key]: value }, root);
  const known = Object.keys(next?.schema.properties ?? {});
  const kept = Object.entries(asRecord(written)).filter(([name]) => known.includes(name) && !(next?.keys.includes(name) ?? false));
  const isNameEnough = kept.length === 0 && schema.anyOf?.some(({ enum: names }) => names?.includes(value) ?? false) === true;
  return [...before, { path, value: isNameEnough ? value : valueText({ [key]: value, ...Object.fromEntries(kept) }) }];
}

function isListOfMaps(items: Schema, root: Schema): boolean {
  const schema = resolveSchema(items, root);
  return schema.properties !== undefined || objectAlternatives(schema, root).length > 0;
}

function listPart(items: Schema, written: unknown, place: Place): FormGroup {
  const entries = Array.isArray(written) ? (written as unknown[]) : [];
  const schema = resolveSchema(items, place.root);
  const fresh = valueText(freshEntry(schema, place.root));
  const add = entries.length === 0 ? { path: place.path, value: `[${fresh}]` } : { path: [...place.path, entries.length], value: fresh };
  const parts = (): FormPart[] =>
    entries.map((entry, index) => {
      const path = [...place.path, index];
      const own = { ...place, path, label: entryLabel(entry, index), hint: '', before: [] };
      const part = partOf(schema, entry, own);
      return part.kind === 'group' ? { ...part, remove: [{ path, value: null }] } : part;
    });
  return { ...groupPart(written, place, parts), add: { label: 'Add an entry', edits: [...place.before, add] } };
}

/** The smallest entry that says what it is. */
function freshEntry(schema: Schema, root: Schema): unknown {
  const chosen = chosenAlternative(schema, undefined, root);
  if (chosen === null) return {};
  const required = chosen.schema.required ?? [];
  const samples: Readonly<Record<string, unknown>> = { at: '1s', for: '1s', name: 'here' };
  return Object.fromEntries(required.map((key) => [key, chosen.schema.properties?.[key]?.enum?.[0] ?? samples[key] ?? '']));
}

/** Machines are a number, a map with a count, or a list: the form has each. */
function vmsPart(schema: Schema, written: unknown, place: Place): FormGroup {
  const alternatives = (schema.anyOf ?? []).map((alternative) => resolveSchema(alternative, place.root));
  const list = alternatives.find(({ type }) => type === 'array');
  const map = alternatives.find(({ properties }) => properties !== undefined);
  if (Array.isArray(written) && list?.items !== undefined) {
    const part = listPart(list.items, written, place);
    return { ...part, add: { label: 'Add a VM', edits: [{ path: [...place.path, written.length], value: `{ name: vm${String(written.length + 1)} }` }] } };
  }
  if (typeof written === 'object' && written !== null && map !== undefined) return groupPart(written, place, () => objectParts(map, written, place));
  const count = typeof written === 'number' ? written : 4;
  const names = Array.from({ length: Math.min(count, 64) }, (_, vm) => `{ name: vm${String(vm + 1)} }`);
  const own = { ...place, label: 'how many, all alike' };
  return {
    ...groupPart(written, place, () => [fieldPart({ type: 'integer', default: 4 }, written, own)], '4'),
    add: { label: 'Describe each VM', edits: [{ path: place.path, value: `[${names.join(', ')}]` }] },
  };
}

function entryLabel(entry: unknown, index: number): string {
  const { name, do: event, at, type } = asRecord(entry);
  if (typeof event === 'string') return `${typeof at === 'string' ? `${at} ` : ''}${event}`;
  if (typeof name === 'string') return name;
  return typeof type === 'string' ? type : typeof entry === 'string' ? entry : String(index + 1);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function defaultOf(given: Schema, schema: Schema): string {
  return valueText(given.default ?? schema.default);
}

/** `queueDepth` as people read it: `queue depth`. */
function spaced(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
