/**
 * Notices when an engine never comes back from a call: the thread that runs it can't, so another one looks on. It prints the line that repeats the run, and
 * ends the process with signal 9.
 */
import { Worker } from 'node:worker_threads';

const patienceSeconds = 30;

/** The watching thread, as plain JavaScript: files in TypeScript can't be a worker's. `beats`: seed, step, number of beats. */
const watcher = `
  const { workerData: beats } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let seen = -1;
  let quietSeconds = 0;
  setInterval(() => {
    const count = Atomics.load(beats, 2);
    quietSeconds = count === seen ? quietSeconds + 1 : 0;
    seen = count;
    if (quietSeconds < ${String(patienceSeconds)}) return;
    const [seed, step] = beats;
    writeSync(1, 'FOUND no end of step ' + step + ': npm run fuzz -- --seed ' + seed + ' --steps ' + (step + 1) + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, 1000);
`;

export class Watchdog {
  private readonly beats = new Int32Array(new SharedArrayBuffer(12));

  constructor() {
    new Worker(watcher, { eval: true, workerData: this.beats, execArgv: [] }).unref();
  }

  /** A step begins. */
  beat(seed: number, step: number): void {
    this.beats[0] = seed;
    this.beats[1] = step;
    Atomics.add(this.beats, 2, 1);
  }
}
