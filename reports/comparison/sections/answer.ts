/** The first screen: three sentences, what is needed, and one table that ranks the variants by it. */
import type { Comparison, ComparedMetricInfo, VariantFigures } from '../../../sim/results/comparisonResult.ts';
import { axisUnit } from '../../charts/axisUnit.ts';
import { toneMark } from '../../charts/chartMarkup.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { metricLabel } from '../../text/metricLabels.ts';
import { readableValue } from '../../text/readable.ts';
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
];

export const answerSection: ComparisonSection = {
  id: 'found',
  title: 'What was found',
  shortTitle: 'Found',
  render({ found, origin }) {
    const shown = columns.flatMap((names) => names.find((name) => found.variants.some(({ metrics }) => name in metrics)) ?? []);
    const absent = absentMetrics(found, ['rpoMean', 'window', 'flashLife']);
    const missing = absent.length === 0 ? '' : `<p class="soft">Absent, since these runs have no such figure: ${escapeHtml(absent.join(', '))}.</p>`;
    const question = origin.summary === '' ? '' : `<p class="soft">${escapeHtml(origin.summary)}</p>`;
    const sentences = comparisonFindings(found)
      .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
      .join('\n');
    return { html: `${question}<div class="sentences">${sentences}</div>${chooser(found, shown)}${answerTable(found, shown)}${missing}`, charts: [] };
  },
};

function infoOf(found: Comparison, name: string): ComparedMetricInfo {
  return found.metrics.find((metric) => metric.name === name)!;
}

/** What the reader needs: limits that rows are held to, in the unit that fits the values. Works with the script alone. */
function chooser(found: Comparison, shown: readonly string[]): string {
  const limits: readonly (readonly [string, string])[] = [
    ['rpoMean', 'Losing the server may lose at most'],
    ['window', 'Back by at least'],
    ['flashLife', 'Flash must live'],
    ['writeP99', '99 % of writes within'],
  ];
  const fields = limits
    .filter(([name]) => shown.includes(name))
    .map(([name, label]) => {
      const { better, unit: baseUnit } = infoOf(found, name);
      const { factor, label: unit } = limitUnit(baseUnit, Math.max(...found.variants.map(({ metrics }) => metrics[name]?.mean ?? 0)));
      return `<label>${label} <span class="field"><input type="number" min="0" step="any" inputmode="decimal" data-limit="${name}" data-factor="${String(factor)}" data-better="${better}">${unit}</span></label>`;
    })
    .join('');
  const orders = shown.map((name) => `<option value="${name}">${escapeHtml(metricLabel(name))}</option>`).join('');
  return `<form class="chooser" hidden aria-label="What you need">${fields}<label>Best in <select data-order>${orders}</select></label><output class="choice" aria-live="polite"></output></form>`;
}

/** Lives may be days, or hours in a run that is meant to wear flash out. */
function limitUnit(unit: ComparedMetricInfo['unit'], largest: number): { readonly factor: number; readonly label: string } {
  return unit === 'years' && largest < 1 / 365.25 ? { factor: 1 / (365.25 * 24), label: 'hours' } : axisUnit(unit, largest);
}

function answerTable(found: Comparison, shown: readonly string[]): string {
  const head = shown
    .map(
      (name) =>
        `<th scope="col" data-metric="${name}" data-better="${infoOf(found, name).better}" title="${escapeHtml(infoOf(found, name).summary)}">${escapeHtml(metricLabel(name))}<small>${infoOf(found, name).better} is better</small></th>`,
    )
    .join('');
  const rows = found.variants.map((variant) => {
    const data = shown.map((name) => (name in variant.metrics ? ` data-${name.toLowerCase()}="${String(variant.metrics[name]!.mean)}"` : '')).join('');
    const isBaseline = variant.name === found.baseline;
    const name = `<th scope="row" class="text">${escapeHtml(variant.name)}${isBaseline ? ' <small>baseline</small>' : ''}</th>`;
    return `<tr data-variant="${escapeHtml(variant.name)}"${data}>${name}${shown.map((metric) => cell(found, variant, metric)).join('')}</tr>`;
  });
  const note = `± half of the ${String(Math.round(found.confidence * 100))} % confidence interval, n = ${String(found.replications)} seeds. <b>Bold</b>: the best mean. ${toneMark('better')} better and ${toneMark('worse')} worse than ${escapeHtml(found.baseline)}, shown after correction for all comparisons; without a mark there is no evidence of a difference, = is the same to the last bit.`;
  return `<div class="scroll" role="region" aria-label="Variants by what is asked" tabindex="0"><table class="answer"><thead><tr><th scope="col" class="text">variant</th>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div><p class="soft">${note}</p>`;
}

function cell(found: Comparison, variant: VariantFigures, name: string): string {
  const figures = variant.metrics[name];
  const info = infoOf(found, name);
  if (figures === undefined) return '<td>–</td>';
  const means = found.variants.flatMap(({ metrics }) => metrics[name]?.mean ?? []);
  const isBest = figures.mean === (info.better === 'higher' ? Math.max(...means) : Math.min(...means)) && new Set(means).size > 1;
  const mean = readableValue(figures.mean, info.unit);
  const half = (figures.ciHigh - figures.ciLow) / 2;
  return `<td>${isBest ? `<b>${mean}</b>` : mean}${mark(figures.verdict)}<small>${half === 0 ? '±\u202f0' : `±\u202f${readableValue(half, info.unit)}`}</small></td>`;
}

function mark(verdict: VariantFigures['metrics'][string]['verdict']): string {
  switch (verdict) {
    case 'better':
      return `<span class="verdict good" title="shown to be better">${toneMark('better')}<span class="unseen"> better</span></span>`;
    case 'worse':
      return `<span class="verdict bad" title="shown to be worse">${toneMark('worse')}<span class="unseen"> worse</span></span>`;
    case 'same':
      return '<span class="verdict soft" title="the same to the last bit">=<span class="unseen"> the same</span></span>';
    default:
      return '<span class="verdict"></span>';
  }
}
