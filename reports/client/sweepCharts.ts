/** On the report of a sweep: other axes across and down, other values held, other metrics against each other; the charts are made anew by the functions that made the page. */
import type { SweepResult } from '../../sim/results/sweepResult.ts';
import { cellTradeOff, parameterCharts } from '../sweep/sweepView.ts';
import type { ShownCharts } from './shownCharts.ts';

export function startSweepCharts(sweep: SweepResult, shown: ShownCharts): void {
  startParameters(sweep, shown);
  startTradeOff(sweep, shown);
}

function startParameters(sweep: SweepResult, shown: ShownCharts): void {
  const form = document.querySelector<HTMLFormElement>('form[data-parameters]');
  const place = document.querySelector('[data-parameter-charts]');
  const [across, down] = ['across', 'down'].map((name) => form?.querySelector<HTMLSelectElement>(`select[name=${name}]`));
  if (form === null || place === null || !across || !down) return;
  const held = [...form.querySelectorAll<HTMLSelectElement>('select[data-held]')];
  const heldOf = (label: string): HTMLSelectElement | undefined => held.find(({ dataset }) => dataset['held'] === label);
  const settle = (): void => {
    for (const select of held) select.closest('label')!.hidden = [across.value, down.value].includes(select.dataset['held'] ?? '');
  };
  let before = [across.value, down.value] as const;
  form.addEventListener('input', () => {
    // What was taken from the other side goes there in exchange.
    if (across.value === down.value) {
      if (across.value === before[0]) across.value = before[1];
      else down.value = before[0];
    }
    before = [across.value, down.value];
    settle();
    shown.replace(place, parameterCharts(sweep, { across: across.value, down: down.value, held: (label) => heldOf(label)?.value ?? null }));
  });
  settle();
  form.hidden = false;
}

function startTradeOff(sweep: SweepResult, shown: ShownCharts): void {
  const form = document.querySelector<HTMLFormElement>('form[data-trade-off]');
  const place = document.querySelector('[data-trade-off-chart]');
  const [x, y] = ['x', 'y'].map((name) => form?.querySelector<HTMLSelectElement>(`select[name=${name}]`));
  if (form === null || place === null || !x || !y) return;
  form.addEventListener('input', () => shown.replace(place, [x.value === y.value ? null : cellTradeOff(sweep, x.value, y.value)]));
  form.hidden = false;
}
