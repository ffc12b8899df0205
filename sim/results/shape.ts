/**
 * The shape of a JSON document, said once: `check` reads a value back with messages that name the place, `schema` is its JSON Schema for editors and scripts.
 *
 * Guarantees: a `Shape<T>` that accepts a value has looked at every field of T. Fields that the shape does not know are left alone: a schema version may grow.
 * Deliberately left out: unions, defaults, coercion.
 */
export interface Shape<T> {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Throws ShapeError at the first field that is wrong. `place` reads like `vms[2].latencyNs`. */
  readonly check: (value: unknown, place: string) => void;
  /** Never there: ties the shape to its type, so that a field of another type does not compile. */
  readonly typed?: T;
}

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function refuse(place: string, expected: string, value: unknown): never {
  throw new ShapeError(`${place || 'the document'}: expected ${expected}, found ${shown(value)}`);
}

/** A finite number of at least `min`. JSON has no infinity: what has no bound is null. */
export function number(summary: string, min = -Infinity): Shape<number> {
  const expected = min === -Infinity ? 'a number' : `a number of at least ${min}`;
  return {
    schema: min === -Infinity ? { type: 'number', description: summary } : { type: 'number', minimum: min, description: summary },
    check(value, place) {
      if (typeof value !== 'number' || !Number.isFinite(value) || value < min) refuse(place, expected, value);
    },
  };
}

export function text(summary: string): Shape<string> {
  return {
    schema: { type: 'string', description: summary },
    check(value, place) {
      if (typeof value !== 'string') refuse(place, 'a text', value);
    },
  };
}

export function flag(summary: string): Shape<boolean> {
  return {
    schema: { type: 'boolean', description: summary },
    check(value, place) {
      if (typeof value !== 'boolean') refuse(place, 'true or false', value);
    },
  };
}

/** One of the words or numbers given. */
export function oneOf<const T extends string | number>(allowed: readonly T[], summary: string): Shape<T> {
  return {
    schema: { enum: allowed, description: summary },
    check(value, place) {
      if (!allowed.includes(value as T)) refuse(place, `one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`, value);
    },
  };
}

export function nullable<T>(inner: Shape<T>): Shape<T | null> {
  return {
    schema: { anyOf: [inner.schema, { type: 'null' }] },
    check(value, place) {
      if (value !== null) inner.check(value, place);
    },
  };
}

export function list<T>(item: Shape<T>, summary: string): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: item.schema, description: summary },
    check(value, place) {
      if (!Array.isArray(value)) refuse(place, 'a list', value);
      for (let index = 0; index < value.length; index += 1) item.check(value[index], `${place}[${index}]`);
    },
  };
}

/** Exactly two. */
export function pair<T>(item: Shape<T>, summary: string): Shape<readonly [T, T]> {
  const items = list(item, summary);
  return {
    schema: { ...items.schema, minItems: 2, maxItems: 2 },
    check(value, place) {
      if (!Array.isArray(value) || value.length !== 2) refuse(place, 'a list of two', value);
      items.check(value, place);
    },
  };
}

/** An object with free keys, for example bytes by cause. */
export function byName<T>(item: Shape<T>, summary: string): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', additionalProperties: item.schema, description: summary },
    check(value, place) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(place, 'an object', value);
      for (const [name, entry] of Object.entries(value)) item.check(entry, `${place}.${name}`);
    },
  };
}

export function record<T extends object>(fields: { readonly [K in keyof T]-?: Shape<T[K]> }, summary: string): Shape<T> {
  const entries = Object.entries<Shape<unknown>>(fields);
  return {
    schema: {
      type: 'object',
      description: summary,
      properties: Object.fromEntries(entries.map(([name, field]) => [name, field.schema])),
      required: entries.map(([name]) => name),
    },
    check(value, place) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(place, 'an object', value);
      for (const [name, field] of entries) {
        field.check((value as Record<string, unknown>)[name], place === '' ? name : `${place}.${name}`);
      }
    },
  };
}
