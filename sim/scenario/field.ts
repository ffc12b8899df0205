/**
 * Fields of a scenario: each knows how to read an input node, with a message that says place, path, what was given, what is allowed and what was probably meant; and its own JSON Schema.
 *
 * Fields read what is written and fill in defaults that depend on nothing else; what depends on other fields is done in `resolve.ts`.
 */
import { nearMiss } from '../base/nearMiss.ts';
import { parseQuantity, quantityNeeded, formatQuantity, type QuantityUnit } from '../base/units.ts';
import { describeNode, type InputEntry, type InputMap, type InputNode } from './inputNode.ts';
import { ScenarioError } from './scenarioError.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Field<T> {
  readonly schema: JsonSchema;
  /** `path` is dotted and names the field in messages. Throws ScenarioError. */
  read(node: InputNode, path: string): T;
}

/** Throws: the node is not what it should be. */
export function refuseNode(node: InputNode, path: string, allowed: string, suggestion: string | null = null): never {
  throw new ScenarioError({ place: node.place, field: path, given: describeNode(node), allowed, suggestion });
}

export interface NumberBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A size, time, rate or ratio with its unit; in base units. */
export function quantityField(unit: QuantityUnit, bounds: NumberBounds = {}): Field<number> {
  const schema =
    unit === 'ratio'
      ? { type: ['number', 'string'], description: quantityNeeded(unit) }
      : { type: 'string', pattern: '^\\s*[0-9]+(\\.[0-9]+)?\\s*[A-Za-zµ%/]+\\s*$', description: quantityNeeded(unit) };
  return {
    schema,
    read(node, path) {
      if (node.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'number')) refuseNode(node, path, quantityNeeded(unit));
      const parsed = parseQuantity(typeof node.value === 'string' ? node.value : node.text, unit);
      if (!parsed.ok) refuseNode(node, path, parsed.allowed, parsed.suggestion);
      checkBounds(parsed.value, bounds, node, path, (value) => formatQuantity(value, unit));
      return parsed.value;
    },
  };
}

/** A whole number. */
export function countField(bounds: NumberBounds = {}): Field<number> {
  const { min, max } = bounds;
  return {
    schema: { type: 'integer', ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) },
    read(node, path) {
      if (node.kind !== 'scalar' || typeof node.value !== 'number' || !Number.isSafeInteger(node.value)) refuseNode(node, path, 'a whole number is needed');
      checkBounds(node.value, bounds, node, path, String);
      return node.value;
    },
  };
}

function checkBounds(value: number, bounds: NumberBounds, node: InputNode, path: string, shown: (value: number) => string): void {
  const min = bounds.min === undefined ? -Infinity : bounds.min;
  const max = bounds.max === undefined ? Infinity : bounds.max;
  if (value >= min && value <= max) return;
  if (max === Infinity) refuseNode(node, path, `at least ${shown(min)} is needed`);
  if (min === -Infinity) refuseNode(node, path, `at most ${shown(max)} is possible`);
  refuseNode(node, path, `${shown(min)} to ${shown(max)} is possible`);
}

export const flagField: Field<boolean> = {
  schema: { type: 'boolean' },
  read(node, path) {
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean') refuseNode(node, path, 'true or false is needed');
    return node.value;
  },
};

/** Any text that is not empty. */
export function textField(what: string, pattern?: { readonly regExp: RegExp; readonly needed: string }): Field<string> {
  return {
    schema: { type: 'string', description: what, ...(pattern === undefined ? {} : { pattern: pattern.regExp.source }) },
    read(node, path) {
      if (node.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'number') || node.text.trim() === '')
        refuseNode(node, path, `${what} is needed`);
      const text = typeof node.value === 'string' ? node.value : node.text;
      if (pattern !== undefined && !pattern.regExp.test(text)) refuseNode(node, path, pattern.needed);
      return text;
    },
  };
}

/** A map from names to scalars, as they were written. */
export function textsField(what: string): Field<Readonly<Record<string, string>>> {
  return {
    schema: { type: 'object', description: what, additionalProperties: { type: ['string', 'number', 'boolean'] } },
    read(node, path) {
      const written = [...requireMap(node, path, what).entries].map(([name, entry]) => {
        if (entry.node.kind !== 'scalar' || entry.node.value === null) refuseNode(entry.node, joinPath(path, name), 'a word, a number or a size is needed');
        return [name, typeof entry.node.value === 'string' ? entry.node.value : entry.node.text] as const;
      });
      return Object.fromEntries(written);
    },
  };
}

