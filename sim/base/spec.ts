/** Kinds of values that a parameter can hold; the scenario's parser, its JSON Schema, help and forms all read it. `texts`: names with values as they were written, for whoever knows what they mean. */
export type ParamUnit =
  'ns' | 'bytes' | 'bytesPerSecond' | 'perSecond' | 'ratio' | 'count' | 'flag' | 'name' | 'distribution' | 'texts' | 'sizes' | 'parts' | 'phases';

/** One parameter: the only home of its unit, default and range. Numbers are in base units (ns, bytes). */
export interface ParamSpec<T> {
  readonly unit: ParamUnit;
  readonly default: T;
  readonly summary: string;
  /** Inclusive bounds of numbers. */
  readonly min?: number;
  readonly max?: number;
  /** Allowed words of a `name`. */
  readonly choices?: readonly string[];
  /** The word `none` is allowed as well, and is `null`: no limit, or nothing of the kind. */
  readonly orNone?: true;
}

/** Parameters that are each within their range, but make no sense together: which one to change, and what would do. */
export interface ParamConflict {
  readonly param: string;
  readonly allowed: string;
}

/** How a policy, device model or workload introduces itself: the only home of its name, parameters and defaults. */
export interface Spec<Params extends object, Context, Instance> {
  readonly name: string;
  readonly summary: string;
  /** Paper, section, data sheet, or `own`. */
  readonly source: string;
  readonly params: { readonly [K in keyof Params]: ParamSpec<Params[K]> };
  create(params: Params, context: Context): Instance;
}

/** The parameters of `spec` when nothing is said. */
export function defaultParams<Params extends object>(spec: { readonly params: { readonly [K in keyof Params]: ParamSpec<Params[K]> } }): Params {
  const entries = Object.entries<ParamSpec<unknown>>(spec.params).map(([name, param]) => [name, param.default] as const);
  return Object.fromEntries(entries) as Params;
}
