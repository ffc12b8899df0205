/** A chart as HTML, before any script runs: title, legend, the place for the picture, and its numbers as a table. `LiveChart` draws into it. */
import { escapeHtml } from '../text/escapeHtml.ts';
import type { ChartMarkKind, ChartModel, ChartTable } from './chartModel.ts';
import { lineDash } from './palette.ts';

/** Shape of each mark at the top of a chart, drawn there and in the legend: one path in a box of 10 × 10. */
export const markPaths: Readonly<Record<ChartMarkKind, string>> = {
  bookmark: 'M2 1h6v8l-3-2.5L2 9z',
  rollback: 'M8 1v8L1 5z',
  undo: 'M2 1v8l7-4z',
  change: 'M5 0l5 5-5 5-5-5z',
  refused: 'M2 1l3 3 3-3 1 1-3 3 3 3-1 1-3-3-3 3-1-1 3-3-3-3z',
};

export function chartMarkup(model: ChartModel): string {
  const kinds = [...new Set(model.marks.map(({ kind }) => kind))];
  const lines = model.lines
    .map(
      (line, index) =>
        `<li><button type="button" class="line" aria-pressed="true" data-line="${index}" title="Show or hide">${lineSample(line.ink, model.isStacked)}${escapeHtml(line.label)}</button></li>`,
    )
    .join('');
  const marks = kinds
    .map((kind) => `<li class="key"><svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><path d="${markPaths[kind]}"/></svg>${kind}</li>`)
    .join('');
  const bands = [...new Set(model.bands.map(({ kind }) => kind))].map((kind) => `<li class="key"><i class="band ${kind}"></i>${kind}</li>`).join('');
  return `<figure class="chart" data-chart="${model.id}" aria-labelledby="chart-${model.id}">
<figcaption><h3 id="chart-${model.id}">${escapeHtml(model.title)}</h3>${model.note === '' ? '' : `<p>${escapeHtml(model.note)}</p>`}</figcaption>
<ul class="legend">${lines}${marks}${bands}</ul>
<div class="plot"><canvas role="img" aria-label="${escapeHtml(model.description)}"></canvas></div>
<details><summary>Numbers<span class="unseen"> of ${escapeHtml(model.title)}</span></summary>${tableMarkup(model.table, `Numbers of ${model.title}`)}</details>
</figure>`;
}

function lineSample(ink: number, isArea: boolean): string {
  const dash = lineDash(ink).join(' ');
  const shape = isArea ? '<rect x="2" y="1" width="16" height="8" rx="1.5"/>' : `<path d="M0 5h22"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`;
  return `<svg class="sample${isArea ? ' area' : ''}" style="--ink:var(--line-${ink % 8})" width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">${shape}</svg>`;
}

/** Numbers to the right, except in the columns named; scrolls sideways by itself, also by keyboard. */
export function tableMarkup(table: ChartTable, label: string, textColumns: ReadonlySet<number> = new Set([0])): string {
  const side = (column: number): string => (textColumns.has(column) ? ' class="text"' : '');
  const head = table.head.map((cell, column) => `<th scope="col"${side(column)}>${escapeHtml(cell)}</th>`).join('');
  const rows = table.rows
    .map(
      (row) =>
        `<tr>${row.map((cell, column) => (column === 0 ? `<th scope="row"${side(0)}>${escapeHtml(cell)}</th>` : `<td${side(column)}>${escapeHtml(cell)}</td>`)).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table></div>`;
}
