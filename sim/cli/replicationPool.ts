/**
 * Where the runs of an experiment take place: worker threads, or this thread when only one run is wanted at once. A broken run, wherever it was, comes out as the error that it would have
 * been here, with the command that repeats it.
 */
import { Tinypool } from 'tinypool';
import { InvariantError } from '../base/assert.ts';
import type { ReplicationTask } from '../experiment/experimentPlan.ts';
import type { ReplicationSample } from '../experiment/replicationSample.ts';
import type { ReplicationPool } from '../experiment/runExperiment.ts';
import { BrokenRunError } from './explainError.ts';
import { shellWord } from './manifest.ts';
import { runReplication } from './runReplication.ts';
import type { ReplicationOutcome } from './runReplication.ts';
import { UsageError } from './usageError.ts';

export interface PoolOptions {
  readonly jobs: number;
  /** What names of traces count from. */
  readonly folder: string;
  /** As typed, with the sets of each variant: what repeats a run. */
  readonly scenario: string;
  readonly setsOf: (variant: number) => readonly { readonly path: string; readonly value: string }[];
}

export class WorkerPool implements ReplicationPool {
  readonly parallel: number;
  readonly #options: PoolOptions;
  readonly #threads: Tinypool | null;
  readonly #stopped: Promise<null>;
  #isStopped = false;
  #tellStopped: (value: null) => void = () => undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.parallel = options.jobs;
    this.#stopped = new Promise((resolve) => {
      this.#tellStopped = resolve;
    });
    const filename = new URL('./replicationWorker.mjs', import.meta.url).href;
    this.#threads = options.jobs === 1 ? null : new Tinypool({ filename, minThreads: options.jobs, maxThreads: options.jobs, concurrentTasksPerWorker: 1 });
  }

  /** Ends what runs: it comes back as null. */
  stop(): void {
    this.#isStopped = true;
    this.#tellStopped(null);
  }

  async run(task: ReplicationTask): Promise<ReplicationSample | null> {
    const outcome = await this.#outcome(task);
    if ('sample' in outcome) return outcome.sample;
    const { name, message, stack, events } = outcome.failure;
    if (/^(Usage|Scenario|TraceFormat|FioFile|Shape)Error$/.test(name)) throw new UsageError(message);
    const cause = name === 'InvariantError' ? new InvariantError(message) : new Error(message);
    cause.stack = stack;
    const sets = this.#options.setsOf(task.variant).flatMap(({ path, value }) => ['--set', `${path}=${value}`]);
    const command = ['npx', 'hindcast', 'run', this.#options.scenario, ...sets, '--seed', String(task.scenario.seed)].map(shellWord).join(' ');
    throw new BrokenRunError(cause, { scenario: task.scenario.name, seed: task.scenario.seed, events, command });
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#threads?.destroy();
  }

  async #outcome(task: ReplicationTask): Promise<ReplicationOutcome> {
    const { folder } = this.#options;
    if (this.#threads === null) return runReplication(task, folder, () => this.#isStopped);
    const running = this.#threads.run({ task, folder }) as Promise<ReplicationOutcome>;
    running.catch(() => undefined); // what is cut off by stop() is not waited for
    return (await Promise.race([running, this.#stopped])) ?? { sample: null };
  }
}
