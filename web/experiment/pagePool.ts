/**
 * Where the runs of an experiment take place in a page: on a few workers, which leave a core to the page itself. Ends with the experiment: a worker holds its memory as long as it lives.
 */
import type { ReplicationTask } from '../../sim/experiment/experimentPlan.ts';
import type { ReplicationSample } from '../../sim/experiment/replicationSample.ts';
import type { ReplicationPool } from '../../sim/experiment/runExperiment.ts';
import type { FromExperimentWorker, ToExperimentWorker } from './experimentMessages.ts';

const workersMax = 4;

export class PagePool implements ReplicationPool {
  readonly parallel = Math.max(1, Math.min(workersMax, navigator.hardwareConcurrency - 1));
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  /** What gives up on each run that is under way. */
  readonly #waiting = new Set<() => void>();
  #isStopped = false;
  #nextId = 1;

  run(task: ReplicationTask): Promise<ReplicationSample | null> {
    if (this.#isStopped) return Promise.resolve(null);
    const worker = this.#idle.pop() ?? this.#start();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const waiting = (): void => resolve(null);
      this.#waiting.add(waiting);
      worker.onmessage = ({ data }: MessageEvent<FromExperimentWorker>) => {
        this.#waiting.delete(waiting);
        this.#idle.push(worker);
        if (data.kind === 'failed') reject(new Error(data.message));
        else resolve(data.sample);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        this.#waiting.delete(waiting);
        this.#all.delete(worker);
        worker.terminate();
        reject(new Error(`a worker of the experiment has died${event.message === '' ? '' : `: ${event.message}`}`));
      };
      worker.postMessage({ id, task } satisfies ToExperimentWorker);
    });
  }

  /** What runs comes back as null, and the workers end. */
  stop(): void {
    this.#isStopped = true;
    for (const worker of this.#all) worker.terminate();
    this.#all.clear();
    for (const giveUp of this.#waiting) giveUp();
    this.#waiting.clear();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./experimentWorker.ts', import.meta.url), { type: 'module' });
    this.#all.add(worker);
    return worker;
  }
}
