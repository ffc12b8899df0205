/** Which variants count as best: the best mean, and what the replications cannot tell from it. */
import { describe, expect, it } from 'vitest';
import { bestVariants } from '../../sim/experiment/bestVariants.ts';
import { compareVariants } from '../../sim/experiment/compareVariants.ts';
import { metrics } from '../../sim/experiment/metrics.ts';
import { item } from '../support/item.ts';

const throughput = item(metrics, 0);
const noise = [0.3, -0.2, 0.1, -0.4, 0.2, 0];
const other = [-0.1, 0.4, -0.3, 0.2, 0.1, -0.3];
const column = (name: string, values: readonly (number | null)[]) => ({ name, samples: values.map((value) => [value]) });

describe('the best variants', () => {
  it('are the best mean, and those that nothing shows to be worse', () => {
    const compared = compareVariants(
      [throughput],
      [
        column(
          'low',
          noise.map((value) => 90 + value),
        ),
        column(
          'tied',
          noise.map((value, pair) => 100 + value + (other[pair] ?? 0)),
        ),
        column(
          'best',
          noise.map((value) => 100.05 + value),
        ),
        column(
          'same',
          noise.map((value) => 100.05 + value),
        ),
        column(
          'none',
          noise.map(() => null),
        ),
      ],
      0,
    );
    expect(bestVariants(throughput, compared)).toEqual({ metric: 'throughput', variants: ['best', 'same', 'tied'], of: 4 });
    const lowest = { ...throughput, better: 'lower' as const };
    expect(
      bestVariants(
        lowest,
        compared.map((variant) => ({ ...variant, metrics: variant.metrics.map((found) => ({ ...found, metric: lowest })) })),
      )?.variants,
    ).toEqual(['low']);
  });

  it('are none where there is nothing to choose from', () => {
    expect(bestVariants(throughput, compareVariants([throughput], [column('one', [1, 2]), column('none', [null, 2])], 0))).toBeNull();
  });
});
