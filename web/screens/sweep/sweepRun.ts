/** A sweep in the page: from its text to its result, as `hindcast sweep` would. Throws ScenarioError with line and column. */
import { readSweepFile } from '../../../sim/experiment/sweepFile.ts';
import { sweepPlan, type SweepPlan, type SweepSource } from '../../../sim/experiment/sweepPlan.ts';
import { runSweep, type SweepRun, type SweepStore } from '../../../sim/experiment/runSweep.ts';
import type { ReplicationPool } from '../../../sim/experiment/runExperiment.ts';
import { sweepResult } from '../../../sim/experiment/sweepResult.ts';
import type { SweepResult } from '../../../sim/results/sweepResult.ts';
import { plainScenario, valueText } from '../../../sim/scenario/editText.ts';
import { readYaml } from '../../../sim/scenario/readYaml.ts';
import { ScenarioError } from '../../../sim/scenario/scenarioError.ts';

export interface ShippedText {
  readonly name: string;
  readonly text: string;
}

export interface PlannedSweep {
  readonly plan: SweepPlan;
  /** What the run of a cell is opened with. */
  readonly scenario: { readonly name: string } | { readonly text: string; readonly sourceName: string };
  /** By cell. */
  readonly sets: readonly (readonly { readonly path: string; readonly value: string }[])[];
}

/** More than this belongs on the command line, which goes on where it was stopped. */
export const runsInPageMax = 400;
const sourceName = 'sweep.yaml';

export function planSweep(text: string, shipped: readonly ShippedText[], runsMax: number = runsInPageMax): PlannedSweep {
  const file = readSweepFile(text, sourceName);
  const { scenario } = file;
  const named = scenario.kind === 'scalar' ? shipped.find(({ name }) => name === scenario.value) : undefined;
  if (scenario.kind === 'scalar' && named === undefined)
    throw new ScenarioError({
      place: scenario.place,
      field: 'scenario',
      given: `is ${scenario.text}`,
      allowed: `in a page, one of those that ship: ${shipped.map(({ name }) => name).join(', ')}; or the fields of a scenario`,
    });
  const source: SweepSource =
    named === undefined
      ? { node: scenario, sourceName }
      : { node: readYaml(named.text, { name: named.name, isCwdRelative: false, hasPlaces: true }), sourceName: `workloads/scenarios/${named.name}.yaml` };
  const plan = sweepPlan(file, source, 'sweep', { sets: [], seed: null, oracle: 'off' });
  const runs = plan.cells.length * plan.seeds.length;
  if (runs > runsMax)
    throw new ScenarioError({
      place: scenario.place,
      field: '',
      given: `these are ${String(runs)} runs`,
      allowed: `a page does at most ${String(runsMax)}; \`hindcast sweep\` does more, and goes on where it was stopped`,
    });
  const written = plainScenario(text) as Readonly<Record<string, unknown>>;
  return {
    plan,
    scenario: named === undefined ? { text: `${valueText(written['scenario'])}\n`, sourceName } : { name: named.name },
    sets: plan.cells.map(({ at, scenario: { seed } }) => [...cellSets(written, at), { path: 'seed', value: String(seed) }]),
  };
}

/** What the cells of a result are opened with, which does not say it itself: the first of these texts that asks for the same grid; null: none does. */
export function planOf(result: Pick<SweepResult, 'axes' | 'seeds'>, texts: readonly string[], shipped: readonly ShippedText[]): PlannedSweep | null {
  const gridOf = (axes: SweepResult['axes']): string => JSON.stringify(axes.map(({ label, path, values }) => [label, path, values]));
  for (const text of texts) {
    try {
      const planned = planSweep(text, shipped, Infinity);
      if (gridOf(planned.plan.axes) !== gridOf(result.axes)) continue;
      const seed = { path: 'seed', value: String(result.seeds[0] ?? planned.plan.seeds[0]) };
      return { ...planned, sets: planned.sets.map((sets) => [...sets.filter(({ path }) => path !== 'seed'), seed]) };
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
    }
  }
  return null;
}

/** What makes a cell of the scenario: what is set in all, then by axis. */
function cellSets(written: Readonly<Record<string, unknown>>, at: readonly number[]): { path: string; value: string }[] {
  const asMap = (value: unknown): Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const sets = (value: unknown): { path: string; value: string }[] => Object.entries(asMap(value)).map(([path, set]) => ({ path, value: valueText(set) }));
  const variants = Object.values(asMap(written['variants']));
  const grid = Object.entries(asMap(written['grid']));
  const hasVariants = variants.length > 0;
  return [
    ...sets(written['set']),
    ...(hasVariants ? sets(variants[at[0] ?? 0]) : []),
    ...grid.map(([path, values], axis) => ({ path, value: valueText(Object.values(asMap(values))[at[axis + (hasVariants ? 1 : 0)] ?? 0]) })),
  ];
}

/** Null: stopped before every cell was run. */
export async function runPlanned(
  plan: SweepPlan,
  pool: ReplicationPool,
  isStopped: () => boolean,
  progress: (done: number, total: number) => void,
): Promise<SweepResult | null> {
  const store: SweepStore = { key: (scenario) => JSON.stringify(scenario), get: () => null, put: () => Promise.resolve() };
  const { runs } = await runSweep(plan, pool, store, { isStopped, progress: ({ done, total }) => progress(done, total) });
  const whole = runs.map((ofCell) => ofCell.filter((run): run is SweepRun => run !== null));
  return whole.every((ofCell, cell) => ofCell.length === runs[cell]?.length) ? sweepResult(plan, whole) : null;
}