/** One of some words. */
export function nameField<const Name extends string>(choices: readonly Name[]): Field<Name> {
  return {
    schema: { enum: choices },
    read(node, path) {
      const value = node.kind === 'scalar' ? node.value : null;
      const found = choices.find((choice) => choice === value);
      if (found === undefined)
        refuseNode(
          node,
          path,
          `allowed ${choices.length === 1 ? 'is' : 'are'} ${choices.join(', ')}`,
          typeof value === 'string' ? nearMiss(value, choices) : null,
        );
      return found;
    },
  };
}

export function listField<T>(item: Field<T>, what: string): Field<readonly T[]> {
  return {
    schema: { type: 'array', items: item.schema },
    read(node, path) {
      if (node.kind !== 'list') refuseNode(node, path, `a list of ${what} is needed`);
      return node.items.map((entry, index) => item.read(entry, `${path}.${String(index)}`));
    },
  };
}

/** A field of a map: with `default` it may be left out. */
export interface MapEntry<T> {
  readonly field: Field<T>;
  readonly summary: string;
  /** Taken when the key is not there; left out: the key must be there. */
  readonly default?: T;
  /** The default as it would be written; for the schema. */
  readonly defaultText?: string | number | boolean;
}

/** An entry that may be left out, and then is null. */
export function openEntry<T>(field: Field<T>, summary: string, defaultText?: string | number | boolean): MapEntry<T | null> {
  return { field, summary, default: null, ...(defaultText === undefined ? {} : { defaultText }) };
}

export type MapEntries<T extends object> = { readonly [K in keyof T]: MapEntry<T[K]> };

/** A map with the fields of T and no others. `what` names it in messages: `a VM`. */
export function mapField<T extends object>(what: string, entries: MapEntries<T>): Field<T> {
  return {
    schema: mapSchema(entries),
    read: (node, path) => readEntries(requireMap(node, path, what), path, what, entries),
  };
}

export function requireMap(node: InputNode, path: string, what: string): InputMap {
  if (node.kind !== 'map') refuseNode(node, path, `${what} is a map of fields`);
  return node;
}

export function mapSchema(entries: Readonly<Record<string, MapEntry<unknown>>>): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(entries).map(([name, { field, summary, defaultText }]) => [
      name,
      { ...field.schema, description: summary, ...(defaultText === undefined ? {} : { default: defaultText }) },
    ]),
  );
  const required = Object.entries(entries)
    .filter(([, entry]) => !('default' in entry))
    .map(([name]) => name);
  return { type: 'object', properties, additionalProperties: false, ...(required.length === 0 ? {} : { required }) };
}

/** Reads the fields of `node`; keys in `alsoAllowed` are someone else's. */
export function readEntries<T extends object>(node: InputMap, path: string, what: string, entries: MapEntries<T>, alsoAllowed: readonly string[] = []): T {
  const table = entries as Readonly<Record<string, MapEntry<unknown>>>;
  for (const [key, entry] of node.entries) {
    if (!Object.hasOwn(table, key) && !alsoAllowed.includes(key)) refuseKey(key, entry, { path, what }, table, alsoAllowed);
  }
  const values = Object.entries(table).map(([name, entry]) => {
    const given = node.entries.get(name);
    if (given !== undefined) return [name, entry.field.read(given.node, joinPath(path, name))] as const;
    if (!('default' in entry))
      throw new ScenarioError({ place: node.place, field: joinPath(path, name), given: 'is missing', allowed: `${what} needs it (${entry.summary})` });
    return [name, entry.default] as const;
  });
  return Object.fromEntries(values) as T;
}

/** A field of that very name one level further down: `cache.flush` for `flush`. */
function nestedName(key: string, entries: Readonly<Record<string, MapEntry<unknown>>>): string | null {
  const variants = (schema: JsonSchema): readonly JsonSchema[] => [schema, ...((schema['anyOf'] ?? []) as readonly JsonSchema[])];
  const holder = Object.entries(entries).find(([, { field }]) => variants(field.schema).some((schema) => Object.hasOwn(schema['properties'] ?? {}, key)));
  return holder === undefined ? null : `${holder[0]}.${key}`;
}

function refuseKey(
  key: string,
  entry: InputEntry,
  place: { readonly path: string; readonly what: string },
  entries: Readonly<Record<string, MapEntry<unknown>>>,
  alsoAllowed: readonly string[],
): never {
  const { path, what } = place;
  const names = [...alsoAllowed, ...Object.keys(entries)];
  const suggestion = nestedName(key, entries) ?? nearMiss(key, names);
  throw new ScenarioError({
    place: entry.keyPlace,
    field: joinPath(path, key),
    given: `is no field of ${what}`,
    allowed: `its fields are ${names.join(', ')}`,
    suggestion,
  });
}

export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
