/** Asks the worker that looks at workloads; only the last question is answered. A worker that died is replaced. */
import type { WorkloadAnswer, WorkloadAsked, WorkloadSource } from './workloadMessages.ts';

export class WorkloadClient {
  readonly #hear: (answer: WorkloadAnswer) => void;
  #worker: Worker | null = null;
  #number = 0;

  constructor(hear: (answer: WorkloadAnswer) => void) {
    this.#hear = hear;
  }

  ask(source: WorkloadSource, requestsMax: number): void {
    this.#number += 1;
    const asked: WorkloadAsked = { number: this.#number, source, blockBytes: 4096, requestsMax };
    this.#worker ??= this.#start();
    this.#worker.postMessage(asked);
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./workloadWorker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<WorkloadAnswer>) => {
      if (data.number === this.#number) this.#hear(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.close();
      this.#hear({
        number: this.#number,
        kind: 'failed',
        message: `the worker that reads workloads has died${event.message === '' ? '' : `: ${event.message}`}`,
        vms: [],
      });
    });
    return worker;
  }
}
