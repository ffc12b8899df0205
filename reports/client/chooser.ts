/** The reader's needs, on the table that answers: rows that don't meet them step back, those that are not looked at are away, the rest are ordered by what is asked for, and the best is named. */
export function startChooser(): void {
  const form = document.querySelector<HTMLFormElement>('form.chooser[data-noun]');
  const body = document.querySelector<HTMLTableSectionElement>('table.answer tbody');
  const order = form?.querySelector<HTMLSelectElement>('select[data-order]');
  const output = form?.querySelector('output');
  if (form === null || body === null || order === null || order === undefined || output === null || output === undefined) return;
  const rows = [...body.rows];
  const limits = [...form.querySelectorAll<HTMLInputElement>('input[data-limit]')];
  const filters = [...form.querySelectorAll<HTMLSelectElement>('select[data-filter]')];
  const better = new Map([...order.options].map(({ value }) => [value, betterOf(value)] as const));
  const choose = (): void => {
    const asked = limits.filter(({ value }) => value !== '');
    for (const row of rows)
      row.hidden = !filters.every(({ value, dataset }) => value === '' || row.getAttribute(`data-at-${dataset['filter'] ?? ''}`) === value);
    const isMet = (row: HTMLElement): boolean => asked.every((limit) => meets(row, limit));
    const sign = better.get(order.value) === 'higher' ? -1 : 1;
    const valueOf = (row: HTMLElement): number => figure(row, order.value) ?? sign * Infinity;
    const sorted = [...rows].sort(
      (one, other) => Number(one.hidden) - Number(other.hidden) || Number(isMet(other)) - Number(isMet(one)) || sign * (valueOf(one) - valueOf(other)),
    );
    for (const row of rows) row.classList.toggle('unmet', !isMet(row));
    body.replaceChildren(...sorted);
    const best = sorted[0];
    output.textContent =
      best === undefined || best.hidden || !isMet(best)
        ? `No ${form.dataset['noun'] ?? 'row'} meets that.`
        : `${asked.length === 0 ? 'Best' : 'Best of those that meet it'}: ${best.dataset['name'] ?? ''}`;
  };
  form.addEventListener('input', choose);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  choose();
}

/** As the column says. */
function betterOf(name: string): 'higher' | 'lower' {
  const column = [...document.querySelectorAll<HTMLElement>('table.answer thead th')].find((head) => head.dataset['metric'] === name);
  return column?.dataset['better'] === 'higher' ? 'higher' : 'lower';
}

function figure(row: HTMLElement, name: string): number | null {
  const text = row.dataset[name.toLowerCase()];
  return text === undefined ? null : Number(text);
}

/** A row without the figure does not meet the need. */
function meets(row: HTMLElement, limit: HTMLInputElement): boolean {
  const value = figure(row, limit.dataset['limit'] ?? '');
  const needed = Number(limit.value) * Number(limit.dataset['factor'] ?? 1);
  if (value === null) return false;
  return limit.dataset['better'] === 'higher' ? value >= needed : value <= needed;
}
