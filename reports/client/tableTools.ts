/** Searches and sorts the table of an index page. A search is words: a row is shown that has all of them. */
export function startTableTools(): void {
  const table = document.querySelector<HTMLTableElement>('table.sortable');
  const body = table?.tBodies[0];
  if (table === null || body === undefined) return;
  const rows = [...body.rows];
  const search = document.querySelector<HTMLInputElement>('input[data-search]');
  const found = document.querySelector('output[data-found]');
  search?.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => (row.dataset['words'] ?? '').includes(word));
    if (found !== null) found.textContent = `${String(rows.filter((row) => !row.hidden).length)} of ${String(rows.length)}`;
  });
  table.tHead?.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('button[data-sort]');
    const head = button?.closest('th');
    if (button === null || head === null || head === undefined) return;
    const isUp = head.getAttribute('aria-sort') !== 'ascending';
    for (const other of table.querySelectorAll('th[aria-sort]')) other.setAttribute('aria-sort', 'none');
    head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
    const column = Number(button.dataset['sort']);
    body.append(...rows.sort((one, other) => (isUp ? 1 : -1) * compare(keyOf(one, column), keyOf(other, column))));
  });
}

function keyOf(row: HTMLTableRowElement, column: number): string {
  return row.cells[column]?.dataset['key'] ?? '';
}

/** Numbers as numbers. */
function compare(one: string, other: string): number {
  const [first, second] = [Number(one), Number(other)];
  return one !== '' && other !== '' && !Number.isNaN(first) && !Number.isNaN(second) ? first - second : one < other ? -1 : one > other ? 1 : 0;
}
