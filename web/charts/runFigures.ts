/** The charts of the sections of a run: each is drawn in a task of its own, so that the page answers meanwhile. */
import { chartTable } from '../../reports/charts/chartTable.ts';
import type { ChartId } from '../../reports/charts/chartTable.ts';
import type { RunView } from '../../reports/charts/runView.ts';
import type { App } from '../shell/screen.ts';
import { ChartFigure } from './chartFigure.ts';

/** In place of the figures that the sections have put there; `prefix` tells them from others of the page. Returns what to do before they go. */
export function drawRunFigures(place: HTMLElement, app: App, view: RunView, prefix = ''): () => void {
  const figures: ChartFigure[] = [];
  let isLeft = false;
  const drawAll = async (): Promise<void> => {
    for (const figure of place.querySelectorAll<HTMLElement>('figure.chart')) {
      await new Promise((resolve) => setTimeout(resolve));
      if (isLeft) return;
      const model = chartTable[figure.dataset['chart'] as ChartId](view);
      if (model === null) continue;
      const holder = document.createElement('div');
      figure.replaceWith(holder);
      const chart = new ChartFigure(holder, app);
      figures.push(chart);
      chart.show({ ...model, id: `${prefix}${model.id}` });
    }
  };
  void drawAll();
  return () => {
    isLeft = true;
    for (const figure of figures) figure.destroy();
  };
}
