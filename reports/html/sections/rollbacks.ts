/** Rollbacks and undos: the timeline, the table, and of each the log records that it walked. */
import type { RollbackTrace, RollbackTraceRow } from '../../../sim/results/rollbackTrace.ts';
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { readableAmount, readableCount, readableDuration, readableInstant, readablePercent } from '../../text/readable.ts';
import type { Section } from '../section.ts';
import { timelineSvg } from './timelineSvg.ts';

/** Rows on a page of a trace; the first page is in the HTML, the script turns the others. */
export const traceRowsPerPage = 25;

export const traceHead = ['time', 'sequence', 'space', 'block', 'place before', 'place after'] as const;

export function traceCells(row: RollbackTraceRow): readonly string[] {
  return [readableInstant(row.timeNs), readableCount(row.sequence), row.space, readableCount(row.block), row.before, row.after];
}

export const rollbacksSection: Section = {
  id: 'rollbacks',
  title: 'Rollbacks',
  shortTitle: 'Rollbacks',
  render({ result, rollbacks }, view) {
    if (result.rollbacks.length === 0) return '<p>No VM was rolled back in this run.</p>';
    const inkOf = (vm: string): number => Math.max(0, view.series.vmNames.indexOf(vm));
    const table = tableMarkup(
      {
        head: ['asked at', 'VM', 'what', 'to', 'sequence', 'records walked', 'blocks restored', 'VM ran again after', 'oracle'],
        rows: result.rollbacks.map((entry) => [
          readableInstant(entry.atNs),
          entry.vm,
          entry.kind,
          entry.target,
          readableCount(entry.sequence),
          readableCount(entry.recordsWalked),
          readableCount(entry.blocksRestored),
          entry.refused ? '–' : readableDuration(entry.rtoNs),
          entry.refused ? `refused: ${entry.reason ?? ''}` : entry.checked ? 'every block compared' : 'not checked',
        ]),
      },
      'Rollbacks and undos',
      new Set([0, 1, 2, 3, 8]),
    );
    const bookmarks = result.bookmarks.filter(({ name }) => name !== null);
    const listed = bookmarks.slice(0, 200);
    const bookmarkTable =
      bookmarks.length === 0
        ? ''
        : `<details><summary>${readableAmount(bookmarks.length, 'bookmark')}</summary>${tableMarkup(
            {
              head: ['set at', 'VM', 'name', 'sequence', 'at the end'],
              rows: listed.map((entry) => [readableInstant(entry.atNs), entry.vm, entry.name ?? '', readableCount(entry.sequence), entry.state]),
            },
            'Bookmarks',
            new Set([0, 1, 2, 4]),
          )}</details>`;
    const first = rollbacks.findIndex((trace) => trace.entries.length > 0);
    const traces = rollbacks.map((trace, index) => traceMarkup(trace, index, index === first)).join('\n');
    return `<p>No data is moved to roll back: the log is walked from its newest record to the target, and the place of each block becomes the one it had.</p>
${timelineSvg(result, rollbacks, inkOf)}${table}${bookmarkTable}
${traces}`;
  },
};

function traceMarkup(trace: RollbackTrace, index: number, isOpen: boolean): string {
  if (trace.entries.length === 0) return '';
  const left = trace.entriesLeftOut === 0 ? '' : ` The oldest ${readableCount(trace.entriesLeftOut)} are left out here.`;
  const rows = trace.entries.slice(0, traceRowsPerPage).map(traceCells);
  return `<details class="trace"${isOpen ? ' open' : ''} data-trace="${index}"><summary>${escapeHtml(`${trace.vm}: ${trace.kind === 'undo' ? 'undo' : `rollback to ${trace.target}`} at ${readableInstant(trace.atNs)}`)}</summary>
<p class="soft">${readableAmount(trace.recordsWalked, 'record')} walked, newest first; ${readableAmount(trace.blocksRestored, 'block')} got another place: ${places(trace)}.${left}</p>
${tableMarkup({ head: traceHead, rows }, `Records of the ${trace.kind} of ${trace.vm}`, new Set([0, 2, 4, 5]))}
<div class="pager" hidden><button type="button" data-step="-1">Newer</button><span aria-live="polite"></span><button type="button" data-step="1">Older</button></div></details>`;
}

/** Where the restored blocks are now: `flash 80 %, array 20 %`. */
function places(trace: RollbackTrace): string {
  const counts = new Map<string, number>();
  for (const { after } of trace.entries) {
    const place = after.split(' ')[0]!;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts]
    .sort((one, other) => other[1] - one[1])
    .map(([place, count]) => `${escapeHtml(place)} ${readablePercent(count / trace.entries.length)}`)
    .join(', ');
}
