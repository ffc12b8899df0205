/** What a form needs to know of a JSON Schema: references followed, and of several alternatives the one that fits what is written. */

/** The part of JSON Schema that scenarios use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export interface ChosenAlternative {
  readonly schema: Schema;
  /** Properties whose value says which alternative is meant (`policy`, `model` and `preset`), the first of them the most telling. */
  readonly keys: readonly string[];
  /** All values of such a property, over all alternatives. */
  names(key: string): readonly string[];
}

export function resolveSchema(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = root.$defs?.[schema.$ref.slice('#/$defs/'.length)];
  return found === undefined ? schema : { ...found, ...(schema.description === undefined ? {} : { description: schema.description }) };
}

export function objectAlternatives(schema: Schema, root: Schema): readonly Schema[] {
  return (schema.anyOf ?? []).map((alternative) => resolveSchema(alternative, root)).filter(({ properties }) => properties !== undefined);
}

/**
 * The alternative that fits: by what is written, else by the default, else the first. Null when the alternatives are not told apart by names, or
 * when something is written that none of the names is (a plain value): it is edited as text then.
 */
export function chosenAlternative(schema: Schema, written: unknown, root: Schema): ChosenAlternative | null {
  const alternatives = objectAlternatives(schema, root);
  const keys = tellingKeys(alternatives);
  if (keys.length === 0) return null;
  const names = (key: string): string[] => [...new Set(alternatives.flatMap(({ properties }) => namesOf(properties?.[key])))];
  const first = keys[0]!;
  if (typeof written !== 'object' || written === null) {
    const takesBareName = schema.anyOf?.some(({ enum: bare }) => bare !== undefined) === true;
    const takesOther = schema.anyOf?.some(
      ({ type, const: only, enum: bare, $ref }) => (type !== 'object' && bare === undefined && $ref === undefined) || only !== undefined,
    );
    if (written === undefined || written === null ? takesOther === true && !takesBareName : !(takesBareName && names(first).includes(wordOf(written))))
      return null;
  } else if (Array.isArray(written)) return null;
  const said = typeof written === 'object' && written !== null ? (written as Readonly<Record<string, unknown>>) : { [first]: written ?? schema.default };
  const fits = alternatives.find(({ properties }) => keys.every((key) => said[key] === undefined || namesOf(properties?.[key]).includes(wordOf(said[key]))));
  const byDefault = alternatives.find(({ properties }) => keys.some((key) => namesOf(properties?.[key]).includes(wordOf(properties?.[key]?.default))));
  const isSaid = keys.some((key) => said[key] !== undefined);
  const found = isSaid ? fits : (byDefault ?? alternatives[0]);
  return found === undefined ? null : { schema: found, keys, names };
}

/** Properties that every alternative has with names of its own. */
function tellingKeys(alternatives: readonly Schema[]): string[] {
  const [first] = alternatives;
  if (first === undefined || alternatives.length < 2) return [];
  return Object.keys(first.properties ?? {}).filter((key) => {
    const all = alternatives.map(({ properties }) => namesOf(properties?.[key]));
    return all.every((names) => names.length > 0) && new Set(all.flat()).size === all.flat().length;
  });
}

function namesOf(schema: Schema | undefined): string[] {
  if (schema?.enum !== undefined) return schema.enum.map(wordOf);
  return schema?.const === undefined ? [] : [wordOf(schema.const)];
}

/** A name as it would be written; nothing for what is none. */
function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
