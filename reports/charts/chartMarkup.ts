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
  crash: 'M6 0L1 6h3.2L3.4 10 9 4H5.4z',
  refused: 'M2 1l3 3 3-3 1 1-3 3 3 3-1 1-3-3-3 3-1-1 3-3-3-3z',
};

export function chartMarkup(model: ChartModel): string {
  const note = model.note === '' ? '' : `<p>${escapeHtml(model.note)}</p>`;
  const height = heightOf(model);
  return `<figure class="chart" data-chart="${model.id}" aria-labelledby="chart-${model.id}">
<figcaption><h3 id="chart-${model.id}">${escapeHtml(model.title)}</h3>${note}</figcaption>
${legendMarkup(model)}<div class="plot"${height === null ? '' : ` style="height:${String(height)}px"`}><canvas role="img" aria-label="${escapeHtml(model.description)}"></canvas></div>
<div class="under"><details><summary>Numbers<span class="unseen"> of ${escapeHtml(model.title)}</span></summary>${tableMarkup(model.table, `Numbers of ${model.title}`)}</details>
<span class="saves">${saveButton('png', 'PNG', model.title)}${saveButton('csv', 'CSV', model.title)}</span></div>
</figure>`;
}

function saveButton(kind: string, label: string, title: string): string {
  return `<button type="button" data-save="${kind}" title="Save as ${label}">${label}<span class="unseen"> of ${escapeHtml(title)}</span></button>`;
}

/** Charts with a row per subject grow with them; null: as the page says. */
function heightOf(model: ChartModel): number | null {
  switch (model.kind) {
    case 'intervals':
      return 52 + 26 * model.intervals.length;
    case 'bars':
      return 52 + 28 * model.categories.length;
    case 'heat':
      return Math.min(520, 76 + 34 * model.rows.length);
    case 'points':
      return 360;
    case 'lines':
      return null;
  }
}

function legendMarkup(model: ChartModel): string {
  const keys = legendKeys(model);
  return keys === '' ? '' : `<ul class="legend">${keys}</ul>\n`;
}

function legendKeys(model: ChartModel): string {
  switch (model.kind) {
    case 'lines': {
      const kinds = [...new Set(model.marks.map(({ kind }) => kind))];
      const lines = model.lines.map((line, index) => toggle(index, line.label, lineSample(line.ink, model.isStacked, line.isReference === true))).join('');
      const marks = kinds
        .map((kind) => key(`<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><path d="${markPaths[kind]}"/></svg>${kind}`))
        .join('');
      const bands = [...new Set(model.bands.map(({ kind }) => kind))].map((kind) => key(`<i class="band ${kind}"></i>${kind}`)).join('');
      return `${lines}${marks}${bands}`;
    }
    case 'bars':
      return model.parts.map((part, index) => toggle(index, part.label, lineSample(part.ink, true, false))).join('');
    case 'points':
      return `${key(`${dot('filled')}no other is at least as good in both`)}${key(`${dot('hollow')}beaten by another`)}${model.points.some(({ isBaseline }) => isBaseline) ? key(`${diamond}baseline`) : ''}`;
    case 'intervals': {
      const tones = new Set(model.intervals.map(({ tone }) => tone));
      return `${tones.has('better') ? key(`${toneMark('better')}better`) : ''}${tones.has('worse') ? key(`${toneMark('worse')}worse`) : ''}${tones.has('none') ? key(`${dot('hollow')}no evidence of a difference`) : ''}${tones.has('baseline') ? key(`${diamond}baseline`) : ''}`;
    }
    case 'heat':
      return '';
  }
}

function toggle(index: number, label: string, sample: string): string {
  return `<li><button type="button" class="line" aria-pressed="true" data-line="${String(index)}" title="Show or hide">${sample}${escapeHtml(label)}</button></li>`;
}

const key = (content: string): string => `<li class="key">${content}</li>`;
const dot = (kind: 'filled' | 'hollow'): string =>
  `<svg class="dot ${kind}" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.2"/></svg>`;
const diamond = '<svg class="dot hollow" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 1l5 5-5 5-5-5z"/></svg>';
/** A triangle up, or down. */
export const toneMark = (tone: 'better' | 'worse'): string =>
  `<svg class="dot ${tone}" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="${tone === 'better' ? 'M6 1l5 9H1z' : 'M6 11l5-9H1z'}"/></svg>`;

function lineSample(ink: number, isArea: boolean, isReference: boolean): string {
  const dash = isReference ? '2 3' : lineDash(ink).join(' ');
  const shape = isArea ? '<rect x="2" y="1" width="16" height="8" rx="1.5"/>' : `<path d="M0 5h22"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`;
  return `<svg class="sample${isArea ? ' area' : ''}" style="--ink:var(--${isReference ? 'soft' : `line-${String(ink)}`})" width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">${shape}</svg>`;
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
