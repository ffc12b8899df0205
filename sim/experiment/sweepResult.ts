/** From the runs of a sweep to its result: per cell and metric the mean with its interval. */
import type { SweepResult, SweptCell, SweptFigures } from '../results/sweepResult.ts';
import { confidence, meanInterval } from './meanInterval.ts';
import { metrics } from './metrics.ts';
import type { SweepRun } from './runSweep.ts';
import type { SweepPlan } from './sweepPlan.ts';

/** What of a plan the result is made of. */
export type SweptPlan = Omit<SweepPlan, 'cells'> & { readonly cells: readonly Pick<SweepPlan['cells'][number], 'at'>[] };

/** `runs` are those of all cells and seeds. */
export function sweepResult(plan: SweptPlan, runs: readonly (readonly SweepRun[])[]): SweepResult {
  const { name, summary, expected, axes, seeds, closedForm } = plan;
  return {
    schemaVersion: 1,
    kind: 'hindcast-sweep',
    name,
    summary,
    expected,
    axes,
    seeds,
    confidence,
    metrics: metrics.map((metric) => ({
      name: metric.name,
      unit: metric.unit,
      better: metric.better,
      summary: metric.summary,
      isShown: plan.metrics === null ? metric.isMain : plan.metrics.includes(metric.name),
    })),
    cells: plan.cells.map(({ at }, cell): SweptCell => {
      const ofCell = runs[cell] ?? [];
      return { at, digests: ofCell.map(({ digest }) => digest), metrics: figuresOf(ofCell) };
    }),
    closedForm,
    unsound: runs.flatMap((ofCell, cell) =>
      ofCell
        .filter(({ violations, failedChecks }) => violations > 0 || failedChecks.length > 0)
        .map(({ seed, violations, failedChecks }) => ({ cell, seed, violations, failedChecks })),
    ),
  };
}

function figuresOf(runs: readonly SweepRun[]): Readonly<Record<string, SweptFigures>> {
  const found = metrics.flatMap(({ name }) => {
    const values = runs.map((run) => run.values[name] ?? null).filter((value) => value !== null);
    return values.length < runs.length || values.length === 0 ? [] : [[name, figures(values)] as const];
  });
  return Object.fromEntries(found);
}

function figures(values: readonly number[]): SweptFigures {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return { mean: only, standardDeviation: null, ciLow: null, ciHigh: null, values };
  const { mean, standardDeviation, ciLow, ciHigh } = meanInterval(values);
  return { mean, standardDeviation, ciLow, ciHigh, values };
}
