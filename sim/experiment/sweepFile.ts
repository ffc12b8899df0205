/**
 * A sweep as it is written: a scenario, and what is varied of it. YAML or JSON, with messages as for scenarios: line and column, field, what was given, what is allowed.
 *
 * ```yaml
 * scenario: quickstart            # the name of one that ships, a file (relative to this one), or the fields of a scenario, here and now
 * set: { duration: 2s }           # fields that are changed in all cells (optional)
 * variants:                       # several fields at a time, under a name (optional)
 *   eager: { server.cache.flush: write-back }
 *   lazy: { server.cache.flush: { policy: periodic, interval: 1s }, server.cache.durability: flash }
 * grid:                           # fields and their values: all combinations, with all variants
 *   array.writeLatency: [100us, 1ms]
 *   server.flash.size: { small: 1GiB, large: 4GiB }      # values with names
 * without: [{ variant: lazy, size: small }]              # combinations that are left out (optional)
 * closedForm: traffic-jam         # a figure that theory gives, drawn beside ours (optional)
 * seeds: 3                        # runs of each cell: how many, or the seeds themselves
 * ```
 */
import { countField, listField, mapField, mapSchema, nameField, openEntry, refuseNode, requireMap, textField, type Field } from '../scenario/field.ts';
import type { InputMap, InputNode } from '../scenario/inputNode.ts';
import { readYaml } from '../scenario/readYaml.ts';
import { ScenarioError } from '../scenario/scenarioError.ts';
import type { ClosedForm } from './closedForms/closedForm.ts';
import { closedForms } from './closedForms/closedForms.ts';
import { metrics } from './metrics.ts';

/** A value of a field, or of a variant several: under the path what is set. */
export interface WrittenValue {
  readonly label: string;
  readonly node: InputNode;
  readonly sets: readonly { readonly path: string; readonly node: InputNode }[];
}

export interface WrittenAxis {
  /** A path of the scenario; null: the variants. */
  readonly path: string | null;
  readonly node: InputNode;
  readonly values: readonly WrittenValue[];
}

export interface SweepFile {
  readonly name: string | null;
  /** The question, in a sentence; may be empty. */
  readonly summary: string;
  /** What one should see; may be empty. */
  readonly expected: string;
  readonly scenario: InputNode;
  readonly set: readonly { readonly path: string; readonly node: InputNode }[];
  readonly axes: readonly WrittenAxis[];
  readonly without: readonly { readonly node: InputNode; readonly labels: ReadonlyMap<string, string> }[];
  /** How many, or the seeds themselves; null: not said. */
  readonly seeds: Seeds | null;
  /** Names of metrics that are shown; null: the main ones. */
  readonly metrics: readonly string[] | null;
  /** What theory gives for one of the metrics; null: nothing. */
  readonly closedForm: ClosedForm | null;
}

type Seeds = number | readonly number[];

const seedsMax = 10_000;
/** Of a sweep; a comparison runs as many as it always does. */
export const seedsNormal = 3;
const seedMax = 4_294_967_295;

type Sets = SweepFile['set'];

const setsField: Field<Sets> = {
  schema: { type: 'object', description: 'dotted paths of a scenario and their values' },
  read: (node, path) => [...requireMap(node, path, 'what is set').entries].map(([key, entry]) => ({ path: pathOf(key, entry.node, path), node: entry.node })),
};

const valuesField: Field<readonly WrittenValue[]> = {
  schema: { anyOf: [{ type: 'array', minItems: 1 }, { type: 'object' }], description: 'values, or names with a value each' },
  read(node, path) {
    if (node.kind === 'scalar') refuseNode(node, path, 'a list of values is needed, such as [a, b], or a map of names and values');
    const values =
      node.kind === 'list'
        ? node.items.map((item) => ({ label: nodeText(item), node: item }))
        : [...node.entries].map(([label, entry]) => ({ label, node: entry.node }));
    if (values.length === 0) refuseNode(node, path, 'at least one value is needed');
    const seen = new Set<string>();
    for (const value of values) {
      if (seen.has(value.label)) refuseNode(value.node, path, `${value.label} is there twice`);
      seen.add(value.label);
    }
    return values.map((value) => ({ ...value, sets: [] }));
  },
};

const gridField: Field<readonly WrittenAxis[]> = {
  schema: { type: 'object', description: 'dotted paths of a scenario, each with its values', additionalProperties: valuesField.schema },
  read: (node, path) =>
    [...requireMap(node, path, 'the grid').entries].map(([key, entry]) => {
      const axis = pathOf(key, entry.node, path);
      const values = valuesField.read(entry.node, `${path}.${key}`);
      return { path: axis, node: entry.node, values: values.map((value) => ({ ...value, sets: [{ path: axis, node: value.node }] })) };
    }),
};

const variantsField: Field<WrittenAxis> = {
  schema: { type: 'object', description: 'names, each with what it sets', additionalProperties: setsField.schema },
  read(node, path) {
    const values = [...requireMap(node, path, 'the list of variants').entries].map(([label, entry]) => ({
      label,
      node: entry.node,
      sets: setsField.read(entry.node, `${path}.${label}`),
    }));
    if (values.length === 0) refuseNode(node, path, 'at least one variant is needed');
    return { path: null, node, values };
  },
};

