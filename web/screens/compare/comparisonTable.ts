/** The figures of a comparison: a row per metric, a column per variant, with what is shown of the difference in words. */
import { html } from 'lit/html.js';
import { readableChange, readableValue } from '../../../reports/text/readable.ts';
import type { Comparison, MetricFigures } from '../../../sim/results/comparisonResult.ts';
import { metrics as allMetrics } from '../../../sim/experiment/metrics.ts';

type ComparedMetric = Comparison['metrics'][number];

export function comparisonTable(comparison: Comparison, isAll: boolean, chosen: string, choose: (metric: string) => void): unknown {
  const main = new Set(allMetrics.filter(({ isMain }) => isMain).map(({ name }) => name));
  const shown = comparison.metrics.filter(({ name }) => (isAll || main.has(name)) && comparison.variants.some(({ metrics }) => metrics[name] !== undefined));
  return html`<div class="scroll" role="region" aria-label="Figures of the comparison" tabindex="0">
    <table class="comparison">
      <thead>
        <tr>
          <th class="text" scope="col">${String(Math.round(comparison.confidence * 100))} % CI, n = ${String(comparison.replications)} seeds</th>
          ${comparison.variants.map(({ name }) => html`<th scope="col">${name}${name === comparison.baseline ? html`<small>baseline</small>` : ''}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (metric) =>
            html`<tr class=${metric.name === chosen ? 'chosen' : ''}>
              <th class="text" scope="row">
                <button type="button" class="metric-name" aria-pressed=${String(metric.name === chosen)} @click=${() => choose(metric.name)}>
                  ${metric.summary}<small>better ${metric.better}</small>
                </button>
              </th>
              ${comparison.variants.map(({ metrics }) => figuresCell(metric, metrics[metric.name]))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function figuresCell(metric: ComparedMetric, figures: MetricFigures | undefined): unknown {
  if (figures === undefined) return html`<td class="soft">–</td>`;
  const half = (figures.ciHigh - figures.ciLow) / 2;
  return html`<td>
    <b>${readableValue(figures.mean, metric.unit)}</b><small>± ${readableValue(half, metric.unit)}</small>
    ${figures.verdict === null ? '' : verdictOf(metric, figures)}
  </td>`;
}

const signs = { better: '▲', worse: '▼' } as const;

/** Never by colour alone: a sign and a word. */
function verdictOf(metric: ComparedMetric, { verdict, differenceRatio, difference, pValueAdjusted }: MetricFigures): unknown {
  const change = differenceRatio === null ? readableValue(difference ?? NaN, metric.unit) : readableChange(differenceRatio);
  const title = pValueAdjusted === null ? '' : `p = ${pValueAdjusted < 0.001 ? '< 0.001' : pValueAdjusted.toFixed(3)} after correction`;
  if (verdict === 'better' || verdict === 'worse')
    return html`<span class="verdict ${verdict === 'better' ? 'good' : 'bad'}" title=${title}>${signs[verdict]} ${change} ${verdict}</span>`;
  return html`<span class="verdict soft" title=${title}>${verdict === 'same' ? 'the same' : 'no evidence of a difference'}</span>`;
}
