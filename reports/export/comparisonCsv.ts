/** A comparison as CSV (RFC 4180): one row per variant, metric and replication, in base units. */
import type { Comparison } from '../../sim/results/comparisonResult.ts';
import { csvField } from '../text/csvField.ts';

export function comparisonCsv(found: Comparison): string {
  const lines = ['variant,metric,unit,seed,value'];
  for (const variant of found.variants)
    for (const { name, unit } of found.metrics)
      variant.metrics[name]?.values.forEach((value, replication) => {
        lines.push([variant.name, name, unit, String(found.seeds[replication] ?? ''), String(value)].map(csvField).join(','));
      });
  return `${lines.join('\r\n')}\r\n`;
}