const withoutField: Field<SweepFile['without'][number]> = {
  schema: { type: 'object', description: 'varied fields, each with the value that it has there' },
  read: (node, path) => ({
    node,
    labels: new Map([...requireMap(node, path, 'a combination').entries].map(([key, entry]) => [key, nodeText(entry.node)])),
  }),
};

const seedsField: Field<Seeds> = {
  schema: {
    anyOf: [
      { type: 'integer', minimum: 1, maximum: seedsMax },
      { type: 'array', items: { type: 'integer' } },
    ],
  },
  read(node, path) {
    if (node.kind !== 'list') return countField({ min: 1, max: seedsMax }).read(node, path);
    const seeds = listField(countField({ min: 0, max: seedMax }), 'seeds').read(node, path);
    if (seeds.length === 0) refuseNode(node, path, 'at least one seed is needed');
    if (new Set(seeds).size < seeds.length) refuseNode(node, path, 'each seed may stand there once');
    return seeds;
  },
};

const scenarioField: Field<InputNode> = {
  schema: { anyOf: [{ type: 'string' }, { type: 'object' }] },
  read(node, path) {
    if (node.kind === 'list' || (node.kind === 'scalar' && typeof node.value !== 'string'))
      refuseNode(node, path, 'the name of a scenario that ships, a file, or the fields of a scenario are needed');
    return node;
  },
};

interface SweepInput {
  readonly name: string | null;
  readonly summary: string;
  readonly expected: string;
  readonly scenario: InputNode;
  readonly set: Sets;
  readonly variants: WrittenAxis | null;
  readonly grid: readonly WrittenAxis[];
  readonly without: SweepFile['without'];
  readonly seeds: SweepFile['seeds'];
  readonly metrics: readonly string[] | null;
  readonly closedForm: string | null;
}

const namePattern = { regExp: /^[A-Za-z0-9][\w-]*$/, needed: 'a name has letters, digits, - and _, and begins with a letter or digit' };

const sweepEntries = {
  name: openEntry(textField('a name', namePattern), 'default: that of the file'),
  summary: { field: textField('a sentence'), summary: 'the question that it asks', default: '' },
  expected: { field: textField('some sentences'), summary: 'what one should see', default: '' },
  scenario: { field: scenarioField, summary: 'what is varied: the name of a scenario that ships, a file, or its fields' },
  set: { field: setsField, summary: 'fields that are changed in all cells', default: [] },
  variants: openEntry(variantsField, 'several fields at a time, under a name'),
  grid: { field: gridField, summary: 'fields and their values: all combinations', default: [] },
  without: { field: listField(withoutField, 'combinations'), summary: 'combinations that are left out', default: [] },
  seeds: openEntry(seedsField, 'runs of each cell: how many, or the seeds themselves', seedsNormal),
  closedForm: openEntry(nameField(closedForms.map(({ name }) => name)), 'a figure that theory gives, drawn beside what is measured'),
  metrics: openEntry(listField(nameField(metrics.map(({ name }) => name)), 'metrics'), 'those that are shown; all are in the files'),
};

const sweepField: Field<SweepInput> = mapField<SweepInput>('a sweep', sweepEntries);

/** Throws ScenarioError. */
export function readSweepFile(text: string, sourceName: string): SweepFile {
  const root = readYaml(text, { name: sourceName, isCwdRelative: false, hasPlaces: true });
  const { variants, grid, closedForm, ...rest } = sweepField.read(root, '');
  const axes = variants === null ? grid : [variants, ...grid];
  if (axes.length === 0)
    throw new ScenarioError({
      place: root.place,
      field: 'grid',
      given: 'is missing',
      allowed: 'a sweep varies something: a grid, variants or both are needed',
    });
  return { ...rest, axes, closedForm: closedForms.find(({ name }) => name === closedForm) ?? null };
}

/** Whether a document is meant as a sweep: a scenario has no field `scenario`. False also for what is no YAML. */
export function isSweepText(text: string): boolean {
  try {
    const root = readYaml(text, { name: '', isCwdRelative: false, hasPlaces: true });
    return root.kind === 'map' && root.entries.has('scenario');
  } catch {
    return false; // whoever reads it next says what is wrong
  }
}

export function sweepJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Hindcast sweep',
    description: 'A scenario and what is varied of it: every combination is run with every seed.',
    ...mapSchema(sweepEntries),
  };
}

/** A value as it would be written on one line. */
export function nodeText(node: InputNode): string {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? node.value : node.text;
  if (node.kind === 'list') return `[${node.items.map(nodeText).join(', ')}]`;
  return `{${[...mapOf(node)].map(([key, value]) => `${key}: ${value}`).join(', ')}}`;
}

function mapOf(node: InputMap): [string, string][] {
  return [...node.entries].map(([key, entry]) => [key, nodeText(entry.node)]);
}

function pathOf(key: string, node: InputNode, path: string): string {
  if (key.split('.').some((segment) => segment.trim() === '')) refuseNode(node, `${path}.${key}`, 'a path is dotted, such as server.flash.size');
  return key;
}
