/**
 * Runs a simulation to its end in slices, so that progress is shown and Ctrl-C is heard between them. How it is sliced changes nothing in the run.
 *
 * An interrupt ends the run early: what was simulated until then is kept and marked partial.
 */
import { setImmediate } from 'node:timers/promises';
import type { RunRecord } from '../results/runRecord.ts';
import type { ScenarioRun } from '../scenario/slowdownRun.ts';
import type { ProgressLine } from './progressLine.ts';
import type { Terminal } from './terminal.ts';

export interface DriveOptions {
  readonly terminal: Terminal;
  readonly progress: ProgressLine | null;
  /** Asked between slices: whether to end now. */
  readonly isInterrupted: () => boolean;
  /** Ends the run after exactly so many events, as an interrupted run that is being repeated was; null: at its own end. */
  readonly eventsMax: number | null;
}

export interface DrivenRun {
  readonly record: RunRecord;
  readonly wallSeconds: number;
  /** Events before it was ended early; null when it ended by itself. What was in flight then was still answered. */
  readonly stoppedAfterEvents: number | null;
}

/** Real time between two looks at signals and progress. */
const sliceMs = 40;
const firstSliceEvents = 4_096;

export async function driveRun(simulation: ScenarioRun, options: DriveOptions): Promise<DrivenRun> {
  const { terminal, progress } = options;
  const eventsMax = options.eventsMax ?? Infinity;
  try {
    const startMs = terminal.nowMs();
    let sliceEvents = firstSliceEvents;
    while (!simulation.finished && !options.isInterrupted() && simulation.events < eventsMax) {
      const sliceStartMs = terminal.nowMs();
      simulation.run(Math.min(sliceEvents, eventsMax - simulation.events));
      const tookMs = terminal.nowMs() - sliceStartMs;
      if (tookMs < sliceMs / 2) sliceEvents *= 2;
      else if (tookMs > sliceMs * 2) sliceEvents = Math.max(firstSliceEvents, Math.floor(sliceEvents / 2));
      progress?.update(simulation);
      await setImmediate();
    }
    const stoppedAfterEvents = simulation.finished ? null : simulation.events;
    if (stoppedAfterEvents !== null) simulation.stopEarly();
    const record = simulation.finish();
    return { record, wallSeconds: (terminal.nowMs() - startMs) / 1000, stoppedAfterEvents };
  } finally {
    progress?.clear();
  }
}
