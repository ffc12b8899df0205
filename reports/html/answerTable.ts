/**
 * The table that answers, with what the reader may ask of it: limits that rows are held to, what they are ordered by, and which of them are looked at. What is asked works with the script
 * alone (`reports/client/chooser.ts`); without it the table stands as it is.
 */
import type { Verdict } from '../../sim/results/comparisonResult.ts';
import { axisUnit } from '../charts/axisUnit.ts';
import { toneMark } from '../charts/chartMarkup.ts';
import { escapeHtml } from '../text/escapeHtml.ts';
import { metricLabel } from '../text/metricLabels.ts';
import { readableValue } from '../text/readable.ts';
import type { ReadableUnit } from '../text/readable.ts';
import { selectMarkup } from './selectMarkup.ts';

export interface AnswerColumn {
  /** Of the metric. */
  readonly name: string;
  readonly unit: ReadableUnit;
  readonly better: 'lower' | 'higher';
  readonly summary: string;
}

export interface AnswerFigure {
  readonly mean: number;
  /** Null: there is no interval. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly verdict?: Verdict | null;
}

export interface AnswerRow {
  readonly name: string;
  /** What tells it from the others, by `leads`: text and the index that filters know it by. */
  readonly leads: readonly { readonly text: string; readonly value: number }[];
  /** Behind the first of them; may be empty. */
  readonly note: string;
  readonly figures: Readonly<Record<string, AnswerFigure>>;
}

export interface AnswerPlan {
  /** What a row is: `variant`, `cell`. */
  readonly noun: string;
  readonly label: string;
  /** Heads of what tells the rows apart. */
  readonly leads: readonly string[];
  /** By lead, the values that can be chosen among; none: there is no choice. */
  readonly choices: readonly (readonly string[])[];
  readonly columns: readonly AnswerColumn[];
  /** Metrics that can be limited, and what stands before the field. */
  readonly limits: readonly (readonly [string, string])[];
  readonly rows: readonly AnswerRow[];
  /** HTML below the table. */
  readonly note: string;
}

export function answerMarkup(plan: AnswerPlan): string {
  return `${chooser(plan)}${table(plan)}<p class="soft">${plan.note}</p>`;
}

function meansOf({ rows }: AnswerPlan, name: string): number[] {
  return rows.flatMap(({ figures }) => figures[name]?.mean ?? []);
}

function chooser(plan: AnswerPlan): string {
  const filters = plan.choices.flatMap((values, lead) => {
    const options = values.map((value, index) => [String(index), value] as const);
    return values.length < 2 ? [] : [selectMarkup(plan.leads[lead] ?? '', { 'data-filter': String(lead) }, [['', 'any'], ...options], '')];
  });
  const limits = plan.limits.flatMap(([name, text]) => {
    const column = plan.columns.find((entry) => entry.name === name);
    if (column === undefined) return [];
    const { factor, label: unit } = axisUnit(column.unit, Math.max(0, ...meansOf(plan, name)));
    return [
      `<label>${escapeHtml(text)} <span class="field"><input type="number" min="0" step="any" inputmode="decimal" data-limit="${name}" data-factor="${String(factor)}" data-better="${column.better}">${unit}</span></label>`,
    ];
  });
  const order = selectMarkup(
    'Best in',
    { 'data-order': '' },
    plan.columns.map(({ name }) => [name, metricLabel(name)]),
    '',
  );
  return `<form class="chooser" hidden aria-label="What you need" data-noun="${plan.noun}">${[...filters, ...limits].join('')}${order}<output class="choice" aria-live="polite"></output></form>`;
}

function table(plan: AnswerPlan): string {
  const { columns, leads, rows } = plan;
  const head = columns.map(
    ({ name, better, summary }) =>
      `<th scope="col" data-metric="${name}" data-better="${better}" title="${escapeHtml(summary)}">${escapeHtml(metricLabel(name))}<small>${better} is better</small></th>`,
  );
  const bests = new Map(columns.map(({ name, better }) => [name, bestOf(meansOf(plan, name), better)] as const));
  const body = rows.map((row) => {
    const figures = columns.flatMap(({ name }) => (row.figures[name] === undefined ? [] : [` data-${name.toLowerCase()}="${String(row.figures[name].mean)}"`]));
    const places = row.leads.map(({ value }, lead) => ` data-at-${String(lead)}="${String(value)}"`);
    const note = row.note === '' ? '' : ` <small>${escapeHtml(row.note)}</small>`;
    const names = row.leads.map(({ text }, lead) =>
      lead === 0 ? `<th scope="row" class="text">${escapeHtml(text)}${note}</th>` : `<td class="text">${escapeHtml(text)}</td>`,
    );
    const cells = columns.map((column) => cell(column, row.figures[column.name], bests.get(column.name) ?? null));
    return `<tr data-name="${escapeHtml(row.name)}"${places.join('')}${figures.join('')}>${names.join('')}${cells.join('')}</tr>`;
  });
  return `<div class="scroll" role="region" aria-label="${escapeHtml(plan.label)}" tabindex="0"><table class="answer${rows.some(({ figures }) => Object.values(figures).some(({ verdict }) => verdict !== undefined)) ? ' judged' : ''}"><thead><tr>${leads.map((lead) => `<th scope="col" class="text">${escapeHtml(lead)}</th>`).join('')}${head.join('')}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}

/** Null where all are alike: none is the best then. */
function bestOf(means: readonly number[], better: 'lower' | 'higher'): number | null {
  const [least, most] = [Math.min(...means), Math.max(...means)];
  return least === most ? null : better === 'higher' ? most : least;
}

function cell({ unit }: AnswerColumn, figures: AnswerFigure | undefined, best: number | null): string {
  if (figures === undefined) return '<td>–</td>';
  const mean = readableValue(figures.mean, unit);
  const half = figures.ciLow === null || figures.ciHigh === null ? null : (figures.ciHigh - figures.ciLow) / 2;
  const spread = half === null ? '' : `<small>±\u202f${half === 0 ? '0' : readableValue(half, unit)}</small>`;
  return `<td>${figures.mean === best ? `<b>${mean}</b>` : mean}${figures.verdict === undefined ? '' : mark(figures.verdict)}${spread}</td>`;
}

function mark(verdict: Verdict | null): string {
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
