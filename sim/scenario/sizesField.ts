/** Sizes of IOs: one (`4KiB`), or a map of several with the share that each has of the IOs (`{ 4KiB: 80%, 64KiB: 20% }`). Shares need not add up to 1. */
import { formatQuantity, parseQuantity } from '../base/units.ts';
import { joinPath, quantityField, refuseNode, type Field, type NumberBounds } from './field.ts';
import { ScenarioError } from './scenarioError.ts';

interface SizeShare {
  readonly bytes: number;
  readonly weight: number;
}

const share = quantityField('ratio', { max: 1e9 });

export function sizesField(bounds: NumberBounds): Field<number | readonly SizeShare[]> {
  const size = quantityField('bytes', bounds);
  return {
    schema: { anyOf: [size.schema, { type: 'object', additionalProperties: share.schema, minProperties: 1 }] },
    read(node, path) {
      if (node.kind === 'scalar') return size.read(node, path);
      if (node.kind === 'list' || node.entries.size === 0)
        refuseNode(node, path, 'a size such as 4KiB, or sizes with their shares, such as { 4KiB: 80%, 64KiB: 20% }, are needed');
      const shares = [...node.entries].map(([written, entry]) => {
        const parsed = parseQuantity(written, 'bytes');
        if (!parsed.ok)
          throw new ScenarioError({
            place: entry.keyPlace,
            field: joinPath(path, written),
            given: `is ${written}`,
            allowed: parsed.allowed,
            suggestion: parsed.suggestion,
          });
        size.read({ kind: 'scalar', place: entry.keyPlace, isCwdRelative: false, value: written, text: written }, path);
        return { bytes: parsed.value, weight: share.read(entry.node, joinPath(path, written)) };
      });
      if (!shares.some(({ weight }) => weight > 0)) refuseNode(node, path, 'at least one size with a share above 0 is needed');
      const twice = shares.find(({ bytes }, index) => shares.findIndex((other) => other.bytes === bytes) < index);
      if (twice !== undefined) refuseNode(node, path, `each size may come once; ${formatQuantity(twice.bytes, 'bytes')} comes twice`);
      return shares;
    },
  };
}
