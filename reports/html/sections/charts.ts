/** Sections that are charts and no more. */
import { chartMarkup } from '../../charts/chartMarkup.ts';
import { chartTable } from '../../charts/chartTable.ts';
import type { ChartId } from '../../charts/chartTable.ts';
import type { RunView } from '../../charts/runView.ts';

/** The charts named, those that the run did not record left out; null when none is left. The first of an odd number is wide. */
export function chartGrid(view: RunView, ids: readonly ChartId[]): string | null {
  const models = ids.map((id) => chartTable[id](view)).filter((model) => model !== null);
  if (models.length === 0) return null;
  const isOdd = models.length % 2 === 1;
  return `<div class="grid">${models.map((model, index) => `<div${isOdd && index === 0 ? ' class="wide"' : ''}>${chartMarkup(model)}</div>`).join('\n')}</div>`;
}
