/** Sections that are charts and no more. */
import { gridMarkup } from '../../charts/chartGrid.ts';
import { chartTable } from '../../charts/chartTable.ts';
import type { ChartId } from '../../charts/chartTable.ts';
import type { RunView } from '../../charts/runView.ts';

/** The charts named, those that the run did not record left out; null when none is left. */
export function chartGrid(view: RunView, ids: readonly ChartId[]): string | null {
  return gridMarkup(ids.map((id) => chartTable[id](view)))?.html ?? null;
}
