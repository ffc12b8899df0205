/** What a sweep found, by metric: where it is best and worst, what each thing that varies does to it, and what the differences come from. All of it is computed from the cells. */
import { cellName } from '../../sim/results/sweepResult.ts';
import type { SweepResult, SweptCell, SweptMetric } from '../../sim/results/sweepResult.ts';
import { effectsOf } from '../charts/models/effectsChart.ts';
import { presentMetrics, unitOf } from '../charts/models/sweepCharts.ts';
import { capital } from '../text/capital.ts';
import { metricLabel } from '../text/metricLabels.ts';
import { readableAmount, readableChange, readableCount, readablePercent, readableValue } from '../text/readable.ts';

/** What is less is not told. */
const changeMin = 0.0005;

/** The metrics that were asked for, or the main ones: those that cells have figures of. */
export function shownMetrics(sweep: SweepResult): SweptMetric[] {
  return presentMetrics(sweep).filter(({ isShown }) => isShown);
}

export interface SweepFinding {
  /** Where it is best and worst. */
  readonly lead: string;
  /** What does it, in sentences; empty: nothing more to say. */
  readonly details: string;
}

/** One for each metric shown. */
export function sweepFindings(sweep: SweepResult): SweepFinding[] {
  return shownMetrics(sweep).map((metric) => ({
    lead: ends(sweep, metric),
    details: isSame(sweep, metric)
      ? ''
      : [...contrasts(sweep, metric), causes(sweep, metric), againstForm(sweep, metric)].filter((text) => text !== '').join(' '),
  }));
}

/** The same as plain text: a sentence or a few for each metric shown. */
export function sweepSentences(sweep: SweepResult): string[] {
  return sweepFindings(sweep).map(({ lead, details }) => (details === '' ? lead : `${lead} ${details}`));
}

/** To as many figures as are read. */
function isSame({ cells }: SweepResult, { name, unit }: SweptMetric): boolean {
  return new Set(cells.flatMap(({ metrics }) => (metrics[name] === undefined ? [] : [readableValue(metrics[name].mean, unitOf(unit))]))).size < 2;
}

function ends(sweep: SweepResult, { name, unit, better }: SweptMetric): string {
  const cells = sweep.cells.filter(({ metrics }) => name in metrics).sort((one, other) => meanOf(one, name) - meanOf(other, name));
  const [least, most] = [cells[0]!, cells.at(-1)!];
  const text = (cell: SweptCell): string => readableValue(meanOf(cell, name), unitOf(unit));
  const label = capital(metricLabel(name));
  if (text(least) === text(most)) return `${label} is ${text(least)} in all cells.`;
  const [best, worst] = better === 'lower' ? [least, most] : [most, least];
  const factor = meanOf(most, name) / meanOf(least, name);
  const apart = Number.isFinite(factor) && factor >= 1.005 ? `, a factor of ${readableCount(Number(factor.toPrecision(3)))}` : '';
  const named = (cell: SweptCell): string => {
    const others = cells.filter((other) => other !== cell && text(other) === text(cell)).length;
    return `${cellName(sweep, cell)}${others === 0 ? '' : ` and ${String(others)} more`} (${text(cell)})`;
  };
  return `${label} is best with ${named(best)} and worst with ${named(worst)}${apart}.`;
}

function meanOf({ metrics }: SweptCell, name: string): number {
  return metrics[name]?.mean ?? NaN;
}

/** From the first to the last value of each axis that has an order or two values, the others being the same. */
function contrasts(sweep: SweepResult, { name }: SweptMetric): string[] {
  return sweep.axes.flatMap(({ label, values, scale }, axis) => {
    if (values.length < 2 || (scale === null && values.length > 2)) return [];
    const order = [...values.keys()].sort((one, other) => (scale === null ? one - other : scale.values[one]! - scale.values[other]!));
    const [from, to] = [order[0]!, order.at(-1)!];
    const changes = sweep.cells
      .filter(({ at }) => at[axis] === from)
      .flatMap((cell) => {
        const other = sweep.cells.find(({ at }) => at.every((index, number) => index === (number === axis ? to : cell.at[number])));
        const change = other === undefined ? NaN : meanOf(other, name) / meanOf(cell, name) - 1;
        return Number.isFinite(change) ? [{ cell, change }] : [];
      })
      .sort((one, other) => one.change - other.change);
    const [least, most] = [changes[0], changes.at(-1)];
    if (least === undefined || most === undefined) return [];
    if (Math.max(-least.change, most.change) < changeMin) return [];
    const [low, high] = [readableChange(least.change), readableChange(most.change)];
    const others = (cell: SweptCell): string => {
      const rest = sweep.axes.flatMap((entry, number) =>
        number === axis || entry.values.length < 2 ? [] : [`${entry.label} ${entry.values[cell.at[number]!]!}`],
      );
      return rest.length === 0 ? '' : ` (${rest.join(', ')})`;
    };
    const lead = `With ${label} ${values[to]!} instead of ${values[from]!}:`;
    return [low === high ? `${lead} ${low}.` : `${lead} from ${low}${others(least.cell)} to ${high}${others(most.cell)}.`];
  });
}

/** How far the means are from what theory gives, at most and on average. */
function againstForm({ cells, closedForm, ...sweep }: SweepResult, { name }: SweptMetric): string {
  if (closedForm?.metric !== name) return '';
  const deviations = cells
    .flatMap((cell, number) => {
      const expected = closedForm.values[number] ?? null;
      return expected === null ? [] : [{ cell, deviation: meanOf(cell, name) / expected - 1 }];
    })
    .sort((one, other) => Math.abs(other.deviation) - Math.abs(one.deviation));
  const [worst] = deviations;
  if (worst === undefined) return '';
  const mean = deviations.reduce((sum, { deviation }) => sum + Math.abs(deviation), 0) / deviations.length;
  return `The closed form (${closedForm.source}) is met within ${readablePercent(mean)} on average over ${readableAmount(deviations.length, 'cell')}; farthest off is ${cellName(sweep, worst.cell)} with ${readableChange(worst.deviation)}.`;
}

function causes(sweep: SweepResult, { name }: SweptMetric): string {
  const effects = effectsOf(sweep, name);
  const wide = sweep.axes.flatMap(({ label, values }, axis) => (values.length > 1 ? [{ label, axis }] : []));
  if (effects === null || wide.length < 2) return '';
  const parts = [...wide.map(({ label, axis }) => ({ label, share: effects.axes[axis]! })), { label: 'both together', share: effects.together }]
    .map(({ label, share }) => ({ label: label === 'both together' && wide.length > 2 ? 'several together' : label, share }))
    .filter(({ share }) => share >= 0.01)
    .sort((one, other) => other.share - one.share)
    .map(({ label, share }) => `${label} ${String(Math.round(share * 100))}\u202f%`);
  return parts.length === 0 ? 'The differences are luck: they go with the seeds.' : `The differences come from: ${parts.join(', ')}.`;
}
