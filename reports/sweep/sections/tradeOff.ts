/** One metric against another, cell by cell, with the front of the cells that no other beats in both. With the script any two can be chosen. */
import { gridMarkup } from '../../charts/chartGrid.ts';
import { selectMarkup } from '../../html/selectMarkup.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import type { SweepSection } from '../sweepInput.ts';
import { cellTradeOff, metricsInPage, usualTradeOff } from '../sweepView.ts';

export const tradeOffSection: SweepSection = {
  id: 'trade-offs',
  title: 'What is given up for what',
  shortTitle: 'Trade-offs',
  render({ found }) {
    const pair = usualTradeOff(found);
    const grid = pair === null ? null : gridMarkup([cellTradeOff(found, ...pair)]);
    if (pair === null || grid === null) return null;
    const options = metricsInPage(found).map(({ name }) => [name, metricLabel(name)] as const);
    const form = `<form class="chooser" data-trade-off hidden aria-label="What is held against what">${selectMarkup('Across', { name: 'x' }, options, pair[0])}${selectMarkup('Up', { name: 'y' }, options, pair[1])}</form>`;
    return { html: `<p>Joined by a line: cells that no other beats in both.</p>${form}<div data-trade-off-chart>${grid.html}</div>`, charts: grid.charts };
  },
};
