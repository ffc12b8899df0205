/** Turns the pages of a rollback trace. The first page is in the HTML already. */
import { traceCells, traceRowsPerPage } from '../html/sections/rollbacks.ts';
import type { RollbackTrace } from '../../sim/results/rollbackTrace.ts';

/** `place` is the element of the trace (`data-trace`). */
export function pageTrace(place: Element, trace: RollbackTrace): void {
  const pager = place.querySelector<HTMLElement>('.pager');
  const body = place.querySelector('tbody');
  if (pager === null || body === null || trace.entries.length <= traceRowsPerPage) return;
  const pages = Math.ceil(trace.entries.length / traceRowsPerPage);
  const buttons = [...pager.querySelectorAll('button')];
  const position = pager.querySelector('span');
  const classes = [...(body.firstElementChild?.children ?? [])].map(({ className }) => className);
  let page = 0;
  const show = (): void => {
    const from = page * traceRowsPerPage;
    const rows = trace.entries.slice(from, from + traceRowsPerPage);
    body.replaceChildren(...rows.map((row) => rowElement(traceCells(row), classes)));
    if (position !== null) position.textContent = `${from + 1} – ${from + rows.length} of ${trace.entries.length}`;
    for (const button of buttons) button.disabled = page === (button.dataset['step'] === '1' ? pages - 1 : 0);
  };
  pager.addEventListener('click', (event) => {
    const step = Number((event.target as HTMLElement).dataset['step'] ?? 0);
    page = Math.min(pages - 1, Math.max(0, page + step));
    show();
  });
  pager.hidden = false;
  show();
}

/** Classes as in the row that the HTML came with. */
function rowElement(cells: readonly string[], classes: readonly string[]): HTMLElement {
  const row = document.createElement('tr');
  cells.forEach((cell, column) => {
    const element = document.createElement(column === 0 ? 'th' : 'td');
    if (column === 0) element.setAttribute('scope', 'row');
    element.className = classes[column] ?? '';
    element.textContent = cell;
    row.append(element);
  });
  return row;
}
