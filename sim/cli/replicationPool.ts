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
import { runReplication } from './runReplication.ts';
import type { ReplicationOutcome } from './runReplication.ts';
import { UsageError } from './usageError.ts';

export interface PoolOptions {
  readonly jobs: number;
  /** What names of traces count from. */
  readonly folder: string;
  /** The command that repeats a run, for the message about one that broke. */
  readonly repeat: (task: ReplicationTask) => string;
}

export class WorkerPool implements ReplicationPool {
  readonly parallel: number;
  readonly #options: PoolOptions;
  #threads: Tinypool | null = null;
  readonly #stopped: Promise<null>;
  #isStopped = false;
  #tellStopped: (value: null) => void = () => undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.parallel = options.jobs;
    this.#stopped = new Promise((resolve) => {
      this.#tellStopped = resolve;
    });
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
    throw new BrokenRunError(cause, { scenario: task.scenario.name, seed: task.scenario.seed, events, command: this.#options.repeat(task) });
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#threads?.destroy();
  }

  async #outcome(task: ReplicationTask): Promise<ReplicationOutcome> {
    const { folder } = this.#options;
    if (this.parallel === 1) return runReplication(task, folder, () => this.#isStopped);
    this.#threads ??= startThreads(this.parallel);
    const running = this.#threads.run({ task, folder }) as Promise<ReplicationOutcome>;
    running.catch(() => undefined); // what is cut off by stop() is not waited for
    return (await Promise.race([running, this.#stopped])) ?? { sample: null };
  }
}

/** They are there when the first run is asked for: an experiment that has nothing left to run starts none. */
function startThreads(count: number): Tinypool {
  const filename = new URL('./replicationWorker.mjs', import.meta.url).href;
  return new Tinypool({ filename, minThreads: count, maxThreads: count, concurrentTasksPerWorker: 1 });
}
