/** The first screen: the question, what was found, and one table of the cells that is filtered and ordered by what the reader needs. */
import type { SweepResult, SweptCell } from '../../../sim/results/sweepResult.ts';
import { cellName } from '../../../sim/results/sweepResult.ts';
import { unitOf } from '../../charts/models/sweepCharts.ts';
import { answerMarkup } from '../../html/answerTable.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import { readableAmount } from '../../text/readable.ts';
import { shownMetrics, sweepFindings } from '../sweepFindings.ts';
import type { SweepSection } from '../sweepInput.ts';

const sentencesMax = 3;
const columnsMax = 8;
const limitsMax = 3;
/** Rows of the table; a larger sweep has the best by each metric there. */
export const rowsMax = 400;

export const foundSection: SweepSection = {
  id: 'found',
  title: 'What was found',
  shortTitle: 'Found',
  render({ found }) {
    const sentences = sweepFindings(found).map(
      ({ lead, details }) => `<p>${escapeHtml(lead)}${details === '' ? '' : ` <small>${escapeHtml(details)}</small>`}</p>`,
    );
    const more =
      sentences.length <= sentencesMax
        ? ''
        : `<details><summary>${readableAmount(sentences.length - sentencesMax, 'more metric')}</summary>${sentences.slice(sentencesMax).join('\n')}</details>`;
    const expected = found.expected === '' ? '' : `<p class="soft"><b>Expected:</b> ${escapeHtml(found.expected)}</p>`;
    const question = found.summary === '' ? '' : `<p class="question">${escapeHtml(found.summary)}</p>`;
    return { html: `${question}${expected}<div class="sentences">${sentences.slice(0, sentencesMax).join('\n')}${more}</div>${answer(found)}`, charts: [] };
  },
};

function answer(found: SweepResult): string {
  const { axes, cells, seeds, confidence } = found;
  const metrics = shownMetrics(found).slice(0, columnsMax);
  const rows = cells.length <= rowsMax ? cells : bestCells(found, metrics);
  const spread =
    seeds.length > 1
      ? `± half of the ${String(Math.round(confidence * 100))} % confidence interval, n = ${String(seeds.length)} seeds.`
      : 'One seed: there are no intervals.';
  const left =
    rows.length === cells.length
      ? ''
      : ` Of ${readableAmount(cells.length, 'cell')} the table has the ${String(rows.length)} that are best in one of its metrics; results.parquet has all.`;
  return answerMarkup({
    noun: 'cell',
    label: 'Cells of the sweep',
    leads: axes.map(({ label }) => label),
    choices: axes.map(({ values }) => values),
    columns: metrics.map(({ name, unit, better, summary }) => ({ name, unit: unitOf(unit), better, summary })),
    limits: metrics.slice(0, limitsMax).map(({ name, better }) => [name, `${metricLabel(name)} at ${better === 'lower' ? 'most' : 'least'}`]),
    rows: rows.map((cell) => ({
      name: cellName(found, cell),
      leads: axes.map(({ values }, axis) => ({ text: values[cell.at[axis]!] ?? '', value: cell.at[axis]! })),
      note: '',
      figures: cell.metrics,
    })),
    note: `${spread} <b>Bold</b>: the best mean.${left}`,
  });
}

/** The best by each metric in turn, until there are enough; in the order of the grid. */
function bestCells({ cells }: SweepResult, metrics: readonly { readonly name: string; readonly better: string }[]): SweptCell[] {
  const orders = metrics.map(({ name, better }) => {
    const sign = better === 'higher' ? -1 : 1;
    return cells.filter((cell) => name in cell.metrics).sort((one, other) => sign * (one.metrics[name]!.mean - other.metrics[name]!.mean));
  });
  const kept = new Set<SweptCell>();
  for (let place = 0; kept.size < rowsMax && place < cells.length; place++) {
    for (const cell of orders.flatMap((order) => order[place] ?? [])) if (kept.size < rowsMax) kept.add(cell);
  }
  return cells.filter((cell) => kept.has(cell));
}
