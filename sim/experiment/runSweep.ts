/**
 * Runs what of a sweep has not been run yet, on a pool of workers that is handed in, and keeps each run in a store as soon as it is done.
 *
 * Guarantees: a run that the store has is not run again, nor one twice whose scenario and seed come up twice in the sweep; what comes out depends on the plan alone, not on how many
 * workers there are, in which order they are done, or how often the sweep was interrupted. Cells are run seed by seed: an interrupted sweep has the first seed of most cells.
 */
import type { Scenario } from '../scenario/scenario.ts';
import { metrics } from './metrics.ts';
import type { ReplicationPool } from './runExperiment.ts';
import type { SweepPlan } from './sweepPlan.ts';

/** What a sweep keeps of a run. It depends on scenario, seed and version alone. */
export interface SweepRun {
  readonly seed: number;
  readonly digest: string;
  /** By name of the metric; null: this run has no such figure. */
  readonly values: Readonly<Record<string, number | null>>;
  readonly violations: number;
  readonly failedChecks: readonly string[];
}

/** Finished runs, by content. */
export interface SweepStore {
  /** Of a run: the same for the same scenario and seed, and another for anything that could come out differently. */
  key(scenario: Scenario): string;
  get(key: string): SweepRun | null;
  /** Is there complete, or not at all, when the process is killed in the middle. */
  put(key: string, run: SweepRun): Promise<void>;
}

export interface SweepControl {
  isStopped(): boolean;
  /** `kept` were there before, `done` were run now, of `total`. */
  progress(counts: SweepCounts): void;
}

export interface SweepCounts {
  readonly kept: number;
  readonly done: number;
  readonly total: number;
}

export interface SweepRuns {
  /** By cell, then by seed; null: interrupted before. */
  readonly runs: readonly (readonly (SweepRun | null)[])[];
  readonly counts: SweepCounts;
}

interface PendingRun {
  readonly key: string;
  readonly cell: number;
  readonly scenario: Scenario;
}

export async function runSweep(plan: SweepPlan, pool: ReplicationPool, store: SweepStore, control: SweepControl): Promise<SweepRuns> {
  const keys = plan.cells.map(({ scenario }) => plan.seeds.map((seed) => store.key({ ...scenario, seed })));
  const found = new Map<string, SweepRun>();
  const pending = new Map<string, PendingRun>();
  plan.seeds.forEach((seed, number) => {
    plan.cells.forEach(({ scenario }, cell) => {
      const key = keys[cell]?.[number] ?? '';
      if (found.has(key) || pending.has(key)) return;
      const known = store.get(key);
      if (known === null) pending.set(key, { key, cell, scenario: { ...scenario, seed } });
      else found.set(key, known);
    });
  });
  const kept = found.size;
  const total = kept + pending.size;
  const tasks = [...pending.values()];
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (!control.isStopped()) {
      const task = tasks[next++];
      if (task === undefined) return;
      const sample = await pool.run({ variant: task.cell, replication: 0, scenario: task.scenario });
      if (sample === null) return;
      const { seed, digest, violations, failedChecks } = sample;
      const values = Object.fromEntries(metrics.map(({ name }, metric) => [name, sample.values[metric] ?? null]));
      const run: SweepRun = { seed, digest, values, violations, failedChecks };
      await store.put(task.key, run);
      found.set(task.key, run);
      control.progress({ kept, done: ++done, total });
    }
  };
  await Promise.all(Array.from({ length: pool.parallel }, lane));
  return { runs: keys.map((ofCell) => ofCell.map((key) => found.get(key) ?? null)), counts: { kept, done, total } };
}
