/** Sections of a comparison that are charts and a sentence. */
import { chartMarkup } from '../../charts/chartMarkup.ts';
import type { ChartModel } from '../../charts/chartModel.ts';
import { crashesByVariant, differenceChart, flashByVariant, latencyByVariant, throughputByVariant, tradeOffOf } from '../../charts/models/comparisonCharts.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import type { ComparisonSection, RenderedSection } from '../comparisonInput.ts';
import { absentMetrics, listed } from '../comparisonFindings.ts';

/** Two in a row; `isWide`: one in a row. Null when there is none. */
function grid(models: readonly (ChartModel | null)[], isWide: boolean, lead = ''): RenderedSection | null {
  const charts = models.filter((model) => model !== null);
  if (charts.length === 0) return null;
  const wide = (index: number): boolean => isWide || (charts.length % 2 === 1 && index === 0);
  return {
    html: `${lead}<div class="grid">${charts.map((model, index) => `<div${wide(index) ? ' class="wide"' : ''}>${chartMarkup(model)}</div>`).join('\n')}</div>`,
    charts,
  };
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
    return grid(
      tradeOffs.map((choices) => choices.map(([x, y]) => tradeOffOf(found, x, y)).find((model) => model !== null) ?? null),
      false,
      lead,
    );
  },
};

export const differencesSection: ComparisonSection = {
  id: 'differences',
  title: 'Differences to the baseline',
  shortTitle: 'Differences',
  render: ({ found }) =>
    grid(
      ['throughput', 'writeP99', 'readP99', 'rpoMean', 'window', 'flashBytes'].map((name) => differenceChart(found, name)),
      false,
      '<p>An interval that does not reach the dashed line is not yet a finding: many are looked at. What holds after correction for all of them is marked as better or worse.</p>',
    ),
};

export const latencySection: ComparisonSection = {
  id: 'latency',
  title: 'Latency',
  shortTitle: 'Latency',
  render: ({ found }) => grid([latencyByVariant(found, 'write'), latencyByVariant(found, 'read')], false),
};

export const throughputSection: ComparisonSection = {
  id: 'throughput',
  title: 'Throughput over time',
  shortTitle: 'Throughput',
  render: ({ found }) => grid([throughputByVariant(found)], true),
};

export const flashSection: ComparisonSection = {
  id: 'flash',
  title: 'Flash',
  shortTitle: 'Flash',
  render: ({ found }) => grid([flashByVariant(found)], true),
};

export const crashesSection: ComparisonSection = {
  id: 'crashes',
  title: 'Crashes',
  shortTitle: 'Crashes',
  render: ({ found }) =>
    grid([crashesByVariant(found, 'array'), crashesByVariant(found, 'server')], false) ?? {
      html: '<p>No crashes were made or sampled in these runs, so there is nothing to say of what one would leave.</p>',
      charts: [],
    },
};
