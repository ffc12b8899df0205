/**
 * Runs an experiment on a pool of workers that is handed in: a first run of each variant to find the warm-up, the replications, and more of them until the intervals are as narrow as asked.
 *
 * Guarantees: what comes out depends on the plan alone, not on how many workers there are or which of them is done first. Replication k of all variants is begun before k + 1 of any, so
 * that an interrupted experiment has whole replications to compare; those that not every variant has are dropped.
 */
import { compareVariants } from './compareVariants.ts';
import type { ExperimentPlan, ReplicationTask } from './experimentPlan.ts';
import { findWarmup } from './findWarmup.ts';
import type { FoundWarmup } from './findWarmup.ts';
import { metrics } from './metrics.ts';
import { replicationsNeeded } from './replicationsNeeded.ts';
import type { ReplicationSample } from './replicationSample.ts';
import { replicationSeeds } from './replicationSeeds.ts';

export interface ReplicationPool {
  /** Runs at once. */
  readonly parallel: number;
  /** Null: ended before its time, because of an interrupt. */
  run(task: ReplicationTask): Promise<ReplicationSample | null>;
}

export interface ExperimentControl {
  isStopped(): boolean;
  /** Called after each run. `planned` may grow. */
  progress(done: number, planned: number): void;
}

export interface ExperimentRuns {
  /** By variant, then by replication: all variants have the same number. */
  readonly runs: readonly (readonly ReplicationSample[])[];
  readonly warmupNs: number;
  /** How the warm-up was found; null: it was given. */
  readonly found: FoundWarmup | null;
  /** Interrupted before all was done. */
  readonly isPartial: boolean;
  /** The precision that was asked for was reached; null: none was asked for. */
  readonly isPrecise: boolean | null;
}

export async function runExperiment(plan: ExperimentPlan, pool: ReplicationPool, control: ExperimentControl): Promise<ExperimentRuns> {
  const experiment = new Experiment(plan, pool, control);
  const found = plan.warmupNs === null ? await experiment.findWarmup() : null;
  const warmupNs = plan.warmupNs ?? found?.warmupNs ?? 0;
  let wanted = plan.replications;
  let isPrecise: boolean | null = null;
  for (;;) {
    await experiment.replicate(wanted, warmupNs);
    if (plan.precision === null || control.isStopped()) break;
    const needed = replicationsWanted(plan, experiment.wholeRuns(), plan.precision.relative);
    isPrecise = needed <= wanted;
    if (isPrecise || wanted >= plan.precision.replicationsMax) break;
    wanted = Math.min(needed, plan.precision.replicationsMax);
  }
  const runs = experiment.wholeRuns();
  return { runs, warmupNs, found, isPartial: (runs[0]?.length ?? 0) < wanted, isPrecise };
}

class Experiment {
  readonly #plan: ExperimentPlan;
  readonly #pool: ReplicationPool;
  readonly #control: ExperimentControl;
  readonly #runs: (ReplicationSample | undefined)[][];
  #done = 0;
  #planned = 0;

  constructor(plan: ExperimentPlan, pool: ReplicationPool, control: ExperimentControl) {
    this.#plan = plan;
    this.#pool = pool;
    this.#control = control;
    this.#runs = plan.variants.map(() => []);
  }

  async findWarmup(): Promise<FoundWarmup> {
    const { variants, seed, replications } = this.#plan;
    this.#planned = variants.length * replications; // what comes afterwards counts in the time that is left
    const throughputs: (readonly number[])[] = variants.map(() => []);
    await this.#runAll(
      variants.map(({ scenario }, variant) => ({ variant, replication: 0, scenario: { ...scenario, seed } })),
      (task, sample) => (throughputs[task.variant] = sample.throughput),
    );
    return findWarmup(
      throughputs,
      variants.map(({ scenario }) => scenario.sampleNs),
    );
  }

  /** Up to `count` replications of each variant; those that are there already are not run again. */
  async replicate(count: number, warmupNs: number): Promise<void> {
    const seeds = replicationSeeds(this.#plan.seed, count);
    const tasks = seeds.flatMap((seed, replication) =>
      this.#plan.variants.flatMap(({ scenario }, variant) =>
        this.#runs[variant]?.[replication] === undefined ? [{ variant, replication, scenario: { ...scenario, seed, warmupNs } }] : [],
      ),
    );
    this.#planned = this.#done;
    await this.#runAll(tasks, ({ variant, replication }, sample) => {
      const runs = this.#runs[variant];
      if (runs !== undefined) runs[replication] = sample;
    });
  }

  /** The replications that every variant has, up to the first that one lacks. */
  wholeRuns(): ReplicationSample[][] {
    const counts = this.#runs
      .map((runs) => Array.from(runs, (run) => run !== undefined).indexOf(false))
      .map((gap, variant) => (gap < 0 ? (this.#runs[variant]?.length ?? 0) : gap));
    const count = Math.min(...counts);
    return this.#runs.map((runs) => runs.slice(0, count).filter((run) => run !== undefined));
  }

  async #runAll(tasks: readonly ReplicationTask[], take: (task: ReplicationTask, sample: ReplicationSample) => void): Promise<void> {
    this.#planned += tasks.length;
    let next = 0;
    const lane = async (): Promise<void> => {
      while (!this.#control.isStopped()) {
        const task = tasks[next++];
        if (task === undefined) return;
        const sample = await this.#pool.run(task);
        if (sample === null) return;
        take(task, sample);
        this.#done++;
        this.#control.progress(this.#done, this.#planned);
      }
    };
    await Promise.all(Array.from({ length: this.#pool.parallel }, lane));
  }
}

/** The most that any metric needs in any variant: those that were chosen, or the main ones where none were. */
function replicationsWanted(plan: ExperimentPlan, runs: readonly (readonly ReplicationSample[])[], relative: number): number {
  const chosen = metrics.filter(({ name }) => plan.metrics.includes(name));
  const counted = plan.metrics.length === metrics.length ? chosen.filter(({ isMain }) => isMain) : chosen;
  const samples = runs.map((replications, variant) => ({
    name: String(variant),
    samples: replications.map(({ values }) => counted.map((metric) => values[metrics.indexOf(metric)] ?? null)),
  }));
  const compared = compareVariants(counted, samples, plan.baseline);
  return Math.max(...runs.map((run) => run.length), ...compared.flatMap(({ metrics: found }) => found.map((metric) => replicationsNeeded(metric, relative))));
}
