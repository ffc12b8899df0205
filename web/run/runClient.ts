/**
 * The page's side of the worker: asks, listens, and starts another when one has died. What is shown of a run hangs on its signals.
 */
import type { RunRecord } from '../../sim/results/runRecord.ts';
import { Signal } from '../shell/signal.ts';
import type { CallName, Calls, Failure, FromWorker, LoadedRun, LoadRequest, RunStatus } from '../worker/messages.ts';

/** What the worker refused, in words for the reader. */
export class RefusedError extends Error {}

export interface FinishedRun {
  readonly record: RunRecord;
  readonly wallSeconds: number;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class RunClient {
  readonly loaded = new Signal<LoadedRun | null>(null);
  readonly status = new Signal<RunStatus | null>(null);
  readonly finished = new Signal<FinishedRun | null>(null);
  readonly isLoading = new Signal(false);
  /** What went wrong last; null once something goes well again. */
  readonly failure = new Signal<string | null>(null);
  #worker: Worker;
  #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor() {
    this.#worker = this.#start();
  }

  /** Rejects with RefusedError. */
  ask<Name extends CallName>(call: Name, asks: Calls[Name]['asks']): Promise<Calls[Name]['gives']> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Calls[Name]['gives']), reject });
      this.#worker.postMessage({ id, call, asks });
    });
  }

  /** Asks for something to be done; what is refused goes to `failure`. */
  async tell<Name extends CallName>(call: Name, asks: Calls[Name]['asks']): Promise<Calls[Name]['gives'] | null> {
    try {
      const answer = await this.ask(call, asks);
      this.failure.set(null);
      return answer;
    } catch (error) {
      this.failure.set(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /**
   * For what is drawn again and again, from an answer that was asked for when the status was `asked`: while it plays, resolves when the status is told the next time, so that all that is new comes
   * to the screen in one picture; each picture costs the page layout, painting and a wait for the compositor, whatever is new in it. At once when the run rests, or when the answer took so long that
   * the status has been told meanwhile. True: go on and draw; false: it has stopped, so that what is known is out of date.
   */
  isInStep(asked: RunStatus | null): Promise<boolean> {
    const { value } = this.status;
    if (value?.phase !== 'playing') return Promise.resolve(asked?.phase !== 'playing');
    if (value !== asked) return Promise.resolve(true);
    return new Promise((resolve) => {
      const stop = this.status.listen((status) => {
        stop();
        resolve(status?.phase === 'playing');
      });
    });
  }

  /** Loads a scenario; true when that went well. */
  async load(request: LoadRequest): Promise<boolean> {
    this.isLoading.set(true);
    this.failure.set(null);
    this.finished.set(null);
    const loaded = await this.tell('load', request);
    this.isLoading.set(false);
    if (loaded === null) return false;
    this.loaded.set(loaded);
    return true;
  }

  #start(): Worker {
    const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#hear(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#replace(event.message);
    });
    return worker;
  }

  #replace(message: string): void {
    this.#worker.terminate();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.loaded.set(null);
    this.status.set(null);
    this.#worker = this.#start();
    const text = `The worker that runs the simulation has died${message === '' ? '' : `: ${message}`}. Another has been started: load a scenario again.`;
    for (const { reject } of waiting) reject(new RefusedError(text));
    this.failure.set(text);
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'answer':
        this.#take(message.id)?.resolve(message.gives);
        return;
      case 'refusal':
        this.#take(message.id)?.reject(new RefusedError(wordsOf(message.failure)));
        return;
      case 'status':
        if (message.status.phase !== 'finished') this.finished.set(null);
        this.status.set(message.status);
        return;
      case 'finished':
        this.finished.set({ record: message.record, wallSeconds: message.wallSeconds });
        return;
      case 'failed':
        this.failure.set(wordsOf(message.failure));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

function wordsOf({ message, isInput }: Failure): string {
  return isInput ? message : `A bug in Hindcast: ${message}`;
}
