/** Each metric shown over what varies: as a map of cells, and as lines with intervals. With the script other axes can be chosen. */
import type { SweepResult } from '../../../sim/results/sweepResult.ts';
import { gridMarkup } from '../../charts/chartGrid.ts';
import { effectsChart } from '../../charts/models/effectsChart.ts';
import { sweepChoice } from '../../charts/models/sweepCharts.ts';
import { selectMarkup } from '../../html/selectMarkup.ts';
import { shownMetrics } from '../sweepFindings.ts';
import type { SweepSection } from '../sweepInput.ts';
import { parameterCharts } from '../sweepView.ts';

export const parametersSection: SweepSection = {
  id: 'parameters',
  title: 'By what varies',
  shortTitle: 'By parameter',
  render({ found }) {
    const usual = { across: null, down: null, held: () => null };
    const grid = gridMarkup(parameterCharts(found, usual));
    if (grid === null) return null;
    return { html: `${choices(found)}<div data-parameter-charts>${grid.html}</div>`, charts: grid.charts };
  },
};

export const effectsSection: SweepSection = {
  id: 'effects',
  title: 'What matters',
  shortTitle: 'What matters',
  render: ({ found }) => gridMarkup([effectsChart(found, shownMetrics(found))]),
};

/** Which axis goes across and which down, and where the others are held; nothing where there is one axis. */
function choices(found: SweepResult): string {
  const { axes } = found;
  if (axes.filter(({ values }) => values.length > 1).length < 2) return '';
  const labels = axes.map(({ label }) => label);
  const { across, down } = sweepChoice(found, { metric: null, across: null, down: null, held: () => null });
  const held = axes.length < 3 ? [] : axes.map(({ label, values }) => selectMarkup(label, { 'data-held': label }, values, values[0] ?? ''));
  return `<form class="chooser" data-parameters hidden aria-label="What is shown">${selectMarkup('Across', { name: 'across' }, labels, labels[across]!)}${selectMarkup('Down', { name: 'down' }, labels, labels[down]!)}${held.join('')}</form>`;
}
