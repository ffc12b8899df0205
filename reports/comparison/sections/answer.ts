/** The first screen: three sentences, what is needed, and one table that ranks the variants by it. */
import type { Comparison } from '../../../sim/results/comparisonResult.ts';
import { toneMark } from '../../charts/chartMarkup.ts';
import { answerMarkup } from '../../html/answerTable.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { absentMetrics, comparisonFindings } from '../comparisonFindings.ts';
import type { ComparisonSection } from '../comparisonInput.ts';

/** What is asked: speed, what a crash loses, how far back, what is worn out. Where the first of a pair is absent, the second stands in. */
const columns: readonly (readonly string[])[] = [
  ['throughput'],
  ['writeP99'],
  ['readP99'],
  ['rpoMean', 'dirtyBlocks'],
  ['rpoRecovered'],
  ['window'],
  ['flashLife', 'flashBytes'],
  ['unfairness'],
];

const limits = [
  ['rpoMean', 'Losing the server may lose at most'],
  ['window', 'Back by at least'],
  ['flashLife', 'Flash must live'],
  ['writeP99', '99 % of writes within'],
] as const;

export const answerSection: ComparisonSection = {
  id: 'found',
  title: 'What was found',
  shortTitle: 'Found',
  render({ found, origin }) {
    const absent = absentMetrics(found, ['rpoMean', 'window', 'flashLife']);
    const missing = absent.length === 0 ? '' : `<p class="soft">Absent, since these runs have no such figure: ${escapeHtml(absent.join(', '))}.</p>`;
    const question = origin.summary === '' ? '' : `<p class="soft">${escapeHtml(origin.summary)}</p>`;
    const sentences = comparisonFindings(found)
      .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
      .join('\n');
    return { html: `${question}<div class="sentences">${sentences}</div>${answer(found)}${missing}`, charts: [] };
  },
};

function answer(found: Comparison): string {
  const shown = columns.flatMap((names) => names.find((name) => found.variants.some(({ metrics }) => name in metrics)) ?? []);
  return answerMarkup({
    noun: 'variant',
    label: 'Variants by what is asked',
    leads: ['variant'],
    choices: [],
    columns: shown.map((name) => found.metrics.find((metric) => metric.name === name)!),
    limits,
    rows: found.variants.map(({ name, metrics }, value) => ({
      name,
      leads: [{ text: name, value }],
      note: name === found.baseline ? 'baseline' : '',
      figures: metrics,
    })),
    note: `± half of the ${String(Math.round(found.confidence * 100))} % confidence interval, n = ${String(found.replications)} seeds. <b>Bold</b>: the best mean. ${toneMark('better')} better and ${toneMark('worse')} worse than ${escapeHtml(found.baseline)}, shown after correction for all comparisons; without a mark there is no evidence of a difference, = is the same to the last bit.`,
  });
}
