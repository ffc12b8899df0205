/**
 * Fields that come from the tables of policies and workloads: a name and the parameters of the entry that it names, in one map (`flush: { policy: periodic, interval: 5s }`), or the name
 * alone (`flush: periodic`). The Spec is the only home of names, units, ranges and defaults.
 *
 * A parameter is written without the unit at the end of its name: `footprintBytes` as `footprint: 1GiB`.
 */
import { assert } from '../base/assert.ts';
import type { ParamConflict, ParamSpec } from '../base/spec.ts';
import { formatQuantity } from '../base/units.ts';
import { distributionField, formatDistribution } from './distributionField.ts';
import { ScenarioError } from './scenarioError.ts';
import { sizesField } from './sizesField.ts';
import {
  countField,
  flagField,
  joinPath,
  mapSchema,
  nameField,
  quantityField,
  readEntries,
  refuseNode,
  requireMap,
  textField,
  textsField,
  type Field,
  type MapEntries,
  type MapEntry,
} from './field.ts';
import type { InputMap, InputNode } from './inputNode.ts';
import type { Distribution } from '../base/distributions.ts';

/** What is needed of a Spec to read its parameters. */
export interface NamedSpec {
  readonly name: string;
  readonly summary: string;
  readonly params: object;
  /** What is wrong with parameters together, if anything. */
  conflict?(params: Readonly<Record<string, unknown>>): ParamConflict | null;
}

