/** A latency or think time: a time alone (constant), or a map with `kind` and what that kind needs. */
import type { Distribution } from '../base/distributions.ts';
import { formatQuantity } from '../base/units.ts';
import { listField, mapField, nameField, quantityField, readEntries, refuseNode, type Field, type JsonSchema } from './field.ts';
import { describeNode } from './inputNode.ts';
import { ScenarioError } from './scenarioError.ts';

const time = quantityField('ns');
const kinds = ['constant', 'uniform', 'exponential', 'lognormal', 'empirical'] as const;
const kindField = nameField(kinds);
const kindEntry = { field: kindField, summary: `which distribution: ${kinds.join(', ')}` };
const quantilesField = listField(
  mapField<{ at: number; value: number }>('a quantile', {
    at: { field: quantityField('ratio', { min: 0, max: 1 }), summary: 'share of the samples that are smaller' },
    value: { field: time, summary: 'the time there' },
  }),
  'quantiles',
);

const constant = { kind: kindEntry, value: { field: time, summary: 'the time' } };
const uniform = { kind: kindEntry, min: { field: time, summary: 'the shortest time' }, max: { field: time, summary: 'the longest time' } };
const exponential = { kind: kindEntry, mean: { field: time, summary: 'the mean time' } };
const lognormal = { ...exponential, sigma: { field: quantityField('ratio', { max: 5 }), summary: "standard deviation of the time's logarithm" } };
const empirical = { kind: kindEntry, quantiles: { field: quantilesField, summary: 'at least two, from at: 0 to at: 1' } };

const schemaOf = (kind: string, fields: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties: { kind: { const: kind }, ...fields },
  required: ['kind', ...Object.keys(fields)],
  additionalProperties: false,
});

export const distributionField: Field<Distribution> = {
  schema: {
    anyOf: [
      time.schema,
      schemaOf('constant', { value: time.schema }),
      schemaOf('uniform', { min: time.schema, max: time.schema }),
      schemaOf('exponential', { mean: time.schema }),
      schemaOf('lognormal', { mean: time.schema, sigma: { type: 'number' } }),
      schemaOf('empirical', { quantiles: quantilesField.schema }),
    ],
  },
  read(node, path) {
    if (node.kind === 'scalar') return { kind: 'constant', valueNs: time.read(node, path) };
    if (node.kind === 'list') refuseNode(node, path, 'a time such as 90us, or a map with kind and its parameters, is needed');
    const refuse = (field: string, allowed: string): never => {
      const entry = node.entries.get(field);
      throw new ScenarioError({
        place: entry === undefined ? node.place : entry.node.place,
        field: `${path}.${field}`,
        given: entry === undefined ? 'is missing' : describeNode(entry.node),
        allowed,
      });
    };
    const { kind } = readEntries<{ kind: (typeof kinds)[number] }>(node, path, 'a distribution', { kind: kindEntry }, [...node.entries.keys()]);
    switch (kind) {
      case 'constant':
        return { kind, valueNs: readEntries<{ kind: string; value: number }>(node, path, 'a constant time', constant).value };
      case 'uniform': {
        const { min, max } = readEntries<{ kind: string; min: number; max: number }>(node, path, 'a uniform distribution', uniform);
        return max < min ? refuse('max', `it must not be less than min (${formatQuantity(min, 'ns')})`) : { kind, minNs: min, maxNs: max };
      }
      case 'exponential':
        return { kind, meanNs: readEntries<{ kind: string; mean: number }>(node, path, 'an exponential distribution', exponential).mean };
      case 'lognormal': {
        const { mean, sigma } = readEntries<{ kind: string; mean: number; sigma: number }>(node, path, 'a lognormal distribution', lognormal);
        return { kind, meanNs: mean, sigma };
      }
      case 'empirical': {
        const { quantiles } = readEntries<{ kind: string; quantiles: readonly { at: number; value: number }[] }>(
          node,
          path,
          'an empirical distribution',
          empirical,
        );
        const ascends = quantiles.every((quantile, index) => {
          if (index === 0) return true;
          const before = quantiles[index - 1]!;
          return quantile.at > before.at && quantile.value >= before.value;
        });
        if (quantiles.at(0)?.at !== 0 || quantiles.at(-1)?.at !== 1 || !ascends)
          refuse('quantiles', 'at least two are needed, at ascending from 0 to 1, values that do not fall');
        return { kind, quantiles: quantiles.map(({ at, value }) => ({ at, valueNs: value })) };
      }
    }
  },
};

/** A short form for people and the schema. */
export function formatDistribution(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'constant':
      return formatQuantity(distribution.valueNs, 'ns');
    case 'uniform':
      return `uniform ${formatQuantity(distribution.minNs, 'ns')} to ${formatQuantity(distribution.maxNs, 'ns')}`;
    case 'exponential':
    case 'lognormal':
      return `${distribution.kind}, mean ${formatQuantity(distribution.meanNs, 'ns')}`;
    case 'empirical':
      return 'empirical';
  }
}
