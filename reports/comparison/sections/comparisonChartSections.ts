/** Sections of a comparison that are charts and a sentence. */
import { gridMarkup } from '../../charts/chartGrid.ts';
import { crashesByVariant, differenceChart, flashByVariant, latencyByVariant, throughputByVariant, tradeOffOf } from '../../charts/models/comparisonCharts.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import type { ComparisonSection } from '../comparisonInput.ts';
import { absentMetrics, listed } from '../comparisonFindings.ts';

/** Charts behind a sentence; null when there is none. */
function led(lead: string, models: Parameters<typeof gridMarkup>[0]): ReturnType<typeof gridMarkup> {
  const grid = gridMarkup(models);
  return grid === null ? null : { ...grid, html: `${lead}${grid.html}` };
}

/** What is given up for what; where the first of two is absent, the next stands in. */
const tradeOffs: readonly (readonly (readonly [string, string])[])[] = [
  [
    ['rpoMean', 'writeP99'],
    ['dirtyBlocks', 'writeP99'],
  ],
  [
    ['rpoMean', 'throughput'],
    ['dirtyBlocks', 'throughput'],
  ],
  [
    ['flashLife', 'window'],
    ['flashBytes', 'window'],
  ],
];

export const tradeOffSection: ComparisonSection = {
  id: 'trade-offs',
  title: 'What is given up for what',
  shortTitle: 'Trade-offs',
  render({ found }) {
    const absent = absentMetrics(found, ['rpoMean', 'flashLife']);
    const lead = `<p>Joined by a line: variants that no other beats in both.${absent.length === 0 ? '' : ` Not known here: ${listed(absent)}; ${listed([...(absent.includes(metricLabel('rpoMean')) ? ['dirty blocks'] : []), ...(absent.includes(metricLabel('flashLife')) ? ['bytes written to flash'] : [])])} stand in.`}</p>`;
    return led(
      lead,
      tradeOffs.map((choices) => choices.map(([x, y]) => tradeOffOf(found, x, y)).find((model) => model !== null) ?? null),
    );
  },
};

export const differencesSection: ComparisonSection = {
  id: 'differences',
  title: 'Differences to the baseline',
  shortTitle: 'Differences',
  render: ({ found }) =>
    led(
      '<p>An interval that does not reach the dashed line is not yet a finding: many are looked at. What holds after correction for all of them is marked as better or worse.</p>',
      ['throughput', 'writeP99', 'readP99', 'rpoMean', 'window', 'flashBytes', 'slowdownMax', 'unfairness'].map((name) => differenceChart(found, name)),
    ),
};

export const latencySection: ComparisonSection = {
  id: 'latency',
  title: 'Latency',
  shortTitle: 'Latency',
  render: ({ found }) => gridMarkup([latencyByVariant(found, 'write'), latencyByVariant(found, 'read')]),
};

export const throughputSection: ComparisonSection = {
  id: 'throughput',
  title: 'Throughput over time',
  shortTitle: 'Throughput',
  render: ({ found }) => gridMarkup([throughputByVariant(found)]),
};

export const flashSection: ComparisonSection = {
  id: 'flash',
  title: 'Flash',
  shortTitle: 'Flash',
  render: ({ found }) => gridMarkup([flashByVariant(found)]),
};

export const crashesSection: ComparisonSection = {
  id: 'crashes',
  title: 'Crashes',
  shortTitle: 'Crashes',
  render: ({ found }) =>
    gridMarkup([crashesByVariant(found, 'array'), crashesByVariant(found, 'server')]) ?? {
      html: '<p>No crashes were made or sampled in these runs, so there is nothing to say of what one would leave.</p>',
      charts: [],
    },
};
