/// <reference lib="webworker" />
/**
 * The simulation in a worker, from the same files as on the command line: so a run here has the digest that it has in Node. Calls are answered in the order
 * in which they came.
 */
import { InvariantError } from '../../sim/base/assert.ts';
import { callTable, OneRun } from './callTable.ts';
import type { CallName, Calls, Failure, FromWorker, ToWorker } from './messages.ts';

const world = new OneRun(tell, (error) => tell({ kind: 'failed', failure: failureOf(error) }));
let last: Promise<unknown> = Promise.resolve();

function tell(message: FromWorker): void {
  postMessage(message);
}

function failureOf(error: unknown): Failure {
  return {
    message: error instanceof Error ? error.message : String(error),
    isInput: !(error instanceof InvariantError || error instanceof TypeError || error instanceof RangeError),
  };
}

async function answer(message: ToWorker): Promise<void> {
  try {
    const handle = callTable[message.call] as (of: OneRun, asks: Calls[CallName]['asks']) => unknown;
    tell({ kind: 'answer', id: message.id, gives: await handle(world, message.asks) });
  } catch (error) {
    tell({ kind: 'refusal', id: message.id, failure: failureOf(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  // A step may take its time; what stops it must not wait for it.
  if (data.call === 'pause') void answer(data);
  else last = last.then(() => answer(data));
});