export interface SpecChoice {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface SpecFieldOptions<Common extends object> {
  /** The key that holds the name: `policy`, `type`. */
  readonly key: string;
  /** For messages: `a flush policy`. */
  readonly what: string;
  readonly specs: readonly NamedSpec[];
  /** Which entry is meant when the key is left out; refused when there is none. */
  readonly nameOf?: (node: InputMap) => string;
  /** Fields of kinds of parameters that only these specs have. */
  readonly paramFields?: Readonly<Partial<Record<ParamSpec<unknown>['unit'], Field<unknown>>>>;
  /** Fields that all entries share. */
  readonly common: MapEntries<Common>;
}

export function specField<Common extends object>(options: SpecFieldOptions<Common>): Field<SpecChoice & { readonly common: Common }> {
  const { key, what, specs, common } = options;
  const names = nameField(specs.map(({ name }) => name));
  const variants = new Map(specs.map((spec) => [spec.name, paramEntries(spec, options.paramFields)]));
  return {
    schema: { anyOf: [names.schema, ...specs.map((spec) => variantSchema(spec, options))] },
    read(node, path) {
      const map = asMap(node, key);
      const fields = requireMap(map, path, what);
      const nameNode = fields.entries.get(key)?.node;
      const name = nameNode === undefined ? defaultName(fields, path, options) : names.read(nameNode, node.kind === 'scalar' ? path : `${path}.${key}`);
      const entries = variants.get(name) as MapEntries<Record<string, unknown>>;
      const whatOfName = `${what} ${name}`;
      const spec = specs.find((candidate) => candidate.name === name);
      const params = toCodeNames(readEntries(fields, path, whatOfName, entries, [key, ...Object.keys(common)]), spec);
      const conflict = spec?.conflict?.(params) ?? null;
      if (conflict !== null) refuseConflict(conflict, params, fields, path);
      return {
        name,
        params,
        common: readEntries(fields, path, whatOfName, common, [key, ...Object.keys(entries)]),
      };
    },
  };
}

function refuseConflict({ param, allowed }: ParamConflict, params: Readonly<Record<string, unknown>>, fields: InputMap, path: string): never {
  const node = fields.entries.get(param)?.node;
  if (node !== undefined) refuseNode(node, joinPath(path, param), allowed);
  throw new ScenarioError({ place: fields.place, field: joinPath(path, param), given: `is ${String(params[param])} by default`, allowed });
}

/** The name alone stands for a map with only the name in it. */
function asMap(node: InputNode, key: string): InputNode {
  if (node.kind !== 'scalar') return node;
  return { kind: 'map', place: node.place, isCwdRelative: node.isCwdRelative, entries: new Map([[key, { keyPlace: node.place, node }]]) };
}

function defaultName<Common extends object>(fields: InputMap, path: string, options: SpecFieldOptions<Common>): string {
  if (options.nameOf !== undefined) return options.nameOf(fields);
  return readEntries<Record<string, string>>(
    fields,
    path,
    options.what,
    { [options.key]: { field: nameField(options.specs.map(({ name }) => name)), summary: `which one: ${options.specs.map(({ name }) => name).join(', ')}` } },
    [...fields.entries.keys()],
  )[options.key]!;
}

function variantSchema<Common extends object>(spec: NamedSpec, options: SpecFieldOptions<Common>): JsonSchemaWithProperties {
  const name: MapEntry<string> =
    options.nameOf === undefined
      ? { field: nameField([spec.name]), summary: spec.summary }
      : { field: nameField([spec.name]), summary: spec.summary, default: spec.name };
  return mapSchema({ [options.key]: name, ...paramEntries(spec, options.paramFields), ...options.common });
}

type JsonSchemaWithProperties = Readonly<Record<string, unknown>>;

/** Entries of a map for the parameters of a Spec, under the names that users write. */
export function paramEntries(spec: NamedSpec, fields: SpecFieldOptions<object>['paramFields'] = {}): Readonly<Record<string, MapEntry<unknown>>> {
  return Object.fromEntries(
    Object.entries(spec.params as Readonly<Record<string, ParamSpec<unknown>>>).map(([name, param]) => {
      const defaultText = paramText(param);
      const own = fields[param.unit];
      return [
        writtenName(name, param),
        {
          field: own === undefined ? paramField(param) : own,
          summary: param.summary,
          default: param.default,
          ...(defaultText === null ? {} : { defaultText }),
        },
      ];
    }),
  );
}

/** Parameters that were read under the names that users write, under those that code uses. */
export function toCodeNames(params: Readonly<Record<string, unknown>>, spec: NamedSpec | undefined): Readonly<Record<string, unknown>> {
  const table = spec === undefined ? {} : (spec.params as Readonly<Record<string, ParamSpec<unknown>>>);
  return Object.fromEntries(Object.entries(table).map(([name, param]) => [name, params[writtenName(name, param)]]));
}

const unitSuffixes: Readonly<Partial<Record<ParamSpec<unknown>['unit'], string>>> = {
  ns: 'Ns',
  bytes: 'Bytes',
  sizes: 'Bytes',
  bytesPerSecond: 'BytesPerSecond',
  perSecond: 'PerSecond',
};

/** How users write a parameter: without its unit, which the value carries. */
export function writtenName(name: string, param: Pick<ParamSpec<unknown>, 'unit'>): string {
  const suffix = unitSuffixes[param.unit];
  return suffix !== undefined && name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : name;
}

export function paramField(param: ParamSpec<unknown>): Field<unknown> {
  return param.orNone === true ? orNoneField(givenParamField(param)) : givenParamField(param);
}

/** What `field` reads, or null for the word `none`. */
function orNoneField<T>(field: Field<T>): Field<T | null> {
  return {
    schema: { anyOf: [field.schema, { const: 'none' }] },
    read: (node, path) => (node.kind === 'scalar' && node.value === 'none' ? null : field.read(node, path)),
  };
}

function givenParamField(param: ParamSpec<unknown>): Field<unknown> {
  const bounds = { min: param.min, max: param.max };
  switch (param.unit) {
    case 'ns':
    case 'bytes':
    case 'bytesPerSecond':
    case 'perSecond':
    case 'ratio':
      return quantityField(param.unit, bounds);
    case 'count':
      return countField(bounds);
    case 'flag':
      return flagField;
    case 'name':
      return param.choices === undefined ? textField(param.summary) : nameField(param.choices);
    case 'distribution':
      return distributionField;
    case 'texts':
      return textsField(param.summary);
    case 'sizes':
      return sizesField(bounds);
    case 'parts':
    case 'phases':
      assert(false, 'what workloads are made of is read by the field that they bring');
  }
}

export function paramText(param: ParamSpec<unknown>): string | number | boolean | null {
  const value = param.default;
  if (value === null) return param.orNone === true ? 'none' : null;
  switch (param.unit) {
    case 'ns':
    case 'bytes':
    case 'bytesPerSecond':
    case 'perSecond':
      return formatQuantity(value as number, param.unit);
    case 'distribution':
      return formatDistribution(value as Distribution);
    case 'sizes':
      return typeof value === 'number' && value > 0 ? formatQuantity(value, 'bytes') : null;
    default:
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }
}
