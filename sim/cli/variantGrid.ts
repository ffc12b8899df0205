/**
 * The variants of a comparison from `--vary` and `--policies`: all combinations of the values, each with a name and the fields that it sets.
 *
 * With one varied field the value is the name; with several it is `policy=periodic size=1GiB`, with as much of a path as tells it from the others.
 */
import { axisLabels } from '../experiment/axisLabels.ts';
import { UsageError } from './usageError.ts';
import { splitValues } from '../experiment/splitValues.ts';

export interface Varied {
  readonly path: string;
  /** As typed: with commas between them. */
  readonly values: string;
  /** The option, for messages. */
  readonly option: string;
}

export interface GridVariant {
  readonly name: string;
  readonly sets: readonly { readonly path: string; readonly value: string }[];
}

export const variantsMax = 256;
/** What replications differ in, or what is no part of what runs. */
const unvariable: Readonly<Record<string, string>> = {
  seed: 'replications differ in their seeds, variants do not',
  name: 'a name changes nothing in a run',
  summary: 'it changes nothing in a run',
  oracle: 'it changes no figure',
  warmup: 'all variants are measured over the same time; --warmup says which',
};

export function variantGrid(varied: readonly Varied[]): GridVariant[] {
  if (varied.length === 0) throw new UsageError('there is nothing to compare: --vary PATH=a,b,c or --policies a,b,c is needed');
  const axes = varied.map((axis) => ({ ...axis, values: valuesOf(axis) }));
  for (const [number, { path, option }] of axes.entries()) {
    if (axes.findIndex((other) => other.path === path) !== number) throw new UsageError(`${option}: ${path} is varied twice; name all its values in one place`);
  }
  const labels = axisLabels(axes.map(({ path }) => path));
  let variants: GridVariant[] = [{ name: '', sets: [] }];
  for (const { path, values } of axes) {
    const label = axes.length === 1 ? '' : `${labels[axes.findIndex((axis) => axis.path === path)] ?? path}=`;
    variants = variants.flatMap(({ name, sets }) =>
      values.map((value) => ({ name: `${name === '' ? '' : `${name} `}${label}${value}`, sets: [...sets, { path, value }] })),
    );
    if (variants.length > variantsMax) throw new UsageError(`these are more than ${String(variantsMax)} variants; compare fewer values at a time`);
  }
  if (variants.length < 2)
    throw new UsageError(`${axes[0]?.option ?? '--vary'}: ${axes[0]?.values.join() ?? ''} is one variant; at least two are needed, such as a,b`);
  return variants;
}

function valuesOf({ path, values, option }: Varied): string[] {
  const reason = Object.hasOwn(unvariable, path) ? unvariable[path] : undefined;
  if (reason !== undefined) throw new UsageError(`${option}: ${path} cannot be varied: ${reason}`);
  const list = splitValues(values);
  if (list === null) throw new UsageError(`${option}: in ${values} a bracket or quote is not closed`);
  if (list.includes(''))
    throw new UsageError(`${option}: a value is empty in ${values === '' ? `${path}=` : values}; values have commas between them, such as a,b,c`);
  const twice = list.find((value, number) => list.indexOf(value) !== number);
  if (twice !== undefined) throw new UsageError(`${option}: ${twice} is there twice`);
  return list;
}
