/** Charts side by side, two in a row: those that are null are left out, and the first of an odd number is wide, or each with `isWide`. */
import type { ChartModel } from './chartModel.ts';
import { chartMarkup } from './chartMarkup.ts';

/** Null when there is no chart. */
export function gridMarkup(models: readonly (ChartModel | null)[], isWide = false): { readonly html: string; readonly charts: readonly ChartModel[] } | null {
  const charts = models.filter((model) => model !== null);
  if (charts.length === 0) return null;
  const wide = (index: number): boolean => isWide || (charts.length % 2 === 1 && index === 0);
  return {
    html: `<div class="grid">${charts.map((model, index) => `<div${wide(index) ? ' class="wide"' : ''}>${chartMarkup(model)}</div>`).join('\n')}</div>`,
    charts,
  };
}
